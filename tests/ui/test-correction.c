/* test-correction.c: a sent record read, corrected and sent once more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-due-page.h"
#include "ruhu-home-page.h"
#include "ruhu-person-page.h"
#include "ruhu-record-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-survey-page.h"
#include "ruhu-ui-test.h"

#define NOTE "visit/contact_note"
#define OLD_NOTE "邻居说去女儿家"
#define NEW_NOTE "在医院，下周回来"
#define WHY "邻居后来打电话说的"

static void
act (Path *f, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL);
}

static RuhuResponseList *
get_responses (Path *f)
{
  return ruhu_work_get_responses (ruhu_session_get_work (f->session));
}

static guint
count (Path *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_responses (f)));
}

/* Newest first. */
static RuhuResponse *
get (Path *f, guint i)
{
  g_autoptr (RuhuResponse) response = g_list_model_get_item (G_LIST_MODEL (get_responses (f)), i);

  return response;
}

static void
send_visit (Path *f)
{
  path_publish_form (f);
  path_enrol (f);
  path_begin_visit (f);
  path_finish_visit (f);
  act (f, "win.send-now");
  while (ruhu_response_get_state (get (f, 0)) != RUHU_RESPONSE_RECEIVED)
    g_main_context_iteration (NULL, TRUE);
}

static RuhuPage *
begin_correction (Path *f)
{
  path_open_first_of_sending (f);
  path_wait_for_text (f, OLD_NOTE);
  path_click (f, "Correct this record");
  return path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
}

static GtkWidget *
find_why (Path *f)
{
  return ruhu_ui_test_find (GTK_WIDGET (ruhu_window_get_page (f->window)), GTK_TYPE_ENTRY, NULL);
}

static void
finish_correction (Path *f, RuhuPage *page)
{
  path_answer (page, NOTE, NEW_NOTE);
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.review", NULL);
  gtk_editable_set_text (GTK_EDITABLE (find_why (f)), WHY);
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.finish", NULL);
  path_wait_for_text (f, "王桂花: correction finished");
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.leave", NULL);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
}

static void
test_begins_with_all_that_was_sent (Path *f, gconstpointer data)
{
  g_autofree char *old = NULL;
  RuhuPage *page;

  send_visit (f);
  page = begin_correction (f);
  old = g_strdup (ruhu_response_get_id (get (f, 1)));
  path_wait_for_text (f, "Why do you correct it?");
  path_wait_for_text (f, "Nothing is changed yet. Tap a part to change an answer in it.");
  g_assert_cmpstr (path_get_answer (page, NOTE), ==, OLD_NOTE);
  g_assert_cmpstr (path_get_answer (page, "visit/contact_result"), ==, "not_home");
  g_assert_true (g_str_has_suffix (path_get_answer (page, "meta/deprecatedID"), old));
  g_assert_true (g_str_has_suffix (path_get_answer (page, "meta/instanceID"),
                                   ruhu_response_get_id (get (f, 0))));
  g_assert_cmpstr (ruhu_response_get_replaces (get (f, 0)), ==, old);
  g_assert_cmpstr (ruhu_response_get_title (get (f, 0)), ==, "王桂花");
}

/* Each answer that it changes stands in the review; and it is not finished before it says why. */
static void
test_says_what_it_changes_and_why (Path *f, gconstpointer data)
{
  RuhuPage *page;
  GtkWidget *why;

  send_visit (f);
  page = begin_correction (f);
  path_answer (page, NOTE, NEW_NOTE);
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.review", NULL);
  path_wait_for_text (f, "was: " OLD_NOTE ", now: " NEW_NOTE);
  path_wait_for_text (f, "Explain one thing");

  gtk_widget_activate_action (GTK_WIDGET (page), "survey.finish", NULL);
  why = find_why (f);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (gtk_widget_get_root (why)), why));
  g_assert_cmpint (ruhu_response_get_state (get (f, 0)), ==, RUHU_RESPONSE_DRAFT);
  gtk_editable_set_text (GTK_EDITABLE (why), WHY);
  path_wait_for_text (f, "Finish");
}

