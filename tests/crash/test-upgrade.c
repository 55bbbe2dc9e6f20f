/* test-upgrade.c: an upgrade that is cut off at any call goes on at the next opening
 *
 * From each schema that was released, of a tablet and of HQ, and over steps made for the purpose.
 * At each call the power goes once; the store is then of one of the schemas, whole, with all that
 * was in it, and the next opening brings it to the newest.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-disk.h"
#include "crash-world.h"
#include "store-fixture.h"

#include "ruhu-hq-page-sum.h"
#include "ruhu-hq-store-sqlite.h"
#include "store/ruhu-schema-private.h"
#include "store/ruhu-vault-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define HQ_SCHEMAS "../resources/sql/hq/sqlite"
#define FILL \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)" \
  " INSERT INTO a SELECT i, hex (randomblob (100)) FROM n;"

static const char *const steps[] = {
  "CREATE TABLE a (i INTEGER PRIMARY KEY, x); " FILL " PRAGMA user_version = 1",
  "CREATE TABLE b (i INTEGER PRIMARY KEY, x, y); INSERT INTO b SELECT i, x, 2 FROM a;"
  " DROP TABLE a; ALTER TABLE b RENAME TO a; PRAGMA user_version = 2",
  "CREATE INDEX a_x ON a (x); UPDATE a SET y = 3; PRAGMA user_version = 3",
  NULL,
};

static gint64
ask (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number;

  ruhu_sql_get_int64 (db, sql, &number, &error);
  g_assert_no_error (error);
  return number;
}

static void
assert_whole (sqlite3 *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (db, "PRAGMA integrity_check", &error);
  gboolean has_row;

  g_assert_true (ruhu_sql_next (stmt, &has_row, &error));
  g_assert_cmpstr (ruhu_sql_text (stmt, 0), ==, "ok");
}

static void
open_vault (RuhuVault *vault)
{
  g_autoptr (GError) error = NULL;

  ruhu_vault_open (vault, "store.db", &error);
  g_assert_no_error (error);
}

/* Returns: whether it was done before so many calls */
static gboolean
cut_steps_at (guint call)
{
  const char *const first[] = { steps[0], NULL };
  RuhuVault vault = { .dir = ruhu_test_make_dir () };
  g_autofree char *path = g_build_filename (vault.dir, "store.db", NULL);
  g_autofree char *copy = g_strconcat (path, ".before", NULL);
  gboolean done;

  open_vault (&vault);
  g_assert_true (ruhu_schema_upgrade_with (vault.db, path, first, NULL));
  bad_disk_cut_power (call, call);
  ruhu_schema_upgrade_with (vault.db, path, steps, NULL);
  done = !bad_disk_is_dead ();
  ruhu_vault_close (&vault);
  bad_disk_power_on ();

  open_vault (&vault);
  assert_whole (vault.db);
  g_assert_cmpint (ask (vault.db, "PRAGMA user_version"), >=, done ? 3 : 1);
  g_assert_cmpint (ask (vault.db, "SELECT count(*) FROM a"), ==, 200);
  g_assert_true (ruhu_schema_upgrade_with (vault.db, path, steps, NULL));
  g_assert_cmpint (ask (vault.db, "SELECT count(*) FROM a WHERE y = 3"), ==, 200);
  g_assert_true (done || !g_file_test (copy, G_FILE_TEST_EXISTS));
  ruhu_vault_close (&vault);
  bad_disk_power_on ();
  ruhu_test_remove_dir (vault.dir);
  g_free (vault.dir);
  return done;
}

static void
test_steps (void)
{
  guint call = 1;

  while (!cut_steps_at (call))
    call += CRASH_SLOWER > 1 ? 5 : 1;
  g_assert_cmpuint (call, >, 10);
  g_test_message ("%u calls", call);
}

static void
take_released (Fixture *f, guint schema)
{
  g_autofree char *name = g_strdup_printf ("store-%u", schema);
  g_autofree char *from = ruhu_test_data (name);

  ruhu_test_remove_dir (f->dir);
  fixture_copy (from, f->dir);
  fixture_reopen (f);
  bad_disk_power_on ();
}

static gboolean
cut_unlock_at (Fixture *f, guint schema, guint call)
{
  g_autoptr (GPtrArray) list = NULL;
  gboolean done;

  take_released (f, schema);
  bad_disk_cut_power (call, call);
  fixture_unlock_with (f, PIN, NULL, NULL, NULL);
  done = !bad_disk_is_dead ();
  bad_disk_cut_power (0, 0);
  fixture_reopen (f);
  bad_disk_power_on ();

  fixture_unlock (f);
  list = fixture_list (f);
  g_assert_cmpuint (list->len, >, 0);
  fixture_lock (f);
  return done;
}

