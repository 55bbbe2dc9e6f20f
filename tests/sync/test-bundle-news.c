/* test-bundle-news.c: what HQ has for a tablet that is never online, by file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"
#include "ruhu-bundle-export.h"
#include "ruhu-bundle-import.h"
#include "ruhu-form-folder.h"

#include <string.h>

#define MOVED_TO "990101102201"
#define HEADER "person_id,person_name,phone,division_code,cert_status,cert_grade\n"

/* With an address of that many bytes each, more than one page (1 MiB) holds. */
#define MANY 2000
#define ADDRESS 700

/* HQ's register gets one person, in the village or elsewhere. */
static void
add_person (Client *c, const char *name, const char *division)
{
  g_autofree char *path = g_build_filename (c->dir, "r.csv", NULL);
  g_autofree char *csv = g_strdup_printf (HEADER ",%s,1,%s,1,1\n", name, division);

  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  g_free (hq_do (&c->hq, "register", "import", path, NULL));
}

/* HQ makes a bundle for the tablet, as a file of that name. */
static char *
make_down (Client *c, const char *name)
{
  char *path = g_build_filename (c->dir, name, NULL);
  const char *dev = ruhu_store_get_device (c->store)->id;
  g_autoptr (RuhuHqReply) reply =
    hq_run (&c->hq, "bundle", "export", "--device", dev, "-o", path, NULL);
  RuhuHqFile *file;

  g_assert_cmpstr (reply->err->str, ==, "");
  file = reply->files->pdata[0];
  g_assert_true (g_file_set_contents (path,
                                      g_bytes_get_data (file->bytes, NULL),
                                      g_bytes_get_size (file->bytes),
                                      NULL));
  return path;
}

static void
assert_import (Client *c, const char *path, RuhuBundleOutcome wanted)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  ruhu_bundle_import_async (c->objects, path, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_bundle_import_finish (result, &outcome, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, wanted);
}

/* The tablet tells HQ, by file, what waits and how far it has read. */
static void
hand_over (Client *c)
{
  g_autofree char *path = g_build_filename (c->dir, "up.rbb", NULL);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleExported exported;
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_bundle_export_async (c->objects, path, NULL, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_bundle_export_finish (result, &exported, &error);
  g_assert_no_error (error);
  reply = hq_run (&c->hq, "bundle", "import", path, "--dir", c->hq.dir_path, NULL);
  g_assert_cmpstr (reply->err->str, ==, "");
}

static guint
count_persons (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) objects = NULL;

  ruhu_object_store_load_async (c->objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  objects = ruhu_object_store_load_finish (c->objects, result, &error);
  g_assert_no_error (error);
  return objects->len;
}

static char *
get_cursor (Client *c)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_get_cursor_async (c->objects, "hq", NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_object_store_get_cursor_finish (c->objects, result, NULL);
}

/* How far a pull came that has shown nothing yet. */
static char *
get_incoming (Client *c)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_get_incoming_async (c->objects, "hq", NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_object_store_get_cursor_finish (c->objects, result, NULL);
}

static gboolean
has_form (Client *c, const char *id, const char *version)
{
  g_autofree char *path = ruhu_form_folder_get_file (c->dir, id, version);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

/* A form with its files, the register, and the same place in HQ's log as after a pull. */
static void
test_brings_all_that_a_pull_brings (Client *c, gconstpointer data)
{
  g_autofree char *pump = ruhu_test_data ("pump/pump.xml");
  g_autofree char *down = NULL, *after = NULL, *online = NULL;

  add_person (c, "Here", VILLAGE);
  add_person (c, "Beside", OTHER_VILLAGE);
  g_free (hq_do (&c->hq, "form", "publish", pump, NULL));
  down = make_down (c, "down.rbb");

  assert_import (c, down, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 1);
  g_assert_true (has_form (c, "visit", "1"));
  g_assert_true (has_form (c, "pump", "1"));
  assert_import (c, down, RUHU_BUNDLE_KNOWN);

  after = get_cursor (c);
  sync_well (c);
  online = get_cursor (c);
  g_assert_cmpstr (after, ==, online);
}

/* From where the tablet's own bundle said it was; an old one is passed over. */
static void
test_goes_on_from_where_it_was (Client *c, gconstpointer data)
{
  g_autofree char *first = make_down (c, "first.rbb");
  g_autofree char *second = NULL, *third = NULL;

  assert_import (c, first, RUHU_BUNDLE_NEWS);
  hand_over (c);
  add_person (c, "One", VILLAGE);
  second = make_down (c, "second.rbb");
  assert_import (c, second, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 1);

  add_person (c, "Two", VILLAGE);
  third = make_down (c, "third.rbb"); /* the tablet has said nothing since: from the same place */
  assert_import (c, third, RUHU_BUNDLE_ELSEWHERE);
  g_assert_cmpuint (count_persons (c), ==, 1);

  hand_over (c);
  g_clear_pointer (&third, g_free);
  third = make_down (c, "third.rbb");
  assert_import (c, third, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 2);
  assert_import (c, second, RUHU_BUNDLE_ELSEWHERE);
  assert_import (c, first, RUHU_BUNDLE_ELSEWHERE);
  g_assert_cmpuint (count_persons (c), ==, 2);
}

static void
test_receipt_comes_along (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *down = NULL;

  hand_over (c);
  down = make_down (c, "down.rbb");
  assert_import (c, down, RUHU_BUNDLE_NEWS);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
}

static void
test_locked_keeps_it_for_the_next_unlock (Client *c, gconstpointer data)
{
  g_autofree char *down = NULL;

  add_person (c, "Here", VILLAGE);
  down = make_down (c, "down.rbb");
  client_lock (c);
  assert_import (c, down, RUHU_BUNDLE_KEPT);
  client_unlock (c);
  g_assert_cmpuint (count_persons (c), ==, 0);

  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, NULL)); /* no network; the inbox is taken in first */
  g_assert_cmpuint (count_persons (c), ==, 1);
}

