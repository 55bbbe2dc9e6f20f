/* ruhu-row.h: one line of a list: whom or what, and where it stands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_ROW (ruhu_row_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRow, ruhu_row, RUHU, ROW, GtkBox)

RuhuRow *ruhu_row_new (void);

void ruhu_row_set_title (RuhuRow *self, const char *title);
void ruhu_row_set_subtitle (RuhuRow *self, const char *subtitle);
void ruhu_row_set_status (RuhuRow *self, RuhuStatus status, const char *words);
void ruhu_row_set_avatar (RuhuRow *self, gboolean shown);
void ruhu_row_set_icon (RuhuRow *self, const char *icon_name);
void ruhu_row_set_opens (RuhuRow *self, gboolean opens);
void ruhu_row_set_folded (RuhuRow *self, gboolean folded);
void ruhu_row_set_chosen (RuhuRow *self, gboolean chosen);
void ruhu_row_set_place (RuhuRow *self, const char *section, gboolean first, gboolean last);
char *ruhu_row_describe (RuhuRow *self);

G_END_DECLS
