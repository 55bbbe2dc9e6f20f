/* test-hq-page-sum.c: sync/hq/ruhu-hq-page-sum.c, ruhu-hq-kept-files.c
 *
 * What becomes of an HQ of whose store a page is damaged; and of one from before pages had sums.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"
#include "ruhu-test-sql.h"

#include "ruhu-hq-backup.h"
#include "ruhu-hq-page-sum.h"
#include "ruhu-hq-store-sqlite.h"

#include "base/ruhu-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define SCHEMAS "../resources/sql/hq/sqlite"
#define PERSON \
  "\"id\":\"0192f3a0-aa01-7000-8000-000000000003\",\"k\":\"person\",\"div\":\"" VILLAGE \
  "\",\"u\":\"w1\",\"set\":{\"phone\":\"13900000000\"}"

typedef struct {
  Hq hq;
  Tablet tablet;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  hq_set_up (&f->hq, NULL);
  tablet_init (&f->tablet, &f->hq, VILLAGE);
  answer = tablet_push (&f->tablet, PERSON);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
}

/* One bit of a file below HQ's folder. */
static void
flip (Fixture *f, const char *name, gsize at)
{
  g_autofree char *path = g_build_filename (f->hq.dir_path, name, NULL);
  FILE *file = g_fopen (path, "r+");
  int byte;

  g_assert_nonnull (file);
  fseek (file, at, SEEK_SET);
  byte = fgetc (file);
  fseek (file, at, SEEK_SET);
  g_assert_cmpint (fputc (byte ^ 4, file), ==, byte ^ 4);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Where the first row of a leaf begins: that stands behind the 8 bytes of its head. */
static guint
find_row (Fixture *f, gint64 page)
{
  g_autofree char *path = g_build_filename (f->hq.dir_path, "hq.db", NULL);
  FILE *file = g_fopen (path, "r");
  guint8 at[2];

  g_assert_nonnull (file);
  fseek (file, (page - 1) * RUHU_HQ_PAGE_SIZE + 8, SEEK_SET);
  g_assert_cmpuint (fread (at, 1, sizeof at, file), ==, sizeof at);
  fclose (file);
  return at[0] << 8 | at[1];
}

/* Byte @at of the first row in the last page of that table, or index; HQ is stopped. */
static void
flip_in (Fixture *f, const char *table, guint at)
{
  sqlite3 *db = ruhu_test_sql_open (f->hq.dir_path, "hq.db");
  sqlite3_stmt *statement;
  gint64 page;

  sqlite3_prepare_v2 (db, "SELECT max (pageno) FROM dbstat WHERE name = ?1", -1, &statement, NULL);
  sqlite3_bind_text (statement, 1, table, -1, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  page = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  g_assert_cmpint (page, >, 1);
  flip (f, "hq.db", (page - 1) * RUHU_HQ_PAGE_SIZE + find_row (f, page) + at);
}

static void
damage (Fixture *f, const char *table, guint at)
{
  hq_stop (&f->hq);
  flip_in (f, table, at);
  hq_start (&f->hq);
}

static void
assert_says (Fixture *f, const char *what)
{
  g_autoptr (RuhuHqReply) reply = hq_run (&f->hq, "verify", NULL);

  g_assert_cmpint (reply->code, ==, 1);
  if (strstr (reply->err->str, what) == NULL)
    g_error ("“%s” is not in: %s%s", what, reply->err->str, reply->out->str);
}

/* Before and after `verify`, which reads it. */
static void
test_damaged_line_is_given_to_nobody (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) before = NULL;
  g_autoptr (Answer) after = NULL;

  damage (f, "object", 40);
  before = tablet_pull (&f->tablet, "", 100000);
  g_assert_cmpuint (before->status, >=, 500);
  assert_says (f, "is damaged, of table “object”");
  assert_says (f, "township 990101101: object ");
  after = tablet_pull (&f->tablet, "", 100000);
  g_assert_cmpuint (after->status, >=, 500);
}

static void
test_record_is_named (Fixture *f, gconstpointer data)
{
  damage (f, "change_log", 150);
  assert_says (f, "is damaged, of table “change_log”; 1 rows are in it");
  assert_says (f, f->tablet.dev);
  assert_says (f, "no backup of this HQ was ever made, but tablets have kept all");
}

static void
test_index_is_named (Fixture *f, gconstpointer data)
{
  damage (f, "change_log_object", 10);
  assert_says (f, "is damaged, of the index “change_log_object” of table “change_log”");
}

static gboolean
go_on (guint64 bytes, gpointer data)
{
  return TRUE;
}

static void
test_damage_is_in_no_backup (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->hq.dir_path, "night.rbk", NULL);
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  damage (f, "user", 0);
  g_assert_false (
    ruhu_hq_backup_write (f->hq.dir_path, f->hq.dir, file, go_on, NULL, &done, &error));
  g_assert_nonnull (strstr (error->message, "HQ's store is damaged: page"));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  assert_says (f, "of table “user”");
}

