/* test-response-store.c: app/responses/ruhu-response-store.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"
#include "ruhu-test-sql.h"

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"

#include <string.h>

#define ANS "{\"visit\":{\"contact_result\":\"met\"},\"consent\":{\"consent_basic\":\"yes\"}}"
#define MINUTE (60 * 1000)

static const char *
id_of (RuhuResponse *response)
{
  return ruhu_response_get_id (response);
}

static RuhuResponseState
state_of (Fixture *f, RuhuResponse *response)
{
  g_autoptr (RuhuResponse) found = fixture_find (f, id_of (response));

  g_assert_nonnull (found);
  return ruhu_response_get_state (found);
}

static void
test_saved_is_there_after_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (RuhuResponse) found = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;

  fixture_answer (f, id_of (response), "/data/visit/contact_result", "met");
  f->now += MINUTE;
  fixture_answer (f, id_of (response), "/data/visit/note", "第一行\n第二行");
  fixture_reopen (f);
  fixture_unlock (f);

  answers = fixture_load (f, id_of (response), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (answers), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (answers, "/data/visit/contact_result"), ==, "met");
  g_assert_cmpstr (g_hash_table_lookup (answers, "/data/visit/note"), ==, "第一行\n第二行");

  found = fixture_find (f, id_of (response));
  g_assert_cmpint (ruhu_response_get_state (found), ==, RUHU_RESPONSE_DRAFT);
  g_assert_cmpstr (ruhu_response_get_form_id (found), ==, "ruhu_home_visit");
  g_assert_cmpstr (ruhu_response_get_title (found), ==, "入户访视 王秀兰");
  g_assert_cmpstr (ruhu_response_get_user (found), ==, USER);
  g_assert_cmpint (ruhu_response_get_started_at (found), ==, f->now - MINUTE);
  g_assert_cmpint (ruhu_response_get_saved_at (found), ==, f->now);
}

static void
test_put_again_replaces (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GHashTable) answers = NULL;

  fixture_answer (f, id_of (response), "/data/q", "1");
  fixture_answer (f, id_of (response), "/data/q", "");
  fixture_answer (f, id_of (response), "/data/r", "2");
  fixture_answer (f, id_of (response), "/data/r", NULL);
  answers = fixture_load (f, id_of (response), NULL);
  g_assert_cmpuint (g_hash_table_size (answers), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (answers, "/data/q"), ==, "");
}

static void
test_removed_row_takes_what_is_below (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GHashTable) answers = NULL;

  fixture_answer (f, id_of (response), "/data/dev#1", "1");
  fixture_answer (f, id_of (response), "/data/dev#1/type", "cane");
  fixture_answer (f, id_of (response), "/data/dev#1/fault#1/what", "tip");
  fixture_answer (f, id_of (response), "/data/dev#11", "2");
  fixture_answer (f, id_of (response), "/data/dev#11/type", "bed");
  fixture_answer (f, id_of (response), "/data/dev#1", NULL);
  answers = fixture_load (f, id_of (response), NULL);
  g_assert_cmpuint (g_hash_table_size (answers), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (answers, "/data/dev#11/type"), ==, "bed");
}

static void
test_put_cancelled_writes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (fixture_put (f, id_of (response), "/data/q", "1", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answers = fixture_load (f, id_of (response), NULL);
  g_assert_cmpuint (g_hash_table_size (answers), ==, 0);
}

static void
test_put_cancelled_too_late_is_saved (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GHashTable) batch = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  /* The idle source that tells of it waits while this thread is busy; the store thread does not. */
  g_hash_table_insert (batch, (gpointer) "/data/q", (gpointer) "1");
  ruhu_response_store_put_async (f->responses,
                                 id_of (response),
                                 batch,
                                 cancellable,
                                 ruhu_test_got,
                                 &got);
  list = fixture_list (f);
  g_cancellable_cancel (cancellable);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_response_store_put_finish (f->responses, result, &error));
  g_assert_no_error (error);
}

