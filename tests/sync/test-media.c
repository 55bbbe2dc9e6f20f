/* test-media.c: a form's files from HQ to the tablet, over a link that breaks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include "base/ruhu-error.h"
#include "forms/ruhu-form-media.h"
#include "forms/ruhu-instance.h"
#include "ruhu-form-folder.h"
#include "ruhu-hash.h"
#include "store/ruhu-media-store.h"

#include <glib/gstdio.h>
#include <string.h>

#define FILM_SIZE (700 * 1024 + 7)

/* The author's folder: the water point form, and a film large enough to break in the middle of. */
typedef struct {
  Client c;
  char *folder;
  char *form;
} Fixture;

static void
copy_file (const char *name, const char *folder)
{
  g_autofree char *from = g_build_filename ("pump", name, NULL);
  g_autofree char *source = ruhu_test_data (from);
  g_autofree char *target = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (source, &text, &n, NULL));
  g_assert_true (g_file_set_contents (target, text, n, NULL));
}

static void
write_film (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "film.webm", NULL);
  g_autofree guint32 *film = g_malloc (FILM_SIZE + 4);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint i;

  for (i = 0; i <= FILM_SIZE / 4; i++)
    film[i] = g_rand_int (rand);
  g_assert_true (g_file_set_contents (path, (char *) film, FILM_SIZE, NULL));
}

static void
replace_in_file (const char *path, const char *old, const char *new)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, old, new, 0), >, 0);
  g_assert_true (g_file_set_contents (path, changed->str, changed->len, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "pump.xml",     "pump.png",  "pump-large.png",
                                       "tap.png",      "well.png",  "knock.wav",
                                       "villages.csv", "heads.csv", "towns.geojson" };
  guint i;

  client_set_up (&f->c, NULL);
  f->folder = ruhu_test_make_dir ();
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    copy_file (names[i], f->folder);
  write_film (f->folder);
  f->form = g_build_filename (f->folder, "pump.xml", NULL);
  replace_in_file (f->form,
                   "<value form=\"audio\">",
                   "<value form=\"video\">jr://video/film.webm</value><value form=\"audio\">");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  client_tear_down (&f->c, NULL);
  ruhu_test_remove_dir (f->folder);
  g_free (f->folder);
  g_free (f->form);
}

static void
publish (Fixture *f)
{
  g_free (hq_do (&f->c.hq, "form", "publish", f->form, NULL));
}

static void
sync_well (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  client_sync (&f->c, &error);
  g_assert_no_error (error);
}

