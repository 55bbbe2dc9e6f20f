/* test-response-correction.c: app/responses/ruhu-response-correction.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-correction.h"

#include <string.h>

#define ANS "{\"visit\":{\"contact_result\":\"met\"}}"
#define QUESTION "/data/visit/contact_result"

static const char *
id_of (RuhuResponse *response)
{
  return ruhu_response_get_id (response);
}

static RuhuResponse *
make_correction (const char *replaced)
{
  RuhuResponse *correction = ruhu_response_new ("ruhu_home_visit", "2026112101", DIVISION);

  ruhu_response_set_replaces (correction, replaced);
  return correction;
}

/* Returns: the draft's id */
static char *
correct_with (Fixture *f, RuhuResponse *correction, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_hash_table_insert (answers, (gpointer) QUESTION, (gpointer) "met");
  ruhu_response_store_correct_async (f->responses,
                                     correction,
                                     answers,
                                     cancellable,
                                     ruhu_test_got,
                                     &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_correct_finish (f->responses, result, error);
}

static char *
correct (Fixture *f, const char *replaced)
{
  g_autoptr (RuhuResponse) correction = make_correction (replaced);
  g_autoptr (GError) error = NULL;
  char *id = correct_with (f, correction, NULL, &error);

  g_assert_no_error (error);
  return id;
}

static RuhuResponse *
send (Fixture *f, const char *ans)
{
  RuhuResponse *response = fixture_begin (f);

  f->now += 1000;
  fixture_finish (f, id_of (response), ans, NULL);
  fixture_cut (f);
  return response;
}

static char *
load_final (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *ans;

  ruhu_response_store_load_final_async (f->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ans = ruhu_response_store_load_final_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return ans;
}

static JsonObject *
read_line (Fixture *f, gint64 seq)
{
  g_autoptr (GPtrArray) lines = fixture_read_lines (f, seq);
  RuhuOutboxLine *line = lines->pdata[0];

  return ruhu_json_parse (g_bytes_get_data (line->line, NULL), g_bytes_get_size (line->line), NULL);
}

static void
test_never_alters_what_was_sent (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autoptr (GPtrArray) before = fixture_read_lines (f, 1);
  g_autofree char *id = correct (f, id_of (old));
  g_autoptr (RuhuResponse) draft = fixture_find (f, id);
  g_autoptr (RuhuResponse) corrected = NULL, replaced = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *ans = NULL;

  g_assert_cmpstr (ruhu_response_get_replaces (draft), ==, id_of (old));
  g_assert_cmpstr (ruhu_response_get_user (draft), ==, USER);
  corrected = fixture_find (f, id_of (old));
  g_assert_cmpstr (ruhu_response_get_correction (corrected), ==, id);
  g_assert_null (ruhu_response_get_replaced_by (corrected));

  fixture_answer (f, id, QUESTION, "nobody");
  fixture_finish (f, id, "{\"visit\":{\"contact_result\":\"nobody\"}}", NULL);
  fixture_cut (f);
  replaced = fixture_find (f, id_of (old));
  g_assert_cmpstr (ruhu_response_get_replaced_by (replaced), ==, id);
  g_assert_null (ruhu_response_get_correction (replaced));
  ans = load_final (f, id_of (old));
  g_assert_cmpstr (ans, ==, ANS);

  after = fixture_read_lines (f, 1);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_true (g_bytes_equal (((RuhuOutboxLine *) before->pdata[0])->line,
                                ((RuhuOutboxLine *) after->pdata[0])->line));
}

/* What is begun again is what was begun, with what was answered in it meanwhile. */
static void
test_one_for_a_response (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autofree char *first = correct (f, id_of (old));
  g_autofree char *again = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GPtrArray) list = NULL;

  fixture_answer (f, first, QUESTION, "nobody");
  again = correct (f, id_of (old));
  g_assert_cmpstr (again, ==, first);
  answers = fixture_load (f, first, NULL);
  g_assert_cmpstr (g_hash_table_lookup (answers, QUESTION), ==, "nobody");
  list = fixture_list (f);
  g_assert_cmpuint (list->len, ==, 2);
}

static void
assert_refused (Fixture *f, const char *replaced, int code)
{
  g_autoptr (RuhuResponse) correction = make_correction (replaced);
  g_autoptr (GPtrArray) before = fixture_list (f);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (correct_with (f, correction, NULL, &error));
  g_assert_error (error, RUHU_ERROR, code);
  after = fixture_list (f);
  g_assert_cmpuint (after->len, ==, before->len);
}

static void
test_only_what_is_final_and_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = fixture_begin (f);
  g_autofree char *id = NULL;

  assert_refused (f, "0192f3a0-aa01-7bcd-8123-000000000001", RUHU_ERROR_NOT_FOUND);
  assert_refused (f, id_of (old), RUHU_ERROR_CONFLICT);
  fixture_finish (f, id_of (old), ANS, NULL);
  assert_refused (f, id_of (old), RUHU_ERROR_CONFLICT);
  fixture_cut (f);

  id = correct (f, id_of (old));
  fixture_finish (f, id, ANS, NULL);
  assert_refused (f, id_of (old), RUHU_ERROR_CONFLICT);
  assert_refused (f, id, RUHU_ERROR_CONFLICT);
  fixture_cut (f);
  assert_refused (f, id_of (old), RUHU_ERROR_CONFLICT);
}

