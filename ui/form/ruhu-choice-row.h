/* ruhu-choice-row.h: one choice of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_ROW (ruhu_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceRow, ruhu_choice_row, RUHU, CHOICE_ROW, AdwPreferencesRow)

GtkWidget *ruhu_choice_row_new (const char *value, const char *label, GtkCheckButton *group);
GtkCheckButton *ruhu_choice_row_get_check (RuhuChoiceRow *self);
void ruhu_choice_row_set_image (RuhuChoiceRow *self, GdkPaintable *image);
void ruhu_choice_row_add_end (RuhuChoiceRow *self, GtkWidget *widget);
const char *ruhu_choice_row_get_value (RuhuChoiceRow *self);

G_END_DECLS