static void
test_released (Fixture *f, gconstpointer data)
{
  guint schema;

  for (schema = 1;; schema++) {
    g_autofree char *name = g_strdup_printf ("store-%u", schema);
    g_autofree char *path = ruhu_test_data (name);
    guint call = 1;

    if (!g_file_test (path, G_FILE_TEST_IS_DIR))
      break;
    while (!cut_unlock_at (f, schema, call))
      call += CRASH_SLOWER > 1 ? 5 : 1;
    g_test_message ("schema %u: %u calls", schema, call);
  }
  g_assert_cmpuint (schema, >, 1);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_hq_steps (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), HQ_SCHEMAS, NULL);
  GPtrArray *paths = fixture_list_files (folder);

  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

/* From schema 9 on each page of HQ's has a sum. */
static void
add_sums (const char *dir, guint schema)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autofree char *number = g_strdup_printf ("VACUUM; PRAGMA user_version = %u", schema);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, ruhu_hq_page_sum_layer ());
  ruhu_hq_page_sum_make_room (db);
  ruhu_sql_exec (db, "PRAGMA locking_mode = EXCLUSIVE", &error);
  g_assert_no_error (error);
  ruhu_sql_exec (db, number, &error);
  g_assert_no_error (error);
  sqlite3_close (db);
}

/* HQ's store as the ruhu-hq of @schema left it, with a little in it. */
static void
make_hq (const char *dir, GPtrArray *paths, guint schema)
{
  RuhuVault vault = { .dir = (char *) dir };
  g_autofree char *number = g_strdup_printf ("PRAGMA user_version = %u", MIN (schema, 8));
  g_autoptr (GError) error = NULL;
  guint i;

  open_vault (&vault);
  for (i = 0; i < schema; i++) {
    g_autofree char *sql = NULL;

    g_assert_true (g_file_get_contents (g_ptr_array_index (paths, i), &sql, NULL, NULL));
    ruhu_sql_exec (vault.db, sql, &error);
    g_assert_no_error (error);
  }
  ruhu_sql_exec (vault.db, number, &error);
  ruhu_sql_exec (vault.db, "INSERT INTO town_seq VALUES ('990101001', 7)", &error);
  g_assert_no_error (error);
  ruhu_vault_close (&vault);
  if (schema > 8)
    add_sums (dir, schema);
}

static gboolean
cut_hq_at (GPtrArray *paths, guint schema, guint call)
{
  g_autofree char *dir = ruhu_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autoptr (RuhuHqStore) store = NULL;
  g_autoptr (GError) error = NULL;
  RuhuVault vault = { .dir = dir };
  gboolean done;

  make_hq (dir, paths, schema);
  bad_disk_power_on ();
  bad_disk_cut_power (call, call);
  store = ruhu_hq_store_sqlite_new (path, NULL);
  done = !bad_disk_is_dead ();
  bad_disk_cut_power (0, 0);
  g_clear_object (&store);
  bad_disk_power_on ();

  store = ruhu_hq_store_sqlite_new (path, &error);
  g_assert_no_error (error);
  g_clear_object (&store);
  open_vault (&vault);
  assert_whole (vault.db);
  g_assert_cmpint (ask (vault.db, "PRAGMA user_version"), ==, paths->len);
  g_assert_cmpint (ask (vault.db, "SELECT last FROM town_seq"), ==, 7);
  ruhu_vault_close (&vault);
  bad_disk_power_on ();
  ruhu_test_remove_dir (dir);
  return done;
}

static void
test_hq (void)
{
  g_autoptr (GPtrArray) paths = list_hq_steps ();
  guint schema;

  for (schema = 1; schema < paths->len; schema++) {
    guint call = 1;

    while (!cut_hq_at (paths, schema, call))
      call += CRASH_SLOWER > 1 ? 5 : 1;
    g_test_message ("schema %u: %u calls", schema, call);
  }
}

int
main (int argc, char **argv)
{
  crash_register ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/upgrade/of-any-steps", test_steps);
  g_test_add ("/upgrade/of-each-released-store",
              Fixture,
              NULL,
              fixture_set_up,
              test_released,
              fixture_tear_down);
  g_test_add_func ("/upgrade/of-each-schema-of-hq", test_hq);
  return g_test_run ();
}