static gboolean
is_open (Fixture *f, const char *version)
{
  g_autofree char *path = ruhu_form_folder_get_file (f->c.dir, "pump", version);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static GHashTable *
read_contents (Fixture *f, const char *const *hashes)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GHashTable *contents;

  ruhu_media_store_read_async (f->c.store, hashes, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  contents = ruhu_media_store_read_finish (f->c.store, result, &error);
  g_assert_no_error (error);
  return contents;
}

/* name → content, of all files that a version of the form has on the tablet */
static GHashTable *
load_files (Fixture *f, const char *version)
{
  g_autoptr (RuhuFormNotice) notice = ruhu_form_folder_load_notice (f->c.dir, "pump", version);
  GHashTable *files =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  guint i;

  g_assert_nonnull (notice);
  for (i = 0; i < notice->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (notice->files, i);
    const char *const hashes[] = { file->hash, NULL };
    g_autoptr (GHashTable) contents = read_contents (f, hashes);
    GBytes *content = g_hash_table_lookup (contents, file->hash);

    if (content != NULL)
      g_hash_table_insert (files, g_strdup (file->name), g_bytes_ref (content));
  }
  return files;
}

static GBytes *
give_file (const char *uri, gpointer files)
{
  g_autofree char *name = ruhu_form_media_get_name (uri);
  GBytes *content = name != NULL ? g_hash_table_lookup (files, name) : NULL;

  return content != NULL ? g_bytes_ref (content) : NULL;
}

static RuhuInstance *
fill (Fixture *f, const char *version, GHashTable *files)
{
  g_autofree char *path = ruhu_form_folder_get_file (f->c.dir, "pump", version);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_file (path, &error);
  RuhuInstance *instance;

  g_assert_no_error (error);
  instance = ruhu_instance_new (form);
  ruhu_instance_set_media (instance, give_file, files);
  g_assert_true (ruhu_instance_start (instance, &error));
  return instance;
}

static void
answer (RuhuInstance *instance, const char *ref, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (instance, ruhu_instance_find (instance, ref), value, &error);
  g_assert_no_error (error);
}

static const char *
look_up (RuhuInstance *instance, const char *ref)
{
  return ruhu_instance_get_value (instance, ruhu_instance_find (instance, ref));
}

static guint
count_choices (RuhuInstance *instance, const char *ref)
{
  RuhuNode *node = ruhu_instance_find (instance, ref);
  g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (instance,
                                                             ruhu_node_get_control (node),
                                                             ruhu_instance_get_root (instance));

  return choices->len;
}

static void
test_lists_work_on_the_tablet (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) files = NULL;
  g_autoptr (RuhuInstance) instance = NULL;
  GBytes *film;

  publish (f);
  sync_well (f);
  g_assert_true (is_open (f, "1"));
  files = load_files (f, "1");
  g_assert_cmpuint (g_hash_table_size (files), ==, 9);
  film = g_hash_table_lookup (files, "film.webm");
  g_assert_cmpuint (g_bytes_get_size (film), ==, FILM_SIZE);

  instance = fill (f, "1", files);
  g_assert_cmpuint (ruhu_instance_get_warnings (instance)->len, ==, 0);
  g_assert_cmpuint (count_choices (instance, "/data/town"), ==, 2);
  answer (instance, "/data/town", "t1");
  g_assert_cmpuint (count_choices (instance, "/data/village"), ==, 2);
  answer (instance, "/data/town", "t2");
  g_assert_cmpuint (count_choices (instance, "/data/village"), ==, 1);
  answer (instance, "/data/village", "v3");
  g_assert_cmpstr (look_up (instance, "/data/head"), ==, "Sun");
}

/* Wherever it breaks, the form opens only once all is here, and what came does not come again. */
static void
test_broken_off_goes_on (Fixture *f, gconstpointer data)
{
  guint broken = 0;
  int pieces;

  publish (f);
  for (pieces = 8; !is_open (f, "1"); pieces += 16) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (pieces, <, 2000);
    link_set_budget (f->c.link, pieces);
    if (client_sync (&f->c, &error))
      continue;
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
    broken++;
    if (broken % 3 == 0) {
      client_lock (&f->c);
      client_reopen (&f->c);
      client_unlock (&f->c);
    }
  }

  g_test_message ("broken off %u times", broken);
  g_assert_cmpuint (broken, >, 5);
  test_lists_work_on_the_tablet (f, NULL);
}

