/* ruhu-list-private.h: how the readers fill a list, and what expressions ask of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-list.h"

G_BEGIN_DECLS

/* RUHU_NODES_COLUMN_BITS has room for these and one more. */
#define RUHU_LIST_MOST_COLUMNS 2000

void ruhu_list_set_source_size (RuhuList *self, gsize n_bytes);
gboolean ruhu_list_is_too_wide (RuhuList *self);
void ruhu_list_set_open_quote (RuhuList *self, guint line);
guint ruhu_list_get_open_quote (RuhuList *self);
void ruhu_list_allow_gaps (RuhuList *self);
gboolean ruhu_list_has_value (RuhuList *self, guint row, guint column);
guint ruhu_list_add_column (RuhuList *self, const char *name);
guint ruhu_list_ensure_column (RuhuList *self, const char *name, guint guess);
guint ruhu_list_add_row (RuhuList *self);
void ruhu_list_set_value (RuhuList *self,
                          guint row,
                          guint column_number,
                          const char *value,
                          gssize length);
double ruhu_list_get_number (RuhuList *self, guint row, guint column_number);
guint64 ruhu_list_get_serial (RuhuList *self);

G_END_DECLS
