/* ruhu-schema.c: numbered upgrades of the device's store
 *
 * `PRAGMA user_version` is the number of the last step that was taken; each step sets it. A step is
 * one transaction, so a store is always of some released schema. While steps are being taken a copy
 * of the file as it was stands beside it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-schema-private.h"

#include "base/ruhu-error.h"
#include "ruhu-core-resources.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FOLDER "/org/ruhu/Ruhu/sql/device/"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

/* The files of FOLDER in the order of their numbers. */
static char **
load_steps (GError **error)
{
  GResource *resource = ruhu_core_get_resource ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, FOLDER, 0, error);
  g_autoptr (GStrvBuilder) steps = g_strv_builder_new ();
  guint i;

  if (names == NULL)
    return NULL;

  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (FOLDER, names[i], NULL);
    g_autoptr (GBytes) sql = g_resource_lookup_data (resource, path, 0, error);

    if (sql == NULL)
      return NULL;
    g_strv_builder_add (steps, g_bytes_get_data (sql, NULL));
  }

  return g_strv_builder_end (steps);
}

/* Loaded once: at the end of a program its resources go while the store's thread may still run. */
static const char *const *
get_steps (void)
{
  static char **steps;

  if (g_once_init_enter (&steps)) {
    g_autoptr (GError) error = NULL;
    char **loaded = load_steps (&error);

    if (loaded == NULL)
      g_error ("the program is not whole: %s", error->message);
    g_once_init_leave (&steps, loaded);
  }

  return (const char *const *) steps;
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "copy of the store: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/* Through SQLite: to open and close the file beside it would drop the lock this process holds. */
static gboolean
copy_store (sqlite3 *db, const char *copy, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  g_unlink (copy); /* what an earlier try left is older than the store, or half */
  stmt = ruhu_sql_prepare (db, "VACUUM INTO ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, copy);
  return ruhu_sql_run (stmt, error) && sync_file (copy, error);
}

static gboolean
take_step (sqlite3 *db, const char *sql, gint64 number, GError **error)
{
  g_auto (RuhuSqlTx) tx = { NULL };
  gint64 now;

  if (!ruhu_sql_tx_begin (&tx, db, error) || !ruhu_sql_exec (db, sql, error) ||
      !ruhu_sql_get_int64 (db, "PRAGMA user_version", &now, error))
    return FALSE;

  if (now != number) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_FAILED,
                 "step %d does not set its number",
                 (int) number);
    return FALSE;
  }

  return ruhu_sql_tx_commit (&tx, error);
}

static gboolean
check_number (gint64 number, gint64 last, GError **error)
{
  if (number <= last)
    return TRUE;

  g_set_error (
    error,
    RUHU_ERROR,
    RUHU_ERROR_NEWER,
    "a newer Ruhu wrote this store (schema %d, known are %d): it was left as it is, nothing "
    "is lost; install the newer Ruhu",
    (int) number,
    (int) last);
  return FALSE;
}

/*
 * ruhu_schema_upgrade_with:
 * @path: the file that @db has open
 * @steps: the steps, the first one makes schema 1
 * @error: %RUHU_ERROR_NEWER where the file is of a schema newer than the last step; otherwise
 *   what ruhu_sql_fail() gives
 *
 * On failure the store is of the schema of the last step that worked, and the copy stays.
 */
gboolean
ruhu_schema_upgrade_with (sqlite3 *db, const char *path, const char *const *steps, GError **error)
{
  g_autofree char *copy = g_strconcat (path, ".before", NULL);
  gint64 last = g_strv_length ((char **) steps);
  gint64 number;

  if (!ruhu_sql_get_int64 (db, "PRAGMA user_version", &number, error) ||
      !check_number (number, last, error))
    return FALSE;

  if (number > 0 && number < last && !copy_store (db, copy, error))
    return FALSE;

  for (; number < last; number++) {
    if (!take_step (db, steps[number], number + 1, error))
      return FALSE;
  }

  g_unlink (copy);
  return TRUE;
}

/* Brings the store to the newest schema of this Ruhu; see ruhu_schema_upgrade_with(). */
gboolean
ruhu_schema_upgrade (sqlite3 *db, const char *path, GError **error)
{
  return ruhu_schema_upgrade_with (db, path, get_steps (), error);
}

/* Whether this Ruhu is new enough for the store: %RUHU_ERROR_NEWER where not. Reads only. */
gboolean
ruhu_schema_is_known (sqlite3 *db, GError **error)
{
  gint64 last = g_strv_length ((char **) get_steps ());
  gint64 number;

  return ruhu_sql_get_int64 (db, "PRAGMA user_version", &number, error) &&
         check_number (number, last, error);
}
