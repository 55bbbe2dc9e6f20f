/* test-quarantine.c: what HQ holds of a real tablet's log, and lets go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include "base/ruhu-json.h"
#include "ruhu-hq-bundle.h"

#include <string.h>

#define RESPONSES "SELECT count(*) FROM object WHERE kind = 6"

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

/* A line about a person, as a later version of the app may write it. */
static void
append (Client *c, const char *id, const char *division, const char *members)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_append_async (c->store, "person", id, division, members, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_outbox_append_finish (c->store, result, &error);
  g_assert_no_error (error);
}

static void
release (Client *c, guint seq)
{
  g_autofree char *name = g_strdup_printf ("%s.%u", ruhu_store_get_device (c->store)->id, seq);

  g_free (hq_do (&c->hq, "quarantine", "release", name, NULL));
}

static void
test_held_line_is_counted_until_it_is_released (Client *c, gconstpointer data)
{
  g_autofree char *id = NULL;

  append (c,
          "0192f3a0-aa01-7000-8000-000000000001",
          OTHER_VILLAGE,
          "{\"set\":{\"person_name\":\"Beside\"}}");
  id = client_finish_response (c, NULL);
  sync_well (c);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_quarantined (c->syncer), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);

  release (c, 1);
  sync_well (c);
  client_count (c);
  /* It lies outside what this tablet may see, so nobody tells it; the next push asks. */
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM object WHERE kind = 1"), ==, 1);
}

static void
test_released_line_comes_back_confirmed (Client *c, gconstpointer data)
{
  g_autofree char *before G_GNUC_UNUSED = client_finish_response (c, "a photo");

  sync_well (c);
  append (c,
          "0192f3a0-aa01-7000-8000-000000000001",
          VILLAGE,
          "{\"set\":{\"division_code\":\"" VILLAGE "\",\"person_name\":\"Here\"}}");
  sync_well (c);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_quarantined (c->syncer), ==, 1);

  release (c, 2);
  sync_well (c);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_quarantined (c->syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
}

/* What lies in the inbox until somebody unlocks, or is on its way with a colleague. */
static void
test_held_line_tells_a_finder_no_field (Client *c, gconstpointer data)
{
  const char *dev = ruhu_store_get_device (c->store)->id;
  g_autofree char *folder = g_build_filename (c->dir, "inbox", NULL);
  g_autoptr (GDir) inbox = NULL;
  g_autoptr (GBytes) carried = NULL;
  g_autofree char *path = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  append (c,
          "0192f3a0-aa01-7000-8000-000000000001",
          VILLAGE,
          "{\"set\":{\"division_code\":\"990101101202\"}}");
  client_lock (c);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM quarantine WHERE path IS NOT NULL"),
                   ==,
                   1);

  inbox = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  name = g_dir_read_name (inbox);
  g_assert_nonnull (name);
  path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_nonnull (strstr (text, "\"POLICY\""));
  g_assert_null (strstr (text, "division_code"));

  carried = ruhu_hq_bundle_make_receipt (c->hq.dir, dev, &error);
  g_assert_no_error (error);
  g_free (text);
  text = g_strndup (g_bytes_get_data (carried, NULL), g_bytes_get_size (carried));
  g_assert_nonnull (strstr (text, "\"POLICY\""));
  g_assert_null (strstr (text, "division_code"));

  client_unlock (c);
  sync_well (c);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_quarantined (c->syncer), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/quarantine/held-line-is-counted-until-it-is-released",
              Client,
              NULL,
              client_set_up,
              test_held_line_is_counted_until_it_is_released,
              client_tear_down);
  g_test_add ("/quarantine/released-line-comes-back-confirmed",
              Client,
              NULL,
              client_set_up,
              test_released_line_comes_back_confirmed,
              client_tear_down);
  g_test_add ("/quarantine/held-line-tells-a-finder-no-field",
              Client,
              NULL,
              client_set_up,
              test_held_line_tells_a_finder_no_field,
              client_tear_down);
  return g_test_run ();
}
