/* test-end-to-end.c: a tablet and a real HQ, from code to receipt, with the link cut at each step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"
#include "ruhu-inbox-private.h"
#include "ruhu-receipt.h"
#include "base/ruhu-json.h"

#include <string.h>

#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"
#define PHOTOS "SELECT count(*) FROM att WHERE state = 1"

static char *
get_receipt (Client *c)
{
  return g_strdup (ruhu_syncer_get_receipt (c->syncer));
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

static void
test_response_is_received (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *text = NULL;
  g_autoptr (RuhuReceipt) receipt = NULL;

  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (ruhu_syncer_get_state (c->syncer), ==, RUHU_SYNC_IDLE);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
  g_assert_cmpint (ruhu_syncer_get_last_contact (c->syncer), >, 0);

  text = get_receipt (c);
  receipt = ruhu_receipt_parse (text);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->upto, ==, 1);
  g_assert_cmpuint (receipt->attachments, ==, 1);
  g_assert_true (ruhu_receipt_verify (receipt, ruhu_hq_dir_get_hqs (c->hq.dir)));
}

static RuhuResponse *
find_response (Client *c, const char *id)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  guint i;

  ruhu_response_store_list_async (c->responses, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  list = ruhu_response_store_list_finish (c->responses, result, &error);
  g_assert_no_error (error);
  for (i = 0; i < list->len; i++) {
    if (g_str_equal (ruhu_response_get_id (list->pdata[i]), id))
      return g_object_ref (list->pdata[i]);
  }

  return NULL;
}

static void
test_worker_sees_it_received (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, "a small photo");
  g_autoptr (RuhuResponse) before = find_response (c, id);
  g_autoptr (RuhuResponse) after = NULL;

  g_assert_cmpint (ruhu_response_get_state (before), ==, RUHU_RESPONSE_FINISHED);
  sync_well (c);
  after = find_response (c, id);
  g_assert_nonnull (after);
  g_assert_cmpint (ruhu_response_get_state (after), ==, RUHU_RESPONSE_RECEIVED);
}

static void
test_twice_is_once (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *first = NULL, *second = NULL;

  sync_well (c);
  first = get_receipt (c);
  sync_well (c);
  second = get_receipt (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpstr (first, ==, second);
}

static void
test_hq_down_keeps_all_here (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autoptr (GError) error = NULL;

  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  g_assert_cmpint (ruhu_syncer_get_state (c->syncer), ==, RUHU_SYNC_OFFLINE);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 1);
  g_assert_cmpint (ruhu_syncer_get_next_try (c->syncer), >, 0);

  link_set_budget (c->link, -1);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
}

/* The talk is stopped after one piece, after two, … until it comes through. */
static void
test_cut_anywhere_loses_nothing_and_doubles_nothing (Client *c, gconstpointer data)
{
  g_autofree char *photo = g_strnfill (20000, 'x');
  gboolean through = FALSE;
  int pieces, good = 0;

  for (pieces = 1; !through; pieces++) {
    g_autofree char *text = g_strdup_printf ("%d %s", pieces, photo);
    g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, text);
    g_autoptr (GError) error = NULL;

    client_reopen (c);
    client_unlock (c);
    link_set_budget (c->link, pieces);
    through = client_sync (c, &error);
    if (!through)
      g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);

    link_set_budget (c->link, -1);
    sync_well (c);
    good++;
    g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, good);
    g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, good);
    g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
    g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
  }
  g_assert_cmpint (good, >, 10);
  g_test_message ("%d steps", good);
}

static void
test_locked_sends_and_only_unlocked_receives (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *receipt = NULL;

  client_lock (c); /* which cuts what is finished */
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  client_count (c); /* what HQ signed counts, though the store cannot know it yet */
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  g_assert_nonnull (ruhu_syncer_get_receipt (c->syncer));

  sync_well (c); /* locked again: HQ is not sent what it has said it has */
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);

  client_unlock (c);
  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, NULL));
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  receipt = get_receipt (c);
  g_assert_nonnull (receipt);
}

/* HQ holds what the worker took a picture of, and verify finds it right. */
static void
assert_verified (Client *c, int attachments)
{
  g_autofree char *said = hq_do (&c->hq, "verify", NULL);
  g_autofree char *counted = g_strdup_printf (" %d attachments,", attachments);

  g_assert_nonnull (strstr (said, counted));
  g_assert_nonnull (strstr (said, "; 0 faults"));
}

