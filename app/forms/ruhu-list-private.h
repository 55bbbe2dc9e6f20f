/* ruhu-list-private.h: how the readers fill a list, and what expressions ask of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-list.h"

G_BEGIN_DECLS

guint ruhu_list_add_column (RuhuList *self, const char *name);
guint ruhu_list_add_row (RuhuList *self);
void ruhu_list_set_value (RuhuList *self,
                          guint row,
                          guint column_number,
                          const char *value,
                          gssize length);
double ruhu_list_get_number (RuhuList *self, guint row, guint column_number);
guint64 ruhu_list_get_serial (RuhuList *self);

G_END_DECLS
