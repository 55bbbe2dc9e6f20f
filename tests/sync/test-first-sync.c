/* test-first-sync.c: what HQ has comes to a new tablet, in pages, and shows all at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"

#include <string.h>

#define PERSONS 2000

static void
set_up (Client *c, gconstpointer data)
{
  g_autoptr (GString) csv = g_string_new ("person_name,division_code,phone,address\n");
  g_autofree char *path = NULL, *said = NULL;
  guint i;

  client_set_up (c, NULL);
  for (i = 0; i < PERSONS; i++)
    g_string_append_printf (csv, "张%u," VILLAGE ",1380000%04u,槐树村%u号\n", i, i, i);
  path = g_build_filename (c->dir, "persons.csv", NULL);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  said = hq_do (&c->hq, "register", "import", path, NULL);
}

static guint
count_persons (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) persons = NULL;

  ruhu_object_store_load_async (c->objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  persons = ruhu_object_store_load_finish (c->objects, result, &error);
  g_assert_no_error (error);
  return persons->len;
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

/* Cut after a few pieces, again and again: it goes on where it was, and shows nothing before the
 * end. */
static void
test_all_or_nothing (Client *c, gconstpointer data)
{
  gboolean through = FALSE;
  gsize bytes = 0, whole;
  guint cuts = 0;

  while (!through) {
    g_autoptr (GError) error = NULL;

    link_set_budget (c->link, 26);
    through = client_sync (c, &error);
    bytes += link_get_bytes (c->link);
    if (!through) {
      g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
      g_assert_cmpuint (count_persons (c), ==, 0);
      g_assert_cmpuint (++cuts, <, 100);
      client_reopen (c); /* as after a kill */
      client_unlock (c);
    }
  }
  g_assert_cmpuint (count_persons (c), ==, PERSONS);
  g_assert_cmpuint (cuts, >, 1);

  link_set_budget (c->link, -1);
  sync_well (c);
  whole = link_get_bytes (c->link);
  g_test_message ("%u cuts, %zu bytes; a sync of nothing %zu", cuts, bytes, whole);
  g_assert_cmpuint (whole, <, 3072); /* the stream goes on from there */
}

static void
execute (Client *c, const char *sql)
{
  hq_execute (&c->hq, sql);
  link_set_target (c->link, c->hq.url);
}

/* HQ does not know the cursor any more: what is shown stays until all is here anew, and goes then
 * where HQ has it no more. What waits goes on waiting. */
static void
test_begins_anew_and_keeps_what_waits (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  sync_well (c);
  g_assert_cmpuint (count_persons (c), ==, PERSONS);
  execute (c,
           "UPDATE device SET epoch = 2 WHERE ed IS NOT NULL;"
           "DELETE FROM object WHERE kind = 1 AND uuid IN"
           " (SELECT uuid FROM object WHERE kind = 1 LIMIT 1000)");
  id = client_finish_response (c, "a photo");
  link_set_budget (c->link, 30);
  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  g_assert_cmpuint (count_persons (c), ==, PERSONS);

  link_set_budget (c->link, -1);
  sync_well (c);
  g_assert_cmpuint (count_persons (c), ==, PERSONS - 1000);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 1);
  sync_well (c);
  g_assert_cmpuint (count_persons (c), ==, PERSONS - 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/first-sync/" path, Client, NULL, set_up, func, client_tear_down)
  ADD ("all-or-nothing", test_all_or_nothing);
  ADD ("begins-anew-and-keeps-what-waits", test_begins_anew_and_keeps_what_waits);

  return g_test_run ();
}
