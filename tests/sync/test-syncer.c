/* test-syncer.c: sync/client/ruhu-syncer.c, and what it does with each way HQ can say no
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-syncer.h"
#include "scripted-hq.h"
#include "store/ruhu-outbox.h"

#include <sodium.h>

#define PIN "2837465910"
#define OTHER_VILLAGE "990101101202"
#define PUSH "/v1/push"
#define PULL "/v1/pull"

typedef struct {
  ScriptedHq hq;
  char *dir;
  RuhuStore *store;
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuSyncer *syncer;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  scripted_hq_set_up (&f->hq);
  f->dir = ruhu_test_make_dir ();
  f->store = ruhu_store_new (f->dir);
  ruhu_store_set_kdf_cost (f->store, 1, 8192);
  device = scripted_hq_make_device (&f->hq);
  ruhu_store_create_async (f->store,
                           device,
                           ruhu_device_keys_new (),
                           "w1",
                           PIN,
                           NULL,
                           ruhu_test_got,
                           &got);
  result = ruhu_test_wait (&got);
  ruhu_store_create_finish (f->store, result, &error);
  g_assert_no_error (error);

  f->objects = ruhu_object_store_new (f->store);
  f->responses = ruhu_response_store_new (f->store);
  f->syncer = ruhu_syncer_new (f->objects, f->responses);
}

static void
count (Fixture *f)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_syncer_count_async (f->syncer, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_syncer_count_finish (f->syncer, result, NULL));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  count (f);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (f->syncer);
  g_assert_finalize_object (f->responses);
  g_assert_finalize_object (f->objects);
  g_assert_finalize_object (f->store);
  scripted_hq_tear_down (&f->hq);
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
}

static gboolean
sync_now (Fixture *f, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_syncer_now_async (f->syncer, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_syncer_now_finish (f->syncer, result, error);
}

static void
sync_well (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  sync_now (f, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_syncer_get_state (f->syncer), ==, RUHU_SYNC_IDLE);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (f->syncer), ==, 0);
}

static void
sync_badly (Fixture *f, RuhuError code, RuhuSyncState state, RuhuRefusal refusal)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sync_now (f, &error));
  g_assert_error (error, RUHU_ERROR, (int) code);
  g_assert_cmpint (ruhu_syncer_get_state (f->syncer), ==, state);
  g_assert_cmpint (ruhu_syncer_get_refusal (f->syncer), ==, refusal);
  g_assert_nonnull (ruhu_syncer_get_message (f->syncer));
}

static void
make_response (Fixture *f)
{
  g_autoptr (RuhuResponse) response = ruhu_response_new ("visit", "1", VILLAGE);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) created = NULL, finished = NULL;

  ruhu_response_store_create_async (f->responses, response, NULL, ruhu_test_got, &got);
  created = ruhu_test_wait (&got);
  ruhu_response_store_create_finish (f->responses, created, &error);
  g_assert_no_error (error);
  ruhu_response_store_finish_async (f->responses,
                                    ruhu_response_get_id (response),
                                    "{\"visit\":{\"outcome\":\"1\"}}",
                                    NULL,
                                    NULL,
                                    NULL,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  finished = ruhu_test_wait (&got);
  ruhu_response_store_finish_finish (f->responses, finished, &error);
  g_assert_no_error (error);
}

static void
make_responses (Fixture *f, guint n)
{
  while (n-- > 0)
    make_response (f);
}

static void
test_sends_then_fetches (Fixture *f, gconstpointer data)
{
  make_responses (f, 3);
  sync_well (f);
  g_assert_cmpuint (f->hq.acked, ==, 3);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PUSH), ==, 1);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 0)->cursor, ==, "");

  sync_well (f); /* nothing waits: nothing is sent, and the page is asked for from where we are */
  g_assert_cmpuint (scripted_hq_count (&f->hq, PUSH), ==, 1);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 1)->cursor, ==, "1.g1.1..990101101:1");
}

