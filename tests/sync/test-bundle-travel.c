/* test-bundle-travel.c: a tablet that is never online, a USB stick, and a real HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"
#include "ruhu-bundle-export.h"
#include "ruhu-bundle-import.h"
#include "ruhu-bundle.h"
#include "ruhu-hash.h"
#include "ruhu-receipt.h"

#include <glib/gstdio.h>
#include <string.h>

#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"
#define PHOTOS "SELECT count(*) FROM att WHERE state = 1"

static char *
on_stick (Client *c, const char *name)
{
  return g_build_filename (c->dir, name, NULL);
}

static gboolean
export_to (Client *c, const char *path, RuhuBundleExported *exported, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_bundle_export_async (c->objects, path, NULL, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_bundle_export_finish (result, exported, error);
}

static char *
export_well (Client *c, const char *name)
{
  char *path = on_stick (c, name);
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;

  export_to (c, path, &exported, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
import_from (Client *c, const char *path, RuhuBundleOutcome *outcome, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_bundle_import_async (c->objects, path, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_bundle_import_finish (result, outcome, error);
}

static void
assert_import (Client *c, const char *path, RuhuBundleOutcome wanted)
{
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  import_from (c, path, &outcome, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, wanted);
}

static RuhuHqReply *
try_import (Client *c, const char *path)
{
  return hq_run (&c->hq, "bundle", "import", path, "--dir", c->hq.dir_path, NULL);
}

/* HQ takes it in; the receipt for the tablet becomes the file @back. Returns what HQ says. */
static char *
hq_import (Client *c, const char *path, const char *back)
{
  g_autoptr (RuhuHqReply) reply = try_import (c, path);
  g_autoptr (GError) error = NULL;
  RuhuHqFile *file;

  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpint (reply->code, ==, 0);
  g_assert_cmpuint (reply->files->len, ==, 1);
  file = reply->files->pdata[0];
  g_file_set_contents (back,
                       g_bytes_get_data (file->bytes, NULL),
                       g_bytes_get_size (file->bytes),
                       &error);
  g_assert_no_error (error);
  return g_strdup (reply->out->str);
}

static void
assert_waiting (Client *c, guint responses, guint attachments)
{
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, responses);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, attachments);
}

static void
assert_verified (Client *c)
{
  g_autofree char *said = hq_do (&c->hq, "verify", NULL);

  g_assert_nonnull (strstr (said, "; 0 faults"));
}

/* Never online: what waits stays waiting until the receipt is back. */
static void
test_goes_and_comes_back (Client *c, gconstpointer data)
{
  g_autofree char *one G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *two G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *bundle = on_stick (c, "up.rbb");
  g_autofree char *back = on_stick (c, "back.rbb");
  g_autofree char *said = NULL;
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuReceipt) receipt = NULL;

  export_to (c, bundle, &exported, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (exported.responses, ==, 2);
  g_assert_cmpuint (exported.attachments, ==, 1);
  assert_waiting (c, 2, 1);

  said = hq_import (c, bundle, back);
  g_assert_nonnull (strstr (said, "2 of them new; 1 new attachments"));
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 2);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);
  assert_waiting (c, 2, 1);

  assert_import (c, back, RUHU_BUNDLE_RECEIVED);
  assert_waiting (c, 0, 0);
  receipt = ruhu_receipt_parse (ruhu_syncer_get_receipt (c->syncer));
  g_assert_cmpuint (receipt->upto, ==, 2);
  g_assert_cmpuint (receipt->attachments, ==, 2);
  assert_import (c, back, RUHU_BUNDLE_KNOWN);
  assert_verified (c);
}

