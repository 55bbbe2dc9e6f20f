/* bench-store.c: what ./dev bench measures of the store: unlocking, saving, searching
 *
 *   bench-store make DIR OBJECTS.ndjson     a profile with these objects and sixty responses
 *   bench-store unlock DIR                  key derivation alone, then unlocking to all loaded
 *   bench-store save DIR                    one answer saved, beside a bare write and fdatasync
 *   bench-store search DIR                  each key press of some searches, beside a bare strstr
 *
 * One figure a line: NAME VALUE. Times are in milliseconds. tests/bench/bench.py makes tables of
 * them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-json.h"
#include "cases/ruhu-work.h"
#include "register/ruhu-fields.h"
#include "register/ruhu-pinyin.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RESPONSES 60
#define ANSWERS 80
#define SAVES 300
#define VALUE "入户时本人在家，精神较好"

static double
get_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
tell (const char *name, double value)
{
  printf ("%s %.6f\n", name, value);
}

static double
get_resident_mib (void)
{
  g_autofree char *text = NULL;
  long total, resident;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%ld %ld", &total, &resident), ==, 2);
  return resident * (double) sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

/* One page of objects, all in one transaction. */
static gboolean
put_objects (RuhuObjectPage *page, gpointer data, GError **error)
{
  char **lines = data;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonObject) line = NULL;
    g_autoptr (RuhuObject) object = NULL;
    RuhuObjectKind kind;

    if (*lines[i] == '\0')
      continue;
    line = ruhu_json_parse (lines[i], -1, error);
    if (line == NULL)
      return FALSE;
    g_assert_true (ruhu_object_kind_from_string (ruhu_json_get_string (line, "kind"), &kind));
    object = ruhu_object_new (ruhu_json_get_string (line, "id"),
                              kind,
                              ruhu_json_get_string (line, "division"));
    g_free (object->body);
    object->body = g_strdup (ruhu_json_get_string (line, "body"));
    if (!ruhu_object_page_put (page, object, error))
      return FALSE;
  }

  return TRUE;
}

static void
take_objects (Fixture *f, const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  ruhu_object_store_apply_async (f->objects,
                                 DIVISION,
                                 "",
                                 "1",
                                 put_objects,
                                 lines,
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  ruhu_object_store_apply_finish (f->objects, result, &error);
  g_assert_no_error (error);
}

/* A response with all its answers; two of three are finished. */
static void
fill_response (Fixture *f, guint number)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < ANSWERS; i++)
    g_hash_table_insert (answers,
                         g_strdup_printf ("/data/basic/question%u", i),
                         g_strdup_printf ("%u", i));
  ruhu_response_store_put_async (f->responses,
                                 ruhu_response_get_id (response),
                                 answers,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_put_finish (f->responses, result, &error);
  g_assert_no_error (error);
  if (number % 3 != 0)
    fixture_finish (f, ruhu_response_get_id (response), "{\"basic\":{\"question1\":\"1\"}}", NULL);
}

static void
make (Fixture *f, const char *objects)
{
  g_autoptr (GError) error = NULL;

  crypto_sign_keypair (f->hqs_public, f->hqs);
  crypto_box_keypair (f->hqx_public, f->hqx);
  crypto_box_keypair (f->hqe_public, f->hqe);
  ruhu_store_set_kdf_cost (f->store, 0, 0); /* measured, as at enrolment */
  fixture_create (f, NULL, &error);
  g_assert_no_error (error);
  take_objects (f, objects);
  for (guint i = 0; i < RESPONSES; i++)
    fill_response (f, i);
  fixture_lock (f);
}

/* The floor: what nobody gets around who has the PIN only. */
static void
derive_key (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  guint8 key[32], salt[crypto_pwhash_SALTBYTES] = { 0 };
  sqlite3_stmt *stmt;
  sqlite3 *db;
  gint64 operations, memory;
  double begin;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT ops, mem FROM key_slot", -1, &stmt, NULL);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  operations = sqlite3_column_int64 (stmt, 0);
  memory = sqlite3_column_int64 (stmt, 1);
  sqlite3_finalize (stmt);
  sqlite3_close (db);

  begin = get_ms ();
  g_assert_cmpint (crypto_pwhash (key,
                                  sizeof key,
                                  PIN,
                                  strlen (PIN),
                                  salt,
                                  operations,
                                  memory,
                                  crypto_pwhash_ALG_ARGON2ID13),
                   ==,
                   0);
  tell ("derive_ms", get_ms () - begin);
  tell ("kdf_passes", operations);
  tell ("kdf_mib", memory / (1024.0 * 1024));
}

static RuhuWork *
load_work (Fixture *f)
{
  RuhuWork *work = ruhu_work_new (f->responses);
  GListModel *responses = G_LIST_MODEL (ruhu_work_get_responses (work));

  if (ruhu_store_get_state (f->store) != RUHU_STORE_UNLOCKED) {
    ruhu_pinyin_prepare (); /* as the app does */
    fixture_unlock (f);
  }
  while (ruhu_work_get_loading (work) || g_list_model_get_n_items (responses) < RESPONSES)
    g_main_context_iteration (NULL, TRUE);
  return work;
}

