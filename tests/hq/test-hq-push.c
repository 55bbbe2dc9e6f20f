/* test-hq-push.c: sync/hq/ruhu-hq-push.c, ruhu-hq-auth.c, ruhu-hq-ingest.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "base/ruhu-id.h"
#include "ruhu-batch.h"
#include "ruhu-hash.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <sodium.h>

#define ID "0192f3a0-aa01-7000-8000-00000000000"
#define PERSON(n, div, set) \
  "\"id\":\"" ID n "\",\"k\":\"person\",\"div\":\"" div "\",\"u\":\"w1\",\"set\":{" set "}"
#define DECISION(n, div) \
  "\"id\":\"" ID n "\",\"k\":\"decision\",\"div\":\"" div "\",\"u\":\"w1\",\"response\":\"" ID \
  "9\",\"outcome\":\"verified\",\"level\":\"township\""

static gint64
get_number (Answer *answer, const char *member)
{
  guint64 number = G_MAXUINT64;

  ruhu_wire_json_get_uint (answer->json, member, &number);
  return number;
}

static const char *
get_held (Answer *answer, guint i)
{
  JsonArray *res = ruhu_json_get_array (answer->json, "res");

  g_assert_nonnull (res);
  g_assert_cmpuint (json_array_get_length (res), >, i);
  return ruhu_json_get_string (json_array_get_object_element (res, i), "code");
}

static guint
count_held (Answer *answer)
{
  return json_array_get_length (ruhu_json_get_array (answer->json, "res"));
}

static void
test_line_is_kept_and_receipted (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;
  g_autoptr (RuhuReceipt) receipt = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\""));
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (get_number (answer, "acked"), ==, 1);
  g_assert_cmpuint (count_held (answer), ==, 0);

  receipt = ruhu_receipt_parse (ruhu_json_get_string (answer->json, "rcpt"));
  g_assert_nonnull (receipt);
  g_assert_true (ruhu_receipt_verify (receipt, ruhu_hq_dir_get_hqs (hq->dir)));
  g_assert_cmpuint (receipt->upto, ==, 1);
  g_assert_cmpuint (receipt->attachments, ==, 1);
  g_assert_cmpstr (receipt->head, ==, tablet.head);
  g_assert_cmpstr (receipt->device, ==, tablet.dev);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM object"), ==, 1);
  tablet_clear (&tablet);
}

static void
test_twice_is_once_with_the_same_receipt (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\"")));
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("2", "990101102201", "\"a\":\"1\"")));
  body = tablet_make_push (&tablet, 1, lines);
  first = tablet_push_body (&tablet, body);
  second = tablet_push_body (&tablet, body);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (ruhu_json_get_string (first->json, "rcpt"),
                   ==,
                   ruhu_json_get_string (second->json, "rcpt"));
  g_assert_cmpstr (get_held (first, 0), ==, "SCOPE");
  g_assert_cmpstr (get_held (second, 0), ==, "SCOPE");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM quarantine"), ==, 1);
  tablet_clear (&tablet);
}

/* A carrier may have brought what comes after a batch: HQ's `acked` is over that, too. */
static void
test_answer_tells_of_lines_after_the_batch (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (Answer) again = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\"")));
  body = tablet_make_push (&tablet, 1, lines);
  answer_free (tablet_push_body (&tablet, body));
  answer_free (tablet_push (&tablet, PERSON ("2", "990101102201", "\"a\":\"1\"")));
  again = tablet_push_body (&tablet, body);
  g_assert_cmpint (get_number (again, "acked"), ==, 2);
  g_assert_cmpstr (get_held (again, 0), ==, "SCOPE");
  tablet_clear (&tablet);
}

typedef struct {
  GAsyncResult *result;
  SoupMessage *message;
} Sending;

