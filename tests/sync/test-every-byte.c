/* test-every-byte.c: a sync that is cut behind each byte of each message, and goes on later
 *
 * One response with an attachment of 2 kB, sent over a link that breaks. Afterwards the link is
 * whole again, and one more sync has to bring both sides to the same: nothing lost, nothing
 * doubled, and little sent twice. A suite takes a sample of the bytes; `./dev soak bytes` takes all
 * of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"
#include "cut-link.h"
#include "ruhu-receipt.h"

#include <string.h>

#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"
#define PHOTOS "SELECT count(*) FROM att WHERE state = 1"
#define PHOTO_SIZE 2048
#define LARGE_SIZE 200000
#define PIECE 65536
#define SLACK 6000 /* the heads of what is asked once more */

static gboolean all_bytes;
static guint32 seed = 1;

typedef struct {
  Client client;
  CutLink *cut;
  int made;
  guint broke;
} Fixture;

static void
set_up (Fixture *f, gconstpointer closed)
{
  client_set_up (&f->client, NULL);
  f->cut = cut_link_new (f->client.hq.url, closed != NULL ? NULL : f->client.hq.dir_path);
  link_set_target (f->client.link, cut_link_get_url (f->cut));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cut_link_pass_all (f->cut);
  client_tear_down (&f->client, NULL);
  cut_link_free (f->cut);
}

/* A link that is whole: what has gone wrong before has to come right in one go. */
static void
sync_well (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  client_sync (&f->client, &error);
  g_assert_no_error (error);
}

static void
make_response (Fixture *f, gsize size)
{
  g_autofree char *photo = g_strnfill (size, 'x');
  g_autofree char *id = NULL;
  g_autofree char *number = g_strdup_printf ("%08d", ++f->made);

  memcpy (photo, number, 8);
  id = client_finish_response (&f->client, photo);
  g_assert_nonnull (id);
}

static void
assert_same (Fixture *f)
{
  Client *c = &f->client;
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (ruhu_syncer_get_receipt (c->syncer));

  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, f->made);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, f->made);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM quarantine"), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->upto, ==, (guint) f->made);
  g_assert_cmpuint (receipt->attachments, ==, (guint) f->made);
}

static void
assert_verified (Fixture *f)
{
  g_autofree char *said = hq_do (&f->client.hq, "verify", NULL);

  g_assert_nonnull (strstr (said, "; 0 faults"));
}

/* How much a sync of one response sends and gets where nothing breaks. */
static void
measure (Fixture *f, gsize size, gsize bytes[2])
{
  sync_well (f);
  make_response (f, size);
  cut_link_pass_all (f->cut);
  sync_well (f);
  assert_same (f);
  bytes[CUT_UP] = cut_link_get_bytes (f->cut, CUT_UP);
  bytes[CUT_DOWN] = cut_link_get_bytes (f->cut, CUT_DOWN);
}

/* Tells where it was when it fails. */
static void
fail_at (CutWay way, gsize byte, const char *what)
{
  g_error ("cut behind byte %zu %s HQ: %s", byte, way == CUT_UP ? "to" : "from", what);
}

static void
cut_at (Fixture *f, CutWay way, gsize byte, gsize clean)
{
  g_autoptr (GError) error = NULL;
  gsize up;

  make_response (f, PHOTO_SIZE);
  cut_link_at_byte (f->cut, way, byte);
  client_sync (&f->client, &error);
  f->broke += cut_link_is_cut (f->cut);
  if (error != NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    fail_at (way, byte, error->message);

  up = cut_link_get_bytes (f->cut, CUT_UP);
  cut_link_pass_all (f->cut);
  g_clear_error (&error);
  if (!client_sync (&f->client, &error))
    fail_at (way, byte, error->message);
  up += cut_link_get_bytes (f->cut, CUT_UP);
  if (hq_count (&f->client.hq, RESPONSES) != f->made)
    fail_at (way, byte, "a response is lost or doubled");
  if (up > 2 * clean + SLACK)
    fail_at (way, byte, "more than a batch and a piece went twice");
  assert_same (f);
}

/* Each byte, or one in so many, another one in each stretch. */
static void
cut_all (Fixture *f, CutWay way, gsize n, gsize clean, guint step)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed + way);
  gsize byte;
  guint cases = 0;

  for (byte = 0; byte < n; byte += step) {
    cut_at (f, way, step == 1 ? byte : byte + g_rand_int_range (rand, 0, step), clean);
    if (++cases % 500 == 0)
      assert_verified (f);
  }
  assert_verified (f);
  g_assert_cmpuint (f->broke, >, cases * 3 / 4); /* a little shorter than measured, some are */
  f->broke = 0;
  g_test_message ("%u cuts %s HQ, of %zu bytes", cases, way == CUT_UP ? "to" : "from", n);
}

