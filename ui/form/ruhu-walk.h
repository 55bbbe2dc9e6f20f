/* ruhu-walk.h: the way through a form, page by page, into rows and out of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-outline.h"

G_BEGIN_DECLS

typedef struct _RuhuWalk RuhuWalk;

RuhuWalk *ruhu_walk_new (RuhuInstance *instance);
void ruhu_walk_free (RuhuWalk *self);

RuhuOutline *ruhu_walk_get_outline (RuhuWalk *self);
const RuhuOutlinePage *ruhu_walk_get_page (RuhuWalk *self);
const RuhuControl *ruhu_walk_get_section (RuhuWalk *self);
gboolean ruhu_walk_is_in_row (RuhuWalk *self);
gboolean ruhu_walk_can_step (RuhuWalk *self, int by);
void ruhu_walk_count (RuhuWalk *self, guint *at, guint *n);
void ruhu_walk_count_in_section (RuhuWalk *self, guint *at, guint *n);

void ruhu_walk_look_ahead (RuhuWalk *self);
gboolean ruhu_walk_step (RuhuWalk *self, int by);
void ruhu_walk_enter_row (RuhuWalk *self, const RuhuControl *repeat, RuhuNode *row);
void ruhu_walk_leave_row (RuhuWalk *self);
char *ruhu_walk_get_place (RuhuWalk *self);
void ruhu_walk_go_to_key (RuhuWalk *self, const char *key);
void ruhu_walk_go_to_section (RuhuWalk *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuWalk, ruhu_walk_free)

G_END_DECLS
