/* test-response-attachments.c: app/responses/ruhu-response-attachments.c and app/store/ruhu-att.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static GBytes *
read_back (Fixture *f, const char *name, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_read_attachment_async (f->responses, name, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_read_attachment_finish (f->responses, result, error);
}

static void
assert_content (Fixture *f, const char *name, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_back (f, name, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes),
                   content,
                   strlen (content));
}

static guint
count_files (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "att", NULL);
  g_autoptr (GPtrArray) files = fixture_list_files (path);

  return files->len;
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *atts;

  ruhu_outbox_list_attachments_async (f->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  atts = ruhu_outbox_list_attachments_finish (f->store, result, &error);
  g_assert_no_error (error);
  return atts;
}

static void
test_kept_and_read_back (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *big = g_strnfill (3 * 65536 + 17, 'x');
  g_autofree char *exact = g_strnfill (65536, 'y');
  g_autofree char *first = fixture_attach (f, ruhu_response_get_id (response), big, "image/jpeg");
  g_autofree char *second = fixture_attach (f, ruhu_response_get_id (response), exact, "audio/ogg");
  g_autofree char *third = fixture_attach (f, ruhu_response_get_id (response), "", "text/x-any");

  g_assert_true (g_str_has_suffix (first, ".jpg"));
  g_assert_true (g_str_has_suffix (second, ".ogg"));
  g_assert_true (g_str_has_suffix (third, ".bin"));
  fixture_lock (f);
  fixture_unlock (f);
  assert_content (f, first, big);
  assert_content (f, second, exact);
  assert_content (f, third, "");
}

static void
test_altered_file_does_not_open (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *big = g_strnfill (2 * 65536, 'x');
  g_autofree char *name = fixture_attach (f, ruhu_response_get_id (response), big, "image/jpeg");
  g_autofree char *id = g_strndup (name, 36);
  g_autofree char *path = g_build_filename (f->dir, "att", id, NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  g_assert_true (g_file_set_contents (path, content, 24 + 65536 + 17, NULL)); /* one whole chunk */
  g_assert_null (read_back (f, name, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_clear_error (&error);

  content[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, content, n, NULL));
  g_assert_null (read_back (f, name, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
}

static void
finish_with (Fixture *f, RuhuResponse *response, const char *photo, const char *const *keep)
{
  g_autofree char *ans =
    g_strdup_printf ("{\"visit\":{\"q\":\"1\"},\"basic\":{\"photo\":\"%s\"}}", photo);

  fixture_finish (f, ruhu_response_get_id (response), ans, keep);
  fixture_cut (f);
}

static JsonObject *
get_line (Fixture *f, gint64 seq)
{
  g_autoptr (GPtrArray) lines = fixture_read_lines (f, seq);
  RuhuOutboxLine *line = lines->pdata[0];

  return ruhu_json_parse (g_bytes_get_data (line->line, NULL), g_bytes_get_size (line->line), NULL);
}

static void
test_named_one_goes_and_replaced_one_is_gone (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  const char *id = ruhu_response_get_id (response);
  g_autofree char *replaced = fixture_attach (f, id, "old photo", "image/jpeg");
  g_autofree char *name = fixture_attach (f, id, "new photo", "image/jpeg");
  g_autoptr (JsonObject) line = NULL;
  JsonObject *att;
  g_autoptr (GError) error = NULL;

  finish_with (f, response, name, NULL);
  line = get_line (f, 1);
  att = json_array_get_object_element (ruhu_json_get_array (line, "att"), 0);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (line, "att")), ==, 1);
  g_assert_true (g_str_has_prefix (name, ruhu_json_get_string (att, "id")));
  g_assert_cmpint (ruhu_json_get_int64 (att, "len"), ==, 9);
  g_assert_cmpstr (ruhu_json_get_string (att, "type"), ==, "image/jpeg");
  g_assert_cmpuint (strlen (ruhu_json_get_string (att, "hash")), ==, 64);

  g_assert_cmpuint (count_files (f), ==, 1);
  assert_content (f, name, "new photo");
  g_assert_null (read_back (f, replaced, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static void
test_without_consent_nothing_but_the_visit_goes (Fixture *f, gconstpointer data)
{
  const char *const keep[] = { "visit", NULL };
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *name =
    fixture_attach (f, ruhu_response_get_id (response), "photo", "image/jpeg");
  g_autoptr (JsonObject) line = NULL;
  g_autofree char *left = NULL;

  finish_with (f, response, name, keep);
  line = get_line (f, 1);
  left = ruhu_json_to_text (ruhu_json_get_object (line, "ans"));
  g_assert_cmpstr (left, ==, "{\"visit\":{\"q\":\"1\"}}");
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (line, "att")), ==, 0);
  g_assert_cmpuint (count_files (f), ==, 0);
  g_assert_false (json_object_has_member (ruhu_json_get_object (line, "par"), "visit"));
}

static void
test_received_only_with_all_attachments (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *name =
    fixture_attach (f, ruhu_response_get_id (response), "photo", "image/jpeg");
  g_autoptr (RuhuResponse) final = NULL, received = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;
  g_autoptr (GPtrArray) waiting = NULL;

  finish_with (f, response, name, NULL);
  fixture_be_answered (f, 1, 0);
  counts = fixture_count (f);
  g_assert_cmpuint (counts->attachments, ==, 1);
  g_assert_cmpuint (counts->bytes, ==, 5);
  final = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpint (ruhu_response_get_state (final), ==, RUHU_RESPONSE_FINAL);

  fixture_be_answered (f, 1, 1);
  waiting = list (f);
  g_assert_cmpuint (waiting->len, ==, 0);
  received = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpint (ruhu_response_get_state (received), ==, RUHU_RESPONSE_RECEIVED);
}

/* Where it is and by which receipt: the receipt that a worker wrote down stays the one shown. */
static void
test_receipt_is_the_first_over_all_of_it (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (RuhuResponse) other = NULL;
  g_autofree char *name =
    fixture_attach (f, ruhu_response_get_id (response), "photo", "image/jpeg");
  g_autofree char *ans = g_strdup_printf ("{\"visit\":{\"photo\":\"%s\"}}", name);
  g_autofree char *receipt = fixture_make_receipt (f, 1, 1);
  g_autoptr (RuhuResponse) finished = NULL, final = NULL, received = NULL, later = NULL;

  fixture_finish (f, ruhu_response_get_id (response), ans, NULL);
  finished = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpint (ruhu_response_get_n_attachments (finished), ==, 1);
  g_assert_cmpint (ruhu_response_get_n_waiting (finished), ==, 1);

  fixture_cut (f);
  fixture_be_answered (f, 1, 0);
  final = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpint (ruhu_response_get_n_waiting (final), ==, 1);
  g_assert_null (ruhu_response_get_receipt (final));

  fixture_be_answered (f, 1, 1);
  received = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpint (ruhu_response_get_n_attachments (received), ==, 1);
  g_assert_cmpint (ruhu_response_get_n_waiting (received), ==, 0);
  g_assert_cmpstr (ruhu_response_get_receipt (received), ==, receipt);

  other = fixture_begin (f);
  fixture_finish (f, ruhu_response_get_id (other), "{}", NULL);
  fixture_cut (f);
  fixture_be_answered (f, 2, 2);
  later = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpstr (ruhu_response_get_receipt (later), ==, receipt);
}

static void
test_locked_hands_over_key_and_file (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *name =
    fixture_attach (f, ruhu_response_get_id (response), "photo", "image/jpeg");
  g_autoptr (GPtrArray) atts = NULL;
  RuhuOutboxAttachment *att;
  crypto_secretstream_xchacha20poly1305_state state;
  g_autofree char *file = NULL;
  guint8 secrets[64], plain[100], hash[32], tag;
  unsigned long long n_plain;
  gsize n;

  finish_with (f, response, name, NULL);
  fixture_lock (f);
  atts = list (f);
  g_assert_cmpuint (atts->len, ==, 1);
  att = atts->pdata[0];
  g_assert_null (att->hash);
  g_assert_null (att->type);
  g_assert_cmpint (att->seq, ==, 1);
  g_assert_cmpint (att->size, ==, 5);

  g_assert_cmpint (crypto_box_seal_open (secrets,
                                         g_bytes_get_data (att->sealed_key, NULL),
                                         g_bytes_get_size (att->sealed_key),
                                         f->hqx_public,
                                         f->hqx),
                   ==,
                   0);
  g_assert_true (g_file_get_contents (att->file, &file, &n, NULL));
  crypto_secretstream_xchacha20poly1305_init_pull (&state, (guint8 *) file, secrets);
  g_assert_cmpint (crypto_secretstream_xchacha20poly1305_pull (&state,
                                                               plain,
                                                               &n_plain,
                                                               &tag,
                                                               (guint8 *) file + 24,
                                                               n - 24,
                                                               NULL,
                                                               0),
                   ==,
                   0);
  g_assert_cmpmem (plain, n_plain, "photo", 5);
  crypto_generichash (hash, sizeof hash, plain, n_plain, NULL, 0);
  g_assert_cmpmem (hash, 32, secrets + 32, 32);
}

static void
test_sent_is_remembered (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *name =
    fixture_attach (f, ruhu_response_get_id (response), "photo", "image/jpeg");
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  GAsyncResult *result;

  finish_with (f, response, name, NULL);
  before = list (f);
  ruhu_outbox_set_sent_async (f->store,
                              ((RuhuOutboxAttachment *) before->pdata[0])->id,
                              3,
                              NULL,
                              ruhu_test_got,
                              &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_outbox_set_sent_finish (f->store, result, &error));
  g_object_unref (result);
  after = list (f);
  g_assert_cmpint (((RuhuOutboxAttachment *) after->pdata[0])->sent, ==, 3);
  g_assert_cmpstr (((RuhuOutboxAttachment *) after->pdata[0])->type, ==, "image/jpeg");

  ruhu_outbox_set_sent_async (f->store, "no id", 3, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_outbox_set_sent_finish (f->store, result, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
  g_object_unref (result);
}

static void
test_orphans_go_at_unlock (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *name =
    fixture_attach (f, ruhu_response_get_id (response), "photo", "image/jpeg");
  g_autofree char *orphan =
    g_build_filename (f->dir, "att", "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11", NULL);
  g_autofree char *half =
    g_build_filename (f->dir, "att", "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e12.new", NULL);

  fixture_lock (f);
  g_assert_true (g_file_set_contents (orphan, "x", 1, NULL));
  g_assert_true (g_file_set_contents (half, "x", 1, NULL));
  fixture_unlock (f);
  g_assert_cmpuint (count_files (f), ==, 1);
  assert_content (f, name, "photo");
}

static void
test_cancelled_keeps_and_reads_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) content = g_bytes_new_static ("photo", 5);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  ruhu_response_store_add_attachment_async (f->responses,
                                            ruhu_response_get_id (response),
                                            content,
                                            "image/jpeg",
                                            cancellable,
                                            ruhu_test_got,
                                            &got);
  result = ruhu_test_wait (&got);
  g_assert_null (ruhu_response_store_add_attachment_finish (f->responses, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (f), ==, 0);

  g_assert_null (read_back (f, "x", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) \
  g_test_add ("/attachments/" path, Fixture, NULL, fixture_set_up_unlocked, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("kept-and-read-back", test_kept_and_read_back);
  ADD ("altered-file-does-not-open", test_altered_file_does_not_open);
  ADD ("named-one-goes-and-replaced-one-is-gone", test_named_one_goes_and_replaced_one_is_gone);
  ADD ("without-consent-nothing-but-the-visit-goes",
       test_without_consent_nothing_but_the_visit_goes);
  ADD ("received-only-with-all-attachments", test_received_only_with_all_attachments);
  ADD ("receipt-is-the-first-over-all-of-it", test_receipt_is_the_first_over_all_of_it);
  ADD ("locked-hands-over-key-and-file", test_locked_hands_over_key_and_file);
  ADD ("sent-is-remembered", test_sent_is_remembered);
  ADD ("orphans-go-at-unlock", test_orphans_go_at_unlock);
  ADD ("cancelled-keeps-and-reads-nothing", test_cancelled_keeps_and_reads_nothing);

  return g_test_run ();
}
