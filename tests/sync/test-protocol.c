/* test-protocol.c: what sync/PROTOCOL.md shows is what the code does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-batch.h"
#include "ruhu-bundle.h"
#include "ruhu-enrolment.h"
#include "ruhu-form-notice.h"
#include "ruhu-hash.h"
#include "ruhu-merge.h"
#include "ruhu-pull.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <sodium.h>
#include <string.h>

#define CODE "7KQ2M9XTRA01ABCDEFGH"
#define LIST "name,label\nv1,Spring\n"
#define WELL "b16ed482bfd5e05ed577356cd1d1b76c528eb0ebbbc4159d9562eac5588982cc"
#define AT G_GINT64_CONSTANT (1795132800000)

typedef struct {
  char *page;
  guint8 device[32];
  guint8 hqs[32];
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 seed[32], secret[64];

  g_assert_true (g_file_get_contents (PROTOCOL_MD, &f->page, NULL, &error));
  g_assert_no_error (error);
  memset (seed, 1, sizeof seed);
  crypto_sign_seed_keypair (f->device, secret, seed);
  memset (seed, 2, sizeof seed);
  crypto_sign_seed_keypair (f->hqs, secret, seed);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_free (f->page);
}

/* The block of that name, with the line feed that ends its last line. */
static char *
get_block (Fixture *f, const char *name)
{
  g_autofree char *mark = g_strdup_printf ("\n```%s\n", name);
  const char *start = strstr (f->page, mark), *end;

  g_assert_nonnull (start);
  start += strlen (mark);
  end = strstr (start, "\n```\n");
  g_assert_nonnull (end);
  return g_strndup (start, end + 1 - start);
}

static char *
get_line (Fixture *f, const char *name)
{
  return g_strchomp (get_block (f, name));
}

static RuhuBatch *
get_push (Fixture *f)
{
  char *text = get_block (f, "json push");
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  RuhuBatch *batch = ruhu_batch_parse (body, &refusal);

  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_NONE);
  return batch;
}

static void
test_request (Fixture *f, gconstpointer data)
{
  g_autofree char *body = get_line (f, "json pull-request");
  g_autofree char *shown = get_line (f, "text request");
  g_autofree char *signature = get_line (f, "text request-signature");
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *text = ruhu_sign_request_text (f->hqs, "POST", "/v1/pull", AT, bytes);

  g_assert_cmpstr (text, ==, shown);
  g_assert_true (ruhu_sign_verify (text, signature, f->device));
}

static void
test_begin (Fixture *f, gconstpointer data)
{
  const char *path = "/v1/att/" WELL "?off=0&len=2048";
  g_autofree char *shown = get_line (f, "text begin");
  g_autofree char *signature = get_line (f, "text begin-signature");
  g_autofree char *text = ruhu_sign_request_text (f->hqs, RUHU_SIGN_BEGIN, path, AT, NULL);

  g_assert_cmpstr (text, ==, shown);
  g_assert_true (ruhu_sign_verify (text, signature, f->device));
}

static void
test_enrolment (Fixture *f, gconstpointer data)
{
  g_autofree char *asked = get_line (f, "json enrol-request");
  g_autofree char *answered = get_line (f, "json enrol-answer");
  RuhuEnrolmentRequest request;
  g_autoptr (RuhuEnrolmentAnswer) answer = NULL;

  g_assert_true (ruhu_enrolment_request_from_json (&request, asked, strlen (asked)));
  g_assert_true (ruhu_enrolment_request_verify (asked, strlen (asked), CODE));
  g_assert_cmpmem (request.ed, 32, f->device, 32);

  answer = ruhu_enrolment_answer_from_json (answered, strlen (answered), CODE, &request);
  g_assert_nonnull (answer);
  g_assert_cmpstr (answer->device, ==, "d7k2");
  g_assert_cmpmem (answer->hqs, 32, f->hqs, 32);
}

static void
test_push (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuBatch) batch = get_push (f);
  g_autoptr (GPtrArray) lines = ruhu_batch_check_lines (batch, RUHU_HASH_NONE);
  guint i;

  g_assert_nonnull (lines);
  g_assert_cmpuint (lines->len, ==, 2);
  for (i = 0; i < lines->len; i++)
    g_assert_cmpstr (ruhu_line_get_message (lines->pdata[i]), ==, NULL);
  g_assert_true (ruhu_sign_verify_head (ruhu_batch_get_head (batch),
                                        ruhu_batch_get_head_signature (batch),
                                        f->device));
}

