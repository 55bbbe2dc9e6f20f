/* ruhu-cursor.h: how far a device has read HQ's log; opaque to the device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuCursor RuhuCursor;

RuhuCursor *ruhu_cursor_new (const char *gen, guint64 epoch);
RuhuCursor *ruhu_cursor_parse (const char *text);
void ruhu_cursor_free (RuhuCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuCursor, ruhu_cursor_free)

const char *ruhu_cursor_get_gen (RuhuCursor *self);
guint64 ruhu_cursor_get_epoch (RuhuCursor *self);
gboolean ruhu_cursor_get_town (RuhuCursor *self, const char *town, guint64 *sseq);
void ruhu_cursor_set_town (RuhuCursor *self, const char *town, guint64 sseq);
void ruhu_cursor_forget_town (RuhuCursor *self, const char *town);
const char *ruhu_cursor_get_page (RuhuCursor *self);
void ruhu_cursor_set_page (RuhuCursor *self, const char *page);
char *ruhu_cursor_to_string (RuhuCursor *self);

G_END_DECLS
