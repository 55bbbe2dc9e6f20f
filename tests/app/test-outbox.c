/* test-outbox.c: app/store/ruhu-outbox.c and the lines that ruhu-change-log.c cuts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"
#include "store/ruhu-store-clock.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-json.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define NO_LINE "0000000000000000000000000000000000000000000000000000000000000000"

static char *
to_text (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
hash_of (const char *text)
{
  guint8 hash[32];
  char *hex = g_malloc (65);

  crypto_generichash (hash, sizeof hash, (const guint8 *) text, strlen (text), NULL, 0);
  return sodium_bin2hex (hex, 65, hash, sizeof hash);
}

/* One finished response, made final. */
static char *
send_one (Fixture *f, const char *ans)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);

  fixture_finish (f, ruhu_response_get_id (response), ans, NULL);
  fixture_cut (f);
  return g_strdup (ruhu_response_get_id (response));
}

static void
test_line_is_as_the_protocol_says (Fixture *f, gconstpointer data)
{
  g_autofree char *id = send_one (f, "{\"visit\":{\"name\":\"王\\\"秀\\\"兰\"}}");
  g_autoptr (GPtrArray) lines = fixture_read_lines (f, 1);
  g_autofree char *line = to_text (((RuhuOutboxLine *) lines->pdata[0])->line);
  g_autofree char *expected = NULL;

  expected = g_strdup_printf (
    "{\"seq\":1,\"hlc\":\"%016" G_GINT64_MODIFIER "x\",\"ph\":\"" NO_LINE "\",\"id\":\"%s\","
    "\"k\":\"response\",\"div\":\"" DIVISION "\",\"u\":\"" USER "\",\"fm\":\"ruhu_home_visit\","
    "\"fv\":2026112101,\"person\":\"2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11\","
    "\"ans\":{\"visit\":{\"name\":\"王\\\"秀\\\"兰\"}},\"att\":[],"
    "\"par\":{\"started\":%" G_GINT64_FORMAT ",\"finished\":%" G_GINT64_FORMAT ",\"visit\":12}}",
    (guint64) f->now << 16,
    id,
    f->now,
    f->now);
  g_assert_cmpstr (line, ==, expected);
}

static void
test_lines_are_a_signed_chain (Fixture *f, gconstpointer data)
{
  g_autofree char *previous = g_strdup (NO_LINE);
  g_autoptr (GPtrArray) lines = NULL;
  guint i;

  for (i = 0; i < 5; i++)
    g_free (send_one (f, "{}"));
  fixture_lock (f);
  fixture_unlock (f);

  lines = fixture_read_lines (f, 1);
  g_assert_cmpuint (lines->len, ==, 5);
  for (i = 0; i < lines->len; i++) {
    RuhuOutboxLine *line = lines->pdata[i];
    g_autofree char *text = to_text (line->line);
    g_autoptr (JsonObject) object = ruhu_json_parse (text, -1, NULL);
    guint8 hash[32];

    g_assert_cmpint (line->seq, ==, i + 1);
    g_assert_cmpint (ruhu_json_get_int64 (object, "seq"), ==, i + 1);
    g_assert_cmpstr (ruhu_json_get_string (object, "ph"), ==, previous);
    g_free (previous);
    previous = hash_of (text);
    crypto_generichash (hash, sizeof hash, (guint8 *) text, strlen (text), NULL, 0);
    g_assert_cmpmem (hash, 32, line->hash, 32);
    g_assert_cmpint (crypto_sign_verify_detached (line->signature, line->hash, 32, f->ed_public),
                     ==,
                     0);
  }
}

static void
test_locked_hands_over_what_is_sealed (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) open = NULL, locked = NULL;
  RuhuOutboxLine *before, *after;
  gsize n;
  g_autofree guint8 *plain = NULL;

  g_free (send_one (f, "{\"visit\":{\"name\":\"王秀兰\"}}"));
  open = fixture_read_lines (f, 1);
  before = open->pdata[0];
  fixture_reopen (f); /* a crash: the line is in the WAL still */
  locked = fixture_read_lines (f, 1);
  after = locked->pdata[0];
  g_assert_null (after->line);
  g_assert_cmpmem (after->hash, 32, before->hash, 32);

  n = g_bytes_get_size (after->sealed) - crypto_box_SEALBYTES;
  plain = g_malloc (n);
  g_assert_cmpint (crypto_box_seal_open (plain,
                                         g_bytes_get_data (after->sealed, NULL),
                                         g_bytes_get_size (after->sealed),
                                         f->hqx_public,
                                         f->hqx),
                   ==,
                   0);
  g_assert_cmpuint (n % 256, ==, 0); /* its length tells no answer from another */
  while (plain[n - 1] == ' ')
    n--;
  g_assert_cmpmem (plain,
                   n,
                   g_bytes_get_data (before->line, NULL),
                   g_bytes_get_size (before->line));
}