static void
test_gap_goes_back (Fixture *f, gconstpointer data)
{
  make_responses (f, 2);
  sync_well (f);
  f->hq.acked = 0; /* HQ has lost them, and does not know it */
  make_response (f);
  sync_well (f);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 1)->from, ==, 3);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 2)->from, ==, 1);
  g_assert_cmpuint (f->hq.acked, ==, 3);
}

static void
be_restored (Fixture *f, const char *path)
{
  f->hq.acked = 1;
  g_free (f->hq.gen);
  f->hq.gen = g_strdup ("g2");
  scripted_hq_say (&f->hq, path, RUHU_REFUSAL_RESTORED, ",\"gen\":\"g2\",\"acked\":1", NULL);
}

static void
test_restored_hq_gets_it_again (Fixture *f, gconstpointer data)
{
  make_responses (f, 2);
  sync_well (f);
  be_restored (f, PUSH);
  make_response (f);
  sync_well (f);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 2)->from, ==, 2);
  g_assert_cmpuint (f->hq.acked, ==, 3);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 1)->cursor, ==, "");
}

static void
test_restored_heard_of_by_pull (Fixture *f, gconstpointer data)
{
  make_responses (f, 2);
  sync_well (f);
  be_restored (f, PULL);
  sync_well (f);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 1)->from, ==, 2);
  g_assert_cmpuint (f->hq.acked, ==, 2);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 2)->cursor, ==, "");
}

static void
assert_moved (Fixture *f)
{
  g_assert_cmpstr (ruhu_store_get_device (f->store)->scope, ==, OTHER_VILLAGE);
  g_assert_cmpint (ruhu_store_get_device (f->store)->epoch, ==, 8);
}

static void
test_moved_worker_sends_first (Fixture *f, gconstpointer data)
{
  make_response (f);
  scripted_hq_say (&f->hq,
                   PUSH,
                   RUHU_REFUSAL_SCOPE,
                   ",\"epoch\":8,\"scope\":\"" OTHER_VILLAGE "\"",
                   NULL);
  sync_well (f);
  assert_moved (f);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 1)->epoch, ==, 8);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PULL, 0)->epoch, ==, 8);
  g_assert_cmpuint (f->hq.acked, ==, 1);
}

static void
test_moved_heard_of_by_pull (Fixture *f, gconstpointer data)
{
  sync_well (f);
  scripted_hq_say (&f->hq,
                   PULL,
                   RUHU_REFUSAL_SCOPE,
                   ",\"epoch\":8,\"scope\":\"" OTHER_VILLAGE "\"",
                   NULL);
  sync_well (f);
  assert_moved (f);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 2)->cursor, ==, "");
}

static void
test_fork_stops (Fixture *f, gconstpointer data)
{
  make_response (f);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_FORK, "", NULL);
  sync_badly (f, RUHU_ERROR_CONFLICT, RUHU_SYNC_REFUSED, RUHU_REFUSAL_FORK);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PUSH), ==, 1);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (f->syncer), ==, 1);
}

static void
refuse_clock (Fixture *f, const guint8 *key)
{
  gint64 right = ruhu_clock_now () + 3600000;
  Heard *first = scripted_hq_get (&f->hq, PULL, scripted_hq_count (&f->hq, PULL) - 1);
  g_autofree char *text = ruhu_sign_now_text (DEVICE, first->at, right);
  g_autofree char *signature = ruhu_sign_text (text, key);
  g_autofree char *members =
    g_strdup_printf (",\"now\":%" G_GINT64_FORMAT ",\"sig\":\"%s\"", right, signature);

  scripted_hq_say (&f->hq, PULL, RUHU_REFUSAL_CLOCK, members, NULL);
}

static gint64
stand_still (gpointer data)
{
  return G_GINT64_CONSTANT (1795257000000);
}

/* The time stands still, so that the refusal can be signed before it is asked for. */
static void
test_wrong_clock_is_put_right_once (Fixture *f, gconstpointer data)
{
  ruhu_clock_replace (stand_still, NULL);
  sync_well (f);
  refuse_clock (f, f->hq.hqs);
  f->hq.ahead = 3600000;
  sync_well (f);
  g_assert_cmpint (scripted_hq_get (&f->hq, PULL, 2)->at, ==, stand_still (NULL) + 3600000);

  scripted_hq_say (&f->hq, PULL, RUHU_REFUSAL_CLOCK, "", NULL);
  sync_badly (f, RUHU_ERROR_REFUSED, RUHU_SYNC_REFUSED, RUHU_REFUSAL_CLOCK);
  ruhu_clock_replace (NULL, NULL);
}