static void
test_is_corrected_again (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autofree char *second = correct (f, id_of (old));
  g_autofree char *third = NULL;
  g_autoptr (RuhuResponse) first_link = NULL, second_link = NULL, third_link = NULL;

  fixture_finish (f, second, ANS, NULL);
  fixture_cut (f);
  f->now += 1000;
  third = correct (f, second);
  fixture_finish (f, third, ANS, NULL);
  fixture_cut (f);

  first_link = fixture_find (f, id_of (old));
  second_link = fixture_find (f, second);
  third_link = fixture_find (f, third);
  g_assert_cmpstr (ruhu_response_get_replaced_by (first_link), ==, third);
  g_assert_cmpstr (ruhu_response_get_replaced_by (second_link), ==, third);
  g_assert_null (ruhu_response_get_replaced_by (third_link));
  g_assert_cmpstr (ruhu_response_get_replaces (third_link), ==, second);
}

#define OTHERS(last) "0192f3a0-aa01-7bcd-8123-00000000000" last

static gboolean
pull_two_corrections (RuhuObjectPage *page, gpointer data, GError **error)
{
  static const struct {
    const char *id;
    const char *body;
  } links[] = {
    { OTHERS ("1"), "{\"fm\":\"ruhu_home_visit\",\"fv\":1,\"ans\":{}}" },
    { OTHERS ("2"),
      "{\"fm\":\"ruhu_home_visit\",\"fv\":1,\"replaces\":\"" OTHERS (
        "1") "\",\"ans\":{},\"par\":{\"finished\":2000}}" },
    { OTHERS ("3"),
      "{\"fm\":\"ruhu_home_visit\",\"fv\":1,\"replaces\":\"" OTHERS (
        "1") "\",\"ans\":{},\"par\":{\"finished\":1000}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autoptr (RuhuObject) link = ruhu_object_new (links[i].id, RUHU_OBJECT_RESPONSE, DIVISION);

    link->state = RUHU_RESPONSE_RECEIVED;
    g_free (link->body);
    link->body = g_strdup (links[i].body);
    if (!ruhu_object_page_put (page, link, error))
      return FALSE;
  }
  return TRUE;
}

/* Two colleagues corrected the same one, neither having seen the other's: one of all counts. */
static void
test_of_two_one_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = NULL, newest = NULL, other = NULL;

  fixture_pull (f, pull_two_corrections, NULL);

  old = fixture_find (f, OTHERS ("1"));
  newest = fixture_find (f, OTHERS ("2"));
  other = fixture_find (f, OTHERS ("3"));
  g_assert_cmpstr (ruhu_response_get_replaced_by (old), ==, OTHERS ("2"));
  g_assert_cmpstr (ruhu_response_get_replaced_by (other), ==, OTHERS ("2"));
  g_assert_null (ruhu_response_get_replaced_by (newest));
  assert_refused (f, OTHERS ("3"), RUHU_ERROR_CONFLICT);
}

/* Sends a correction of a correction that HQ holds. Returns: (transfer full): its line */
static JsonObject *
correct_held (Fixture *f, const char *code, const char *first, char **second)
{
  g_autofree char *receipt = fixture_make_receipt (f, 2, 2);
  RuhuOutboxAnswer *answer = ruhu_outbox_answer_new (2, receipt, 0, "g1");
  g_autofree char *third = NULL;
  g_autoptr (RuhuResponse) oldest = NULL, newest = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  *second = correct (f, first);
  fixture_finish (f, *second, ANS, NULL);
  fixture_cut (f);
  ruhu_outbox_answer_quarantine (answer, 2, code);
  ruhu_outbox_answer_async (f->store, answer, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_outbox_answer_finish (f->store, result, NULL));

  third = correct (f, *second);
  fixture_finish (f, third, ANS, NULL);
  fixture_cut (f);
  newest = fixture_find (f, third);
  g_assert_cmpstr (ruhu_response_get_replaces (newest), ==, *second);
  oldest = fixture_find (f, first);
  g_assert_cmpstr (ruhu_response_get_replaced_by (oldest), ==, third);
  return read_line (f, 3);
}

