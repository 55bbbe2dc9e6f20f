/* test-every-byte.c: a sync that is cut behind each byte of each message, and goes on later
 *
 * One response with an attachment of 2 kB, sent over a link that breaks. Afterwards the link is
 * whole again, and one more sync has to bring both sides to the same: nothing lost, nothing
 * doubled, and of the lines no more than a batch sent twice, of an attachment no more than 64 KiB.
 * A suite takes a sample of the bytes; `./dev soak bytes` takes all of them.
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
#define ROUND 200  /* what a number with more digits, or another gzip, makes longer */
#define BEHIND 40  /* bytes behind the end of what was measured that are tried, too */
#define MANY 200   /* lines that take several batches */

static gboolean all_bytes;
static guint32 seed = 1;

typedef struct {
  Client client;
  CutLink *cut;
  int made;
  int photos;
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

/* @size: of its photo; 0 for none */
static void
make_response (Fixture *f, gsize size)
{
  g_autofree char *photo = size > 0 ? g_strnfill (size, 'x') : NULL;
  g_autofree char *number = g_strdup_printf ("%08d", ++f->made);
  g_autofree char *id = NULL;

  if (photo != NULL) {
    memcpy (photo, number, 8);
    f->photos++;
  }
  id = client_finish_response (&f->client, photo);
  g_assert_nonnull (id);
}

static void
assert_same (Fixture *f)
{
  Client *c = &f->client;
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (ruhu_syncer_get_receipt (c->syncer));

  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, f->made);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, f->photos);
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

/**
 * Sent: what a sync has sent, or two of them
 * @up: bytes to HQ
 * @down: bytes from HQ
 * @lines: bytes of batches
 * @pieces: bytes of attachments
 * @batch: of the longest batch
 */
typedef struct {
  gsize up;
  gsize down;
  gsize lines;
  gsize pieces;
  gsize batch;
} Sent;

static void
add_sent (Fixture *f, Sent *sent)
{
  sent->up += cut_link_get_bytes (f->cut, CUT_UP);
  sent->down += cut_link_get_bytes (f->cut, CUT_DOWN);
  sent->lines += cut_link_get_bodies (f->cut, CUT_LINES);
  sent->pieces += cut_link_get_bodies (f->cut, CUT_PIECE);
  sent->batch = MAX (sent->batch, cut_link_get_largest (f->cut, CUT_LINES));
}

/* How much a sync of @n responses, each with a photo or without, takes where nothing breaks. */
static Sent
measure (Fixture *f, guint n, gsize photo)
{
  Sent sent = { 0 };

  sync_well (f);
  while (n-- > 0)
    make_response (f, photo);
  cut_link_pass_all (f->cut);
  sync_well (f);
  assert_same (f);
  add_sent (f, &sent);
  return sent;
}

/* Tells where it was when it fails. */
static void
fail_at (CutWay way, gsize byte, const char *what)
{
  g_error ("cut behind byte %zu %s HQ: %s", byte, way == CUT_UP ? "to" : "from", what);
}

/* A sync that breaks there, and another one. Returns whether it came so far. */
static gboolean
sync_cut_at (Fixture *f, CutWay way, gsize byte, Sent *sent)
{
  g_autoptr (GError) error = NULL;
  gboolean cut;

  cut_link_at_byte (f->cut, way, byte);
  client_sync (&f->client, &error);
  cut = cut_link_is_cut (f->cut);
  if (error != NULL && (!cut || !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE)))
    fail_at (way, byte, error->message);
  add_sent (f, sent);

  cut_link_pass_all (f->cut);
  g_clear_error (&error);
  if (!client_sync (&f->client, &error))
    fail_at (way, byte, error->message);
  add_sent (f, sent);
  return cut;
}

/* One batch may go twice, and 64 KiB of an attachment; the heads of what is asked again do. */
static void
check_sent (const Sent *sent, const Sent *clean, CutWay way, gsize byte)
{
  if (sent->lines > clean->lines + sent->batch + ROUND)
    fail_at (way, byte, "more than a batch of lines went twice");
  if (sent->pieces > clean->pieces + MIN (clean->pieces, PIECE))
    fail_at (way, byte, "more than a piece of an attachment went twice");
  if (sent->up > clean->up + sent->batch + MIN (clean->pieces, PIECE) + SLACK)
    fail_at (way, byte, "too much went to HQ");
  if (sent->down > 2 * clean->down + SLACK)
    fail_at (way, byte, "more than a page came twice");
}

static gboolean
cut_at (Fixture *f, CutWay way, gsize byte, const Sent *clean)
{
  Sent sent = { 0 };
  gboolean cut;

  make_response (f, PHOTO_SIZE);
  cut = sync_cut_at (f, way, byte, &sent);
  if (hq_count (&f->client.hq, RESPONSES) != f->made)
    fail_at (way, byte, "a response is lost or doubled");
  check_sent (&sent, clean, way, byte);
  assert_same (f);
  return cut;
}

/* Each byte, or one in so many, another one in each stretch, until nothing is left to cut. Numbers
 * grow on the way, so that the messages become longer than the first. */