static gint64
begin_at_1970 (gpointer data)
{
  return 0;
}

/* A time before 1970 HQ cannot read, and would call the signature over it wrong: the tablet would
 * be out for good. */
static void
test_clock_set_back_by_decades_asks_on (Fixture *f, gconstpointer data)
{
  ruhu_clock_replace (stand_still, NULL);
  f->hq.ahead = -stand_still (NULL) / 2;
  sync_well (f);
  ruhu_clock_replace (begin_at_1970, NULL);
  f->hq.ahead = stand_still (NULL) / 2;
  sync_well (f);
  g_assert_cmpint (scripted_hq_get (&f->hq, PULL, 1)->at, ==, 0);
  sync_well (f);
  g_assert_cmpint (scripted_hq_get (&f->hq, PULL, 2)->at, ==, stand_still (NULL) / 2);
  ruhu_clock_replace (NULL, NULL);
}

static void
test_clock_of_somebody_else_is_not_taken (Fixture *f, gconstpointer data)
{
  ruhu_clock_replace (stand_still, NULL);
  sync_well (f);
  refuse_clock (f, f->hq.other);
  sync_badly (f, RUHU_ERROR_REFUSED, RUHU_SYNC_REFUSED, RUHU_REFUSAL_CLOCK);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PULL), ==, 2);
  ruhu_clock_replace (NULL, NULL);
}

static void
test_forged_receipt_is_none (Fixture *f, gconstpointer data)
{
  make_response (f);
  f->hq.forge = TRUE;
  sync_badly (f, RUHU_ERROR_REFUSED, RUHU_SYNC_FAILED, RUHU_REFUSAL_NONE);
  g_assert_null (ruhu_syncer_get_receipt (f->syncer));
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (f->syncer), ==, 1);
}

static void
test_receipt_for_another_log_is_none (Fixture *f, gconstpointer data)
{
  make_response (f);
  f->hq.other_head = TRUE;
  sync_badly (f, RUHU_ERROR_CONFLICT, RUHU_SYNC_FAILED, RUHU_REFUSAL_NONE);
  g_assert_null (ruhu_syncer_get_receipt (f->syncer));
}

static void
test_too_big_is_halved (Fixture *f, gconstpointer data)
{
  make_responses (f, 40);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_TOO_BIG, "", NULL);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_TOO_BIG, "", NULL);
  sync_well (f);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 1)->n, <, scripted_hq_get (&f->hq, PUSH, 0)->n);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 2)->n, <, scripted_hq_get (&f->hq, PUSH, 1)->n);
  g_assert_cmpuint (f->hq.acked, ==, 40);
}

/* And stops nothing else. */
static void
test_one_line_too_big_is_said (Fixture *f, gconstpointer data)
{
  make_response (f);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_TOO_BIG, "", NULL);
  sync_badly (f, RUHU_ERROR_INVALID, RUHU_SYNC_REFUSED, RUHU_REFUSAL_TOO_BIG);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PULL), ==, 1);
  sync_well (f);
}

static void
test_unreadable_batch_goes_again (Fixture *f, gconstpointer data)
{
  make_responses (f, 40);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_FRAME, "", NULL);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_FRAME, "", NULL);
  sync_well (f);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PUSH, 2)->n, <, scripted_hq_get (&f->hq, PUSH, 0)->n);
  g_assert_cmpuint (f->hq.acked, ==, 40);
}

/* Three times in a row is a fault that somebody has to look at; the rest goes on. */
static void
test_unreadable_three_times_is_said (Fixture *f, gconstpointer data)
{
  guint i;

  make_response (f);
  for (i = 0; i < 3; i++)
    scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_FRAME, "", NULL);
  sync_badly (f, RUHU_ERROR_INVALID, RUHU_SYNC_REFUSED, RUHU_REFUSAL_FRAME);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PUSH), ==, 3);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PULL), ==, 1);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (f->syncer), ==, 1);
  sync_well (f);
}

