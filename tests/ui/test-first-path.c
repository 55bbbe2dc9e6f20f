/* test-first-path.c: from a bare tablet to a visit: ruhu-session.c, ruhu-navigation.c, ruhu-visit.c
 *
 * A real HQ on the loopback, a real store, real widgets. Nobody but the test presses the buttons.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-question.h"
#include "ruhu-attempt-page.h"
#include "ruhu-due-page.h"
#include "ruhu-find-page.h"
#include "ruhu-home-page.h"
#include "path-fixture.h"
#include "ruhu-person-page.h"
#include "ruhu-record-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-start-page.h"
#include "ruhu-survey-page.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"

#define WRONG_PIN "1029384756"

static void
test_code_opens_a_tablet_and_people_come (Path *f, gconstpointer data)
{
  path_enrol (f);
  g_assert_cmpint (ruhu_store_get_state (ruhu_session_get_store (f->session)),
                   ==,
                   RUHU_STORE_UNLOCKED);
  path_wait_for_text (f, "Due today");
}

static void
test_wrong_code_says_so_and_stays (Path *f, gconstpointer data)
{
  RuhuPage *page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);

  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, "0123456789ABCDEFGHJK");
  path_click (f, "Continue");
  path_wait_for_text (f,
                      "The county does not take this code. It may be mistyped, used or too old.");
  g_assert_true (ruhu_window_get_page (f->window) == page);
}

static void
test_county_out_of_reach_says_so (Path *f, gconstpointer data)
{
  RuhuPage *page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);

  /* Nobody listens on the discard port. */
  ruhu_start_page_set_code (RUHU_START_PAGE (page), "https://127.0.0.1:9", "0123456789ABCDEFGHJK");
  path_click (f, "Continue");
  path_wait_for_text (
    f,
    "The county cannot be reached now. Check the address and the network, then try "
    "again.");
}

static void
test_language_changes_at_once (Path *f, gconstpointer data)
{
  RuhuPage *page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);

  ruhu_start_page_set_code (RUHU_START_PAGE (page), "https://hq.example", "K7QM2F");
  path_click (f, "中文");
  path_wait_for_text (f, "欢迎使用入户");
  page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);
  g_assert_cmpstr (ruhu_start_page_get_url (RUHU_START_PAGE (page)), ==, "https://hq.example");
  g_assert_cmpstr (ruhu_start_page_get_code (RUHU_START_PAGE (page)), ==, "K7QM 2F");
  path_click (f, "English");
  path_wait_for_text (f, "Welcome to Ruhu");
}

static void
test_language_changes_after_unlock (Path *f, gconstpointer data)
{
  path_enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-settings", NULL);
  path_click (f, "中文");
  path_wait_for_text (f, "字的大小");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.back", NULL);
  path_wait_for_text (f, "今天要去");
}

static void
test_locks_and_unlocks (Path *f, gconstpointer data)
{
  path_enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  path_wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  path_wait_for_text (f, "2 people here");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_wait_for_people (f, 0);
  g_assert_cmpuint (ruhu_window_get_depth (f->window), ==, 1);
  /* Nothing inside can be reached. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  g_assert_true (RUHU_IS_UNLOCK_PAGE (ruhu_window_get_page (f->window)));

  path_type_pin (f, WRONG_PIN);
  path_wait_for_text (f, "Not right. Please try again.");
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  path_wait_for_people (f, 2);
}

static void
test_another_start_asks_for_the_pin (Path *f, gconstpointer data)
{
  path_enrol (f);
  path_close_app (f);
  path_open_app (f);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  path_wait_for_people (f, 2);
}

static void
test_visit_begins_and_goes_on (Path *f, gconstpointer data)
{
  GListModel *responses;
  g_autoptr (RuhuResponse) response = NULL;

  path_enrol (f);
  path_begin_visit (f);
  responses = G_LIST_MODEL (ruhu_work_get_responses (ruhu_session_get_work (f->session)));
  while (g_list_model_get_n_items (responses) == 0)
    g_main_context_iteration (NULL, TRUE);
  response = g_list_model_get_item (responses, 0);
  g_assert_cmpstr (ruhu_response_get_title (response), ==, "王桂花");
  g_assert_cmpint (ruhu_response_get_state (response), ==, RUHU_RESPONSE_DRAFT);

  /* Back at the person, the draft is what to go on with; there is no second one. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.back", NULL);
  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  g_assert_true (ruhu_page_press_primary (ruhu_window_get_page (f->window)));
  path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpuint (g_list_model_get_n_items (responses), ==, 1);

  /* Home counts it as the first thing to do. */
  ruhu_window_go_home (f->window);
  path_wait_for_beginning (f, "First: 二组, 王桂花 · Draft");
}

