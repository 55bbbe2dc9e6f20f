/* ruhu-sql-private.h: prepared statements and transactions, with GError
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

typedef struct {
  sqlite3 *db; /* NULL once committed or rolled back */
} RuhuSqlTx;

sqlite3_stmt *
ruhu_sql_prepare (sqlite3 *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ruhu_sql_bind_text (sqlite3_stmt *stmt, int index, const char *text);
void ruhu_sql_bind_int64 (sqlite3_stmt *stmt, int index, gint64 value);
void ruhu_sql_bind_blob (sqlite3_stmt *stmt, int index, gconstpointer data, gsize n);
void ruhu_sql_bind_bytes (sqlite3_stmt *stmt, int index, GBytes *bytes);
const char *ruhu_sql_text (sqlite3_stmt *stmt, int column);
GBytes *ruhu_sql_bytes (sqlite3_stmt *stmt, int column);

gboolean ruhu_sql_run (sqlite3_stmt *stmt, GError **error);
gboolean ruhu_sql_next (sqlite3_stmt *stmt, gboolean *has_row, GError **error);
gboolean ruhu_sql_sync_wal (sqlite3 *db, GError **error);
gboolean ruhu_sql_exec (sqlite3 *db, const char *sql, GError **error);
gboolean ruhu_sql_get_int64 (sqlite3 *db, const char *sql, gint64 *value, GError **error);
gboolean ruhu_sql_fail (sqlite3 *db, const char *doing, GError **error);

gboolean ruhu_sql_begin (sqlite3 *db, const char *sql, GError **error);
gboolean ruhu_sql_tx_begin (RuhuSqlTx *tx, sqlite3 *db, GError **error);
gboolean ruhu_sql_tx_commit (RuhuSqlTx *tx, GError **error);
void ruhu_sql_tx_clear (RuhuSqlTx *tx);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuSqlTx, ruhu_sql_tx_clear)

G_END_DECLS
