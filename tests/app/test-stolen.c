/* test-stolen.c: a stolen tablet tells its finder nothing
 *
 * The profile is looked at as a finder sees it: every file of it, in use (with its WAL) and locked.
 * Sizes, counts, clocks, states and random ids are clear by design; nothing else is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "store-fixture.h"
#include "ruhu-test-sql.h"

#include <string.h>

#define WANG "0192f3a0-aa01-7bcd-8123-456789abcdef"

/* Typed, tapped, shown, or a question's path: none of it may be found. */
static const char *const secrets[] = {
  "王秀兰",         "李建国的儿子", "13812345678",     "/data/visit/contact_result",
  "contact_result", "disab_cat",    "mental_severe",   "/data/dev#1/type",
  "wheelchair",     "入户访视",     "ruhu_home_visit", "signature-of-wang",
  "\"phone\"",      "\"name\"",     "t-2026-0042-due", "/data/",
  "\"ans\":",
};

static gboolean
put_person (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) person = ruhu_object_new (WANG, RUHU_OBJECT_PERSON, DIVISION);

  g_free (person->body);
  person->body = g_strdup ("{\"name\":\"王秀兰\",\"phone\":\"13812345678\"}");
  return ruhu_object_page_put (page, person, error);
}

/* A day's work: a visit that is final, one that is finished, one that is a draft. */
static void
work (Fixture *f, const char *option)
{
  guint i;

  fixture_pull (f, put_person, NULL);
  for (i = 0; i < 3; i++) {
    g_autoptr (RuhuResponse) response = fixture_begin (f);
    const char *id = ruhu_response_get_id (response);
    g_autofree char *photo = fixture_attach (f, id, "signature-of-wang", "image/png");
    g_autofree char *ans = g_strdup_printf (
      "{\"visit\":{\"contact_result\":\"%s\",\"who\":\"李建国的儿子\"},\"sign\":\"%s\"}",
      option,
      photo);

    fixture_answer (f, id, "/data/visit/contact_result", option);
    fixture_answer (f, id, "/data/visit/who", "李建国的儿子");
    fixture_answer (f, id, "/data/disab_cat", "mental_severe");
    fixture_answer (f, id, "/data/dev#1", "1");
    fixture_answer (f, id, "/data/dev#1/type", "wheelchair");
    fixture_answer (f, id, "/data/task", "t-2026-0042-due");
    f->now += 1000;
    if (i < 2)
      fixture_finish (f, id, ans, NULL);
    if (i == 0)
      fixture_cut (f);
    if (i == 0)
      fixture_be_answered (f, 1, 0);
  }
}

/* The part of base64 that does not depend on what stands around the bytes. */
static char *
make_base64 (const char *text, guint offset)
{
  g_autofree char *shifted = g_strdup_printf ("%*s%s", offset, "", text);
  g_autofree char *whole = g_base64_encode ((guchar *) shifted, strlen (shifted));
  guint from = offset == 0 ? 0 : offset + 1;
  gsize bits = strlen (shifted) * 8;

  return g_strndup (whole + from, bits / 6 - from);
}

static void
assert_lacks (const char *file, const char *content, gsize n, gconstpointer needle, gsize length)
{
  if (memmem (content, n, needle, length) != NULL)
    g_error ("%s holds a secret of %zu bytes", file, length);
}

static void
assert_lacks_all_forms (const char *file, const char *content, gsize n, const char *secret)
{
  g_autofree char *hex = g_malloc0 (strlen (secret) * 2 + 1);
  glong words, i;
  g_autofree gunichar2 *little = g_utf8_to_utf16 (secret, -1, NULL, &words, NULL);
  g_autofree gunichar2 *big = g_memdup2 (little, words * 2);
  guint offset;

  for (i = 0; i < words; i++)
    big[i] = GUINT16_SWAP_LE_BE (little[i]);
  for (i = 0; secret[i] != '\0'; i++)
    g_snprintf (hex + i * 2, 3, "%02x", (guchar) secret[i]);

  assert_lacks (file, content, n, secret, strlen (secret));
  assert_lacks (file, content, n, little, words * 2);
  assert_lacks (file, content, n, big, words * 2);
  assert_lacks (file, content, n, hex, strlen (hex));
  for (offset = 0; offset < 3; offset++) {
    g_autofree char *base64 = make_base64 (secret, offset);

    assert_lacks (file, content, n, base64, strlen (base64));
  }
}

static void
search (const char *dir)
{
  g_autoptr (GPtrArray) files = fixture_list_files (dir);
  guint i, j;

  g_assert_cmpuint (files->len, >, 5);
  for (i = 0; i < files->len; i++) {
    const char *file = files->pdata[i];
    g_autofree char *content = NULL;
    gsize n;

    g_assert_true (g_file_get_contents (file, &content, &n, NULL));
    for (j = 0; j < G_N_ELEMENTS (secrets); j++) {
      assert_lacks_all_forms (file, content, n, secrets[j]);
      assert_lacks_all_forms (file, file, strlen (file), secrets[j]);
    }
  }
}