static void
test_half_a_film_is_not_fetched_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gsize first;

  publish (f);
  link_set_budget (f->c.link, 250);
  g_assert_false (client_sync (&f->c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  first = link_get_bytes (f->c.link);
  g_assert_cmpuint (first, >, 300 * 1024);
  g_assert_false (is_open (f, "1"));

  link_set_budget (f->c.link, -1);
  sync_well (f);
  g_assert_true (is_open (f, "1"));
  /* One piece is lost at most; it was no larger than what had come before it. */
  g_test_message ("%zu bytes, then %zu", first, link_get_bytes (f->c.link));
  g_assert_cmpuint (link_get_bytes (f->c.link), <, FILM_SIZE - first / 3);
}

static void
test_changed_file_alone_is_fetched (Fixture *f, gconstpointer data)
{
  g_autofree char *heads = g_build_filename (f->folder, "heads.csv", NULL);
  g_autoptr (GHashTable) old_files = NULL, new_files = NULL;
  g_autoptr (RuhuInstance) old_instance = NULL, new_instance = NULL;

  publish (f);
  sync_well (f);
  replace_in_file (f->form, "version=\"1\"", "version=\"2\"");
  replace_in_file (heads, "Sun", "Li");
  publish (f);
  link_set_budget (f->c.link, -1);
  sync_well (f);
  g_assert_cmpuint (link_get_bytes (f->c.link), <, 16 * 1024);

  /* A draft goes on in the version it was begun in, with its lists. */
  old_files = load_files (f, "1");
  old_instance = fill (f, "1", old_files);
  answer (old_instance, "/data/town", "t2");
  answer (old_instance, "/data/village", "v3");
  g_assert_cmpstr (look_up (old_instance, "/data/head"), ==, "Sun");
  new_files = load_files (f, "2");
  new_instance = fill (f, "2", new_files);
  answer (new_instance, "/data/town", "t2");
  answer (new_instance, "/data/village", "v3");
  g_assert_cmpstr (look_up (new_instance, "/data/head"), ==, "Li");
}

/* A film is long in coming: who wants to send meanwhile does not wait for its end. */
static void
test_who_asks_meanwhile_does_not_wait (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *first = NULL, *second = NULL;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;

  publish (f);
  ruhu_syncer_now_async (f->c.syncer, NULL, ruhu_test_got, &first);
  ruhu_syncer_now_async (f->c.syncer, NULL, ruhu_test_got, &second);
  first_result = ruhu_test_wait (&first);
  g_assert_true (ruhu_syncer_now_finish (f->c.syncer, first_result, &error));
  g_assert_null (second);
  g_assert_false (is_open (f, "1"));

  second_result = ruhu_test_wait (&second);
  g_assert_true (ruhu_syncer_now_finish (f->c.syncer, second_result, &error));
  g_assert_true (is_open (f, "1"));
}

/* HQ's disk has lost a file: the other forms and all lines come all the same. */
static void
test_lost_at_hq_stops_nothing_else (Fixture *f, gconstpointer data)
{
  g_autofree char *visit = g_build_filename (f->c.dir, "forms", "visit@1.xml", NULL);
  g_autofree char *film = g_build_filename (f->folder, "film.webm", NULL);
  g_autofree char *text = NULL, *hash = NULL, *kept = NULL;
  gsize n;

  publish (f);
  g_assert_true (g_file_get_contents (film, &text, &n, NULL));
  hash = ruhu_hash_text (text, n);
  kept = g_strdup_printf ("%s/media/%.2s/%s", f->c.hq.dir_path, hash, hash);
  g_assert_cmpint (g_unlink (kept), ==, 0);

  sync_well (f);
  g_assert_true (g_file_test (visit, G_FILE_TEST_EXISTS));
  g_assert_false (is_open (f, "1"));

  /* It is laid back, and the form opens. */
  g_assert_true (g_file_set_contents (kept, text, n, NULL));
  sync_well (f);
  g_assert_true (is_open (f, "1"));
}

/* The tablet's copy is damaged: the next meeting brings that file, and no other. */
static void
test_damaged_here_comes_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) files = NULL, again = NULL;
  g_autofree char *media = g_build_filename (f->c.dir, "media", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  publish (f);
  sync_well (f);
  dir = g_dir_open (media, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (media, name, NULL);
    GStatBuf info;

    if (g_stat (path, &info) == 0 && info.st_size > FILM_SIZE)
      g_assert_cmpint (truncate (path, FILM_SIZE / 2), ==, 0);
  }
  files = load_files (f, "1");
  g_assert_null (g_hash_table_lookup (files, "film.webm"));
  g_assert_cmpuint (g_hash_table_size (files), ==, 8);

  link_set_budget (f->c.link, -1);
  sync_well (f);
  g_assert_cmpuint (link_get_bytes (f->c.link), <, FILM_SIZE + 64 * 1024);
  again = load_files (f, "1");
  g_assert_cmpuint (g_hash_table_size (again), ==, 9);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "lists-work-on-the-tablet", test_lists_work_on_the_tablet },
    { "broken-off-goes-on", test_broken_off_goes_on },
    { "half-a-film-is-not-fetched-again", test_half_a_film_is_not_fetched_again },
    { "changed-file-alone-is-fetched", test_changed_file_alone_is_fetched },
    { "who-asks-meanwhile-does-not-wait", test_who_asks_meanwhile_does_not_wait },
    { "lost-at-hq-stops-nothing-else", test_lost_at_hq_stops_nothing_else },
    { "damaged-here-comes-again", test_damaged_here_comes_again },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/media/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