/* The question of that name on the page that is shown. */
static GtkWidget *
find_shown (GtkWidget *widget, const char *name)
{
  GtkWidget *child;

  if (RUHU_IS_QUESTION (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (ruhu_control_get_name (ruhu_question_get_control (RUHU_QUESTION (widget))),
                 name) == 0)
    return widget;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_shown (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* What stands in a field and was never left goes to disk before the keys go; and whoever comes back
 * is at the question where the tablet was locked. */
static void
test_locking_within_a_visit_keeps_it (Path *f, gconstpointer data)
{
  g_autofree char *place = NULL;
  RuhuPage *page;
  GtkWidget *entry;

  path_enrol (f);
  path_begin_visit (f);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  path_answer (page, "visit/contact_result", "not_home");
  place = ruhu_node_get_key (path_find_question (page, "visit/contact_note"));
  ruhu_survey_page_go_to (RUHU_SURVEY_PAGE (page), place);
  entry = ruhu_ui_test_find (find_shown (GTK_WIDGET (page), "contact_note"), GTK_TYPE_TEXT, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "邻居说去女儿家");
  g_assert_cmpstr (path_get_answer (page, "visit/contact_note"), ==, "");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_type_pin (f, PIN);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (path_get_answer (page, "visit/contact_note"), ==, "邻居说去女儿家");
  path_wait_for_text (f, "Note");
}

static void
test_finished_record_is_read_and_undone (Path *f, gconstpointer data)
{
  path_enrol (f);
  path_begin_visit (f);
  path_finish_visit (f);
  path_open_first_of_sending (f);
  path_wait_for_text (f, "Result at the door");
  path_wait_for_text (f, "Nobody at home");
  path_wait_for_text (f, "邻居说去女儿家");
  path_wait_for_text (f, "Finished · on this tablet");

  path_click (f, "Undo, go on editing");
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  path_wait_for_text (f, "It is a draft again.");
}

static void
test_sent_record_shows_its_receipt (Path *f, gconstpointer data)
{
  RuhuPage *page;
  GtkWidget *receipt;

  path_enrol (f);
  path_begin_visit (f);
  path_finish_visit (f);
  page = path_open_first_of_sending (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.send-now", NULL);
  path_wait_for_text (f, "Received by the county");
  receipt = GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (page), RUHU_TYPE_RECORD_PAGE, "receipt"));
  g_assert_true (gtk_widget_is_visible (receipt));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (receipt)), "Receipt "));
  g_assert_null (
    ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo, go on editing"));
  path_wait_for_text (f, "邻居说去女儿家");
}

/* One page, one button; what the form says by itself is only shown. The next try is in the record.
 */
static void
test_nobody_home_is_one_page (Path *f, gconstpointer data)
{
  GListModel *responses;
  g_autoptr (RuhuResponse) response = NULL;
  RuhuPage *page;
  RuhuInstance *instance;
  RuhuNode *node;
  g_autofree char *ref = NULL;
  g_autoptr (GError) error = NULL;

  path_enrol (f);
  path_show_person (f);
  path_click (f, "Nobody home");
  page = path_wait_for_page (f, RUHU_TYPE_ATTEMPT_PAGE);
  instance = ruhu_survey_get_instance (ruhu_attempt_page_get_survey (RUHU_ATTEMPT_PAGE (page)));
  path_wait_for_text (f, "Result at the door");
  path_wait_for_text (f, "Nobody at home");
  path_wait_for_text (f, "Next visit date");
  g_assert_null (ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "Reason for refusal"));

  /* Something is missing: nothing is finished, and the page says what. */
  g_assert_true (ruhu_page_press_primary (page));
  g_assert_true (ruhu_window_get_page (f->window) == page);
  ref = g_strdup_printf ("/%s/visit/gps_missing",
                         ruhu_form_get_root_name (ruhu_instance_get_form (instance)));
  node = ruhu_instance_find (instance, ref);
  ruhu_instance_set_value (instance, node, "no_signal", &error);
  g_assert_no_error (error);
  g_assert_true (ruhu_page_press_primary (page));

  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo"));
  responses = G_LIST_MODEL (ruhu_work_get_responses (ruhu_session_get_work (f->session)));
  response = g_list_model_get_item (responses, 0);
  while (ruhu_response_get_next (response) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ruhu_response_get_state (response), ==, RUHU_RESPONSE_FINISHED);
}