/* HQ never hears of the link between, and is to count one of the two that it has. */
static void
test_of_what_is_held_names_what_hq_has (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autofree char *held = NULL;
  g_autoptr (JsonObject) line = correct_held (f, "SCHEMA", id_of (old), &held);

  g_assert_cmpstr (ruhu_json_get_string (line, "replaces"), ==, id_of (old));
}

/* It comes out of quarantine with its form, and is a link like others. */
static void
test_of_what_waits_for_its_form_names_it (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autofree char *held = NULL;
  g_autoptr (JsonObject) line = correct_held (f, "FORM_UNKNOWN", id_of (old), &held);

  g_assert_cmpstr (ruhu_json_get_string (line, "replaces"), ==, held);
}

/* The line names it as the old line does; there is one file, and it is sent once. */
static void
test_shares_attachments (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = fixture_begin (f);
  g_autofree char *photo = fixture_attach (f, id_of (old), "photo", "image/jpeg");
  g_autofree char *signature = fixture_attach (f, id_of (old), "signature", "image/png");
  g_autofree char *ans = g_strdup_printf ("{\"a\":\"%s\",\"b\":\"%s\"}", photo, signature);
  g_autofree char *id = NULL, *retaken = NULL, *new_ans = NULL;
  g_autoptr (JsonObject) before = NULL, line = NULL;
  g_autoptr (RuhuResponse) waiting = NULL, received = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *folder = g_build_filename (f->dir, "att", NULL);
  JsonObject *kept, *own;
  JsonArray *att;

  fixture_finish (f, id_of (old), ans, NULL);
  fixture_cut (f);
  id = correct (f, id_of (old));
  retaken = fixture_attach (f, id, "retaken", "image/jpeg");
  new_ans = g_strdup_printf ("{\"a\":\"%s\",\"b\":\"%s\"}", retaken, signature);
  fixture_finish (f, id, new_ans, NULL);
  fixture_cut (f);

  before = read_line (f, 1);
  line = read_line (f, 2);
  att = ruhu_json_get_array (line, "att");
  g_assert_cmpuint (json_array_get_length (att), ==, 2);
  own = json_array_get_object_element (att, 0);
  kept = json_array_get_object_element (att, 1);
  g_assert_true (g_str_has_prefix (retaken, ruhu_json_get_string (own, "id")));
  g_assert_true (g_str_has_prefix (signature, ruhu_json_get_string (kept, "id")));
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (before, "att")), ==, 2);
  g_assert_false (json_object_has_member (line, "shared"));
  files = fixture_list_files (folder);
  g_assert_cmpuint (files->len, ==, 3);

  fixture_be_answered (f, 2, 0);
  waiting = fixture_find (f, id);
  g_assert_cmpint (ruhu_response_get_n_attachments (waiting), ==, 2);
  g_assert_cmpint (ruhu_response_get_n_waiting (waiting), ==, 2);
  g_assert_cmpint (ruhu_response_get_state (waiting), ==, RUHU_RESPONSE_FINAL);
  fixture_be_answered (f, 2, 2);
  received = fixture_find (f, id);
  g_assert_cmpint (ruhu_response_get_n_waiting (received), ==, 0);
  g_assert_cmpint (ruhu_response_get_state (received), ==, RUHU_RESPONSE_RECEIVED);
}

static gboolean
pull_other (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) other =
    ruhu_object_new ("0192f3a0-aa01-7bcd-8123-000000000001", RUHU_OBJECT_RESPONSE, DIVISION);

  other->state = RUHU_RESPONSE_RETURNED;
  g_free (other->body);
  other->body = g_strdup ("{\"fm\":\"ruhu_home_visit\",\"fv\":2026112101,\"u\":\"w2\",\"ans\":"
                          "{\"a\":\"0192f3a0-aa01-7bcd-8123-00000000000a.jpg\"},\"att\":[{\"id\":"
                          "\"0192f3a0-aa01-7bcd-8123-00000000000a\",\"hash\":\"aa\",\"len\":3,"
                          "\"type\":\"image/jpeg\"}],\"decisions\":[{\"reason\":\"blurred\"}]}");
  return ruhu_object_page_put (page, other, error);
}

