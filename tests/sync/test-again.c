/* test-again.c: what a disk has changed comes back from the other side, or is said to be in a
 * backup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include "base/ruhu-error.h"
#include "responses/ruhu-verify.h"
#include "ruhu-test-sql.h"

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

static void
make_response (Client *c, const char *photo)
{
  g_free (client_finish_response (c, photo));
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
  char *path;

  make_response (c, PHOTO);
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

static void
assert_sound (Client *c)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuVerified) verified = NULL;

  ruhu_verify_async (c->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  verified = ruhu_verify_finish (c->store, result, NULL);
  g_assert_nonnull (verified);
  if (verified->faults->len > 0)
    g_error ("%s", (char *) verified->faults->pdata[0]);
  g_assert_cmpint (verified->lines, ==, 2);
}

/* What HQ has of it, whichever part of the row was damaged; and the next sync finds nothing to do.
 */
static void
test_line_comes_back (Client *c, gconstpointer data)
{
  static const char *const damages[] = {
    "body = x'00' || substr (body, 2)",
    "body = substr (body, 1, 100) || x'00' || substr (body, 102)",
    "hash = x'00' || substr (hash, 2)",
    "hs = x'00' || substr (hs, 2)",
    "rec = x'00' || substr (rec, 2)",
    "kind = 1",
    "state = 0",
    "code = 'X'",
    NULL,
  };
  guint i, seq;

  make_response (c, NULL);
  make_response (c, NULL);
  sync_well (c);
  assert_sound (c);
  for (i = 0; damages[i] != NULL; i++) {
    for (seq = 1; seq <= 2; seq++) {
      g_autofree char *sql =
        g_strdup_printf ("UPDATE outbox SET %s WHERE seq = %u", damages[i], seq);

      client_lock (c);
      ruhu_test_sql_execute (c->dir, "store.db", sql);
      client_unlock (c);
      sync_well (c);
      assert_sound (c);
    }
  }
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 2);
}

/* A line that HQ does not have yet lies here twice: once as only HQ can open it. */
static void
test_unsent_line_goes_sealed (Client *c, gconstpointer data)
{
  sync_well (c);
  make_response (c, NULL);
  make_response (c, PHOTO);
  client_lock (c);
  ruhu_test_sql_execute (c->dir,
                         "store.db",
                         "UPDATE outbox SET body = substr (body, 1, 100) || x'00' ||"
                         " substr (body, 102) WHERE seq = 1");
  client_unlock (c);
  sync_well (c);
  assert_sound (c);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 2);
  g_assert_cmpint (hq_count (&c->hq, COMPLETE), ==, 1);
  assert_verified (c);
}

/* Nobody has another one: that is said, and all else goes. */
static void
test_lost_photo_keeps_nothing_back (Client *c, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (c->dir, "att", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  make_response (c, PHOTO);
  dir = g_dir_open (folder, 0, NULL);
  path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_true (g_file_set_contents (path, "none", -1, NULL));
  make_response (c, "another photo");
  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 2);
  g_assert_cmpint (hq_count (&c->hq, COMPLETE), ==, 1);
}

/* HQ gives a device its own lines, and no other. */
static void
test_only_its_own_lines (Client *c, gconstpointer data)
{
  g_autoptr (Answer) none = NULL;
  Tablet other;

  make_response (c, NULL);
  sync_well (c);
  tablet_init (&other, &c->hq, VILLAGE);
  none = tablet_ask (&other, "GET", "/v1/line/1", NULL, NULL);
  g_assert_cmpuint (none->status, ==, 404);
  tablet_clear (&other);
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
  g_test_add ("/again/line-comes-back",
              Client,
              NULL,
              client_set_up,
              test_line_comes_back,
              client_tear_down);
  g_test_add ("/again/unsent-line-goes-sealed",
              Client,
              NULL,
              client_set_up,
              test_unsent_line_goes_sealed,
              client_tear_down);
  g_test_add ("/again/lost-photo-keeps-nothing-back",
              Client,
              NULL,
              client_set_up,
              test_lost_photo_keeps_nothing_back,
              client_tear_down);
  g_test_add ("/again/only-its-own-lines",
              Client,
              NULL,
              client_set_up,
              test_only_its_own_lines,
              client_tear_down);
  return g_test_run ();
}
