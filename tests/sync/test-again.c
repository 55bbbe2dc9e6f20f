/* test-again.c: what HQ's disk has changed comes back from a tablet, or is said to be in a backup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PHOTO "not much of a photo"
#define COMPLETE "SELECT count(*) FROM att WHERE state = 1"

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

static char *
find_photo (Client *c)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (ruhu_hq_dir_get_store (c->hq.dir), &error, "SELECT hash FROM att", "");
  g_autofree char *hash = NULL;

  g_assert_true (ruhu_hq_rows_next (rows, &error));
  hash = ruhu_hq_rows_get_hash (rows, 0);
  return g_strdup_printf ("%s/att/%.2s/%s", c->hq.dir_path, hash, hash);
}

/* Returns: (transfer full): where it lies at HQ, one byte of it another one now */
static char *
send_and_damage (Client *c)
{
  g_autofree char *id = client_finish_response (c, PHOTO);
  char *path;

  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, COMPLETE), ==, 1);
  path = find_photo (c);
  g_assert_true (g_file_set_contents (path, "not much of a phoTo", -1, NULL));
  return path;
}

static void
assert_verified (Client *c)
{
  g_autofree char *said = hq_do (&c->hq, "verify", NULL);

  g_assert_nonnull (strstr (said, " 1 attachments,"));
  g_assert_nonnull (strstr (said, "; 0 faults"));
}

static void
assert_asks_again (Client *c)
{
  g_autoptr (RuhuHqReply) reply = hq_run (&c->hq, "verify", NULL);

  g_assert_cmpint (reply->code, ==, 1);
  g_assert_nonnull (strstr (reply->err->str, "is asked for again from "));
  g_assert_nonnull (strstr (reply->err->str, ruhu_store_get_device (c->store)->id));
  g_assert_cmpint (hq_count (&c->hq, COMPLETE), ==, 0);
}

static void
test_photo_comes_again (Client *c, gconstpointer data)
{
  g_autofree char *path = send_and_damage (c);
  g_autofree char *content = NULL;

  assert_asks_again (c);
  sync_well (c); /* hears of it */
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 1);
  sync_well (c);
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, PHOTO);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM att_again"), ==, 0);
  assert_verified (c);
}

/* Freed by the tablet: somebody puts it back from a backup. */
static void
test_photo_is_put_back (Client *c, gconstpointer data)
{
  g_autofree char *path = send_and_damage (c);
  g_autofree char *said = NULL;

  assert_asks_again (c);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (path, PHOTO, -1, NULL));
  said = hq_do (&c->hq, "verify", NULL);
  g_assert_nonnull (strstr (said, "; 0 faults"));
  assert_verified (c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/again/photo-comes-again",
              Client,
              NULL,
              client_set_up,
              test_photo_comes_again,
              client_tear_down);
  g_test_add ("/again/photo-is-put-back",
              Client,
              NULL,
              client_set_up,
              test_photo_is_put_back,
              client_tear_down);
  return g_test_run ();
}