static void
begin_push (Tablet *tablet, GBytes *body, Sending *sending)
{
  g_autofree char *url = g_strconcat (tablet->hq->url, "/v1/push", NULL);
  gint64 now = g_get_real_time () / 1000;
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autofree char *text =
    ruhu_sign_request_text (ruhu_hq_dir_get_hqs (tablet->hq->dir), "POST", "/v1/push", now, body);
  g_autofree char *sig = ruhu_sign_text (text, tablet->ed_secret);
  SoupMessageHeaders *headers;

  sending->message = soup_message_new ("POST", url);
  headers = soup_message_get_request_headers (sending->message);
  soup_message_headers_append (headers, "Ruhu-Dev", tablet->dev);
  soup_message_headers_append (headers, "Ruhu-T", time);
  soup_message_headers_append (headers, "Ruhu-Sig", sig);
  soup_message_headers_append (headers, "Content-Encoding", "gzip");
  soup_message_set_request_body_from_bytes (sending->message, "application/x-ndjson", body);
  soup_session_send_and_read_async (tablet->hq->session,
                                    sending->message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    ruhu_test_got,
                                    &sending->result);
}

static char *
end_push (Tablet *tablet, Sending *sending)
{
  g_autoptr (GAsyncResult) result = ruhu_test_wait (&sending->result);
  g_autoptr (SoupMessage) message = g_steal_pointer (&sending->message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    soup_session_send_and_read_finish (tablet->hq->session, result, &error);
  g_autoptr (JsonObject) json = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  json = ruhu_wire_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  return g_strdup (ruhu_json_get_string (json, "rcpt"));
}

static void
test_twice_at_once_is_once (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;
  Sending a = { NULL, NULL }, b = { NULL, NULL };
  g_autofree char *rcpt_a = NULL;
  g_autofree char *rcpt_b = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\"")));
  body = tablet_make_push (&tablet, 1, lines);
  begin_push (&tablet, body, &a);
  begin_push (&tablet, body, &b);
  rcpt_a = end_push (&tablet, &a);
  rcpt_b = end_push (&tablet, &b);
  g_assert_nonnull (rcpt_a);
  g_assert_cmpstr (rcpt_a, ==, rcpt_b);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 1);
  tablet_clear (&tablet);
}

#define AT_ONCE 8
#define RESTARTS 20

/* An answer without the one member that may differ. */
static char *
forget_now (GBytes *answer)
{
  g_autoptr (JsonObject) json =
    ruhu_wire_json_parse (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL);

  g_assert_nonnull (json);
  g_assert_true (json_object_has_member (json, "now"));
  json_object_remove_member (json, "now");
  return ruhu_json_to_text (json);
}

/* Eight connections, all of which are asked before the first is answered. */
static void
push_at_once (Tablet *tablet, GBytes *body, GPtrArray *answers)
{
  SoupSession *usual = tablet->hq->session;
  SoupSession *sessions[AT_ONCE];
  Sending sending[AT_ONCE] = { { NULL, NULL } };
  guint i;

  for (i = 0; i < AT_ONCE; i++) {
    sessions[i] =
      soup_session_new_with_options ("tls-database", soup_session_get_tls_database (usual), NULL);
    tablet->hq->session = sessions[i];
    begin_push (tablet, body, &sending[i]);
  }
  for (i = 0; i < AT_ONCE; i++) {
    g_autoptr (GAsyncResult) result = ruhu_test_wait (&sending[i].result);
    g_autoptr (SoupMessage) message = g_steal_pointer (&sending[i].message);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = soup_session_send_and_read_finish (sessions[i], result, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (soup_message_get_status (message), ==, 200);
    g_ptr_array_add (answers, forget_now (bytes));
    g_object_unref (sessions[i]);
  }
  tablet->hq->session = usual;
}

static void
test_eight_at_once_and_twenty_restarts (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autofree char *published = hq_do (hq, "form", "publish", HOME_VISIT, NULL);
  g_auto (GStrv) words = g_strsplit (published, " ", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *response =
    g_strdup_printf ("\"id\":\"" ID "2\",\"k\":\"response\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"fm\":\"%s\",\"fv\":\"%s\",\"ans\":{}",
                     words[0],
                     words[1]);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *said = NULL;
  guint i;

  tablet_init (&tablet, hq, VILLAGE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, response));
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", OTHER_VILLAGE, "\"a\":\"1\"")));
  body = tablet_make_push (&tablet, 1, lines);
  push_at_once (&tablet, body, answers);
  for (i = 0; i < RESTARTS; i++) {
    hq_restart (hq);
    push_at_once (&tablet, body, answers);
  }

  g_assert_cmpuint (answers->len, ==, AT_ONCE * (RESTARTS + 1));
  for (i = 1; i < answers->len; i++)
    g_assert_cmpstr (answers->pdata[i], ==, answers->pdata[0]);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM quarantine"), ==, 1);
  said = hq_do (hq, "verify", NULL);
  g_assert_nonnull (strstr (said, " 1 receipts,"));
  g_assert_nonnull (strstr (said, "; 0 faults"));
  tablet_clear (&tablet);
}

