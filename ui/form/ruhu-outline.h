/* ruhu-outline.h: how a form falls into sections and pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuOutlinePage:
 * @section: the outermost labelled group the page lies in, or %NULL
 * @controls: (element-type RuhuControl): what stands on it, in the form's order; one repeat, or
 * questions
 *
 * One page of a form: one idea. It belongs to its outline.
 */
typedef struct {
  const RuhuControl *section;
  GPtrArray *controls;
} RuhuOutlinePage;

typedef struct _RuhuOutline RuhuOutline;

RuhuOutline *ruhu_outline_new (RuhuInstance *instance, const RuhuControl *scope, RuhuNode *within);
void ruhu_outline_free (RuhuOutline *self);

RuhuNode *ruhu_outline_get_within (RuhuOutline *self);
const RuhuControl *ruhu_outline_get_scope (RuhuOutline *self);
guint ruhu_outline_get_n_pages (RuhuOutline *self);
const RuhuOutlinePage *ruhu_outline_get_page (RuhuOutline *self, guint index);

gboolean ruhu_outline_is_shown (RuhuOutline *self, guint index);
int ruhu_outline_step (RuhuOutline *self, int from, int by);
guint ruhu_outline_count_shown (RuhuOutline *self, guint before);
int ruhu_outline_find (RuhuOutline *self, const RuhuControl *control);
RuhuNode *ruhu_outline_get_node (RuhuOutline *self, const RuhuControl *control);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuOutline, ruhu_outline_free)

G_END_DECLS