static void
test_nothing_is_found (Fixture *f, gconstpointer data)
{
  g_autofree char *copy = ruhu_test_make_dir ();
  g_autofree char *wal = g_build_filename (copy, "store.db-wal", NULL);

  work (f, "met");
  fixture_copy (f->dir, copy); /* pulled out of somebody's hands */
  g_assert_true (g_file_test (wal, G_FILE_TEST_EXISTS));
  search (copy);
  ruhu_test_remove_dir (copy);

  fixture_lock (f);
  search (f->dir);
}

static void
test_the_search_would_find (void)
{
  guint offset;

  for (offset = 0; offset < 3; offset++) {
    g_autofree char *around = g_strdup_printf ("%*s王秀兰%*s", offset, "", 7 - offset, "");
    g_autofree char *whole = g_base64_encode ((guchar *) around, strlen (around));
    g_autofree char *part = make_base64 ("王秀兰", offset);

    g_assert_nonnull (strstr (whole, part));
  }
}

/* Columns that may differ, each for its reason; a column nobody names here has to be equal. */
static const char *const free_columns[] = {
  "meta.v",
  "meta.sum",
  "cursor.sum", /* sums, hashes, random keys */
  "key_slot.salt",
  "key_slot.wrapped",
  "data_key.wrapped", /* random, sealed */
  "object.body",
  "answer.body",
  "draft.body",
  "outbox.body",
  "outbox.hq",
  "att.fkey",
  "att.hqkey",
  "conflict.body", /* sealed */
  "answer.rec",
  "draft.rec",
  "outbox.rec",
  "att.rec",
  "att.id",    /* random ids */
  "answer.pk", /* keyed id */
  "outbox.hash",
  "outbox.hs", /* hash, signature */
  NULL,
};

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

/* All values of a column, sorted, one a line. */
static char *
dump_column (sqlite3 *db, const char *table, const char *expression)
{
  g_autofree char *sql = g_strdup_printf ("SELECT quote (%s) FROM %s", expression, table);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_ptr_array_add (values, g_strdup ((char *) sqlite3_column_text (stmt, 0)));
  sqlite3_finalize (stmt);
  g_ptr_array_sort (values, compare_texts);
  g_ptr_array_add (values, NULL);
  return g_strjoinv ("\n", (char **) values->pdata);
}

static void
compare_column (sqlite3 *left, sqlite3 *right, const char *table, const char *column)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", table, column);
  g_autofree char *size = g_strdup_printf ("length (%s)", column);
  gboolean is_free = g_strv_contains (free_columns, name);
  const char *expression = is_free ? size : column;
  g_autofree char *one = dump_column (left, table, expression);
  g_autofree char *other = dump_column (right, table, expression);

  if (!g_str_equal (one, other))
    g_error ("%s of %s tells: %s / %s", is_free ? "size" : "value", name, one, other);
}

static void
compare_stores (sqlite3 *left, sqlite3 *right)
{
  guint columns = 0;
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (left,
                                       "SELECT m.name, p.name FROM sqlite_schema AS m,"
                                       " pragma_table_info (m.name) AS p WHERE m.type = 'table'",
                                       -1,
                                       &stmt,
                                       NULL),
                   ==,
                   SQLITE_OK);
  for (; sqlite3_step (stmt) == SQLITE_ROW; columns++)
    compare_column (left,
                    right,
                    (const char *) sqlite3_column_text (stmt, 0),
                    (const char *) sqlite3_column_text (stmt, 1));
  sqlite3_finalize (stmt);
  g_assert_cmpuint (columns, >, 40);
}

static void
compare_profiles (const char *dir, const char *other_dir)
{
  sqlite3 *left = ruhu_test_sql_open (dir, "store.db");
  sqlite3 *right = ruhu_test_sql_open (other_dir, "store.db");

  compare_stores (left, right);
  sqlite3_close (left);
  sqlite3_close (right);
}

/* In use there are drafts and finished responses, locked there are none but drafts. Even sizes are
 * equal here, as the options are about as long as each other. */
static void
test_one_option_more_or_less_does_not_show (Fixture *f, gconstpointer data)
{
  Fixture other = { .dir = NULL };
  g_autofree char *copy = ruhu_test_make_dir ();
  g_autofree char *other_copy = ruhu_test_make_dir ();

  work (f, "met");
  fixture_copy (f->dir, copy);
  fixture_lock (f);
  fixture_set_up_unlocked (&other, NULL);
  work (&other, "ill");
  fixture_copy (other.dir, other_copy);
  fixture_lock (&other);

  compare_profiles (copy, other_copy);
  compare_profiles (f->dir, other.dir);
  ruhu_test_remove_dir (copy);
  ruhu_test_remove_dir (other_copy);
  fixture_tear_down (&other, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/stolen/nothing-is-found",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_nothing_is_found,
              fixture_tear_down);
  g_test_add ("/stolen/one-option-more-or-less-does-not-show",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_one_option_more_or_less_does_not_show,
              fixture_tear_down);
  g_test_add_func ("/stolen/the-search-would-find", test_the_search_would_find);

  return g_test_run ();
}