static void
test_quarantine_stops_nothing (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", OTHER_VILLAGE, "\"a\":\"1\"")));
  g_ptr_array_add (lines, tablet_make_line (&tablet, DECISION ("2", VILLAGE)));
  g_ptr_array_add (lines,
                   tablet_make_line (&tablet,
                                     "\"id\":\"" ID "3\",\"k\":\"response\",\"div\":\"" VILLAGE
                                     "\",\"u\":\"w1\",\"fm\":\"none\",\"fv\":\"1\",\"ans\":{}"));
  g_ptr_array_add (lines, tablet_make_line (&tablet, "\"id\":\"nonsense\""));
  g_ptr_array_add (lines,
                   tablet_make_line (&tablet, PERSON ("4", VILLAGE, "\"division_code\":\"1\"")));
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("5", VILLAGE, "\"phone\":\"1\"")));
  body = tablet_make_push (&tablet, 1, lines);
  answer = tablet_push_body (&tablet, body);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (get_number (answer, "acked"), ==, 6);
  g_assert_cmpuint (count_held (answer), ==, 5);
  g_assert_cmpstr (get_held (answer, 0), ==, "SCOPE");
  g_assert_cmpstr (get_held (answer, 1), ==, "POLICY");
  g_assert_cmpstr (get_held (answer, 2), ==, "FORM_UNKNOWN");
  g_assert_cmpstr (get_held (answer, 3), ==, "SCHEMA");
  g_assert_cmpstr (get_held (answer, 4), ==, "POLICY");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 1);
  tablet_clear (&tablet);
}

static void
test_other_villages_person_cannot_be_reached (Hq *hq, gconstpointer data)
{
  Tablet tablet, other;
  g_autoptr (Answer) made = NULL;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  tablet_init (&other, hq, OTHER_VILLAGE);
  made = tablet_push (&other, PERSON ("1", OTHER_VILLAGE, "\"phone\":\"1\""));
  g_assert_cmpuint (count_held (made), ==, 0);
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"2\""));
  g_assert_cmpstr (get_held (answer, 0), ==, "SCOPE");
  tablet_clear (&tablet);
  tablet_clear (&other);
}

static void
test_gap_and_fork (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\""));
  g_clear_pointer (&answer, answer_free);

  g_bytes_unref (tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"2\"")));
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"3\""));
  g_assert_cmpuint (answer->status, ==, 409);
  g_assert_cmpstr (answer_code (answer), ==, "GAP");
  g_assert_cmpint (get_number (answer, "expect"), ==, 2);
  g_clear_pointer (&answer, answer_free);

  tablet.seq = 0;
  g_free (tablet.head);
  tablet.head = g_strdup (RUHU_HASH_NONE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"9\"")));
  body = tablet_make_push (&tablet, 1, lines);
  answer = tablet_push_body (&tablet, body);
  g_assert_cmpuint (answer->status, ==, 409);
  g_assert_cmpstr (answer_code (answer), ==, "FORK");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 1);
  tablet_clear (&tablet);
}