/* A picture that stays as it was does not go twice; HQ keeps all of the chain, and one counts. */
static void
test_correction_is_received (Client *c, gconstpointer data)
{
  g_autofree char *photo = g_strnfill (100000, 'x');
  g_autofree char *id = client_finish_response (c, photo);
  g_autofree char *second = NULL, *third = NULL;
  g_autoptr (RuhuResponse) old = NULL, newest = NULL;

  sync_well (c);
  link_set_budget (c->link, -1); /* counts anew */
  second = client_correct (c, id);
  sync_well (c);
  g_assert_cmpuint (link_get_bytes (c->link), <, strlen (photo));
  third = client_correct (c, second);
  sync_well (c);

  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 3);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);
  g_assert_cmpint (hq_count (&c->hq,
                             "SELECT count(*) FROM object WHERE kind = 6 AND"
                             " replaced_by IS NULL"),
                   ==,
                   1);
  newest = find_response (c, third);
  g_assert_cmpint (ruhu_response_get_state (newest), ==, RUHU_RESPONSE_RECEIVED);
  g_assert_cmpint (ruhu_response_get_n_attachments (newest), ==, 1);
  old = find_response (c, id);
  g_assert_cmpstr (ruhu_response_get_replaced_by (old), ==, third);
  assert_verified (c, 1);
}

/* HQ comes up elsewhere, and the link leads there. */
static void
change_hq (Client *c, const char *sql)
{
  hq_execute (&c->hq, sql);
  link_set_target (c->link, c->hq.url);
}

/* Its line is held until the form is published: the photo waits here so long, and follows. */
static void
test_picture_of_held_response_follows (Client *c, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("visit.xml");
  g_autofree char *id = client_finish_response (c, "a small photo");
  g_autofree char *published = NULL;
  g_autoptr (RuhuResponse) held = NULL, received = NULL;

  change_hq (c, "DELETE FROM form");
  sync_well (c);
  held = find_response (c, id);
  g_assert_cmpstr (ruhu_response_get_question (held), ==, "FORM_UNKNOWN");
  g_assert_cmpuint (ruhu_response_get_n_waiting (held), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 0);

  published = hq_do (&c->hq, "form", "publish", form, NULL);
  g_assert_nonnull (strstr (published, "1 responses came out of quarantine"));
  sync_well (c);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);
  received = find_response (c, id);
  g_assert_cmpint (ruhu_response_get_state (received), ==, RUHU_RESPONSE_RECEIVED);
  g_assert_cmpuint (ruhu_response_get_n_waiting (received), ==, 0);
  assert_verified (c, 1);
}

/* What it corrects stays held; HQ knows the picture by the correction alone. */
static void
test_held_picture_goes_with_its_correction (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, "a small photo");
  g_autofree char *correction = NULL;
  g_autoptr (RuhuResponse) held = NULL, received = NULL;

  change_hq (c, "UPDATE form SET version = 'other' WHERE version = '1'");
  sync_well (c);
  change_hq (c, "UPDATE form SET version = '1' WHERE version = 'other'");
  held = find_response (c, id);
  g_assert_nonnull (ruhu_response_get_question (held));

  correction = client_correct (c, id);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);
  received = find_response (c, correction);
  g_assert_cmpint (ruhu_response_get_state (received), ==, RUHU_RESPONSE_RECEIVED);
  assert_verified (c, 1);
}

/* Nothing that waits is sent any more; what HQ has said lies in the inbox. */
static void
unlock_offline (Client *c)
{
  client_unlock (c);
  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, NULL));
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
}

static void
test_locked_sends_pictures (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, "a small photo");
  g_autofree char *store = g_build_filename (c->dir, "store.db", NULL);
  g_autofree char *text = NULL, *before = NULL, *after = NULL;
  g_autoptr (RuhuReceipt) receipt = NULL;
  g_autoptr (RuhuResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gsize length, length_after, bytes;

  client_lock (c);
  g_assert_true (g_file_get_contents (store, &before, &length, NULL));
  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);

  link_set_budget (c->link, -1);
  sync_well (c);
  bytes = link_get_bytes (c->link);
  assert_verified (c, 1);
  g_assert_true (g_file_get_contents (store, &after, &length_after, NULL));
  g_assert_cmpmem (before, length, after, length_after);

  sync_well (c); /* all of it has been answered: nothing is asked */
  g_assert_cmpuint (link_get_bytes (c->link), ==, bytes);

  unlock_offline (c);
  text = get_receipt (c);
  receipt = ruhu_receipt_parse (text);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->attachments, ==, 1);
  response = find_response (c, id);
  g_assert_cmpint (ruhu_response_get_state (response), ==, RUHU_RESPONSE_RECEIVED);
}