static void
cut_all (Fixture *f, CutWay way, gsize n, const Sent *clean, guint step)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed + way);
  gsize byte;
  guint cuts = 0, passed = 0;

  for (byte = 0; passed < (step == 1 ? BEHIND : 1); byte += step) {
    if (cut_at (f, way, step == 1 ? byte : byte + g_rand_int_range (rand, 0, step), clean)) {
      passed = 0;
      cuts++;
    } else
      passed++;
    if ((cuts + passed) % 500 == 0) {
      assert_verified (f);
      g_test_message ("so far %u cuts", cuts);
    }
  }
  assert_verified (f);
  g_assert_cmpuint (byte, >, n - n / 50);
  g_assert_cmpuint (cuts, >, (n - n / 50) / step - 2);
  g_test_message ("%u cuts %s HQ, of %zu bytes", cuts, way == CUT_UP ? "to" : "from", n);
}

static void
test_each_byte (Fixture *f, gconstpointer data)
{
  Sent clean = measure (f, 1, PHOTO_SIZE);
  guint step = all_bytes ? 1 : (clean.up + clean.down) / 60;

  g_assert_cmpuint (clean.pieces, ==, PHOTO_SIZE);
  g_assert_cmpuint (clean.lines, ==, clean.batch);
  cut_all (f, CUT_UP, clean.up, &clean, step);
  cut_all (f, CUT_DOWN, clean.down, &clean, step);
}

/* At the end of a TLS record, or beside it. Returns whether the sync came so far. */
static gboolean
cut_at_record (Fixture *f, CutWay way, guint record, int beside, const Sent *clean)
{
  g_autoptr (GError) error = NULL;
  Sent sent = { 0 };
  gboolean done, cut;

  make_response (f, PHOTO_SIZE);
  cut_link_at_record (f->cut, way, record, beside);
  done = client_sync (&f->client, &error);
  if (!done)
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  cut = cut_link_is_cut (f->cut);
  g_assert_true (done || cut);
  add_sent (f, &sent);

  cut_link_pass_all (f->cut);
  sync_well (f);
  assert_same (f);
  add_sent (f, &sent);
  g_assert_cmpuint (sent.up, <=, 2 * clean->up + SLACK);
  g_assert_cmpuint (sent.down, <=, 2 * clean->down + SLACK);
  return cut;
}

/* At the end of each TLS record, one byte before it, and one behind. */
static void
test_each_record (Fixture *f, gconstpointer data)
{
  Sent clean = measure (f, 1, PHOTO_SIZE);
  CutWay way;

  for (way = CUT_UP; way <= CUT_DOWN; way++) {
    guint record = 0, cuts = 0;
    gboolean cut;

    do {
      int beside;

      record++;
      for (beside = -1; beside <= 1; beside++) {
        cut = cut_at_record (f, way, record, beside, &clean);
        cuts += cut;
      }
    } while (cut);
    g_assert_cmpuint (cuts, >=, 3 * (record - 1)); /* behind the last one nothing comes */
    g_assert_cmpuint (record, >, 5);
    g_test_message ("%u cuts at the ends of records %s HQ", cuts, way == CUT_UP ? "to" : "from");
  }
  assert_verified (f);
}

/* Of a large one, what arrived is not sent again, but for a piece of it. */
static void
test_large_goes_on_where_it_was (Fixture *f, gconstpointer data)
{
  Sent clean = measure (f, 1, LARGE_SIZE);
  guint i, n = all_bytes ? 100 : 8;

  g_assert_cmpuint (clean.pieces, ==, LARGE_SIZE);
  for (i = 1; i <= n; i++) {
    gsize byte = clean.up * i / (n + 1);
    Sent sent = { 0 };

    make_response (f, LARGE_SIZE);
    g_assert_true (sync_cut_at (f, CUT_UP, byte, &sent));
    check_sent (&sent, &clean, CUT_UP, byte);
    assert_same (f);
  }
  g_test_message ("%u cuts in an attachment of %d bytes", n, LARGE_SIZE);
}

/* Several batches: those that arrived are not sent again. */
static void
test_one_batch_goes_twice (Fixture *f, gconstpointer data)
{
  Sent clean = measure (f, MANY, 0);
  guint i, j, n = all_bytes ? 60 : 4;

  g_assert_cmpuint (clean.lines, >, 2 * clean.batch);
  for (i = 1; i <= n; i++) {
    gsize byte = (i % 2 == 0 ? clean.down : clean.up) * i / (n + 1);
    Sent sent = { 0 };

    for (j = 0; j < MANY; j++)
      make_response (f, 0);
    g_assert_true (sync_cut_at (f, i % 2 == 0 ? CUT_DOWN : CUT_UP, byte, &sent));
    check_sent (&sent, &clean, i % 2 == 0 ? CUT_DOWN : CUT_UP, byte);
    assert_same (f);
  }
  g_test_message ("%u cuts between batches of %d lines in all", n, MANY);
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
  g_test_add ("/every-byte/one-batch-goes-twice",
              Fixture,
              NULL,
              set_up,
              test_one_batch_goes_twice,
              tear_down);

  return g_test_run ();
}
