/* ruhu-row-view.h: a list of rows over any model, with sections
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-list-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RuhuRowShowFunc:
 * @row: a row that showed something else before; set all that this list ever sets
 * @item: (type GObject): what it is to show
 */
typedef void (*RuhuRowShowFunc) (RuhuListRow *row, gpointer item, gpointer user_data);

/**
 * RuhuRowSectionFunc:
 *
 * Returns: (nullable): the heading under which @item stands; items of one heading are neighbours
 */
typedef const char *(*RuhuRowSectionFunc) (gpointer item, gpointer user_data);

#define RUHU_TYPE_ROW_VIEW (ruhu_row_view_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRowView, ruhu_row_view, RUHU, ROW_VIEW, AdwBin)

void ruhu_row_view_set_funcs (RuhuRowView *self,
                              RuhuRowShowFunc show,
                              RuhuRowSectionFunc section,
                              gpointer user_data);
void ruhu_row_view_set_model (RuhuRowView *self, GListModel *model);
void ruhu_row_view_set_chosen (RuhuRowView *self, gpointer item);
void ruhu_row_view_refresh (RuhuRowView *self);
GtkWidget *ruhu_row_view_get_list (RuhuRowView *self);

G_END_DECLS