static void
assert_does_not_start (Fixture *f, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqDir) dir = ruhu_hq_dir_open (f->hq.dir_path, &error);

  g_assert_null (dir);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  if (strstr (error->message, what) == NULL)
    g_error ("“%s” is not in: %s", what, error->message);
}

static void
test_first_page_stops_it (Fixture *f, gconstpointer data)
{
  hq_stop (&f->hq);
  flip (f, "hq.db", 3000);
  assert_does_not_start (f, "`ruhu-hq restore` makes another from the last backup");
  flip (f, "hq.db", 3000);
  hq_start (&f->hq);
}

static void
test_key_stops_it (Fixture *f, gconstpointer data)
{
  hq_stop (&f->hq);
  flip (f, "keys/hqs", 3);
  assert_does_not_start (f, "keys/hqs is not what it was");
  flip (f, "keys/hqs", 3);
  hq_start (&f->hq);
}

static void
test_replaced_setting_is_told_of (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->hq.dir_path, "hq.json", NULL);
  g_autoptr (RuhuHqReply) key = NULL;
  g_autofree char *said = NULL;

  hq_stop (&f->hq);
  g_assert_true (
    g_file_set_contents (path,
                         "{\"version\":1,\"name\":\"localhost\", \"store\":\"sqlite\"}",
                         -1,
                         NULL));
  hq_start (&f->hq);
  assert_says (f, "hq.json is not what it was");
  key = hq_run (&f->hq, "verify", "--accept", "keys/hqs", NULL);
  g_assert_cmpint (key->code, ==, 1);
  said = hq_do (&f->hq, "verify", "--accept", "hq.json", NULL);
  g_assert_nonnull (strstr (said, "; 0 faults"));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* A store of the schema before, made as SQLite makes it by itself. */
static void
make_older (const char *dir)
{
  sqlite3 *db = ruhu_test_sql_open (dir, "older.db");
  g_autofree char *schemas = g_test_build_filename (G_TEST_DIST, SCHEMAS, NULL);
  g_autoptr (GDir) folder = g_dir_open (schemas, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  guint i;

  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (i = 0; i < 8; i++) {
    g_autofree char *file = g_build_filename (schemas, names->pdata[i], NULL);
    g_autofree char *sql = NULL;

    g_assert_true (g_file_get_contents (file, &sql, NULL, NULL));
    g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  }
  g_assert_cmpint (
    sqlite3_exec (db,
                  "PRAGMA user_version = 8;"
                  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                  " INSERT INTO division SELECT 'd' || i, printf ('%0500d', i) FROM n",
                  NULL,
                  NULL,
                  NULL),
    ==,
    SQLITE_OK);
  sqlite3_close (db);
}

static void
test_older_store_gets_sums (void)
{
  g_autofree char *dir = ruhu_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "older.db", NULL);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RuhuHqStore) store = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize n;

  make_older (dir);
  store = ruhu_hq_store_sqlite_new (path, &error);
  g_assert_no_error (error);
  rows = ruhu_hq_store_query (store,
                              &error,
                              "SELECT count(*) FROM division WHERE"
                              " name = printf ('%0500d', substr (code, 2))",
                              "");
  g_assert_true (ruhu_hq_rows_next (rows, &error));
  g_assert_cmpint (ruhu_hq_rows_get_int64 (rows, 0), ==, 500);
  g_clear_pointer (&rows, ruhu_hq_rows_free);
  g_assert_true (ruhu_hq_store_find_damage (store, faults, &error));
  g_assert_cmpuint (faults->len, ==, 0);
  g_clear_object (&store);

  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  g_assert_cmpint (content[20], ==, RUHU_HQ_PAGE_SUM_SIZE);
  content[n - 100] ^= 1;
  g_assert_true (g_file_set_contents (path, content, n, NULL));
  store = ruhu_hq_store_sqlite_new (path, &error);
  g_assert_no_error (error);
  g_assert_true (ruhu_hq_store_find_damage (store, faults, &error));
  g_assert_cmpuint (faults->len, ==, 1);
  g_clear_object (&store);
  ruhu_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "damaged-line-is-given-to-nobody", test_damaged_line_is_given_to_nobody },
    { "record-is-named", test_record_is_named },
    { "index-is-named", test_index_is_named },
    { "damage-is-in-no-backup", test_damage_is_in_no_backup },
    { "first-page-stops-it", test_first_page_stops_it },
    { "key-stops-it", test_key_stops_it },
    { "replaced-setting-is-told-of", test_replaced_setting_is_told_of },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* a failure is warned of */

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-page-sum/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  g_test_add_func ("/hq-page-sum/older-store-gets-sums", test_older_store_gets_sums);
  return g_test_run ();
}