static void
test_each_byte (Fixture *f, gconstpointer data)
{
  gsize bytes[2];
  guint step;

  measure (f, PHOTO_SIZE, bytes);
  step = all_bytes ? 1 : (bytes[CUT_UP] + bytes[CUT_DOWN]) / 60;
  cut_all (f, CUT_UP, bytes[CUT_UP], bytes[CUT_UP], step);
  cut_all (f, CUT_DOWN, bytes[CUT_DOWN], bytes[CUT_UP], step);
}

/* At the end of each TLS record, one byte before it, and one behind. */
static void
test_each_record (Fixture *f, gconstpointer data)
{
  guint cases = 0;
  CutWay way;

  sync_well (f);
  for (way = CUT_UP; way <= CUT_DOWN; way++) {
    gboolean through = FALSE;
    guint record;

    for (record = 1; !through; record++) {
      int beside;

      for (beside = -1; beside <= 1; beside++) {
        g_autoptr (GError) error = NULL;

        make_response (f, PHOTO_SIZE);
        cut_link_at_record (f->cut, way, record, beside);
        through = client_sync (&f->client, &error);
        if (!through)
          g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
        through = through && !cut_link_is_cut (f->cut);
        cut_link_pass_all (f->cut);
        sync_well (f);
        assert_same (f);
        cases++;
      }
    }
  }
  assert_verified (f);
  g_test_message ("%u cuts at the ends of records", cases);
  g_assert_cmpuint (cases, >, 30);
}

/* Of a large one, what arrived is not sent again, but for a piece of it. */
static void
test_large_goes_on_where_it_was (Fixture *f, gconstpointer data)
{
  gsize bytes[2];
  guint i, n = all_bytes ? 100 : 8;

  measure (f, LARGE_SIZE, bytes);
  for (i = 1; i <= n; i++) {
    g_autoptr (GError) error = NULL;
    gsize up;

    make_response (f, LARGE_SIZE);
    cut_link_at_byte (f->cut, CUT_UP, bytes[CUT_UP] * i / (n + 1));
    g_assert_false (client_sync (&f->client, &error));
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
    up = cut_link_get_bytes (f->cut, CUT_UP);
    cut_link_pass_all (f->cut);
    sync_well (f);
    up += cut_link_get_bytes (f->cut, CUT_UP);
    assert_same (f);
    g_assert_cmpuint (up, <, bytes[CUT_UP] + PIECE + SLACK);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  all_bytes = g_getenv ("RUHU_WHOLE") != NULL;
  if (g_getenv ("RUHU_SEED") != NULL)
    seed = g_ascii_strtoull (g_getenv ("RUHU_SEED"), NULL, 10);

  g_test_add ("/every-byte/each-byte", Fixture, NULL, set_up, test_each_byte, tear_down);
  g_test_add ("/every-byte/each-record",
              Fixture,
              GINT_TO_POINTER (1),
              set_up,
              test_each_record,
              tear_down);
  g_test_add ("/every-byte/large-goes-on-where-it-was",
              Fixture,
              NULL,
              set_up,
              test_large_goes_on_where_it_was,
              tear_down);

  return g_test_run ();
}