static void
test_put_to_nobody_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
    fixture_put (f, "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11", "/data/q", "1", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static gboolean
create (Fixture *f, RuhuResponse *response, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_create_async (f->responses, response, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_create_finish (f->responses, result, error);
}

static void
test_create_cancelled_leaves_no_draft (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = ruhu_response_new ("f", "1", DIVISION);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (create (f, response, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (fixture_find (f, id_of (response)));
}

static void
test_create_twice_is_a_conflict (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (RuhuResponse) bad = ruhu_response_new_with_id ("x", "f", "1", DIVISION);
  g_autoptr (GError) error = NULL;

  g_assert_false (create (f, response, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (create (f, bad, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

static gboolean
undo (Fixture *f, const char *id, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_undo_async (f->responses, id, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_undo_finish (f->responses, result, error);
}

static gboolean
finish (Fixture *f, const char *id, const char *ans, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_finish_async (f->responses,
                                    id,
                                    ans,
                                    NULL,
                                    NULL,
                                    NULL,
                                    cancellable,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_finish_finish (f->responses, result, error);
}

static void
test_finished_can_be_undone (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  fixture_answer (f, id_of (response), "/data/q", "1");
  fixture_finish (f, id_of (response), ANS, NULL);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINISHED);
  g_assert_false (fixture_put (f, id_of (response), "/data/q", "2", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (finish (f, id_of (response), ANS, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (undo (f, id_of (response), NULL, &error));
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_DRAFT);
  fixture_answer (f, id_of (response), "/data/q", "2");
  fixture_cut (f);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_DRAFT);
}

static void
test_finish_and_undo_cancelled_change_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (finish (f, id_of (response), ANS, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_DRAFT);

  fixture_finish (f, id_of (response), ANS, NULL);
  g_assert_false (undo (f, id_of (response), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINISHED);
}

/* What HQ could never take would keep everything behind it here. */
static void
test_finish_wants_what_can_be_sent (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autofree char *ans = g_strdup_printf ("{\"q\":\"%0*d\"}", 256 * 1024, 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (finish (f, id_of (response), ans, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_DRAFT);
}

static void
test_finish_wants_json (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  g_assert_false (finish (f, id_of (response), "王秀兰", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_null (strstr (error->message, "王秀兰"));
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_DRAFT);
}

static void
cut_due (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_cut_async (f->responses, FALSE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_response_store_cut_finish (f->responses, result, &error));
  g_assert_no_error (error);
}

static void
test_cut_after_ten_minutes (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  fixture_finish (f, id_of (response), ANS, NULL);
  f->now += 10 * MINUTE - 1;
  cut_due (f);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINISHED);
  f->now += 1;
  cut_due (f);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINAL);

  g_assert_false (undo (f, id_of (response), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (fixture_put (f, id_of (response), "/data/q", "2", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
}

static void
test_cut_at_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);

  fixture_finish (f, id_of (response), ANS, NULL);
  fixture_lock (f);
  fixture_unlock (f);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINAL);
}

static void
test_cut_at_unlock_after_a_crash (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);

  fixture_finish (f, id_of (response), ANS, NULL);
  fixture_reopen (f);
  f->now += 10 * MINUTE;
  fixture_unlock (f);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINAL);
}

static void
test_cut_cancelled_cuts_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_finish (f, id_of (response), ANS, NULL);
  g_cancellable_cancel (cancellable);
  ruhu_response_store_cut_async (f->responses, TRUE, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_response_store_cut_finish (f->responses, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (state_of (f, response), ==, RUHU_RESPONSE_FINISHED);
}

static char *
load_final (Fixture *f, const char *id, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_load_final_async (f->responses, id, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_load_final_finish (f->responses, result, error);
}

static void
test_final_answers_can_be_read (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *finished = NULL;
  g_autofree char *ans = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (load_final (f, id_of (response), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  fixture_finish (f, id_of (response), ANS, NULL);
  finished = load_final (f, id_of (response), NULL, &error);
  g_assert_cmpstr (finished, ==, ANS);
  fixture_cut (f);
  ans = load_final (f, id_of (response), NULL, &error);
  g_assert_cmpstr (ans, ==, ANS);

  g_cancellable_cancel (cancellable);
  g_assert_null (load_final (f, id_of (response), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Without consent too: that nobody was met, and when somebody comes again, belongs to the visit. */
static void
test_attempt_says_when_next (Fixture *f, gconstpointer data)
{
  static const char *const keep[] = { "visit", NULL };
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (RuhuResponse) finished = NULL, final = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonObject) line = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_finish_async (f->responses,
                                    id_of (response),
                                    "{\"visit\":{\"q\":\"1\"},\"other\":{\"q\":\"2\"}}",
                                    keep,
                                    "{\"next\":\"2026-11-28\",\"reasons\":{}}",
                                    NULL,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_response_store_finish_finish (f->responses, result, &error));
  g_assert_no_error (error);
  finished = fixture_find (f, id_of (response));
  g_assert_cmpstr (ruhu_response_get_next (finished), ==, "2026-11-28");

  fixture_cut (f);
  final = fixture_find (f, id_of (response));
  g_assert_cmpstr (ruhu_response_get_next (final), ==, "2026-11-28");
  lines = fixture_read_lines (f, 1);
  line = ruhu_json_parse (g_bytes_get_data (((RuhuOutboxLine *) lines->pdata[0])->line, NULL),
                          g_bytes_get_size (((RuhuOutboxLine *) lines->pdata[0])->line),
                          &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ruhu_json_get_string (line, "next"), ==, "2026-11-28");
  g_assert_false (json_object_has_member (ruhu_json_get_object (line, "par"), "next"));
  g_assert_false (json_object_has_member (ruhu_json_get_object (line, "par"), "reasons"));
}

static void
test_correction_names_what_it_replaces (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = fixture_begin (f);
  g_autoptr (RuhuResponse) response = ruhu_response_new ("ruhu_home_visit", "3", DIVISION);
  g_autoptr (RuhuResponse) found = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonObject) line = NULL;
  g_autoptr (GError) error = NULL;

  fixture_finish (f, id_of (old), ANS, NULL);
  fixture_cut (f);
  ruhu_response_set_replaces (response, id_of (old));
  g_assert_true (create (f, response, NULL, &error));
  fixture_finish (f, id_of (response), ANS, NULL);
  fixture_cut (f);

  found = fixture_find (f, id_of (response));
  g_assert_cmpstr (ruhu_response_get_replaces (found), ==, id_of (old));
  lines = fixture_read_lines (f, 2);
  line = ruhu_json_parse (g_bytes_get_data (((RuhuOutboxLine *) lines->pdata[0])->line, NULL),
                          g_bytes_get_size (((RuhuOutboxLine *) lines->pdata[0])->line),
                          &error);
  g_assert_cmpstr (ruhu_json_get_string (line, "replaces"), ==, id_of (old));
  g_assert_cmpint (ruhu_json_get_int64 (line, "fv"), ==, 3);
}

static gboolean
pull_decisions (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) own = ruhu_object_new (data, RUHU_OBJECT_RESPONSE, DIVISION);
  g_autoptr (RuhuObject) foreign = NULL, early = NULL;

  own->state = RUHU_RESPONSE_RETURNED;
  g_free (own->body);
  own->body = g_strdup ("{\"fm\":\"ruhu_home_visit\",\"fv\":1,\"ans\":{},\"decisions\":["
                        "{\"outcome\":\"verified\"},{\"reason\":\"photo_bad\"}]}");
  foreign =
    ruhu_object_new ("0192f3a0-aa01-7bcd-8123-000000000001", RUHU_OBJECT_RESPONSE, DIVISION);
  g_free (foreign->body);
  foreign->body = g_strdup ("{\"fm\":\"f\",\"fv\":7,\"u\":\"w2\",\"ans\":{\"q\":\"1\"},"
                            "\"par\":{\"started\":5,\"finished\":6}}");
  early = ruhu_object_new ("0192f3a0-aa01-7bcd-8123-000000000002", RUHU_OBJECT_RESPONSE, DIVISION);
  return ruhu_object_page_put (page, own, error) && ruhu_object_page_put (page, foreign, error) &&
         ruhu_object_page_put (page, early, error);
}

static void
test_decisions_of_hq_show (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (RuhuResponse) waiting = NULL, returned = NULL, foreign = NULL;
  g_autofree char *ans = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  fixture_finish (f, id_of (response), ANS, NULL);
  fixture_cut (f);
  fixture_pull (f, pull_decisions, (gpointer) id_of (response));

  waiting = fixture_find (f, id_of (response));
  g_assert_cmpint (ruhu_response_get_state (waiting), ==, RUHU_RESPONSE_FINAL);
  fixture_be_answered (f, 1, 1);
  returned = fixture_find (f, id_of (response));
  g_assert_cmpint (ruhu_response_get_state (returned), ==, RUHU_RESPONSE_RETURNED);
  g_assert_cmpstr (ruhu_response_get_reason (returned), ==, "photo_bad");
  g_assert_cmpstr (ruhu_response_get_title (returned), ==, "入户访视 王秀兰");

  list = fixture_list (f);
  g_assert_cmpuint (list->len, ==, 2);
  foreign = fixture_find (f, "0192f3a0-aa01-7bcd-8123-000000000001");
  g_assert_cmpint (ruhu_response_get_state (foreign), ==, RUHU_RESPONSE_RECEIVED);
  g_assert_cmpstr (ruhu_response_get_form_version (foreign), ==, "7");
  g_assert_cmpint (ruhu_response_get_started_at (foreign), ==, 5);
  ans = load_final (f, ruhu_response_get_id (foreign), NULL, &error);
  g_assert_cmpstr (ans, ==, "{\"q\":\"1\"}");
}

static void
test_cancelled_readings_give_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) listed = NULL;

  g_cancellable_cancel (cancellable);
  ruhu_response_store_load_answers_async (f->responses,
                                          id_of (response),
                                          cancellable,
                                          ruhu_test_got,
                                          &got);
  result = ruhu_test_wait (&got);
  g_assert_null (ruhu_response_store_load_answers_finish (f->responses, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  ruhu_response_store_list_async (f->responses, cancellable, ruhu_test_got, &got);
  listed = ruhu_test_wait (&got);
  g_assert_null (ruhu_response_store_list_finish (f->responses, listed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_altered_answer_does_not_open (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  fixture_answer (f, id_of (response), "/data/q", "1");
  fixture_lock (f);
  ruhu_test_sql_execute (f->dir, "store.db", "UPDATE answer SET hlc = hlc + 1");
  fixture_unlock (f);
  g_assert_null (fixture_load (f, id_of (response), &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
}

#define ADD(path, func) \
  g_test_add ("/response-store/" path, \
              Fixture, \
              NULL, \
              fixture_set_up_unlocked, \
              func, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("create/cancelled-leaves-no-draft", test_create_cancelled_leaves_no_draft);
  ADD ("create/twice-is-a-conflict", test_create_twice_is_a_conflict);
  ADD ("put/is-there-after-restart", test_saved_is_there_after_restart);
  ADD ("put/again-replaces", test_put_again_replaces);
  ADD ("put/removed-row-takes-what-is-below", test_removed_row_takes_what_is_below);
  ADD ("put/cancelled-writes-nothing", test_put_cancelled_writes_nothing);
  ADD ("put/cancelled-too-late-is-saved", test_put_cancelled_too_late_is_saved);
  ADD ("put/to-nobody-is-told", test_put_to_nobody_is_told);
  ADD ("put/altered-answer-does-not-open", test_altered_answer_does_not_open);
  ADD ("finish/can-be-undone", test_finished_can_be_undone);
  ADD ("finish/and-undo-cancelled-change-nothing", test_finish_and_undo_cancelled_change_nothing);
  ADD ("finish/wants-json", test_finish_wants_json);
  ADD ("finish/wants-what-can-be-sent", test_finish_wants_what_can_be_sent);
  ADD ("cut/after-ten-minutes", test_cut_after_ten_minutes);
  ADD ("cut/at-lock", test_cut_at_lock);
  ADD ("cut/at-unlock-after-a-crash", test_cut_at_unlock_after_a_crash);
  ADD ("cut/cancelled-cuts-nothing", test_cut_cancelled_cuts_nothing);
  ADD ("final/answers-can-be-read", test_final_answers_can_be_read);
  ADD ("final/attempt-says-when-next", test_attempt_says_when_next);
  ADD ("final/correction-names-what-it-replaces", test_correction_names_what_it_replaces);
  ADD ("final/decisions-of-hq-show", test_decisions_of_hq_show);
  ADD ("read/cancelled-gives-nothing", test_cancelled_readings_give_nothing);

  return g_test_run ();
}
