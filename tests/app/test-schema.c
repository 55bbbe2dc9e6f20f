/* test-schema.c: app/store/ruhu-schema.c, and the stores of every schema that was released
 *
 * tests/data/store-N is a profile as a Ruhu of schema N left it. `test-schema --make DIR` makes the
 * one of the newest schema; once released, it is never made again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"
#include "ruhu-test-sql.h"

#include "base/ruhu-error.h"
#include "store/ruhu-schema-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define SAMPLE_PERSON "0192f3a0-aa01-7bcd-8123-456789abcdef"
#define ANS "{\"visit\":{\"contact_result\":\"met\"}}"

static const char *const two_steps[] = {
  "CREATE TABLE a (x); INSERT INTO a VALUES ('kept'); PRAGMA user_version = 1",
  "ALTER TABLE a ADD COLUMN y; PRAGMA user_version = 2",
  NULL,
};
static const char *const broken_step[] = {
  "CREATE TABLE a (x); INSERT INTO a VALUES ('kept'); PRAGMA user_version = 1",
  "ALTER TABLE a ADD COLUMN y; SELECT no_such_function (); PRAGMA user_version = 2",
  NULL,
};
static const char *const step_without_number[] = { "CREATE TABLE a (x)", NULL };

typedef struct {
  char *dir;
  char *path;
  char *copy;
  sqlite3 *db;
} File;

static void
open_file (File *f, gconstpointer data)
{
  f->dir = ruhu_test_make_dir ();
  f->path = g_build_filename (f->dir, "store.db", NULL);
  f->copy = g_build_filename (f->dir, "store.db.before", NULL);
  f->db = ruhu_test_sql_open (f->dir, "store.db");
}

static void
close_file (File *f, gconstpointer data)
{
  sqlite3_close (f->db);
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->copy);
}

static gint64
number_of (sqlite3 *db)
{
  gint64 number;

  g_assert_true (ruhu_sql_get_int64 (db, "PRAGMA user_version", &number, NULL));
  return number;
}

static void
test_steps_are_taken_in_order (File *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *const first[] = { two_steps[0], NULL };
  gint64 n;

  g_assert_true (ruhu_schema_upgrade_with (f->db, f->path, first, &error));
  g_assert_no_error (error);
  g_assert_cmpint (number_of (f->db), ==, 1);
  g_assert_true (ruhu_schema_upgrade_with (f->db, f->path, two_steps, &error));
  g_assert_no_error (error);
  g_assert_cmpint (number_of (f->db), ==, 2);
  g_assert_true (ruhu_sql_get_int64 (f->db, "SELECT count(*) FROM a WHERE y IS NULL", &n, &error));
  g_assert_cmpint (n, ==, 1);
  g_assert_false (g_file_test (f->copy, G_FILE_TEST_EXISTS));
}

static void
test_failed_step_leaves_store_and_copy (File *f, gconstpointer data)
{
  const char *const first[] = { broken_step[0], NULL };
  g_autoptr (GError) error = NULL;
  sqlite3 *copy;
  gint64 n;

  g_assert_true (ruhu_schema_upgrade_with (f->db, f->path, first, &error));
  g_assert_false (ruhu_schema_upgrade_with (f->db, f->path, broken_step, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (number_of (f->db), ==, 1);
  g_assert_false (ruhu_sql_get_int64 (f->db, "SELECT y FROM a", &n, NULL));
  g_assert_true (ruhu_sql_get_int64 (f->db, "SELECT count(*) FROM a", &n, &error));
  g_assert_cmpint (n, ==, 1);

  copy = ruhu_test_sql_open (f->dir, "store.db.before");
  g_assert_cmpint (number_of (copy), ==, 1);
  g_assert_true (ruhu_sql_get_int64 (copy, "SELECT count(*) FROM a", &n, &error));
  g_assert_cmpint (n, ==, 1);
  sqlite3_close (copy);

  g_assert_true (ruhu_schema_upgrade_with (f->db, f->path, two_steps, &error)); /* a mended Ruhu */
  g_assert_cmpint (number_of (f->db), ==, 2);
  g_assert_false (g_file_test (f->copy, G_FILE_TEST_EXISTS));
}

static void
test_step_must_set_its_number (File *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ruhu_schema_upgrade_with (f->db, f->path, step_without_number, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_FAILED);
  g_assert_cmpint (number_of (f->db), ==, 0);
}

static void
read_store (Fixture *f, char **content, gsize *n)
{
  g_autofree char *path = g_build_filename (f->dir, "store.db", NULL);

  g_assert_true (g_file_get_contents (path, content, n, NULL));
}

static void
test_future_schema_is_refused_and_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *tries = g_build_filename (f->dir, "secret", "tries", NULL);
  g_autofree char *before = NULL, *after = NULL, *counted = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gsize n_before, n_after;

  fixture_lock (f);
  ruhu_test_sql_execute (f->dir, "store.db", "PRAGMA user_version = 1000; DROP TABLE key_slot");
  read_store (f, &before, &n_before);

  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "newer Ruhu"));
  g_clear_error (&error);
  ruhu_outbox_count_async (f->store, 0, 0, NULL, ruhu_test_got, &got);
  result =
    ruhu_test_wait (&got); /* without a PIN as well: nobody here knows what its columns mean */
  g_assert_null (ruhu_outbox_count_finish (f->store, result, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NEWER);
  read_store (f, &after, &n_after);
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_true (g_file_get_contents (tries, &counted, NULL, NULL));
  g_assert_true (g_str_has_prefix (g_strchug (counted), "0 ")); /* no try was */
}

