/* ruhu-outline.h: where one is in a form, and what comes next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-page-plan.h"

G_BEGIN_DECLS

typedef struct _RuhuOutline RuhuOutline;

RuhuOutline *ruhu_outline_new (RuhuInstance *instance, const RuhuControl *scope, RuhuNode *within);
void ruhu_outline_free (RuhuOutline *self);
void ruhu_outline_look_ahead (RuhuOutline *self, guint seen);

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