/* A sender killed in the middle of it leaves half an answer. */
static void
test_half_an_answer_goes_at_unlock (Client *c, gconstpointer data)
{
  g_autofree char *half = g_build_filename (c->dir, "inbox", "1-2.answer.new", NULL);
  g_autofree char *carried = g_build_filename (c->dir, "inbox", "from-a-colleague", NULL);

  g_assert_true (g_file_set_contents (half, "{\"acked\":", -1, NULL));
  g_assert_true (g_file_set_contents (carried, "no answer", -1, NULL));
  client_lock (c);
  sync_well (c);
  g_assert_true (g_file_test (half, G_FILE_TEST_EXISTS)); /* another may be writing it */

  client_unlock (c);
  sync_well (c);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (carried, G_FILE_TEST_EXISTS));
}

static void
flip (const char *path, char *content, gsize n, gsize at)
{
  content[at] ^= 1 << (at % 8);
  g_assert_true (g_file_set_contents (path, content, n, NULL));
  content[at] ^= 1 << (at % 8);
}

/* What HQ has said, `safe` and all, is taken in as HQ said it, or asked for again. */
static void
test_flipped_answer_is_asked_again (Client *c, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (c->dir, "inbox", NULL);
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  g_autoptr (GDir) dir = NULL;
  gsize n, at;

  g_free (client_finish_response (c, NULL));
  client_lock (c);
  sync_well (c);
  whole = ruhu_inbox_list (c->store);
  g_assert_cmpuint (whole->len, ==, 1);
  dir = g_dir_open (folder, 0, NULL);
  path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  for (at = 0; at < n; at++) {
    g_autoptr (GPtrArray) answers = NULL;

    flip (path, content, n, at);
    answers = ruhu_inbox_list (c->store);
    g_assert_cmpuint (answers->len, ==, 0);
  }

  client_unlock (c);
  link_set_budget (c->link, 0);
  g_assert_false (client_sync (c, NULL));
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 1);
  link_set_budget (c->link, -1);
  sync_well (c);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  assert_verified (c, 0);
}

static void
test_locked_cut_anywhere_is_resumed (Client *c, gconstpointer data)
{
  g_autofree char *photo = g_strnfill (100000, 'x');
  gboolean through = FALSE;
  int pieces, good = 0, resumed = 0;

  for (pieces = 1; !through; pieces += 5) {
    g_autofree char *text = g_strdup_printf ("%d %s", pieces, photo);
    g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, text);
    g_autoptr (GError) error = NULL;

    client_lock (c);
    client_reopen (c);
    link_set_budget (c->link, pieces);
    through = client_sync (c, &error);
    if (!through)
      g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);

    link_set_budget (c->link, -1);
    if (hq_count (&c->hq, PHOTOS) == good) {
      sync_well (c);
      resumed += link_get_bytes (c->link) < strlen (photo);
    } else
      sync_well (c);
    good++;
    g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, good);
    g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, good);
    unlock_offline (c);
    link_set_budget (c->link, -1);
  }
  g_assert_cmpint (good, >, 5);
  g_assert_cmpint (resumed, >, 0);
  assert_verified (c, good);
  g_test_message ("%d steps, %d resumed", good, resumed);
}

/* A begun ciphertext does not stand in the way of the content, which then goes by itself. */
static void
test_locked_cut_then_unlocked_sends (Client *c, gconstpointer data)
{
  g_autofree char *photo = g_strnfill (100000, 'y');
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, photo);

  client_lock (c);
  link_set_budget (c->link, 25);
  g_assert_false (client_sync (c, NULL));
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 0);

  client_unlock (c);
  link_set_budget (c->link, -1);
  sync_well (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
  assert_verified (c, 1);
}

/* What a meeting costs on a slow line, handshake and headers counted. */
static void
test_meeting_costs_little (Client *c, gconstpointer data)
{
  g_autoptr (GString) ans = g_string_new ("{\"visit\":{\"outcome\":\"1\"");
  gsize idle, visit;
  guint i;

  sync_well (c);
  link_set_budget (c->link, -1);
  sync_well (c);
  idle = link_get_bytes (c->link);

  for (i = 0; i < 80; i++)
    g_string_append_printf (ans, ",\"question_%u\":\"%u\"", i, i * 7919 % 1000);
  g_string_append (ans, "}}");
  client_finish (c, ans->str);
  link_set_budget (c->link, -1);
  sync_well (c);
  visit = link_get_bytes (c->link);

  g_test_message ("idle %zu bytes, one visit %zu bytes", idle, visit);
  g_assert_cmpuint (idle, <, 3072);
  g_assert_cmpuint (visit, <, 4096);
}

