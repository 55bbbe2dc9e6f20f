/* test-response-discard.c: app/responses/ruhu-response-discard.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "responses/ruhu-response-correction.h"
#include "responses/ruhu-response-discard.h"

#define QUESTION "/data/visit/contact_result"
#define MINUTES G_GINT64_CONSTANT (60000)

static gboolean
discard_with (Fixture *f, const char *id, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_discard_async (f->responses, id, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_discard_finish (f->responses, result, error);
}

static void
discard (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (discard_with (f, id, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
recover (Fixture *f, const char *id, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_recover_async (f->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_recover_finish (f->responses, result, error);
}

static void
assert_gone (Fixture *f, const char *id)
{
  g_autoptr (RuhuResponse) response = fixture_find (f, id);

  g_assert_null (response);
}

/* Sends one and begins its correction: returns the draft's id. */
static char *
correct (Fixture *f, const char *replaced)
{
  g_autoptr (RuhuResponse) correction =
    ruhu_response_new ("ruhu_home_visit", "2026112101", DIVISION);
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *id;

  ruhu_response_set_replaces (correction, replaced);
  ruhu_response_store_correct_async (f->responses, correction, answers, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  id = ruhu_response_store_correct_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return id;
}

static RuhuResponse *
send (Fixture *f)
{
  RuhuResponse *response = fixture_begin (f);

  fixture_finish (f, ruhu_response_get_id (response), "{\"visit\":{}}", NULL);
  fixture_cut (f);
  return response;
}

static void
test_a_draft_is_gone_and_can_be_brought_back (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) draft = fixture_begin (f);
  const char *id = ruhu_response_get_id (draft);
  g_autoptr (RuhuResponse) back = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;

  g_free (fixture_attach (f, id, "a photo", "image/jpeg"));
  fixture_answer (f, id, QUESTION, "met");
  discard (f, id);
  assert_gone (f, id);
  counts = fixture_count (f);
  g_assert_cmpuint (counts->drafts, ==, 0);
  discard (f, id); /* a second time is no harm */

  g_assert_true (recover (f, id, &error));
  g_assert_no_error (error);
  back = fixture_find (f, id);
  g_assert_nonnull (back);
  g_assert_cmpint (ruhu_response_get_state (back), ==, RUHU_RESPONSE_DRAFT);
  g_assert_cmpint (ruhu_response_get_finished_at (back), ==, 0);
  answers = fixture_load (f, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (answers, QUESTION), ==, "met");
  fixture_finish (f, id, "{\"visit\":{}}", NULL);
}

static void
test_the_original_counts_on (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f);
  const char *replaced = ruhu_response_get_id (old);
  g_autofree char *first = correct (f, replaced);
  g_autofree char *second = NULL;
  g_autoptr (RuhuResponse) after = NULL;
  g_autoptr (GError) error = NULL;

  discard (f, first);
  assert_gone (f, first);
  after = fixture_find (f, replaced);
  g_assert_null (ruhu_response_get_correction (after));
  g_assert_null (ruhu_response_get_replaced_by (after));
  g_assert_cmpint (ruhu_response_get_state (after), ==, RUHU_RESPONSE_FINAL);

  /* Another one may begin; then the first cannot come back beside it. */
  second = correct (f, replaced);
  g_assert_cmpstr (second, !=, first);
  g_assert_false (recover (f, first, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  discard (f, second);
  g_assert_true (recover (f, first, &error));
  g_assert_no_error (error);
}

static void
test_what_hq_may_have_is_never_thrown_away (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) sent = send (f);
  g_autoptr (RuhuResponse) finished = fixture_begin (f);
  g_autoptr (RuhuResponse) found = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  fixture_finish (f, ruhu_response_get_id (finished), "{\"visit\":{}}", NULL);
  g_assert_false (discard_with (f, ruhu_response_get_id (finished), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (discard_with (f, ruhu_response_get_id (sent), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (discard_with (f, "5c8a6f2e-1b7d-4e39-9a64-0d2f8b3c7e15", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);

  found = fixture_find (f, ruhu_response_get_id (finished));
  g_assert_cmpint (ruhu_response_get_state (found), ==, RUHU_RESPONSE_FINISHED);
  lines = fixture_read_lines (f, 1);
  g_assert_cmpuint (lines->len, ==, 1);
}

/* Nothing more can be said in it, and none of it is ever a line. */
static void
test_takes_no_answers_and_is_never_sent (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) draft = fixture_begin (f);
  const char *id = ruhu_response_get_id (draft);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  discard (f, id);
  g_assert_false (fixture_put (f, id, QUESTION, "met", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
  g_clear_error (&error);

  f->now += 11 * MINUTES;
  fixture_cut (f);
  lines = fixture_read_lines (f, 1);
  g_assert_cmpuint (lines->len, ==, 0);
  g_assert_false (recover (f, id, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static guint
count_files (Fixture *f)
{
  g_autofree char *folder = g_build_filename (f->dir, "att", NULL);
  g_autoptr (GPtrArray) files = fixture_list_files (folder);

  return files->len;
}

/* Until then it is there, however much is sent meanwhile. */
static void
test_goes_for_good_after_ten_minutes_or_at_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) one = fixture_begin (f);
  g_autoptr (RuhuResponse) other = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  g_free (fixture_attach (f, ruhu_response_get_id (one), "a photo", "image/jpeg"));
  discard (f, ruhu_response_get_id (one));
  f->now += 9 * MINUTES;
  fixture_cut (f);
  g_assert_cmpuint (count_files (f), ==, 1);
  f->now += 2 * MINUTES;
  fixture_cut (f);
  g_assert_cmpuint (count_files (f), ==, 0);

  discard (f, ruhu_response_get_id (other));
  fixture_lock (f);
  fixture_unlock (f);
  g_assert_false (recover (f, ruhu_response_get_id (other), &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static void
test_cancelled_throws_nothing_away (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) draft = fixture_begin (f);
  g_autoptr (RuhuResponse) after = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (discard_with (f, ruhu_response_get_id (draft), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = fixture_find (f, ruhu_response_get_id (draft));
  g_assert_nonnull (after);
}

static void
test_locked_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) draft = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  g_assert_false (discard_with (f, ruhu_response_get_id (draft), NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

#define ADD(path, func) \
  g_test_add ("/response-discard/" path, \
              Fixture, \
              NULL, \
              fixture_set_up_unlocked, \
              func, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-draft-is-gone-and-can-be-brought-back", test_a_draft_is_gone_and_can_be_brought_back);
  ADD ("the-original-counts-on", test_the_original_counts_on);
  ADD ("what-hq-may-have-is-never-thrown-away", test_what_hq_may_have_is_never_thrown_away);
  ADD ("takes-no-answers-and-is-never-sent", test_takes_no_answers_and_is_never_sent);
  ADD ("goes-for-good-after-ten-minutes-or-at-lock",
       test_goes_for_good_after_ten_minutes_or_at_lock);
  ADD ("cancelled-throws-nothing-away", test_cancelled_throws_nothing_away);
  ADD ("locked-is-refused", test_locked_is_refused);

  return g_test_run ();
}