static void
test_other_encoding_is_said (Fixture *f, gconstpointer data)
{
  make_response (f);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_ENC, "", NULL);
  sync_badly (f, RUHU_ERROR_INVALID, RUHU_SYNC_REFUSED, RUHU_REFUSAL_ENC);
  sync_well (f);
}

/* 5 s, doubled with each failure, half of it by chance; one success begins anew. */
static void
test_broken_hq_is_asked_ever_more_rarely (Fixture *f, gconstpointer data)
{
  gint64 wait = 0;
  guint i;

  make_response (f);
  for (i = 0; i < 4; i++) {
    scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_FAILED, "", NULL);
    sync_badly (f, RUHU_ERROR_OFFLINE, RUHU_SYNC_OFFLINE, RUHU_REFUSAL_FAILED);
    wait = ruhu_syncer_get_next_try (f->syncer) - ruhu_clock_now ();
    g_assert_cmpint (wait, >, (2400 << i) - 1000);
    g_assert_cmpint (wait, <=, 5000 << i);
  }
  sync_well (f);
}

static void
test_busy_waits_about_as_long_as_asked (Fixture *f, gconstpointer data)
{
  gint64 wait;

  make_response (f);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_BUSY, "", "1000");
  sync_badly (f, RUHU_ERROR_OFFLINE, RUHU_SYNC_OFFLINE, RUHU_REFUSAL_BUSY);
  wait = ruhu_syncer_get_next_try (f->syncer) - ruhu_clock_now ();
  g_assert_cmpint (wait, >, 490 * 1000);
  g_assert_cmpint (wait, <, 1510 * 1000);
}

/* A hotel's page before the network, a proxy's error: not HQ. */
static void
test_what_is_not_hq_is_offline (Fixture *f, gconstpointer data)
{
  make_response (f);
  scripted_hq_say_raw (&f->hq, PUSH, 403, "<html>Please pay</html>");
  sync_badly (f, RUHU_ERROR_OFFLINE, RUHU_SYNC_OFFLINE, RUHU_REFUSAL_NONE);
  scripted_hq_say_raw (&f->hq, PUSH, 302, "");
  sync_badly (f, RUHU_ERROR_OFFLINE, RUHU_SYNC_OFFLINE, RUHU_REFUSAL_NONE);
  scripted_hq_say_raw (&f->hq, PUSH, 502, "Bad gateway");
  sync_badly (f, RUHU_ERROR_OFFLINE, RUHU_SYNC_OFFLINE, RUHU_REFUSAL_NONE);
  sync_well (f);
}

static void
test_cut_page_is_asked_for_in_less (Fixture *f, gconstpointer data)
{
  f->hq.cut_pages = 2;
  sync_well (f);
  g_assert_cmpuint (scripted_hq_count (&f->hq, PULL), ==, 3);
  g_assert_cmpuint (scripted_hq_get (&f->hq, PULL, 2)->max,
                    <,
                    scripted_hq_get (&f->hq, PULL, 0)->max);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 2)->cursor, ==, "");
}

static void
test_old_cursor_begins_anew (Fixture *f, gconstpointer data)
{
  sync_well (f);
  scripted_hq_say (&f->hq, PULL, RUHU_REFUSAL_CURSOR, "", NULL);
  sync_well (f);
  g_assert_cmpstr (scripted_hq_get (&f->hq, PULL, 2)->cursor, ==, "");
}

static void
test_old_app_keeps_collecting (Fixture *f, gconstpointer data)
{
  make_response (f);
  scripted_hq_say (&f->hq, PUSH, RUHU_REFUSAL_PROTO, ",\"min_app\":\"9\"", NULL);
  sync_badly (f, RUHU_ERROR_REFUSED, RUHU_SYNC_REFUSED, RUHU_REFUSAL_PROTO);
  make_response (f);
  sync_well (f);
  g_assert_cmpuint (f->hq.acked, ==, 2);
}

