/* ruhu-list-row.h: one line of a list: whom or what, and where it stands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_LIST_ROW (ruhu_list_row_get_type ())
G_DECLARE_FINAL_TYPE (RuhuListRow, ruhu_list_row, RUHU, LIST_ROW, GtkBox)

RuhuListRow *ruhu_list_row_new (void);

void ruhu_list_row_set_title (RuhuListRow *self, const char *title);
void ruhu_list_row_set_subtitle (RuhuListRow *self, const char *subtitle);
void ruhu_list_row_set_status (RuhuListRow *self, RuhuStatus status, const char *words);
void ruhu_list_row_set_avatar (RuhuListRow *self, gboolean shown);
void ruhu_list_row_set_icon (RuhuListRow *self, const char *icon_name);
void ruhu_list_row_set_opens (RuhuListRow *self, gboolean opens);
void ruhu_list_row_set_folded (RuhuListRow *self, gboolean folded);
void ruhu_list_row_set_chosen (RuhuListRow *self, gboolean chosen);
void
ruhu_list_row_set_place (RuhuListRow *self, const char *section, gboolean first, gboolean last);
char *ruhu_list_row_describe (RuhuListRow *self);

G_END_DECLS