static void
test_sent_once_more_it_counts_alone (Path *f, gconstpointer data)
{
  RuhuPage *page;

  send_visit (f);
  page = begin_correction (f);
  finish_correction (f, page);
  act (f, "win.send-now");
  while (ruhu_response_get_state (get (f, 0)) != RUHU_RESPONSE_RECEIVED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count (f), ==, 2);
  g_assert_cmpstr (ruhu_response_get_replaced_by (get (f, 1)),
                   ==,
                   ruhu_response_get_id (get (f, 0)));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6"), ==, 2);

  /* The list shows the newest; its page leads to the earlier one, and that one back. */
  act (f, "win.show-sending");
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  path_wait_for_beginning (f, "Correction · Receipt ");
  g_assert_false (ruhu_ui_test_has_text (GTK_WIDGET (f->window), "Replaced"));
  act (f, "win.back");
  path_open_first_of_sending (f);
  path_wait_for_text (f, "Why: " WHY);
  path_wait_for_text (f, NEW_NOTE);
  path_click (f, "Open the earlier one");
  path_wait_for_text (f, OLD_NOTE);
  path_wait_for_text (f, "A newer record has replaced this one. The newer one counts.");
  g_assert_null (
    ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Correct this record"));
}

static void
test_opened_again_goes_on (Path *f, gconstpointer data)
{
  RuhuPage *page;

  send_visit (f);
  page = begin_correction (f);
  path_answer (page, NOTE, "在");
  ruhu_ui_test_turn (); /* this is on its way to the disk when the next comes */
  path_answer (page, NOTE, NEW_NOTE);
  act (f, "win.back"); /* to the questions */
  act (f, "win.back");
  path_wait_for_page (f, RUHU_TYPE_RECORD_PAGE);
  path_wait_for_text (f, OLD_NOTE);
  path_click (f, "Go on with the correction");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (path_get_answer (page, NOTE), ==, NEW_NOTE);
  g_assert_cmpuint (count (f), ==, 2);
}

static void
send_back (Path *f)
{
  g_autofree char *content =
    g_strdup_printf ("\"id\":\"0192f3a0-aa01-7000-8000-000000000008\",\"k\":\"decision\",\"div\":"
                     "\"" VILLAGE "\",\"u\":\"w9\",\"response\":\"%s\",\"outcome\":\"returned\","
                     "\"level\":\"township\",\"reason\":\"备注没写清楚\"",
                     ruhu_response_get_id (get (f, 0)));
  Tablet township;
  g_autoptr (Answer) answer = NULL;

  tablet_init (&township, &f->hq, TOWN);
  answer = tablet_push (&township, content);
  g_assert_cmpuint (answer->status, ==, 200);
  tablet_clear (&township);
}

static void
test_what_came_back_stands_out_and_is_corrected (Path *f, gconstpointer data)
{
  GtkWidget *button;
  RuhuPage *page;

  send_visit (f);
  send_back (f);
  act (f, "win.send-now");
  path_wait_for_text (f, "Oldest: 二组, 王桂花 · 备注没写清楚");

  act (f, "win.show-sending");
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  path_wait_for_text (f, "Came back, to be corrected");
  path_wait_for_text (f, "备注没写清楚");
  act (f, "win.back");
  act (f, "win.show-returned");
  path_wait_for_page (f, RUHU_TYPE_DUE_PAGE);
  path_click (f, "Correct what came back");
  path_wait_for_page (f, RUHU_TYPE_RECORD_PAGE);
  path_wait_for_text (f, "Why it came back");
  button = path_wait_for_button (f, "Correct this record");
  g_assert_true (gtk_widget_has_focus (button));
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "备注没写清楚");
  path_click (f, "Correct this record");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  path_wait_for_text (f, "备注没写清楚");

  finish_correction (f, page);
  path_wait_for_text (f, "Nothing came back");
}