static void
test_form_is_fetched (Client *c, gconstpointer data)
{
  g_autofree char *path = g_build_filename (c->dir, "forms", "visit@1.xml", NULL);

  sync_well (c);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_wrong_code_is_refused (Client *c, gconstpointer data)
{
  g_autoptr (RuhuDeviceKeys) keys = ruhu_device_keys_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (client_enrol (c, c->hq.url, "7KQ2M9XTRA01ABCDEFGH", keys, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_null (client_enrol (c, c->hq.url, "7KQ2", keys, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_null (client_enrol (c, "http://localhost", "7KQ2M9XTRA01ABCDEFGH", keys, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);

  link_set_budget (c->link, 0);
  g_assert_null (client_enrol (c, link_get_url (c->link), "7KQ2M9XTRA01ABCDEFGH", keys, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
}

static void
test_code_is_good_once (Client *c, gconstpointer data)
{
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  g_autoptr (RuhuDeviceKeys) keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDeviceKeys) other = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  device = client_enrol (c, c->hq.url, code, keys, &error);
  g_assert_no_error (error);
  g_assert_null (client_enrol (c, c->hq.url, code, other, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

/* Another HQ at the same address, with a CA of its own, hears nothing. */
static void
test_another_certificate_is_not_hq (Client *c, gconstpointer data)
{
  Hq other = { 0 };
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autoptr (GError) error = NULL;

  hq_set_up (&other, NULL);
  link_set_target (c->link, other.url);
  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  hq_tear_down (&other, NULL);
}

static void
test_revoked_is_told (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *said G_GNUC_UNUSED =
    hq_do (&c->hq, "device", "revoke", ruhu_store_get_device (c->store)->id, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_assert_cmpint (ruhu_syncer_get_state (c->syncer), ==, RUHU_SYNC_REFUSED);
  g_assert_cmpint (ruhu_syncer_get_refusal (c->syncer), ==, RUHU_REFUSAL_REVOKED);
}

#define ADD(path, func) g_test_add (path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/end-to-end/response-is-received", test_response_is_received);
  ADD ("/end-to-end/correction-is-received", test_correction_is_received);
  ADD ("/end-to-end/picture-of-held-response-follows", test_picture_of_held_response_follows);
  ADD ("/end-to-end/held-picture-goes-with-its-correction",
       test_held_picture_goes_with_its_correction);
  ADD ("/end-to-end/worker-sees-it-received", test_worker_sees_it_received);
  ADD ("/end-to-end/twice-is-once", test_twice_is_once);
  ADD ("/end-to-end/hq-down-keeps-all-here", test_hq_down_keeps_all_here);
  ADD ("/end-to-end/cut-anywhere-loses-nothing-and-doubles-nothing",
       test_cut_anywhere_loses_nothing_and_doubles_nothing);
  ADD ("/end-to-end/locked-sends-and-only-unlocked-receives",
       test_locked_sends_and_only_unlocked_receives);
  ADD ("/end-to-end/locked-sends-pictures", test_locked_sends_pictures);
  ADD ("/end-to-end/half-an-answer-goes-at-unlock", test_half_an_answer_goes_at_unlock);
  ADD ("/end-to-end/flipped-answer-is-asked-again", test_flipped_answer_is_asked_again);
  ADD ("/end-to-end/locked-cut-anywhere-is-resumed", test_locked_cut_anywhere_is_resumed);
  ADD ("/end-to-end/locked-cut-then-unlocked-sends", test_locked_cut_then_unlocked_sends);
  ADD ("/end-to-end/meeting-costs-little", test_meeting_costs_little);
  ADD ("/end-to-end/form-is-fetched", test_form_is_fetched);
  ADD ("/end-to-end/another-certificate-is-not-hq", test_another_certificate_is_not_hq);
  ADD ("/end-to-end/revoked-is-told", test_revoked_is_told);
  ADD ("/enrol/wrong-code-is-refused", test_wrong_code_is_refused);
  ADD ("/enrol/code-is-good-once", test_code_is_good_once);

  return g_test_run ();
}