static void
read_file (const char *dir, const char *name, char **content, gsize *n)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_get_contents (path, content, n, NULL));
}

static void
test_locked_reading_leaves_the_files_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *copy = ruhu_test_make_dir ();
  g_autofree char *wal = NULL, *wal_after = NULL, *db = NULL, *db_after = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  gsize n_wal, n_wal_after, n_db, n_db_after;
  char *own = f->dir;

  g_free (send_one (f, "{}"));
  fixture_copy (own, copy); /* as a crash leaves it: with a WAL */
  read_file (copy, "store.db-wal", &wal, &n_wal);
  read_file (copy, "store.db", &db, &n_db);
  g_assert_cmpuint (n_wal, >, 0);

  f->dir = copy;
  fixture_reopen (f);
  lines = fixture_read_lines (f, 1);
  g_assert_cmpuint (lines->len, ==, 1);
  read_file (copy, "store.db-wal", &wal_after, &n_wal_after);
  read_file (copy, "store.db", &db_after, &n_db_after);
  g_assert_cmpmem (wal, n_wal, wal_after, n_wal_after);
  g_assert_cmpmem (db, n_db, db_after, n_db_after);

  f->dir = own;
  fixture_reopen (f);
  ruhu_test_remove_dir (copy);
}

static void
test_reading_keeps_within_its_limits (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint i;

  for (i = 0; i < 4; i++)
    g_free (send_one (f, "{}"));
  ruhu_outbox_read_async (f->store, 2, 2, 1000000, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  lines = ruhu_outbox_read_finish (f->store, result, &error);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpint (((RuhuOutboxLine *) lines->pdata[0])->seq, ==, 2);
  g_clear_object (&result);
  g_clear_pointer (&lines, g_ptr_array_unref);

  ruhu_outbox_read_async (f->store, 1, 100, 1, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  lines = ruhu_outbox_read_finish (f->store, result, &error);
  g_assert_cmpuint (lines->len, ==, 1);
}

static void
test_receipt_makes_received (Fixture *f, gconstpointer data)
{
  g_autofree char *id = send_one (f, "{}");
  g_autoptr (RuhuOutboxCounts) before = fixture_count (f);
  g_autoptr (RuhuOutboxCounts) after = NULL;
  g_autoptr (RuhuResponse) waiting = fixture_find (f, id);
  g_autoptr (RuhuResponse) received = NULL;
  g_autofree char *receipt = fixture_make_receipt (f, 1, 1);

  g_assert_cmpuint (before->responses, ==, 1);
  g_assert_cmpint (before->first, ==, 1);
  g_assert_cmpint (before->next, ==, 2);
  g_assert_null (before->receipt);
  g_assert_cmpint (ruhu_response_get_state (waiting), ==, RUHU_RESPONSE_FINAL);

  fixture_be_answered (f, 1, 1);
  after = fixture_count (f);
  g_assert_cmpuint (after->responses, ==, 0);
  g_assert_cmpuint (after->bytes, ==, 0);
  g_assert_cmpint (after->first, ==, 2);
  g_assert_cmpstr (after->receipt, ==, receipt);
  received = fixture_find (f, id);
  g_assert_cmpint (ruhu_response_get_state (received), ==, RUHU_RESPONSE_RECEIVED);
  g_assert_cmpint (ruhu_response_get_seq (received), ==, 1);
}

static void
test_counts_are_known_while_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) draft = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;

  g_free (send_one (f, "{}"));
  draft = fixture_begin (f);
  fixture_lock (f);
  counts = fixture_count (f);
  g_assert_cmpuint (counts->responses, ==, 1);
  g_assert_cmpuint (counts->drafts, ==, 1);
  g_assert_cmpuint (counts->bytes, >, 0);
}

