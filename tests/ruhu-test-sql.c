/* ruhu-test-sql.c: a store's file, opened by a test's own hand
 *
 * Whoever else reads the file holds it for a moment only: a locked store, for one, opens it to
 * count what waits. So a test waits for it, too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-test-sql.h"

#define PATIENCE 60000            /* ms */
#define PAGE_SUMS "ruhu-page-sum" /* sync/hq/ruhu-hq-page-sum.c */

/**
 * ruhu_test_sql_open:
 * @dir: a profile, or HQ's folder
 * @name: the database in it; HQ's gets the sums that its pages have
 *
 * Returns: (transfer full): to be closed with sqlite3_close()
 */
sqlite3 *
ruhu_test_sql_open (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  gboolean summed = g_str_equal (name, "hq.db") && sqlite3_vfs_find (PAGE_SUMS) != NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path,
                                    &db,
                                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                    summed ? PAGE_SUMS : NULL),
                   ==,
                   SQLITE_OK);
  sqlite3_busy_timeout (db, PATIENCE);
  return db;
}

/** ruhu_test_sql_execute: @sql, of one or more statements, must do what it says */
void
ruhu_test_sql_execute (const char *dir, const char *name, const char *sql)
{
  sqlite3 *db = ruhu_test_sql_open (dir, name);
  g_autofree char *error = NULL;

  sqlite3_exec (db, sql, NULL, NULL, &error);
  g_assert_cmpstr (error, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}