static void
test_receipt (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuBatch) batch = get_push (f);
  g_autofree char *text = get_line (f, "text receipt");
  g_autofree char *json = get_line (f, "json push-answer");
  g_autoptr (JsonObject) answer = ruhu_wire_json_parse (json, strlen (json), NULL);
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (text);

  g_assert_nonnull (answer);
  g_assert_cmpstr (ruhu_json_get_string (answer, "rcpt"), ==, text);
  g_assert_nonnull (receipt);
  g_assert_true (ruhu_receipt_verify (receipt, f->hqs));
  g_assert_cmpstr (receipt->head, ==, ruhu_batch_get_head (batch));
  g_assert_cmpuint (receipt->upto, ==, 2);
}

static void
test_pull (Fixture *f, gconstpointer data)
{
  char *text = get_block (f, "json pull");
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  g_autoptr (RuhuPullPage) page = ruhu_pull_page_parse (body);

  g_assert_nonnull (page);
  g_assert_cmpuint (ruhu_pull_page_get_n_lines (page), ==, 3);
  g_assert_cmpint (ruhu_pull_page_get_line (page, 0)->type, ==, RUHU_PULLED_CHANGE);
}

/* A list and the four bytes of the attachment above. */
static void
test_form_notice (Fixture *f, gconstpointer data)
{
  g_autofree char *shown = get_line (f, "json form-notice");
  g_autoptr (JsonObject) line = ruhu_wire_json_parse (shown, strlen (shown), NULL);
  g_autoptr (RuhuFormNotice) notice =
    ruhu_form_notice_from_json (ruhu_json_get_object (line, "form"));
  g_autofree char *list_hash = ruhu_hash_text (LIST, strlen (LIST));
  g_autoptr (JsonObject) again = json_object_new ();
  g_autofree char *text = NULL;
  RuhuFormFile *file;

  g_assert_nonnull (notice);
  g_assert_cmpuint (notice->files->len, ==, 2);
  file = g_ptr_array_index (notice->files, 0);
  g_assert_cmpstr (file->name, ==, "villages.csv");
  g_assert_cmpstr (file->hash, ==, list_hash);
  g_assert_cmpuint (file->size, ==, strlen (LIST));

  json_object_set_object_member (again, "form", ruhu_form_notice_to_json (notice));
  text = ruhu_json_to_text (again);
  g_assert_cmpstr (text, ==, shown);
}

/* The state shown holds the push's second line, and comes to no harm when it is applied again. */
static void
test_state (Fixture *f, gconstpointer data)
{
  g_autofree char *shown = get_line (f, "json state");
  g_autofree char *conflict_shown = get_line (f, "json conflict");
  g_autoptr (JsonObject) state = ruhu_wire_json_parse (shown, strlen (shown), NULL);
  g_autoptr (RuhuBatch) batch = get_push (f);
  GBytes *line = ruhu_batch_get_line (batch, 1);
  g_autoptr (JsonObject) change =
    ruhu_wire_json_parse (g_bytes_get_data (line, NULL), g_bytes_get_size (line), NULL);
  RuhuWrite write = { "d7k2", 2, 0x192f3a0aa020000, change };
  g_auto (GStrv) conflicts = NULL;
  g_autoptr (JsonObject) copy = ruhu_merge_new_state (change);
  g_autofree char *again = NULL, *conflict_again = NULL;
  g_autoptr (JsonObject) conflict = NULL;

  ruhu_merge_join (copy, state);
  ruhu_merge_apply (copy, &write);
  again = ruhu_json_to_text (copy);
  g_assert_cmpstr (again, ==, shown);

  conflicts = ruhu_merge_list_conflicts (copy);
  g_assert_cmpuint (g_strv_length (conflicts), ==, 1);
  conflict = ruhu_merge_describe_conflict (copy, conflicts[0]);
  conflict_again = ruhu_json_to_text (conflict);
  g_assert_cmpstr (conflict_again, ==, conflict_shown);
}

static void
test_recover_request (Fixture *f, gconstpointer data)
{
  g_autofree char *shown = get_line (f, "json recover-request");
  g_autoptr (JsonObject) said = ruhu_wire_json_parse (shown, strlen (shown), NULL);
  guint8 escrow[64 + crypto_box_SEALBYTES], key[32];

  g_assert_cmpstr (ruhu_json_get_string (said, "user"), ==, "w0017");
  g_assert_true (ruhu_wire_json_get_bytes (said, "escrow", escrow, sizeof escrow));
  g_assert_true (ruhu_wire_json_get_bytes (said, "key", key, sizeof key));
}