/* A colleague's, of which only HQ has the photo; why it came back goes along. */
static void
test_of_another_tablet (Fixture *f, gconstpointer data)
{
  const char *other = "0192f3a0-aa01-7bcd-8123-000000000001";
  g_autofree char *id = NULL;
  g_autoptr (RuhuResponse) draft = NULL, final = NULL;
  g_autoptr (JsonObject) line = NULL;

  fixture_pull (f, pull_other, NULL);

  id = correct (f, other);
  draft = fixture_find (f, id);
  g_assert_cmpstr (ruhu_response_get_reason (draft), ==, "blurred");
  fixture_finish (f, id, "{\"a\":\"0192f3a0-aa01-7bcd-8123-00000000000a.jpg\"}", NULL);
  fixture_cut (f);
  line = read_line (f, 1);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (line, "att")), ==, 1);
  fixture_be_answered (f, 1, 1);
  final = fixture_find (f, id);
  g_assert_cmpint (ruhu_response_get_state (final), ==, RUHU_RESPONSE_RECEIVED);
}

static void
finish_saying (Fixture *f, const char *id, const char *par, const char *const *keep)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_finish_async (f->responses,
                                    id,
                                    ANS,
                                    keep,
                                    par,
                                    NULL,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_response_store_finish_finish (f->responses, result, &error));
  g_assert_no_error (error);
}

/* What was said of a warning need not be said again. */
static void
test_keeps_the_reasons (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = fixture_begin (f);
  g_autofree char *id = NULL;
  g_autoptr (GHashTable) answers = NULL;

  finish_saying (f, id_of (old), "{\"reasons\":{\"Q10\":\"so it is\"}}", NULL);
  fixture_cut (f);
  id = correct (f, id_of (old));
  answers = fixture_load (f, id, NULL);
  g_assert_cmpstr (g_hash_table_lookup (answers, RUHU_ANSWER_REASON "Q10"), ==, "so it is");
  g_assert_cmpuint (g_hash_table_size (answers), ==, 2);
}

/* It travels with the response; where there is no consent only this tablet knows it. */
static void
test_says_why (Fixture *f, gconstpointer data)
{
  static const char *const visit[] = { "visit", NULL };
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autofree char *id = correct (f, id_of (old));
  g_autofree char *again = NULL;
  g_autoptr (RuhuResponse) found = NULL, withheld = NULL;
  g_autoptr (JsonObject) line = NULL, without = NULL;

  finish_saying (f, id, "{\"why\":\"misheard\"}", NULL);
  fixture_cut (f);
  found = fixture_find (f, id);
  g_assert_cmpstr (ruhu_response_get_why (found), ==, "misheard");
  line = read_line (f, 2);
  g_assert_cmpstr (ruhu_json_get_string (ruhu_json_get_object (line, "par"), "why"),
                   ==,
                   "misheard");

  again = correct (f, id);
  finish_saying (f, again, "{\"why\":\"took it back\"}", visit);
  fixture_cut (f);
  withheld = fixture_find (f, again);
  g_assert_cmpstr (ruhu_response_get_why (withheld), ==, "took it back");
  without = read_line (f, 3);
  g_assert_false (json_object_has_member (ruhu_json_get_object (without, "par"), "why"));
}

static void
test_cancelled_begins_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) old = send (f, ANS);
  g_autoptr (RuhuResponse) correction = make_correction (id_of (old));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (correct_with (f, correction, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  list = fixture_list (f);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_id_is_a_uuid (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) correction =
    ruhu_response_new_with_id ("r1", "ruhu_home_visit", "1", DIVISION);
  g_autoptr (GError) error = NULL;

  g_assert_null (correct_with (f, correction, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

#define ADD(path, func) \
  g_test_add ("/response-correction/" path, \
              Fixture, \
              NULL, \
              fixture_set_up_unlocked, \
              func, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("never-alters-what-was-sent", test_never_alters_what_was_sent);
  ADD ("one-for-a-response", test_one_for_a_response);
  ADD ("only-what-is-final-and-counts", test_only_what_is_final_and_counts);
  ADD ("is-corrected-again", test_is_corrected_again);
  ADD ("of-two-one-counts", test_of_two_one_counts);
  ADD ("of-what-is-held-names-what-hq-has", test_of_what_is_held_names_what_hq_has);
  ADD ("of-what-waits-for-its-form-names-it", test_of_what_waits_for_its_form_names_it);
  ADD ("shares-attachments", test_shares_attachments);
  ADD ("of-another-tablet", test_of_another_tablet);
  ADD ("keeps-the-reasons", test_keeps_the_reasons);
  ADD ("says-why", test_says_why);
  ADD ("cancelled-begins-nothing", test_cancelled_begins_nothing);
  ADD ("id-is-a-uuid", test_id_is_a_uuid);

  return g_test_run ();
}
