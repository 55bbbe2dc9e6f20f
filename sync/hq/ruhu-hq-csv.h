/* ruhu-hq-csv.h: tables out of CSV, with the place of every cell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuHqCsv RuhuHqCsv;

RuhuHqCsv *ruhu_hq_csv_parse (GBytes *bytes, const char *name, GError **error);
void ruhu_hq_csv_free (RuhuHqCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqCsv, ruhu_hq_csv_free)

guint ruhu_hq_csv_get_n_columns (RuhuHqCsv *self);
const char *ruhu_hq_csv_get_column (RuhuHqCsv *self, guint column);
guint ruhu_hq_csv_get_n_rows (RuhuHqCsv *self);
const char *ruhu_hq_csv_get_cell (RuhuHqCsv *self, guint row, guint column);
const char *ruhu_hq_csv_get (RuhuHqCsv *self, guint row, const char *column);
gboolean ruhu_hq_csv_fail (RuhuHqCsv *self,
                           guint row,
                           const char *column,
                           GError **error,
                           const char *message);

G_END_DECLS