static void
test_signatures (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;
  g_autofree char *dev = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  tablet.ed_secret[0] ^= 1;
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\""));
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_cmpstr (answer_code (answer), ==, "SIG");
  g_clear_pointer (&answer, answer_free);
  tablet.ed_secret[0] ^= 1;

  tablet.skew = RUHU_WIRE_MAX_SKEW + 10000;
  answer = tablet_pull (&tablet, "", 65536);
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_cmpstr (answer_code (answer), ==, "CLOCK");
  g_assert_cmpint (get_number (answer, "now"), <=, g_get_real_time () / 1000);
  g_clear_pointer (&answer, answer_free);
  tablet.skew = 0;

  dev = g_steal_pointer (&tablet.dev);
  tablet.dev = g_strdup ("nobody");
  answer = tablet_pull (&tablet, "", 65536);
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_cmpstr (answer_code (answer), ==, "UNKNOWN_DEV");
  g_clear_pointer (&answer, answer_free);

  answer = hq_ask (hq, "POST", "/v1/pull", "{}");
  g_assert_cmpuint (answer->status, ==, 401);
  g_clear_pointer (&answer, answer_free);

  g_free (tablet.dev);
  tablet.dev = g_steal_pointer (&dev);
  tablet.locked = TRUE;
  answer = tablet_pull (&tablet, "", 65536);
  g_assert_cmpuint (answer->status, ==, 401);
  tablet_clear (&tablet);
}

static GBytes *
seal (GBytes *line, const guint8 *hqx)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (line, &size);
  guint8 *sealed = g_malloc (size + crypto_box_SEALBYTES);

  crypto_box_seal (sealed, data, size, hqx);
  return g_bytes_new_take (sealed, size + crypto_box_SEALBYTES);
}

static void
test_locked_tablet_sends_sealed_lines (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (RuhuBatch) batch = ruhu_batch_new_sealed (1, 1);
  g_autoptr (GBytes) line = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *hs = NULL;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  line = tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\""));
  sealed = seal (line, ruhu_hq_dir_get_hqx (hq->dir));
  ruhu_batch_add (batch, sealed);
  hs = ruhu_sign_head (tablet.head, tablet.ed_secret);
  plain = ruhu_batch_to_bytes (batch, tablet.head, hs);
  body = ruhu_batch_deflate (plain);
  tablet.locked = TRUE;
  answer = tablet_push_body (&tablet, body);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (count_held (answer), ==, 0);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 1);
  tablet_clear (&tablet);
}

/* LK is in reach of whoever has the disk; it cannot speak for the worker. */
static void
test_locked_key_cannot_sign_a_head (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  memcpy (tablet.ed_secret, tablet.lk_secret, sizeof tablet.ed_secret);
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\""));
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 0);
  tablet_clear (&tablet);
}

static void
test_bodies_that_are_none (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes) big = NULL;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  g_ptr_array_add (lines, tablet_make_line (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\"")));
  body = tablet_make_push (&tablet, 1, lines);
  cut = g_bytes_new_from_bytes (body, 0, g_bytes_get_size (body) - 9);
  answer = tablet_push_body (&tablet, cut);
  g_assert_cmpuint (answer->status, ==, 400);
  g_assert_cmpstr (answer_code (answer), ==, "FRAME");
  g_clear_pointer (&answer, answer_free);

  answer = tablet_ask (&tablet, "POST", "/v1/push", body, NULL);
  g_assert_cmpuint (answer->status, ==, 415);
  g_clear_pointer (&answer, answer_free);

  big = g_bytes_new_take (g_malloc0 (RUHU_WIRE_MAX_COMPRESSED + 1), RUHU_WIRE_MAX_COMPRESSED + 1);
  answer = tablet_push_body (&tablet, big);
  g_assert_cmpuint (answer->status, ==, 413);
  g_assert_cmpstr (answer_code (answer), ==, "TOO_BIG");
  g_clear_pointer (&answer, answer_free);

  answer = hq_ask (hq, "GET", "/v1/push", NULL);
  g_assert_cmpuint (answer->status, ==, 405);
  g_clear_pointer (&answer, answer_free);

  answer = hq_ask (hq, "GET", "/etc/passwd", NULL);
  g_assert_cmpuint (answer->status, ==, 404);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 0);
  tablet_clear (&tablet);
}