static void
test_keys_find_go_back_and_lock (Path *f, gconstpointer data)
{
  path_enrol (f);
  ruhu_ui_test_key ("ctrl+f");
  path_wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  ruhu_ui_test_key ("alt+Left");
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  path_show_person (f);
  ruhu_ui_test_key ("ctrl+Return");
  path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  ruhu_ui_test_key ("ctrl+g");
  path_wait_for_text (f, "Outline");
  ruhu_ui_test_key ("ctrl+l");
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
}

static void
test_after_unlocking_the_same_page_is_open (Path *f, gconstpointer data)
{
  path_enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  path_wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  path_wait_for_text (f, "王桂花");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         0);
  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  g_assert_cmpuint (ruhu_window_get_depth (f->window), ==, 2);
}

static void
test_sending_says_where_all_is (Path *f, gconstpointer data)
{
  path_enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  path_wait_for_text (f, "Everything has left this tablet.");
  path_click (f, "Ask the county for news");
  path_wait_for_button (f, "Ask the county for news");
}

static void
test_undo_goes_when_the_worker_goes_on (Path *f, gconstpointer data)
{
  RuhuPage *page;
  GtkWidget *undo;

  path_enrol (f);
  path_begin_visit (f);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_signal_emit_by_name (page, "finished");
  g_signal_emit_by_name (page, "closed");
  g_assert_true (RUHU_IS_HOME_PAGE (ruhu_window_get_page (f->window)));
  undo = ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo");
  g_assert_nonnull (undo);

  /* With the focus in it, a toast never goes by itself. */
  gtk_widget_grab_focus (undo);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  while (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo") != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, func) g_test_add (name, Path, NULL, path_set_up, func, path_tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("/first-path/code-opens-a-tablet-and-people-come", test_code_opens_a_tablet_and_people_come);
  ADD ("/first-path/wrong-code-says-so-and-stays", test_wrong_code_says_so_and_stays);
  ADD ("/first-path/county-out-of-reach-says-so", test_county_out_of_reach_says_so);
  ADD ("/first-path/language-changes-at-once", test_language_changes_at_once);
  ADD ("/first-path/language-changes-after-unlock", test_language_changes_after_unlock);
  ADD ("/first-path/locks-and-unlocks", test_locks_and_unlocks);
  ADD ("/first-path/another-start-asks-for-the-pin", test_another_start_asks_for_the_pin);
  ADD ("/first-path/visit-begins-and-goes-on", test_visit_begins_and_goes_on);
  ADD ("/first-path/locking-within-a-visit-keeps-it", test_locking_within_a_visit_keeps_it);
  ADD ("/first-path/after-unlocking-the-same-page-is-open",
       test_after_unlocking_the_same_page_is_open);
  ADD ("/first-path/finished-record-is-read-and-undone", test_finished_record_is_read_and_undone);
  ADD ("/first-path/sent-record-shows-its-receipt", test_sent_record_shows_its_receipt);
  ADD ("/first-path/nobody-home-is-one-page", test_nobody_home_is_one_page);
  ADD ("/first-path/keys-find-go-back-and-lock", test_keys_find_go_back_and_lock);
  ADD ("/first-path/undo-goes-when-the-worker-goes-on", test_undo_goes_when_the_worker_goes_on);
  ADD ("/first-path/sending-says-where-all-is", test_sending_says_where_all_is);

  return g_test_run ();
}
