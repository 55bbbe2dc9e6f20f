/* sim-sqlite.c: SQLite that keeps what it has compiled
 *
 * The tablet's store compiles each statement anew each time, which costs little on a tablet and
 * half the time of a simulation. Here a statement that is finalized is kept for whoever asks the
 * same connection for the same text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "sim-template.h"

#include <dlfcn.h>

static GHashTable *idle; /* connection → text → sqlite3_stmt */

static gpointer
find_real (const char *name)
{
  gpointer found = dlsym (RTLD_NEXT, name);

  g_assert (found != NULL);
  return found;
}

static void
finalize (gpointer stmt)
{
  static int (*real) (sqlite3_stmt *);

  if (real == NULL)
    real = find_real ("sqlite3_finalize");
  real (stmt);
}

static void
unref_table (gpointer table)
{
  g_hash_table_unref (table);
}

static GHashTable *
get_idle (sqlite3 *db)
{
  GHashTable *statements;

  if (idle == NULL)
    idle = g_hash_table_new_full (NULL, NULL, NULL, unref_table);
  statements = g_hash_table_lookup (idle, db);
  if (statements == NULL) {
    statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize);
    g_hash_table_insert (idle, db, statements);
  }
  return statements;
}

/* Returns: (nullable): @sql, compiled before */
static sqlite3_stmt *
find_idle (sqlite3 *db, const char *sql)
{
  SimTemplate *template = sim_template_find (db);
  sqlite3_stmt *stmt = template != NULL ? sim_template_take (template, sql) : NULL;

  if (stmt == NULL)
    g_hash_table_steal_extended (get_idle (db), sql, NULL, (gpointer *) &stmt);
  return stmt;
}

int
sqlite3_prepare_v2 (sqlite3 *db, const char *sql, int n, sqlite3_stmt **stmt, const char **tail)
{
  static int (*real) (sqlite3 *, const char *, int, sqlite3_stmt **, const char **);

  if (real == NULL)
    real = find_real ("sqlite3_prepare_v2");
  *stmt = n < 0 && tail == NULL ? find_idle (db, sql) : NULL;
  return *stmt != NULL ? SQLITE_OK : real (db, sql, n, stmt, tail);
}

int
sqlite3_prepare_v3 (sqlite3 *db,
                    const char *sql,
                    int n,
                    unsigned int flags,
                    sqlite3_stmt **stmt,
                    const char **tail)
{
  static int (*real) (sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **);

  if (real == NULL)
    real = find_real ("sqlite3_prepare_v3");
  *stmt = n < 0 && tail == NULL ? find_idle (db, sql) : NULL;
  return *stmt != NULL ? SQLITE_OK : real (db, sql, n, flags, stmt, tail);
}

int
sqlite3_finalize (sqlite3_stmt *stmt)
{
  SimTemplate *template;
  int rc;

  if (stmt == NULL)
    return SQLITE_OK;

  rc = sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
  template = sim_template_find (sqlite3_db_handle (stmt));
  if (template != NULL && sim_template_give_back (template, stmt))
    return rc;
  g_hash_table_replace (get_idle (sqlite3_db_handle (stmt)), (gpointer) sqlite3_sql (stmt), stmt);
  return rc;
}

static gboolean
is_kept (const char *sql)
{
  return g_str_equal (sql, "BEGIN IMMEDIATE") || g_str_equal (sql, "BEGIN") ||
         g_str_equal (sql, "COMMIT");
}

int
sqlite3_exec (sqlite3 *db,
              const char *sql,
              int (*callback) (void *, int, char **, char **),
              void *data,
              char **message)
{
  static int (
    *real) (sqlite3 *, const char *, int (*) (void *, int, char **, char **), void *, char **);
  sqlite3_stmt *stmt = NULL;
  int rc;

  if (real == NULL)
    real = find_real ("sqlite3_exec");
  if (!is_kept (sql))
    return real (db, sql, callback, data, message);

  rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);
  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_step (stmt);
  sqlite3_finalize (stmt);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
sqlite3_open_v2 (const char *path, sqlite3 **db, int flags, const char *vfs)
{
  static int (*real) (const char *, sqlite3 **, int, const char *);
  SimTemplate *template = vfs == NULL ? sim_template_open (path, flags) : NULL;

  if (real == NULL)
    real = find_real ("sqlite3_open_v2");
  if (template == NULL)
    return real (path, db, flags, vfs);

  *db = sim_template_get_db (template);
  return SQLITE_OK;
}

static gboolean
forget (sqlite3 *db)
{
  SimTemplate *template = sim_template_find (db);
  gboolean lives = template == NULL || sim_template_close (template, finalize);
  GHashTable *statements = idle != NULL ? g_hash_table_lookup (idle, db) : NULL;

  if (!lives && statements != NULL)
    g_hash_table_steal_all (statements);
  if (statements != NULL)
    g_hash_table_remove (idle, db);
  return lives;
}

int
sqlite3_close_v2 (sqlite3 *db)
{
  static int (*real) (sqlite3 *);

  if (real == NULL)
    real = find_real ("sqlite3_close_v2");
  return forget (db) ? real (db) : SQLITE_OK;
}

int
sqlite3_close (sqlite3 *db)
{
  static int (*real) (sqlite3 *);

  if (real == NULL)
    real = find_real ("sqlite3_close");
  return forget (db) ? real (db) : SQLITE_OK;
}