/* What stands at HQ, however it got there. */
static char *
get_state (Client *c)
{
  g_autoptr (RuhuHqReply) reply =
    hq_run (&c->hq, "export", "responses", "--period", "2000-2100", "-o", "state.ndjson", NULL);
  RuhuHqFile *file;

  g_assert_cmpint (reply->code, ==, 0);
  file = reply->files->pdata[0];
  return g_strndup (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

/* Newer before older, each twice, a push in between: as if it had been pushed once (I16). */
static void
test_any_order_any_number (Client *c, gconstpointer data)
{
  g_autofree char *one G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *first = export_well (c, "first.rbb");
  g_autofree char *two G_GNUC_UNUSED = client_finish_response (c, "another photo");
  g_autofree char *second = export_well (c, "second.rbb");
  g_autofree char *old_back = on_stick (c, "old-back.rbb");
  g_autofree char *back = on_stick (c, "back.rbb");
  g_autofree char *three = NULL, *third = NULL, *before = NULL, *after = NULL;

  g_free (hq_import (c, second, back));
  g_free (hq_import (c, first, old_back));
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 2);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 2);

  three = client_finish_response (c, NULL);
  third = export_well (c, "third.rbb");
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 3);
  before = get_state (c);

  g_free (hq_import (c, third, old_back));
  g_free (hq_import (c, second, old_back));
  g_free (hq_import (c, first, old_back));
  after = get_state (c);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 3);
  assert_verified (c);

  assert_import (c, back, RUHU_BUNDLE_KNOWN);
  assert_waiting (c, 0, 0);
}

static void
test_locked_gives_and_keeps (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *back = on_stick (c, "back.rbb");
  g_autofree char *bundle = NULL, *again = NULL;
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;

  client_lock (c);
  bundle = export_well (c, "up.rbb");
  g_free (hq_import (c, bundle, back));
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);

  assert_import (c, back, RUHU_BUNDLE_KEPT);
  assert_waiting (c, 0, 0);
  again = on_stick (c, "again.rbb"); /* what HQ has signed for does not go again */
  export_to (c, again, &exported, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (exported.lines, ==, 0);
  g_assert_cmpuint (exported.attachments, ==, 0);

  client_unlock (c);
  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, NULL)); /* which takes the inbox in first */
  assert_waiting (c, 0, 0);
}

/* A bundle that is lost, or comes late, leaves no gap behind it that anything falls into. */
static void
test_lost_bundle_is_covered_by_the_next (Client *c, gconstpointer data)
{
  g_autofree char *one G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *lost = export_well (c, "lost.rbb");
  g_autofree char *two G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *next = export_well (c, "next.rbb");
  g_autofree char *back = on_stick (c, "back.rbb");

  g_unlink (lost);
  g_free (hq_import (c, next, back));
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 2);
  assert_import (c, back, RUHU_BUNDLE_RECEIVED);
  assert_waiting (c, 0, 0);
}

/* HQ has lost what it had: the bundle says which lines it needs first, and is good after them. */
static void
test_gap_is_told (Client *c, gconstpointer data)
{
  g_autofree char *one G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *first = export_well (c, "first.rbb");
  g_autofree char *back = on_stick (c, "back.rbb");
  g_autofree char *two = NULL, *second = NULL;
  g_autoptr (RuhuHqReply) reply = NULL;

  g_free (hq_import (c, first, back));
  assert_import (c, back, RUHU_BUNDLE_RECEIVED);
  two = client_finish_response (c, NULL);
  second = export_well (c, "second.rbb");

  hq_execute (&c->hq, "DELETE FROM change_log WHERE kind = 6");
  hq_execute (&c->hq, "UPDATE device SET acked = 0, head = NULL, rcpt = NULL WHERE ed IS NOT NULL");
  reply = try_import (c, second);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_nonnull (strstr (reply->err->str, "needs lines 1–1 first"));
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 0);
}

static void
assert_hq_refuses (Client *c, GBytes *bundle, const char *word)
{
  g_autofree char *path = on_stick (c, "bad.rbb");
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), &error);
  g_assert_no_error (error);
  reply = try_import (c, path);
  g_assert_cmpint (reply->code, ==, 1);
  g_test_message ("%s", reply->err->str);
  g_assert_nonnull (strstr (reply->err->str, word));
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 0);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize n;

  g_file_get_contents (path, &data, &n, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, n);
}