static gboolean
put_person (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) person = ruhu_object_new (SAMPLE_PERSON, RUHU_OBJECT_PERSON, DIVISION);

  g_free (person->body);
  person->body = g_strdup ("{\"name\":\"样本\"}");
  return ruhu_object_page_put (page, person, error);
}

/* A bit of everything: an object, a draft, a received and a waiting line, attachments. */
static void
fill (Fixture *f)
{
  g_autoptr (RuhuResponse) received = fixture_begin (f);
  g_autoptr (RuhuResponse) waiting = NULL, draft = NULL;
  g_autofree char *photo = NULL, *ans = NULL;

  fixture_pull (f, put_person, NULL);

  fixture_finish (f, ruhu_response_get_id (received), ANS, NULL);
  fixture_cut (f);
  fixture_be_answered (f, 1, 1);
  f->now += 1000;
  waiting = fixture_begin (f);
  photo = fixture_attach (f, ruhu_response_get_id (waiting), "photo", "image/jpeg");
  ans = g_strdup_printf ("{\"visit\":{\"photo\":\"%s\"}}", photo);
  fixture_finish (f, ruhu_response_get_id (waiting), ans, NULL);
  fixture_cut (f);
  f->now += 1000;
  draft = fixture_begin (f);
  fixture_answer (f, ruhu_response_get_id (draft), "/data/visit/contact_result", "met");
}

static void
check_attachment (Fixture *f, const char *name)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_read_attachment_async (f->responses, name, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  content = ruhu_response_store_read_attachment_finish (f->responses, result, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), "photo", 5);
}

static void
check_filled (Fixture *f)
{
  g_autoptr (GPtrArray) responses = fixture_list (f);
  g_autoptr (GPtrArray) lines = fixture_read_lines (f, 1);
  g_autoptr (GPtrArray) persons = NULL, atts = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) loaded = NULL, listed = NULL;
  guint i, seen = 0;

  g_assert_cmpuint (responses->len, ==, 3);
  for (i = 0; i < 3; i++) {
    RuhuResponse *response = responses->pdata[i];

    seen |= 1u << ruhu_response_get_state (response);
    if (ruhu_response_get_state (response) == RUHU_RESPONSE_DRAFT)
      answers = fixture_load (f, ruhu_response_get_id (response), &error);
  }
  g_assert_cmpuint (seen,
                    ==,
                    1u << RUHU_RESPONSE_DRAFT | 1u << RUHU_RESPONSE_FINAL |
                      1u << RUHU_RESPONSE_RECEIVED);
  g_assert_cmpstr (g_hash_table_lookup (answers, "/data/visit/contact_result"), ==, "met");
  g_assert_cmpuint (lines->len, ==, 2);

  ruhu_object_store_load_async (f->objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  loaded = ruhu_test_wait (&got);
  persons = ruhu_object_store_load_finish (f->objects, loaded, &error);
  g_assert_cmpuint (persons->len, ==, 1);
  g_assert_cmpstr (((RuhuObject *) persons->pdata[0])->body, ==, "{\"name\":\"样本\"}");

  ruhu_outbox_list_attachments_async (f->store, NULL, ruhu_test_got, &got);
  listed = ruhu_test_wait (&got);
  atts = ruhu_outbox_list_attachments_finish (f->store, listed, &error);
  g_assert_cmpuint (atts->len, ==, 1);
  check_attachment (f, ((RuhuOutboxAttachment *) atts->pdata[0])->id);
}

/* Bytes of the box for HQ's recovery key: it says by now whose it is. */
static int
get_escrow_size (Fixture *f)
{
  sqlite3 *db = ruhu_test_sql_open (f->dir, "store.db");
  sqlite3_stmt *stmt;
  int size;

  sqlite3_prepare_v2 (db, "SELECT length (v) FROM meta WHERE k = 'escrow'", -1, &stmt, NULL);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  size = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return size;
}

/* Opens a stored profile of schema @data, works in it, and finds all of it as it was. */
static void
test_released_store_upgrades (Fixture *f, gconstpointer data)
{
  g_autofree char *sample = ruhu_test_data (data);
  g_autoptr (RuhuResponse) more = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;

  fixture_copy (sample, f->dir);
  fixture_reopen (f);
  fixture_unlock (f);
  check_filled (f);
  fixture_lock (f);
  g_assert_cmpint (get_escrow_size (f), ==, 64 + 48);

  fixture_reopen (f);
  fixture_unlock (f);
  more = fixture_begin (f);
  fixture_finish (f, ruhu_response_get_id (more), ANS, NULL);
  fixture_cut (f);
  counts = fixture_count (f);
  g_assert_cmpint (counts->next, ==, 4);
}

static int
make_sample (const char *dir)
{
  Fixture f = { .dir = NULL };

  fixture_set_up_unlocked (&f, NULL);
  fill (&f);
  fixture_lock (&f);
  fixture_copy (f.dir, dir);
  fixture_tear_down (&f, NULL);
  return 0;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (argc == 3 && g_str_equal (argv[1], "--make"))
    return make_sample (argv[2]);

#define ADD_FILE(path, func) g_test_add ("/schema/" path, File, NULL, open_file, func, close_file)
  ADD_FILE ("steps-are-taken-in-order", test_steps_are_taken_in_order);
  ADD_FILE ("failed-step-leaves-store-and-copy", test_failed_step_leaves_store_and_copy);
  ADD_FILE ("step-must-set-its-number", test_step_must_set_its_number);
  g_test_add ("/schema/future-is-refused-and-left-alone",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_future_schema_is_refused_and_left_alone,
              fixture_tear_down);
  g_test_add ("/schema/released-1-upgrades",
              Fixture,
              "store-1",
              fixture_set_up,
              test_released_store_upgrades,
              fixture_tear_down);

  return g_test_run ();
}
