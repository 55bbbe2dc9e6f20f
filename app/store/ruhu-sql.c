/* ruhu-sql.c: prepared statements and transactions, with GError
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-sql-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-mutant.h"

#include <errno.h>

static RuhuError
find_code (sqlite3 *db)
{
  switch (sqlite3_errcode (db) & 0xff) {
  case SQLITE_FULL:
    return RUHU_ERROR_FULL;
  case SQLITE_IOERR:
    return sqlite3_system_errno (db) == ENOSPC ? RUHU_ERROR_FULL : RUHU_ERROR_CORRUPT;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return RUHU_ERROR_CORRUPT;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return RUHU_ERROR_BUSY;
  default:
    return RUHU_ERROR_FAILED;
  }
}

/*
 * ruhu_sql_fail:
 * @doing: what was being done; holds no value
 * @error: is set to %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT (a failed read, write or sync too),
 *   %RUHU_ERROR_BUSY (another process holds the file) or %RUHU_ERROR_FAILED
 *
 * Where SQLite's errors become Ruhu's.
 *
 * Returns: %FALSE
 */
gboolean
ruhu_sql_fail (sqlite3 *db, const char *doing, GError **error)
{
  g_set_error (error, RUHU_ERROR, find_code (db), "%s: %s", doing, sqlite3_errmsg (db));
  return FALSE;
}

/*
 * ruhu_sql_prepare:
 * @sql: one statement, a literal; values go in through ?1, ?2…, never through printf
 *
 * Returns: (transfer full) (nullable): the statement, %NULL with @error set
 */
sqlite3_stmt *
ruhu_sql_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK) {
    ruhu_sql_fail (db, sql, error);
    return NULL;
  }

  return stmt;
}

/* @text is copied, by GLib, as SQLite may have no memory to; %NULL binds SQL NULL. An index out of
 * range is a bug, not an error. */
void
ruhu_sql_bind_text (sqlite3_stmt *stmt, int index, const char *text)
{
  int rc = sqlite3_bind_text (stmt, index, g_strdup (text), -1, g_free);

  g_assert (rc == SQLITE_OK);
}

void
ruhu_sql_bind_int64 (sqlite3_stmt *stmt, int index, gint64 value)
{
  int rc = sqlite3_bind_int64 (stmt, index, value);

  g_assert (rc == SQLITE_OK);
}

/* @data is copied; %NULL binds SQL NULL. */
void
ruhu_sql_bind_blob (sqlite3_stmt *stmt, int index, gconstpointer data, gsize n)
{
  gpointer copy = data == NULL ? NULL : g_memdup2 (n == 0 ? "" : data, MAX (n, 1));
  int rc = sqlite3_bind_blob64 (stmt, index, copy, n, g_free);

  g_assert (rc == SQLITE_OK);
}

/* %NULL binds SQL NULL. */
void
ruhu_sql_bind_bytes (sqlite3_stmt *stmt, int index, GBytes *bytes)
{
  gsize n = 0;
  gconstpointer data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &n);

  ruhu_sql_bind_blob (stmt, index, data, n);
}

/* Returns: (nullable): the text of a column, valid until the next step */
const char *
ruhu_sql_text (sqlite3_stmt *stmt, int column)
{
  return (const char *) sqlite3_column_text (stmt, column);
}

/* Returns: (transfer full): a copy of a column; empty for SQL NULL */
GBytes *
ruhu_sql_bytes (sqlite3_stmt *stmt, int column)
{
  gconstpointer data = sqlite3_column_blob (stmt, column);

  return g_bytes_new (data, data == NULL ? 0 : sqlite3_column_bytes (stmt, column));
}

/* Runs @stmt to its end, dropping any rows, and makes it ready to be bound and run again. */
gboolean
ruhu_sql_run (sqlite3_stmt *stmt, GError **error)
{
  int rc;

  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    ;

  if (rc != SQLITE_DONE)
    return ruhu_sql_fail (sqlite3_db_handle (stmt), sqlite3_sql (stmt), error);

  sqlite3_reset (stmt);
  return TRUE;
}

/* Steps once. "No more rows" is an answer, so it comes back in @has_row, not as an error. */
gboolean
ruhu_sql_next (sqlite3_stmt *stmt, gboolean *has_row, GError **error)
{
  int rc = sqlite3_step (stmt);

  *has_row = rc == SQLITE_ROW;
  return rc == SQLITE_ROW || rc == SQLITE_DONE ||
         ruhu_sql_fail (sqlite3_db_handle (stmt), sqlite3_sql (stmt), error);
}

/*
 * ruhu_sql_sync_wal:
 * @db: on which something was read
 *
 * What a process wrote and was killed before it had synced is read by the next one like anything
 * else, is shown as saved and sent to others; and goes with the power all the same. After this it
 * stays. It takes no room, and writes nothing.
 *
 * Fails with %RUHU_ERROR_FULL where the disk only finds out now, or %RUHU_ERROR_CORRUPT.
 */
gboolean
ruhu_sql_sync_wal (sqlite3 *db, GError **error)
{
  sqlite3_file *wal = NULL;
  int rc;

  if (ruhu_mutant (WAL_NOT_SYNCED) ||
      sqlite3_file_control (db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal) != SQLITE_OK ||
      wal == NULL || wal->pMethods == NULL)
    return TRUE;

  errno = 0;
  rc = wal->pMethods->xSync (wal, SQLITE_SYNC_NORMAL);
  if (rc == SQLITE_OK)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               rc == SQLITE_FULL || errno == ENOSPC ? RUHU_ERROR_FULL : RUHU_ERROR_CORRUPT,
               "sync: %s",
               sqlite3_errstr (rc));
  return FALSE;
}

/* Runs a literal of one or several statements that take no values. */
gboolean
ruhu_sql_exec (sqlite3 *db, const char *sql, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK || ruhu_sql_fail (db, "exec", error);
}

/* The first column of the first row of @sql, 0 where there is none or it is NULL. */
gboolean
ruhu_sql_get_int64 (sqlite3 *db, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (db, sql, error);
  gboolean has_row;

  if (stmt == NULL || !ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  *value = has_row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

/*
 * ruhu_sql_begin:
 *
 * Transactions do not nest: one that is still open is one that there was no memory to take back,
 * and is taken back now.
 */
gboolean
ruhu_sql_begin (sqlite3 *db, const char *sql, GError **error)
{
  if (!sqlite3_get_autocommit (db) && !ruhu_sql_exec (db, "ROLLBACK", error))
    return FALSE;
  if (ruhu_sql_exec (db, sql, error))
    return TRUE;

  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
ruhu_sql_tx_begin (RuhuSqlTx *tx, sqlite3 *db, GError **error)
{
  if (!ruhu_sql_begin (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  tx->db = db;
  return TRUE;
}

gboolean
ruhu_sql_tx_commit (RuhuSqlTx *tx, GError **error)
{
  if (!ruhu_sql_exec (tx->db, "COMMIT", error))
    return FALSE;

  tx->db = NULL;
  return TRUE;
}

/* Rolls back what was begun and not committed: what g_auto(RuhuSqlTx) runs on every return. */
void
ruhu_sql_tx_clear (RuhuSqlTx *tx)
{
  if (tx->db != NULL && !sqlite3_get_autocommit (tx->db))
    sqlite3_exec (tx->db, "ROLLBACK", NULL, NULL, NULL);
  tx->db = NULL;
}