static GPtrArray *
load_persons (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *persons;

  ruhu_object_store_load_async (f->objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  persons = ruhu_object_store_load_finish (f->objects, result, &error);
  g_assert_no_error (error);
  return persons;
}

/* What unlocking reads out of each person's body; the floor is json-glib on the same bodies. */
static void
bench_fields (Fixture *f)
{
  g_autoptr (GPtrArray) persons = load_persons (f);
  double begin = get_ms ();
  guint i;

  for (i = 0; i < persons->len; i++) {
    RuhuObject *person = g_ptr_array_index (persons, i);

    ruhu_fields_unref (ruhu_fields_new_from_body (person->body, NULL));
  }
  tell ("fields_ms", get_ms () - begin);

  begin = get_ms ();
  for (i = 0; i < persons->len; i++) {
    RuhuObject *person = g_ptr_array_index (persons, i);

    json_object_unref (ruhu_json_parse (person->body, -1, NULL));
  }
  tell ("json_ms", get_ms () - begin);
}

static void
bench_unlock (Fixture *f)
{
  g_autoptr (RuhuWork) work = NULL;
  double begin, before;

  derive_key (f->dir);
  before = get_resident_mib ();
  begin = get_ms ();
  work = load_work (f);
  tell ("home_ms", get_ms () - begin);
  tell ("persons", g_list_model_get_n_items (G_LIST_MODEL (ruhu_work_get_register (work))));
  tell ("due", g_list_model_get_n_items (G_LIST_MODEL (ruhu_work_get_due (work))));
  tell ("locked_mib", before);
  tell ("home_mib", get_resident_mib ());
  bench_fields (f);
}

static goffset
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

/* The floor: the same number of bytes, in one write, to a file beside the store. */
static double
time_write (int fd, gsize n)
{
  g_autofree char *bytes = g_malloc0 (n);
  double begin = get_ms ();

  g_assert_cmpint (write (fd, bytes, n), ==, n);
  g_assert_no_errno (fdatasync (fd));
  return get_ms () - begin;
}

/* Saves the next answer; returns how long its tick took. */
static double
save (Fixture *f, const char *id, guint number)
{
  g_autofree char *key = g_strdup_printf ("/data/basic/question%02u", number % ANSWERS);
  double begin = get_ms ();

  fixture_answer (f, id, key, VALUE);
  return get_ms () - begin;
}

static void
bench_save (Fixture *f)
{
  g_autofree char *wal = g_build_filename (f->dir, "store.db-wal", NULL);
  g_autofree char *beside = g_build_filename (f->dir, "floor", NULL);
  g_autoptr (RuhuResponse) response = NULL;
  gsize plain = strlen ("/data/basic/question00" VALUE);
  goffset before, stored;
  int fd = g_open (beside, O_WRONLY | O_CREAT | O_APPEND, 0600);

  g_assert_cmpint (fd, >=, 0);
  fixture_unlock (f);
  response = fixture_begin (f);
  before = get_size (wal);
  for (guint i = 0; i < ANSWERS; i++)
    save (f, ruhu_response_get_id (response), i);
  stored = (get_size (wal) - before) / ANSWERS;
  tell ("plain_bytes", plain);
  tell ("stored_bytes", stored);

  for (guint i = 0; i < SAVES; i++) {
    tell ("save_ms", save (f, ruhu_response_get_id (response), i));
    tell ("plain_ms", time_write (fd, plain));
    tell ("stored_ms", time_write (fd, stored));
  }
  close (fd);
  g_unlink (beside);
}

/* The floor: one look through the texts that a search may find somebody by. */
static guint
look_through (GPtrArray *texts, const char *query)
{
  guint found = 0;

  for (guint i = 0; i < texts->len; i++)
    found += strstr (g_ptr_array_index (texts, i), query) != NULL;
  return found;
}

static const char *
get_text (const char *text)
{
  return text != NULL ? text : "";
}

static GPtrArray *
collect_texts (GListModel *persons)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (persons); i++) {
    g_autoptr (RuhuPerson) person = g_list_model_get_item (persons, i);

    g_ptr_array_add (texts,
                     g_strdup_printf ("%s %s %s %s",
                                      get_text (ruhu_person_get_name (person)),
                                      get_text (ruhu_person_get_resident_id (person)),
                                      get_text (ruhu_person_get_phone (person)),
                                      get_text (ruhu_person_get_address (person))));
  }
  return texts;
}

static void
bench_search (Fixture *f)
{
  static const char *const queries[] = {
    "w", "wg",  "wgh",         "wangg",  "王",     "王桂", "王桂花",
    "1", "139", "13900001427", "990101", "石湾村", "oy",
  };
  g_autoptr (RuhuWork) work = load_work (f);
  RuhuRegister *people = ruhu_work_get_register (work);
  g_autoptr (GPtrArray) texts = collect_texts (G_LIST_MODEL (people));

  tell ("persons", texts->len);
  for (guint round = 0; round < 20; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
      double begin = get_ms ();
      g_autoptr (RuhuPersonList) found = ruhu_register_search (people, queries[i]);
      double time = get_ms () - begin;
      guint hits;

      begin = get_ms ();
      hits = look_through (texts, queries[i]);
      tell ("look_ms", get_ms () - begin);
      tell ("search_ms", time);
      if (hits > 0)
        g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (found)), >, 0);
    }
  }
}

int
main (int argc, char **argv)
{
  Fixture f = { .dir = NULL };
  const char *what = argc > 2 ? argv[1] : "";

  if (sodium_init () < 0)
    return 1;

  if (argc > 2) {
    g_mkdir_with_parents (argv[2], 0700);
    fixture_open_at (&f, argv[2]);
  }
  if (g_str_equal (what, "make") && argc == 4)
    make (&f, argv[3]);
  else if (g_str_equal (what, "unlock"))
    bench_unlock (&f);
  else if (g_str_equal (what, "save"))
    bench_save (&f);
  else if (g_str_equal (what, "search"))
    bench_search (&f);
  else
    return 64;

  if (ruhu_store_get_state (f.store) == RUHU_STORE_UNLOCKED)
    fixture_lock (&f);
  return 0;
}