/* Undone, it is a draft again, and what it corrects counts again. */
static void
test_undone_it_replaces_nothing (Path *f, gconstpointer data)
{
  RuhuPage *page;

  send_visit (f);
  page = begin_correction (f);
  finish_correction (f, page);
  g_assert_cmpstr (ruhu_response_get_replaced_by (get (f, 1)),
                   ==,
                   ruhu_response_get_id (get (f, 0)));
  path_click (f, "Undo");
  while (ruhu_response_get_replaced_by (get (f, 1)) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (ruhu_response_get_correction (get (f, 1)),
                   ==,
                   ruhu_response_get_id (get (f, 0)));
}

/* The question that stands over the window, once it is asked. */
static AdwMessageDialog *
wait_for_question (Path *f)
{
  for (;;) {
    g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
    guint i, n = g_list_model_get_n_items (windows);

    for (i = 0; i < n; i++) {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return ADW_MESSAGE_DIALOG (window);
    }
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
throw_away (Path *f, const char *question, const char *answer)
{
  AdwMessageDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (ruhu_window_get_page (f->window)),
                              "survey.discard",
                              NULL);
  dialog = wait_for_question (f);
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, question);
  g_assert_cmpstr (adw_message_dialog_get_default_response (dialog), ==, "keep");
  adw_message_dialog_response (dialog, answer);
  gtk_window_close (GTK_WINDOW (dialog));
}

/* Thrown away, it is as if it had never been begun; taken back, it says what it said. */
static void
test_begun_by_mistake_it_is_thrown_away (Path *f, gconstpointer data)
{
  RuhuPage *page;

  send_visit (f);
  page = begin_correction (f);
  path_answer (page, NOTE, NEW_NOTE);
  throw_away (f, "Throw the correction away?", "keep");
  g_assert_true (ruhu_window_get_page (f->window) == page);

  throw_away (f, "Throw the correction away?", "discard");
  path_wait_for_page (f, RUHU_TYPE_RECORD_PAGE);
  path_wait_for_text (f, "The correction is thrown away.");
  path_wait_for_button (f, "Correct this record");
  while (count (f) != 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ruhu_response_get_state (get (f, 0)), ==, RUHU_RESPONSE_RECEIVED);
  g_assert_null (ruhu_response_get_correction (get (f, 0)));

  path_click (f, "Undo");
  path_wait_for_text (f, "It is there again.");
  path_click (f, "Go on with the correction");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (path_get_answer (page, NOTE), ==, NEW_NOTE);
}

static void
test_a_draft_begun_by_mistake_is_thrown_away (Path *f, gconstpointer data)
{
  path_enrol (f);
  path_begin_visit (f);
  gtk_widget_activate_action (GTK_WIDGET (ruhu_window_get_page (f->window)),
                              "survey.outline",
                              NULL);
  path_wait_for_text (f, "Throw this draft away");
  throw_away (f, "Throw the draft away?", "discard");
  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  path_wait_for_button (f, "Begin the visit");
  g_assert_cmpuint (count (f), ==, 0);
}

/* 360 px at 200 %, with names for whoever does not see it. */
static void
test_fits_and_has_names (Path *f, gconstpointer data)
{
  RuhuPage *page;

  send_visit (f);
  page = path_open_first_of_sending (f);
  path_wait_for_text (f, OLD_NOTE);
  path_assert_fits (f, page);
  path_click (f, "Correct this record");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  path_answer (page, NOTE, NEW_NOTE);
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.review", NULL);
  path_wait_for_text (f, "What you change");
  gtk_test_accessible_assert_property (find_why (f),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Why do you correct it?");
  path_assert_fits (f, page);
}

#define ADD(name, func) g_test_add (name, Path, NULL, path_set_up, func, path_tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("/correction/begins-with-all-that-was-sent", test_begins_with_all_that_was_sent);
  ADD ("/correction/says-what-it-changes-and-why", test_says_what_it_changes_and_why);
  ADD ("/correction/sent-once-more-it-counts-alone", test_sent_once_more_it_counts_alone);
  ADD ("/correction/opened-again-goes-on", test_opened_again_goes_on);
  ADD ("/correction/what-came-back-stands-out-and-is-corrected",
       test_what_came_back_stands_out_and_is_corrected);
  ADD ("/correction/undone-it-replaces-nothing", test_undone_it_replaces_nothing);
  ADD ("/correction/begun-by-mistake-it-is-thrown-away", test_begun_by_mistake_it_is_thrown_away);
  ADD ("/correction/a-draft-begun-by-mistake-is-thrown-away",
       test_a_draft_begun_by_mistake_is_thrown_away);
  ADD ("/correction/fits-and-has-names", test_fits_and_has_names);

  return g_test_run ();
}
