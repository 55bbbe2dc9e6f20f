/* ruhu-list.h: a list that forms look things up in (a secondary instance), as columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuList RuhuList;

RuhuList *ruhu_list_new (const char *const *columns);
RuhuList *ruhu_list_ref (RuhuList *self);
void ruhu_list_unref (RuhuList *self);

void ruhu_list_append_row (RuhuList *self, const char *const *values);

guint ruhu_list_get_n_rows (RuhuList *self);
guint ruhu_list_get_n_columns (RuhuList *self);
const char *ruhu_list_get_column_name (RuhuList *self, guint column);
int ruhu_list_find_column (RuhuList *self, const char *name);
const char *ruhu_list_get_value (RuhuList *self, guint row, guint column);

int ruhu_list_find_row (RuhuList *self, guint column, const char *value);
int ruhu_list_find_next_row (RuhuList *self, guint column, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuList, ruhu_list_unref)

G_END_DECLS