static void
test_revoked_hands_over_and_is_told_to_erase (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;
  JsonObject *wipe;
  g_autofree char *text = NULL;
  guint64 n, at;

  tablet_init (&tablet, hq, VILLAGE);
  g_free (hq_do (hq, "device", "revoke", tablet.dev, NULL));
  answer = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\""));
  g_assert_cmpuint (answer->status, ==, 403);
  g_assert_cmpstr (answer_code (answer), ==, "REVOKED");
  wipe = ruhu_json_get_object (answer->json, "wipe");
  g_assert_true (ruhu_wire_json_get_uint (wipe, "n", &n));
  g_assert_true (ruhu_wire_json_get_uint (wipe, "at", &at));
  text = ruhu_sign_wipe_text (tablet.dev, n, at);
  g_assert_true (
    ruhu_sign_verify (text, ruhu_json_get_string (wipe, "sig"), ruhu_hq_dir_get_hqs (hq->dir)));
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM quarantine"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 0);
  g_clear_pointer (&answer, answer_free);

  answer = tablet_pull (&tablet, "", 65536);
  g_assert_cmpuint (answer->status, ==, 403);
  g_clear_pointer (&answer, answer_free);
  tablet.locked = TRUE;
  answer = tablet_ask (&tablet, "POST", "/v1/wiped", NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (hq_count (hq, "SELECT state FROM device"), ==, 2);
  tablet_clear (&tablet);
}

static void
ask_and_expect_no_fault (Tablet *tablet, const char *method, const char *path, const char *body)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (Answer) answer = tablet_ask (tablet, method, path, bytes, NULL);

  if (answer->status >= 500 || answer->status < 200)
    g_error ("%s %s %s: %u", method, path, body != NULL ? body : "", answer->status);
}

/* A signed request may still say anything: a tablet that was taken over signs well. */
static void
test_no_request_is_a_fault_of_hqs (Hq *hq, gconstpointer data)
{
  static const char *const bodies[] = {
    NULL,
    "",
    "[]",
    "{}",
    "null",
    "{\"cur\":[],\"epoch\":{}}",
    "{\"cur\":\"\",\"epoch\":1,\"max\":-1}",
    "{\"cur\":\"\",\"epoch\":1,\"max\":\"x\"}",
    "{\"cur\":\"1.x.1.0192f3a0-aa01-7000-8000-000000000001.000000000:99999999\",\"epoch\":1}",
    "{\"cur\":\"\\u0000\",\"epoch\":1}",
    "{\"n\":9007199254740991}",
  };
  static const char *const paths[] = {
    "/v1/hello",
    "/v1/enrol",
    "/v1/push",
    "/v1/pull",
    "/v1/wiped",
    "/v1/forms/",
    "/v1/forms/a",
    "/v1/forms/%00/%ff",
    "/v1/forms/a/b/c",
    "/v1/att/",
    "/v1/att/x?off=-1&len=-5",
    "/v1/att/0000000000000000000000000000000000000000000000000000000000000000?off=99999999999999",
    "/v1/att/0000000000000000000000000000000000000000000000000000000000000000",
    "/v1/sealed/",
    "/v1/sealed/x?key=&off=-1",
    "/v1/sealed/0000000000000000000000000000000000000000000000000000000000000000?key=AAAA",
    "/",
    "/v1",
    "/v2/push",
  };
  static const struct {
    const char *name;
    guint n_bodies; /* all where HQ reads one */
  } methods[] = {
    { "GET", 1 },
    { "HEAD", 1 },
    { "POST", G_N_ELEMENTS (bodies) },
    { "PATCH", G_N_ELEMENTS (bodies) },
    { "PUT", 2 },
    { "DELETE", 2 },
  };
  Tablet tablet;
  guint i, j, k;

  tablet_init (&tablet, hq, VILLAGE);
  for (i = 0; i < G_N_ELEMENTS (paths); i++) {
    for (j = 0; j < G_N_ELEMENTS (methods); j++) {
      for (k = 0; k < methods[j].n_bodies; k++)
        ask_and_expect_no_fault (&tablet, methods[j].name, paths[i], bodies[k]);
    }
  }
  tablet_clear (&tablet);
}