static void
test_stopped_is_no_failure (Fixture *f, gconstpointer data)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  make_response (f);
  ruhu_syncer_now_async (f->syncer, NULL, ruhu_test_got, &got);
  ruhu_syncer_stop (f->syncer);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_syncer_now_finish (f->syncer, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ruhu_syncer_get_state (f->syncer), ==, RUHU_SYNC_IDLE);
  sync_well (f);
}

static void
test_cancelled_does_not_wait (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ruhu_syncer_now_async (f->syncer, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_syncer_now_finish (f->syncer, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_who_asks_meanwhile_gets_the_next_run (Fixture *f, gconstpointer data)
{
  GAsyncResult *first = NULL, *second = NULL;
  g_autoptr (GAsyncResult) one = NULL, two = NULL;

  ruhu_syncer_now_async (f->syncer, NULL, ruhu_test_got, &first);
  ruhu_syncer_now_async (f->syncer, NULL, ruhu_test_got, &second);
  one = ruhu_test_wait (&first);
  g_assert_null (second);
  two = ruhu_test_wait (&second);
  g_assert_true (ruhu_syncer_now_finish (f->syncer, one, NULL));
  g_assert_true (ruhu_syncer_now_finish (f->syncer, two, NULL));
  g_assert_cmpuint (scripted_hq_count (&f->hq, PULL), ==, 2);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/syncer/sends-then-fetches", test_sends_then_fetches);
  ADD ("/syncer/gap-goes-back", test_gap_goes_back);
  ADD ("/syncer/restored-hq-gets-it-again", test_restored_hq_gets_it_again);
  ADD ("/syncer/restored-heard-of-by-pull", test_restored_heard_of_by_pull);
  ADD ("/syncer/moved-worker-sends-first", test_moved_worker_sends_first);
  ADD ("/syncer/moved-heard-of-by-pull", test_moved_heard_of_by_pull);
  ADD ("/syncer/fork-stops", test_fork_stops);
  ADD ("/syncer/wrong-clock-is-put-right-once", test_wrong_clock_is_put_right_once);
  ADD ("/syncer/clock-set-back-by-decades-asks-on", test_clock_set_back_by_decades_asks_on);
  ADD ("/syncer/clock-of-somebody-else-is-not-taken", test_clock_of_somebody_else_is_not_taken);
  ADD ("/syncer/forged-receipt-is-none", test_forged_receipt_is_none);
  ADD ("/syncer/receipt-for-another-log-is-none", test_receipt_for_another_log_is_none);
  ADD ("/syncer/too-big-is-halved", test_too_big_is_halved);
  ADD ("/syncer/one-line-too-big-is-said", test_one_line_too_big_is_said);
  ADD ("/syncer/unreadable-batch-goes-again", test_unreadable_batch_goes_again);
  ADD ("/syncer/unreadable-three-times-is-said", test_unreadable_three_times_is_said);
  ADD ("/syncer/other-encoding-is-said", test_other_encoding_is_said);
  ADD ("/syncer/broken-hq-is-asked-ever-more-rarely", test_broken_hq_is_asked_ever_more_rarely);
  ADD ("/syncer/busy-waits-about-as-long-as-asked", test_busy_waits_about_as_long_as_asked);
  ADD ("/syncer/what-is-not-hq-is-offline", test_what_is_not_hq_is_offline);
  ADD ("/syncer/cut-page-is-asked-for-in-less", test_cut_page_is_asked_for_in_less);
  ADD ("/syncer/old-cursor-begins-anew", test_old_cursor_begins_anew);
  ADD ("/syncer/old-app-keeps-collecting", test_old_app_keeps_collecting);
  ADD ("/syncer/stopped-is-no-failure", test_stopped_is_no_failure);
  ADD ("/syncer/cancelled-does-not-wait", test_cancelled_does_not_wait);
  ADD ("/syncer/who-asks-meanwhile-gets-the-next-run", test_who_asks_meanwhile_gets_the_next_run);

  return g_test_run ();
}
