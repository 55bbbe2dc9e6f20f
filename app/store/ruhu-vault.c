/* ruhu-vault.c: opening and closing the one connection
 *
 * WAL with synchronous=FULL: what was committed outlives a dead battery. EXCLUSIVE: one process,
 * one connection, no shared memory file (and so out of reach of SQLite's WAL-reset bug, which takes
 * two connections). Checkpoints are made when idle, when the WAL has grown, and at lock.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-vault-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-profile-private.h"

#include <glib/gstdio.h>

#define BUSY_TIMEOUT 2000 /* ms: a locked sender holds the file for one reading at a time */
#define MAX_WAL_PAGES 1000

#define PRAGMAS \
  "PRAGMA page_size = 4096; PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON;" \
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;" \
  "PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0"

/* Reads a log that a crash left, too, and leaves it as it is. */
#define LOCKED_PRAGMAS \
  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;" \
  "PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0"

static gboolean
open_file (RuhuVault *self, const char *name, int flags, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  int rc =
    sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | flags, NULL);

  if (rc == SQLITE_OK) {
    sqlite3_extended_result_codes (self->db, 1);
    sqlite3_busy_timeout (self->db, BUSY_TIMEOUT);
    return TRUE;
  }

  ruhu_sql_fail (self->db, "open", error);
  g_clear_pointer (&self->db, sqlite3_close_v2);
  return FALSE;
}

static int
wal_grew_cb (void *data, sqlite3 *db, const char *name, int pages)
{
  if (pages > MAX_WAL_PAGES)
    sqlite3_wal_checkpoint_v2 (db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return SQLITE_OK;
}

/*
 * ruhu_vault_open:
 * @name: the database's name in the profile; made where absent
 * @error: %RUHU_ERROR_BUSY where another process has it open
 */
gboolean
ruhu_vault_open (RuhuVault *self, const char *name, GError **error)
{
  gint64 n;

  if (!open_file (self, name, SQLITE_OPEN_CREATE, error))
    return FALSE;

  if (ruhu_sql_exec (self->db, PRAGMAS, error) &&
      ruhu_sql_get_int64 (self->db, "SELECT count(*) FROM sqlite_schema", &n, error) &&
      ruhu_sql_sync_wal (self->db, error)) {
    if (ruhu_mutant (TICK_BEFORE_FSYNC))
      ruhu_sql_exec (self->db, "PRAGMA synchronous = NORMAL", NULL);
    sqlite3_wal_hook (self->db, wal_grew_cb, NULL);
    return TRUE;
  }

  ruhu_vault_close (self);
  return FALSE;
}

static gboolean
has_wal (RuhuVault *self)
{
  g_autofree char *path = g_build_filename (self->dir, RUHU_PROFILE_WAL, NULL);
  GStatBuf st;

  return g_stat (path, &st) == 0 && st.st_size > 0;
}

/* For reading without keys; writes nothing, not even what a crash left in the WAL. */
gboolean
ruhu_vault_open_locked (RuhuVault *self, GError **error)
{
  gboolean keep_wal = has_wal (self);
  gint64 n;

  if (!open_file (self, RUHU_PROFILE_STORE, 0, error))
    return FALSE;

  if (keep_wal)
    sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (ruhu_sql_exec (self->db, LOCKED_PRAGMAS, error) &&
      ruhu_sql_get_int64 (self->db, "SELECT count(*) FROM sqlite_schema", &n, error) &&
      ruhu_sql_sync_wal (self->db, error))
    return TRUE;

  ruhu_vault_close (self);
  return FALSE;
}

static gboolean
check_pages (RuhuVault *self, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (self->db, "PRAGMA quick_check(1)", error);
  gboolean has_row;

  if (stmt == NULL || !ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (has_row && g_strcmp0 (ruhu_sql_text (stmt, 0), "ok") == 0)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the store does not pass its check");
  return FALSE;
}

/*
 * ruhu_vault_reopen:
 *
 * After a disk error: what a connection believes about a file whose sync failed is not to be
 * trusted, so there is a new one, and what it finds is checked.
 */
gboolean
ruhu_vault_reopen (RuhuVault *self, GError **error)
{
  ruhu_vault_close (self);

  if (!ruhu_vault_open (self, RUHU_PROFILE_STORE, error))
    return FALSE;
  if (check_pages (self, error) && ruhu_meta_check (self, error))
    return TRUE;

  ruhu_vault_close (self);
  return FALSE;
}

void
ruhu_vault_close (RuhuVault *self)
{
  g_clear_pointer (&self->lent, g_hash_table_unref);
  g_clear_pointer (&self->db, sqlite3_close_v2);
}

/* When idle. What cannot be checkpointed now is later. */
void
ruhu_vault_checkpoint (RuhuVault *self)
{
  if (self->db != NULL)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

gboolean
ruhu_vault_truncate_wal (RuhuVault *self, GError **error)
{
  int rc = sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  return rc == SQLITE_OK || ruhu_sql_fail (self->db, "checkpoint", error);
}

static void
finalize (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

/*
 * ruhu_vault_lend:
 * @sql: one statement, a literal; the same one is lent once at a time
 *
 * Where a page of many rows is taken in, to compile a statement for each takes longer than to run
 * it. These are compiled once for as long as the connection is open.
 *
 * Returns: (transfer full) (nullable): the statement, %NULL with @error set
 */
RuhuLentStmt *
ruhu_vault_lend (RuhuVault *self, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = self->lent != NULL ? g_hash_table_lookup (self->lent, sql) : NULL;

  if (stmt != NULL)
    return stmt;

  stmt = ruhu_sql_prepare (self->db, sql, error);
  if (stmt == NULL)
    return NULL;

  if (self->lent == NULL)
    self->lent = g_hash_table_new_full (NULL, NULL, NULL, finalize);
  g_hash_table_insert (self->lent, (gpointer) sql, stmt);
  return stmt;
}

/* What was bound was sealed, but it need not stay either. */
void
ruhu_vault_give_back (RuhuLentStmt *stmt)
{
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
}