/* Who has moved gets the new village, and nothing of the old one stays. */
static void
test_moved_gets_another_village (Client *c, gconstpointer data)
{
  const char *dev = ruhu_store_get_device (c->store)->id;
  g_autofree char *first = NULL, *second = NULL;

  add_person (c, "Here", VILLAGE);
  add_person (c, "There", MOVED_TO);
  add_person (c, "Also there", MOVED_TO);
  first = make_down (c, "first.rbb");
  assert_import (c, first, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 1);
  hand_over (c);

  g_free (hq_do (&c->hq, "device", "move", dev, "--scope", MOVED_TO, NULL));
  second = make_down (c, "second.rbb");
  assert_import (c, second, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 2);
  g_assert_cmpstr (ruhu_store_get_device (c->store)->scope, ==, MOVED_TO);
  assert_import (c, second, RUHU_BUNDLE_KNOWN);
}

static void
add_many (Client *c)
{
  g_autoptr (GString) csv = g_string_new ("person_name,division_code,address\n");
  g_autofree char *path = g_build_filename (c->dir, "many.csv", NULL);
  g_autofree char *address = g_strnfill (ADDRESS, 'x');
  guint i;

  for (i = 0; i < MANY; i++)
    g_string_append_printf (csv, "P%u," VILLAGE ",%s\n", i, address);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  g_free (hq_do (&c->hq, "register", "import", path, NULL));
}

/* Who looks at the register all the while sees nobody, and then everybody. */
static void
test_shows_all_or_nothing (Client *c, gconstpointer data)
{
  g_autofree char *down = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;
  guint n;

  add_many (c);
  down = make_down (c, "down.rbb");
  ruhu_bundle_import_async (c->objects, down, NULL, ruhu_test_got, &got);
  while (got == NULL) {
    n = count_persons (c);
    g_assert_true (n == 0 || n == MANY);
  }
  result = ruhu_test_wait (&got);
  ruhu_bundle_import_finish (result, &outcome, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, MANY);
}

/* HQ has lost the tablet's place, and some of what it had: that goes here, too; what waits stays.
 */
static void
test_ghosts_go (Client *c, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *id = NULL;

  add_person (c, "One", VILLAGE);
  add_person (c, "Two", VILLAGE);
  first = make_down (c, "first.rbb");
  assert_import (c, first, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 2);
  hand_over (c);
  id = client_finish_response (c, NULL);
  client_lock (c); /* which cuts its line */
  client_unlock (c);

  hq_execute (&c->hq,
              "UPDATE device SET epoch = 2 WHERE ed IS NOT NULL;"
              "DELETE FROM object WHERE kind = 1 AND uuid IN"
              " (SELECT uuid FROM object WHERE kind = 1 LIMIT 1)");
  second = make_down (c, "second.rbb");
  assert_import (c, second, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, 1);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 1);
  assert_import (c, second, RUHU_BUNDLE_KNOWN);
  hand_over (c);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 1);
}

/* A pull from the start was cut; what it had gathered makes place for what the file brings. */
static void
test_follows_a_pull_that_was_cut (Client *c, gconstpointer data)
{
  g_autofree char *down = NULL, *cursor = NULL;

  add_many (c);
  down = make_down (c, "down.rbb");
  link_set_budget (c->link, 30);
  g_assert_false (client_sync (c, NULL));
  cursor = get_incoming (c);
  g_assert_cmpstr (cursor, !=, "");
  g_assert_cmpuint (count_persons (c), ==, 0);

  assert_import (c, down, RUHU_BUNDLE_NEWS);
  g_assert_cmpuint (count_persons (c), ==, MANY);
  assert_import (c, down, RUHU_BUNDLE_KNOWN);
  link_set_budget (c->link, -1);
  sync_well (c);
  g_assert_cmpuint (count_persons (c), ==, MANY);
}

/* Whoever carries it learns for whom it is, and when it was made. */
static void
test_carrier_reads_no_name (Client *c, gconstpointer data)
{
  g_autofree char *down = NULL, *text = NULL;
  gsize n;

  add_person (c, "Somebody", VILLAGE);
  down = make_down (c, "down.rbb");
  g_assert_true (g_file_get_contents (down, &text, &n, NULL));
  g_assert_null (g_strstr_len (text, n, "Somebody"));
  g_assert_null (g_strstr_len (text, n, VILLAGE));
  g_assert_nonnull (g_strstr_len (text, n, ruhu_store_get_device (c->store)->id));
}

#define ADD(path, func) g_test_add (path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/bundle-news/brings-all-that-a-pull-brings", test_brings_all_that_a_pull_brings);
  ADD ("/bundle-news/goes-on-from-where-it-was", test_goes_on_from_where_it_was);
  ADD ("/bundle-news/receipt-comes-along", test_receipt_comes_along);
  ADD ("/bundle-news/locked-keeps-it-for-the-next-unlock",
       test_locked_keeps_it_for_the_next_unlock);
  ADD ("/bundle-news/moved-gets-another-village", test_moved_gets_another_village);
  ADD ("/bundle-news/shows-all-or-nothing", test_shows_all_or_nothing);
  ADD ("/bundle-news/ghosts-go", test_ghosts_go);
  ADD ("/bundle-news/follows-a-pull-that-was-cut", test_follows_a_pull_that_was_cut);
  ADD ("/bundle-news/carrier-reads-no-name", test_carrier_reads_no_name);

  return g_test_run ();
}