static void
test_lines_that_lie (Hq *hq, gconstpointer data)
{
  static const char *const lies[] = {
    PERSON ("1", VILLAGE, "\"_del\":{}"),
    PERSON ("1", VILLAGE, "\"a\":{\"b\":1}"),
    PERSON ("1", VILLAGE, "\"a\":\"1\"") ",\"rp\":{\"a\":\"nobody.99999999999999\"}",
    PERSON ("1", VILLAGE, "\"a\":\"1\"") ",\"rp\":{\"a\":[[]]}",
    PERSON ("1", VILLAGE, "\"a\":\"1\"") ",\"orig\":{\"dev\":\"x\",\"seq\":-1}",
    PERSON ("1", "990101", "\"a\":\"1\""),
    PERSON ("1", VILLAGE, "\"resident_id\":null"),
    "\"id\":\"" ID "1\",\"k\":\"task\",\"div\":\"" VILLAGE
    "\",\"u\":\"w\",\"set\":{\"due\":\"never\"}",
    "\"id\":\"" ID "1\",\"k\":\"transfer\",\"div\":\"" VILLAGE "\",\"u\":\"w\",\"person\":\"" ID
    "1\",\"to\":\"990101101202\"",
    "\"id\":\"" ID "1\",\"k\":\"conflict\",\"div\":\"" VILLAGE "\",\"u\":\"w\"",
    "\"id\":\"" ID "2\",\"k\":\"task\",\"div\":\"" VILLAGE
    "\",\"u\":\"w\",\"set\":{\"due\":\"2026-99-99\",\"person_id\":5}",
  };
  Tablet tablet;
  guint i;

  tablet_init (&tablet, hq, VILLAGE);
  for (i = 0; i < G_N_ELEMENTS (lies); i++) {
    g_autoptr (Answer) answer = tablet_push (&tablet, lies[i]);

    g_assert_cmpuint (answer->status, ==, 200);
    g_assert_cmpint (get_number (answer, "acked"), ==, i + 1);
  }
  g_free (hq_do (hq, "verify", NULL));
  tablet_clear (&tablet);
}

static void
test_survives_a_restart (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) second = NULL;

  tablet_init (&tablet, hq, VILLAGE);
  answer_free (tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"1\"")));
  hq_restart (hq);
  second = tablet_push (&tablet, PERSON ("1", VILLAGE, "\"phone\":\"2\""));
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpint (get_number (second, "acked"), ==, 2);
  g_assert_cmpint (hq_count (hq, "SELECT max(sseq) FROM change_log"), ==, 2);
  tablet_clear (&tablet);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Hq *hq, gconstpointer data);
  } tests[] = {
    { "line-is-kept-and-receipted", test_line_is_kept_and_receipted },
    { "twice-is-once-with-the-same-receipt", test_twice_is_once_with_the_same_receipt },
    { "answer-tells-of-lines-after-the-batch", test_answer_tells_of_lines_after_the_batch },
    { "twice-at-once-is-once", test_twice_at_once_is_once },
    { "eight-at-once-and-twenty-restarts", test_eight_at_once_and_twenty_restarts },
    { "quarantine-stops-nothing", test_quarantine_stops_nothing },
    { "other-villages-person-cannot-be-reached", test_other_villages_person_cannot_be_reached },
    { "gap-and-fork", test_gap_and_fork },
    { "signatures", test_signatures },
    { "locked-tablet-sends-sealed-lines", test_locked_tablet_sends_sealed_lines },
    { "locked-key-cannot-sign-a-head", test_locked_key_cannot_sign_a_head },
    { "bodies-that-are-none", test_bodies_that_are_none },
    { "revoked-hands-over-and-is-told-to-erase", test_revoked_hands_over_and_is_told_to_erase },
    { "no-request-is-a-fault-of-hqs", test_no_request_is_a_fault_of_hqs },
    { "lines-that-lie", test_lines_that_lie },
    { "survives-a-restart", test_survives_a_restart },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-push/", tests[i].name, NULL);

    g_test_add (path, Hq, NULL, hq_set_up, tests[i].run, hq_tear_down);
  }
  return g_test_run ();
}