static void
check_signed_refusal (Fixture *f, RuhuRefusal refusal, JsonObject *members)
{
  g_autofree char *text = NULL;
  guint64 number = 0;

  if (refusal == RUHU_REFUSAL_CLOCK) {
    g_assert_true (ruhu_wire_json_get_uint (members, "now", &number));
    text = ruhu_sign_now_text ("d7k2", AT, number);
  } else if (refusal == RUHU_REFUSAL_REVOKED) {
    members = ruhu_json_get_object (members, "wipe");
    g_assert_true (ruhu_wire_json_get_uint (members, "n", &number));
    text = ruhu_sign_wipe_text ("d7k2", number, AT);
  }
  if (text != NULL)
    g_assert_true (ruhu_sign_verify (text, ruhu_json_get_string (members, "sig"), f->hqs));
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  g_autofree char *block = get_line (f, "json refusals");
  g_auto (GStrv) lines = g_strsplit (block, "\n", -1);
  guint i;

  g_assert_cmpuint (g_strv_length (lines), ==, RUHU_REFUSAL_FAILED);
  for (i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonObject) members = NULL;
    RuhuRefusal refusal = ruhu_refusal_from_json (lines[i], strlen (lines[i]), &members);

    g_assert_cmpint (refusal, ==, i + 1);
    check_signed_refusal (f, refusal, members);
  }
}

/* The only part of the bundle that the page shows under that name. */
static RuhuBundlePart *
read_bundle (Fixture *f, const char *name, const guint8 key[32])
{
  g_autofree char *text = get_block (f, name);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, strlen (text), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuBundleReader) reader = ruhu_bundle_reader_new (stream, &error);
  RuhuBundlePart *part = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (ruhu_bundle_reader_get_device (reader), ==, "d7k2");
  g_assert_true (ruhu_bundle_reader_next (reader, &part, &error));
  g_assert_true (ruhu_bundle_reader_skip (reader, &error));
  g_assert_no_error (error);
  g_assert_true (ruhu_bundle_reader_verify (reader, key));
  return part;
}

static void
test_bundle (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuBatch) shown = get_push (f);
  g_autoptr (RuhuBundlePart) part = read_bundle (f, "text bundle", f->device);
  g_autoptr (RuhuBatch) batch = NULL;
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  guint8 seed[32], hqx[32], secret[32];
  guint i;

  g_assert_cmpstr (part->type, ==, RUHU_BUNDLE_PART_PUSH);
  batch = ruhu_batch_parse (part->content, &refusal);
  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_NONE);
  memset (seed, 3, sizeof seed);
  crypto_box_seed_keypair (hqx, secret, seed);
  g_assert_true (ruhu_batch_unseal (batch, hqx, secret));
  g_assert_cmpuint (ruhu_batch_get_n_lines (batch), ==, ruhu_batch_get_n_lines (shown));
  for (i = 0; i < ruhu_batch_get_n_lines (batch); i++)
    g_assert_true (g_bytes_equal (ruhu_batch_get_line (batch, i), ruhu_batch_get_line (shown, i)));
}

/* The answer to the push but for what nobody on the way is to read. */
static void
test_bundle_receipt (Fixture *f, gconstpointer data)
{
  g_autofree char *shown = get_block (f, "json push-answer");
  g_autoptr (JsonObject) answer = ruhu_wire_json_parse (shown, strlen (shown), NULL);
  g_autoptr (RuhuBundlePart) part = read_bundle (f, "text bundle-receipt", f->hqs);
  JsonObject *line = json_array_get_object_element (ruhu_json_get_array (answer, "res"), 0);
  g_autofree char *plain = NULL, *text = NULL;

  json_object_remove_member (line, "path");
  json_object_remove_member (line, "msg");
  plain = ruhu_json_to_text (answer);
  text = g_strconcat (plain, "\n", NULL);
  g_assert_cmpstr (part->type, ==, RUHU_BUNDLE_PART_RECEIPT);
  g_assert_cmpmem (g_bytes_get_data (part->content, NULL),
                   g_bytes_get_size (part->content),
                   text,
                   strlen (text));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/protocol/request-is-signed-as-shown", test_request);
  ADD ("/protocol/beginning-is-signed-as-shown", test_begin);
  ADD ("/protocol/enrolment-verifies-as-shown", test_enrolment);
  ADD ("/protocol/push-is-good-as-shown", test_push);
  ADD ("/protocol/receipt-covers-the-push", test_receipt);
  ADD ("/protocol/pull-is-whole-as-shown", test_pull);
  ADD ("/protocol/form-notice-names-files", test_form_notice);
  ADD ("/protocol/state-and-conflict-are-as-shown", test_state);
  ADD ("/protocol/refusals-are-all-shown", test_refusals);
  ADD ("/protocol/recover-request-is-as-shown", test_recover_request);
  ADD ("/protocol/bundle-holds-the-push", test_bundle);
  ADD ("/protocol/bundle-receipt-holds-the-answer", test_bundle_receipt);

  return g_test_run ();
}