static gboolean
answer (Fixture *f, RuhuOutboxAnswer *given, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_answer_async (f->store, given, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_outbox_answer_finish (f->store, result, error);
}

static void
test_quarantined_is_received_with_a_question (Fixture *f, gconstpointer data)
{
  g_autofree char *first = send_one (f, "{}");
  g_autofree char *second = send_one (f, "{}");
  g_autofree char *receipt = fixture_make_receipt (f, 2, 2);
  RuhuOutboxAnswer *given = ruhu_outbox_answer_new (2, receipt, 0, "g1");
  g_autoptr (RuhuOutboxCounts) counts = NULL;
  g_autoptr (RuhuResponse) response = NULL;
  g_autoptr (RuhuResponse) other = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_outbox_answer_quarantine (given, 1, "SCOPE");
  g_assert_true (answer (f, given, NULL, &error));
  counts = fixture_count (f);
  g_assert_cmpuint (counts->quarantined, ==, 1);
  g_assert_cmpuint (counts->responses, ==, 0);
  response = fixture_find (f, first);
  g_assert_cmpstr (ruhu_response_get_question (response), ==, "SCOPE");
  other = fixture_find (f, second);
  g_assert_null (ruhu_response_get_question (other));
}

/* What a receipt covers may be in quarantine: only an answer that names what is says that it is
 * not. */
static void
test_receipt_alone_says_nothing_of_lines (Fixture *f, gconstpointer data)
{
  g_autofree char *receipt = NULL;
  RuhuOutboxAnswer *given = NULL;
  g_autoptr (RuhuOutboxCounts) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  g_free (send_one (f, "{}"));
  receipt = fixture_make_receipt (f, 1, 1);
  given = ruhu_outbox_answer_new (1, receipt, 0, "g1");
  ruhu_outbox_answer_set_told (given, RUHU_OUTBOX_TOLD_NONE);
  g_assert_true (answer (f, given, NULL, &error));
  before = fixture_count (f);
  g_assert_cmpuint (before->responses, ==, 1);

  g_assert_true (answer (f, ruhu_outbox_answer_new (1, receipt, 0, "g1"), NULL, &error));
  after = fixture_count (f);
  g_assert_cmpuint (after->responses, ==, 0);
}

/* HQ was restored to a day on which it held the line. */
static void
test_restored_hq_holds_a_line_again (Fixture *f, gconstpointer data)
{
  RuhuOutboxAnswer *given = ruhu_outbox_answer_new (1, NULL, 0, "g2");
  g_autofree char *id = send_one (f, "{}");
  g_autoptr (RuhuResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fixture_be_answered (f, 1, 1);
  ruhu_outbox_answer_quarantine (given, 1, "FORM_UNKNOWN");
  ruhu_outbox_answer_set_told (given, RUHU_OUTBOX_TOLD_ALL);
  g_assert_true (answer (f, given, NULL, &error));
  response = fixture_find (f, id);
  g_assert_cmpstr (ruhu_response_get_question (response), ==, "FORM_UNKNOWN");
}

static void
test_answer_cancelled_or_wrong_notes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (RuhuOutboxCounts) counts = NULL;
  g_autoptr (GError) error = NULL;

  g_free (send_one (f, "{}"));
  g_cancellable_cancel (cancellable);
  g_assert_false (answer (f, ruhu_outbox_answer_new (1, NULL, 0, "g1"), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (answer (f, ruhu_outbox_answer_new (1, "thanks", 0, "g1"), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (answer (f, ruhu_outbox_answer_new (2, NULL, 0, "g1"), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  counts = fixture_count (f);
  g_assert_cmpuint (counts->responses, ==, 1);
}

static gboolean
confirm_both (RuhuObjectPage *page, gpointer data, GError **error)
{
  return ruhu_object_page_confirm (page, 1, error) && ruhu_object_page_confirm (page, 2, error) &&
         ruhu_object_page_confirm (page, 77, error);
}

static void
test_freed_only_when_confirmed_and_safe (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) acked = NULL, confirmed = NULL, safe = NULL;
  g_autoptr (GError) error = NULL;

  g_free (send_one (f, "{}"));
  g_free (send_one (f, "{}"));
  g_assert_true (answer (f, ruhu_outbox_answer_new (2, NULL, 2, "g1"), NULL, &error));
  acked = fixture_read_lines (f, 1);
  g_assert_cmpuint (acked->len, ==, 2);

  g_assert_true (answer (f, ruhu_outbox_answer_new (2, NULL, 1, "g1"), NULL, &error));
  fixture_pull (f, confirm_both, NULL);
  confirmed = fixture_read_lines (f, 1);
  g_assert_cmpuint (confirmed->len, ==, 2);
  g_assert_cmpint (((RuhuOutboxLine *) confirmed->pdata[0])->state, ==, RUHU_OUTBOX_CONFIRMED);

  g_assert_true (answer (f, ruhu_outbox_answer_new (2, NULL, 1, "g1"), NULL, &error));
  safe = fixture_read_lines (f, 1);
  g_assert_cmpuint (safe->len, ==, 1);
  g_assert_cmpint (((RuhuOutboxLine *) safe->pdata[0])->seq, ==, 2);
}

static void
test_restored_hq_gets_lines_again (Fixture *f, gconstpointer data)
{
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;
  g_autoptr (RuhuResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  g_free (send_one (f, "{}"));
  second = send_one (f, "{}");
  before = fixture_read_lines (f, 1);
  fixture_be_answered (f, 2, 2);
  g_assert_true (answer (f, ruhu_outbox_answer_new (1, NULL, 0, "g2"), NULL, &error));
  counts = fixture_count (f);
  g_assert_cmpuint (counts->responses, ==, 1);
  g_assert_cmpint (counts->first, ==, 2);
  after = fixture_read_lines (f, 1);
  g_assert_true (g_bytes_equal (((RuhuOutboxLine *) before->pdata[1])->line,
                                ((RuhuOutboxLine *) after->pdata[1])->line));
  response = fixture_find (f, second);
  g_assert_cmpint (ruhu_response_get_state (response), ==, RUHU_RESPONSE_FINAL);
}

static gboolean
append (Fixture *f, const char *kind, const char *members, GCancellable *c, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_append_async (f->store,
                            kind,
                            "0192f3a0-aa01-7bcd-8123-456789abcdef",
                            DIVISION,
                            members,
                            c,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  return ruhu_outbox_append_finish (f->store, result, error);
}

static void
test_other_lines_join_the_chain (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;
  g_autofree char *text = NULL, *previous = NULL, *first = NULL, *expected = NULL;
  g_autoptr (GError) error = NULL;

  g_free (send_one (f, "{}"));
  g_assert_true (append (f, "decision", "{\"outcome\":\"verified\"}", NULL, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (append (f, "decision", "{}", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (append (f, "rumour", "{}", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (append (f, "decision", "[]", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);

  lines = fixture_read_lines (f, 1);
  g_assert_cmpuint (lines->len, ==, 2);
  first = to_text (((RuhuOutboxLine *) lines->pdata[0])->line);
  previous = hash_of (first);
  text = to_text (((RuhuOutboxLine *) lines->pdata[1])->line);
  expected = g_strdup_printf (
    "\"ph\":\"%s\",\"id\":\"0192f3a0-aa01-7bcd-8123-456789abcdef\",\"k\":\"decision\","
    "\"div\":\"" DIVISION "\",\"u\":\"" USER "\",\"outcome\":\"verified\"}",
    previous);
  g_assert_true (g_str_has_suffix (text, expected));
  counts = fixture_count (f);
  g_assert_cmpuint (counts->responses, ==, 1);
  g_assert_cmpuint (counts->lines, ==, 2);
}

static gboolean
is_suspect (Fixture *f, gint64 seq)
{
  g_autoptr (GPtrArray) lines = fixture_read_lines (f, seq);
  g_autofree char *text = to_text (((RuhuOutboxLine *) lines->pdata[0])->line);
  g_autoptr (JsonObject) line = ruhu_json_parse (text, -1, NULL);

  return ruhu_json_get_int64 (line, "cs") == 1;
}

static void
meet_hq (Fixture *f, gint64 hq_now)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_set_hq_time_async (f->store, hq_now, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_store_set_hq_time_finish (f->store, result, &error));
  g_assert_no_error (error);
}

static gboolean
doubts_clock (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean doubtful;

  ruhu_store_check_clock_async (f->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  doubtful = ruhu_store_check_clock_finish (f->store, result, &error);
  g_assert_no_error (error);
  return doubtful;
}

static gint64
get_time (Fixture *f, gint64 seq)
{
  g_autoptr (GPtrArray) lines = fixture_read_lines (f, seq);
  g_autofree char *text = to_text (((RuhuOutboxLine *) lines->pdata[0])->line);
  g_autoptr (JsonObject) line = ruhu_json_parse (text, -1, NULL);
  RuhuHlc hlc;

  g_assert_true (ruhu_hlc_from_string (ruhu_json_get_string (line, "hlc"), &hlc));
  return ruhu_hlc_get_ms (hlc);
}

/* A tablet whose clock is years behind dates its work as HQ would; and goes on so when somebody
 * sets the clock. */
static void
test_hq_puts_the_clock_right (Fixture *f, gconstpointer data)
{
  const gint64 day = 24 * 60 * 60 * 1000;
  const gint64 right = f->now + 10 * 365 * day;

  meet_hq (f, right);
  f->now += 1000;
  g_free (send_one (f, "{}"));
  g_assert_cmpint (get_time (f, 1), >=, right + 1000);
  g_assert_cmpint (get_time (f, 1), <, right + 2000);
  g_assert_false (is_suspect (f, 1));

  f->now = right + day;
  g_assert_false (doubts_clock (f));
  g_free (send_one (f, "{}"));
  g_assert_cmpint (get_time (f, 2), <, right + 2 * day);
  g_assert_false (is_suspect (f, 2));

  f->now = right + 60 * day;
  g_assert_true (doubts_clock (f));
  g_free (send_one (f, "{}"));
  g_assert_true (is_suspect (f, 3));

  /* At the next meeting all is well again. */
  meet_hq (f, right + 61 * day);
  f->now += 1000;
  g_assert_false (doubts_clock (f));
}

static void
test_doubtful_clock_is_told (Fixture *f, gconstpointer data)
{
  const gint64 day = 24 * 60 * 60 * 1000;

  g_free (send_one (f, "{}"));
  g_assert_false (is_suspect (f, 1));
  fixture_be_answered (f, 1, 1);
  f->now += 44 * day;
  g_free (send_one (f, "{}"));
  g_assert_false (is_suspect (f, 2));
  f->now += 2 * day;
  g_free (send_one (f, "{}"));
  g_assert_true (is_suspect (f, 3));
  f->now -= 10 * day;
  g_free (send_one (f, "{}"));
  g_assert_true (is_suspect (f, 4));
}

static void
test_cancelled_readings_give_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *got = NULL;
  GAsyncResult *result;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ruhu_outbox_read_async (f->store, 1, 1, 1, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_null (ruhu_outbox_read_finish (f->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (result);

  ruhu_outbox_count_async (f->store, 0, 0, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_null (ruhu_outbox_count_finish (f->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (result);

  ruhu_outbox_list_attachments_async (f->store, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_null (ruhu_outbox_list_attachments_finish (f->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (result);

  ruhu_outbox_set_sent_async (f->store, "x", 1, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_outbox_set_sent_finish (f->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (result);

  ruhu_outbox_cut_async (f->store, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_outbox_cut_finish (f->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (result);
}

#define ADD(path, func) \
  g_test_add ("/outbox/" path, Fixture, NULL, fixture_set_up_unlocked, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("line/is-as-the-protocol-says", test_line_is_as_the_protocol_says);
  ADD ("line/is-one-of-a-signed-chain", test_lines_are_a_signed_chain);
  ADD ("line/hq-puts-the-clock-right", test_hq_puts_the_clock_right);
  ADD ("line/doubtful-clock-is-told", test_doubtful_clock_is_told);
  ADD ("line/of-other-kinds-joins-the-chain", test_other_lines_join_the_chain);
  ADD ("locked/hands-over-what-is-sealed", test_locked_hands_over_what_is_sealed);
  ADD ("locked/reading-leaves-the-files-alone", test_locked_reading_leaves_the_files_alone);
  ADD ("locked/counts-are-known", test_counts_are_known_while_locked);
  ADD ("read/keeps-within-its-limits", test_reading_keeps_within_its_limits);
  ADD ("read/cancelled-gives-nothing", test_cancelled_readings_give_nothing);
  ADD ("answer/receipt-makes-received", test_receipt_makes_received);
  ADD ("answer/quarantined-is-received-with-a-question",
       test_quarantined_is_received_with_a_question);
  ADD ("answer/receipt-alone-says-nothing-of-lines", test_receipt_alone_says_nothing_of_lines);
  ADD ("answer/cancelled-or-wrong-notes-nothing", test_answer_cancelled_or_wrong_notes_nothing);
  ADD ("free/only-when-confirmed-and-safe", test_freed_only_when_confirmed_and_safe);
  ADD ("restored/hq-gets-lines-again", test_restored_hq_gets_lines_again);
  ADD ("restored/hq-holds-a-line-again", test_restored_hq_holds_a_line_again);

  return g_test_run ();
}