/* Nothing of a bundle is believed before the signature at its end holds. */
static void
test_hq_refuses_what_was_changed (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *path = export_well (c, "up.rbb");
  g_autoptr (GBytes) bundle = read_file (path);
  gsize n = g_bytes_get_size (bundle);
  g_autofree char *changed = g_memdup2 (g_bytes_get_data (bundle, NULL), n);
  g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (bundle, 0, n - 60);
  g_autoptr (GBytes) other = NULL;
  g_autofree char *said = NULL;

  changed[n / 2] ^= 1;
  other = g_bytes_new (changed, n);
  assert_hq_refuses (c, other, "changed on its way");
  assert_hq_refuses (c, shorter, "cut off");

  said = hq_import (c, path, path);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
}

static void
test_tablet_refuses_what_is_not_for_it (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *path = export_well (c, "up.rbb");
  g_autofree char *back = on_stick (c, "back.rbb");
  g_autofree char *text = NULL;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_false (import_from (c, path, &outcome, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);

  g_free (hq_import (c, path, back));
  g_assert_true (g_file_get_contents (back, &text, &n, NULL));
  text[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (back, text, n, NULL));
  g_assert_false (import_from (c, back, &outcome, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  assert_waiting (c, 1, 0);
}

/* A carrier sees which tablet, which lines, which kinds and when. */
static void
test_carrier_reads_the_header_only (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, "a small photo");
  g_autofree char *path = export_well (c, "up.rbb");
  g_autoptr (GBytes) bundle = read_file (path);
  gsize n = g_bytes_get_size (bundle);
  const char *text = g_bytes_get_data (bundle, NULL);

  g_assert_nonnull (g_strstr_len (text, n, "\"kinds\":{\"response\":1}"));
  g_assert_null (g_strstr_len (text, n, id));
  g_assert_null (g_strstr_len (text, n, "outcome"));
  g_assert_null (g_strstr_len (text, n, VILLAGE));
  g_assert_null (g_strstr_len (text, n, "small photo"));
}

static void
test_export_cancelled_leaves_no_file (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *path = on_stick (c, "up.rbb");
  g_autofree char *temp = on_stick (c, "up.rbb.new");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  ruhu_bundle_export_async (c->objects, path, NULL, NULL, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_bundle_export_finish (result, &exported, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (temp, G_FILE_TEST_EXISTS));
}

static void
cancel_cb (guint64 done, guint64 total, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_export_cancelled_midway_leaves_no_file (Client *c, gconstpointer data)
{
  g_autofree char *path = on_stick (c, "up.rbb");
  g_autofree char *temp = on_stick (c, "up.rbb.new");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint i;

  for (i = 0; i < 20; i++) {
    g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  }
  ruhu_bundle_export_async (c->objects,
                            path,
                            cancel_cb,
                            cancellable,
                            cancellable,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  /* The thread may have been faster than the word to stop. */
  if (!ruhu_bundle_export_finish (result, &exported, &error)) {
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  }
  g_assert_false (g_file_test (temp, G_FILE_TEST_EXISTS));
  assert_waiting (c, 20, 20);
}

static void
test_no_such_folder_is_told (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;

  g_assert_false (export_to (c, "/nowhere/at/all.rbb", &exported, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

/* One piece of @bundle, brought by @carrier. */
static Answer *
bring (Tablet *carrier, GBytes *bundle, gsize from, gsize n)
{
  g_autofree char *hash = ruhu_hash_bytes (bundle);
  g_autofree char *path =
    g_strdup_printf ("/v1/bundle/%s?off=%zu&len=%zu", hash, from, g_bytes_get_size (bundle));
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (bundle, from, n);

  return tablet_ask (carrier, "PATCH", path, piece, NULL);
}

static gint64
ask_offset (Tablet *carrier, GBytes *bundle, guint status)
{
  g_autofree char *hash = ruhu_hash_bytes (bundle);
  g_autofree char *path =
    g_strdup_printf ("/v1/bundle/%s?len=%zu", hash, g_bytes_get_size (bundle));
  g_autoptr (Answer) answer = tablet_ask (carrier, "HEAD", path, NULL, NULL);

  g_assert_cmpuint (answer->status, ==, status);
  return g_ascii_strtoll (soup_message_headers_get_one (answer->headers, "Ruhu-Offset"), NULL, 10);
}

static void
assert_receipt_in (Client *c, Answer *answer)
{
  g_autofree char *back = on_stick (c, "back.rbb");
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_true (g_file_set_contents (back,
                                      g_bytes_get_data (answer->bytes, NULL),
                                      g_bytes_get_size (answer->bytes),
                                      NULL));
  import_from (c, back, &outcome, &error);
  g_assert_no_error (error);
}

/* A colleague's tablet brings it, and is cut off on the way; the receipt goes back by stick. */
static void
test_colleague_brings_it_in_pieces (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *path = export_well (c, "up.rbb");
  g_autoptr (GBytes) bundle = read_file (path);
  gsize n = g_bytes_get_size (bundle);
  Tablet carrier;
  g_autoptr (Answer) first = NULL, wrong = NULL, last = NULL, again = NULL;

  tablet_init (&carrier, &c->hq, OTHER_VILLAGE);
  g_assert_cmpint (ask_offset (&carrier, bundle, 200), ==, 0);
  first = bring (&carrier, bundle, 0, 1000);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpint (ask_offset (&carrier, bundle, 200), ==, 1000);
  wrong = bring (&carrier, bundle, 500, 1000);
  g_assert_cmpuint (wrong->status, ==, 409);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 0);

  hq_restart (&c->hq);
  last = bring (&carrier, bundle, 1000, n - 1000);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);
  g_assert_cmpint (ask_offset (&carrier, bundle, 201), ==, n);
  again = bring (&carrier, bundle, n, 0);
  assert_receipt_in (c, last);
  assert_receipt_in (c, again);
  assert_waiting (c, 0, 0);
  tablet_clear (&carrier);
}

static void
test_brought_and_changed_is_refused (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *path = export_well (c, "up.rbb");
  g_autoptr (GBytes) bundle = read_file (path);
  gsize n = g_bytes_get_size (bundle);
  g_autofree char *text = g_memdup2 (g_bytes_get_data (bundle, NULL), n);
  g_autoptr (GBytes) changed = NULL;
  Tablet carrier;
  g_autoptr (Answer) answer = NULL;

  text[n / 2] ^= 1;
  changed = g_bytes_new (text, n);
  tablet_init (&carrier, &c->hq, OTHER_VILLAGE);
  answer = bring (&carrier, changed, 0, n);
  g_assert_cmpuint (answer->status, ==, 400);
  g_assert_cmpstr (answer_code (answer), ==, "FRAME");
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 0);
  g_assert_cmpint (ask_offset (&carrier, changed, 200), ==, 0);
  tablet_clear (&carrier);
}

#define ADD(path, func) g_test_add (path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/bundle-travel/goes-and-comes-back", test_goes_and_comes_back);
  ADD ("/bundle-travel/any-order-any-number", test_any_order_any_number);
  ADD ("/bundle-travel/locked-gives-and-keeps", test_locked_gives_and_keeps);
  ADD ("/bundle-travel/lost-bundle-is-covered-by-the-next",
       test_lost_bundle_is_covered_by_the_next);
  ADD ("/bundle-travel/gap-is-told", test_gap_is_told);
  ADD ("/bundle-travel/hq-refuses-what-was-changed", test_hq_refuses_what_was_changed);
  ADD ("/bundle-travel/tablet-refuses-what-is-not-for-it", test_tablet_refuses_what_is_not_for_it);
  ADD ("/bundle-travel/carrier-reads-the-header-only", test_carrier_reads_the_header_only);
  ADD ("/bundle-travel/export-cancelled-leaves-no-file", test_export_cancelled_leaves_no_file);
  ADD ("/bundle-travel/export-cancelled-midway-leaves-no-file",
       test_export_cancelled_midway_leaves_no_file);
  ADD ("/bundle-travel/no-such-folder-is-told", test_no_such_folder_is_told);
  ADD ("/bundle-travel/colleague-brings-it-in-pieces", test_colleague_brings_it_in_pieces);
  ADD ("/bundle-travel/brought-and-changed-is-refused", test_brought_and_changed_is_refused);

  return g_test_run ();
}
