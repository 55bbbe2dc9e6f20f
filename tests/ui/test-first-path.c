/* test-first-path.c: from a bare tablet to a visit: ruhu-session.c, ruhu-navigation.c, ruhu-visit.c
 *
 * A real HQ on the loopback, a real store, real widgets. Nobody but the test presses the buttons.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-question.h"
#include "hq-fixture.h"
#include "ruhu-attempt-page.h"
#include "ruhu-due-page.h"
#include "ruhu-find-page.h"
#include "ruhu-home-page.h"
#include "ruhu-navigation.h"
#include "ruhu-person-page.h"
#include "ruhu-record-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-start-page.h"
#include "ruhu-survey-page.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"

#define PIN "2837465910"
#define WRONG_PIN "1029384756"

/* Two people who do not exist, in a division that does not exist. */
static const char register_csv[] =
  "person_id,person_name,birth_date,sex,phone,division_code,address,household_id\n"
  ",王桂花,1958-03-12,2,13900001427," VILLAGE ",石湾村二组12号,h1\n"
  ",马国强,1964-01-30,1,13900005511," VILLAGE ",石湾村一组7号,h2\n";

typedef struct {
  Hq hq;
  char *dir;
  RuhuSession *session;
  RuhuWindow *window;
  RuhuNavigation *navigation;
} Fixture;

static void
import_register (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "register.csv", NULL);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, register_csv, -1, &error);
  g_assert_no_error (error);
  out = hq_do (&f->hq, "register", "import", path, NULL);
}

static void
open_app (Fixture *f)
{
  g_autofree char *profile = g_build_filename (f->dir, "profile", NULL);

  f->session = ruhu_session_new (profile);
  ruhu_preferences_set_language (ruhu_session_get_preferences (f->session), "en");
  ruhu_store_set_kdf_cost (ruhu_session_get_store (f->session), 1, 8192);
  f->window = ruhu_window_new (NULL);
  f->navigation = ruhu_navigation_new (f->window, f->session);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
}

static void
close_app (Fixture *f)
{
  RuhuStore *store = ruhu_session_get_store (f->session);

  gtk_window_close (GTK_WINDOW (f->window));
  ruhu_session_lock (f->session);
  while (ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&f->navigation);
  while (G_OBJECT (f->session)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&f->session));
  ruhu_ui_test_turn ();
}

static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  f->dir = ruhu_test_make_dir ();
  import_register (f);
  open_app (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_app (f);
  hq_tear_down (&f->hq, NULL);
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
}

static RuhuPage *
wait_for_page (Fixture *f, GType type)
{
  RuhuPage *page;

  while ((page = ruhu_window_get_page (f->window)) == NULL ||
         !g_type_is_a (G_OBJECT_TYPE (page), type))
    g_main_context_iteration (NULL, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  return page;
}

static GtkWidget *
wait_for_button (Fixture *f, const char *label)
{
  GtkWidget *button;

  while ((button = ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, label)) == NULL ||
         !gtk_widget_is_sensitive (button))
    g_main_context_iteration (NULL, TRUE);
  return button;
}

static void
wait_for_text (Fixture *f, const char *text)
{
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->window), text))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
begins (GtkWidget *widget, const char *text)
{
  GtkWidget *child;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (begins (child, text))
      return TRUE;
  return FALSE;
}

static void
wait_for_beginning (Fixture *f, const char *text)
{
  while (!begins (GTK_WIDGET (f->window), text))
    g_main_context_iteration (NULL, TRUE);
}

static void
click (Fixture *f, const char *label)
{
  GtkWidget *button = wait_for_button (f, label);

  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  else
    g_signal_emit_by_name (button, "clicked");
}

static void
type_pin (Fixture *f, const char *pin)
{
  char label[2] = { 0 };

  for (; *pin != '\0'; pin++) {
    label[0] = *pin;
    click (f, label);
  }
}

static void
wait_for_people (Fixture *f, guint n)
{
  RuhuRegister *people = ruhu_work_get_register (ruhu_session_get_work (f->session));

  while (g_list_model_get_n_items (G_LIST_MODEL (people)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
enrol (Fixture *f)
{
  g_autofree char *code = tablet_make_code (&f->hq, VILLAGE);
  RuhuPage *page = wait_for_page (f, RUHU_TYPE_START_PAGE);

  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, code);
  click (f, "Continue");
  type_pin (f, PIN);
  type_pin (f, PIN);
  wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  wait_for_people (f, 2);
}

static void
test_code_opens_a_tablet_and_people_come (Fixture *f, gconstpointer data)
{
  enrol (f);
  g_assert_cmpint (ruhu_store_get_state (ruhu_session_get_store (f->session)),
                   ==,
                   RUHU_STORE_UNLOCKED);
  wait_for_text (f, "Due today");
}

static void
test_wrong_code_says_so_and_stays (Fixture *f, gconstpointer data)
{
  RuhuPage *page = wait_for_page (f, RUHU_TYPE_START_PAGE);

  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, "0123456789ABCDEFGHJK");
  click (f, "Continue");
  wait_for_text (f, "The county does not take this code. It may be mistyped, used or too old.");
  g_assert_true (ruhu_window_get_page (f->window) == page);
}

static void
test_county_out_of_reach_says_so (Fixture *f, gconstpointer data)
{
  RuhuPage *page = wait_for_page (f, RUHU_TYPE_START_PAGE);

  /* Nobody listens on the discard port. */
  ruhu_start_page_set_code (RUHU_START_PAGE (page), "https://127.0.0.1:9", "0123456789ABCDEFGHJK");
  click (f, "Continue");
  wait_for_text (f,
                 "The county cannot be reached now. Check the address and the network, then try "
                 "again.");
}

static void
test_language_changes_at_once (Fixture *f, gconstpointer data)
{
  RuhuPage *page = wait_for_page (f, RUHU_TYPE_START_PAGE);

  ruhu_start_page_set_code (RUHU_START_PAGE (page), "https://hq.example", "K7QM2F");
  click (f, "中文");
  wait_for_text (f, "欢迎使用入户");
  page = wait_for_page (f, RUHU_TYPE_START_PAGE);
  g_assert_cmpstr (ruhu_start_page_get_url (RUHU_START_PAGE (page)), ==, "https://hq.example");
  g_assert_cmpstr (ruhu_start_page_get_code (RUHU_START_PAGE (page)), ==, "K7QM 2F");
  click (f, "English");
  wait_for_text (f, "Welcome to Ruhu");
}

static void
test_language_changes_after_unlock (Fixture *f, gconstpointer data)
{
  enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-settings", NULL);
  click (f, "中文");
  wait_for_text (f, "字的大小");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.back", NULL);
  wait_for_text (f, "今天要去");
}

static void
test_locks_and_unlocks (Fixture *f, gconstpointer data)
{
  enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  wait_for_text (f, "2 people here");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  wait_for_people (f, 0);
  g_assert_cmpuint (ruhu_window_get_depth (f->window), ==, 1);
  /* Nothing inside can be reached. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  g_assert_true (RUHU_IS_UNLOCK_PAGE (ruhu_window_get_page (f->window)));

  type_pin (f, WRONG_PIN);
  wait_for_text (f, "Not right. Please try again.");
  type_pin (f, PIN);
  wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  wait_for_people (f, 2);
}

static void
test_another_start_asks_for_the_pin (Fixture *f, gconstpointer data)
{
  enrol (f);
  close_app (f);
  open_app (f);
  wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  type_pin (f, PIN);
  wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  wait_for_people (f, 2);
}

static void
show_person (Fixture *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  click (f, "W");
  click (f, "G");
  click (f, "H");
  wait_for_text (f, "王桂花");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         0);
  wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
}

static void
begin_visit (Fixture *f)
{
  show_person (f);
  click (f, "Begin the visit");
  wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
}

static void
test_visit_begins_and_goes_on (Fixture *f, gconstpointer data)
{
  GListModel *responses;
  g_autoptr (RuhuResponse) response = NULL;

  enrol (f);
  begin_visit (f);
  responses = G_LIST_MODEL (ruhu_work_get_responses (ruhu_session_get_work (f->session)));
  while (g_list_model_get_n_items (responses) == 0)
    g_main_context_iteration (NULL, TRUE);
  response = g_list_model_get_item (responses, 0);
  g_assert_cmpstr (ruhu_response_get_title (response), ==, "王桂花");
  g_assert_cmpint (ruhu_response_get_state (response), ==, RUHU_RESPONSE_DRAFT);

  /* Back at the person, the draft is what to go on with; there is no second one. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.back", NULL);
  wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  g_assert_true (ruhu_page_press_primary (ruhu_window_get_page (f->window)));
  wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpuint (g_list_model_get_n_items (responses), ==, 1);

  /* Home counts it as the first thing to do. */
  ruhu_window_go_home (f->window);
  wait_for_beginning (f, "First: 二组, 王桂花 · Draft");
}

static RuhuInstance *
get_filling (RuhuPage *page)
{
  return ruhu_survey_get_instance (ruhu_survey_page_get_survey (RUHU_SURVEY_PAGE (page)));
}

/* @path: from the form's root: "visit/contact_note" */
static RuhuNode *
find_question (RuhuPage *page, const char *path)
{
  RuhuInstance *instance = get_filling (page);
  g_autofree char *ref =
    g_strdup_printf ("/%s/%s", ruhu_form_get_root_name (ruhu_instance_get_form (instance)), path);
  RuhuNode *node = ruhu_instance_find (instance, ref);

  g_assert_nonnull (node);
  return node;
}

static const char *
get_answer (RuhuPage *page, const char *path)
{
  return ruhu_instance_get_value (get_filling (page), find_question (page, path));
}

static void
answer (RuhuPage *page, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (get_filling (page), find_question (page, path), value, &error);
  g_assert_no_error (error);
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
test_locking_within_a_visit_keeps_it (Fixture *f, gconstpointer data)
{
  g_autofree char *place = NULL;
  RuhuPage *page;
  GtkWidget *entry;

  enrol (f);
  begin_visit (f);
  page = wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  answer (page, "visit/contact_result", "not_home");
  place = ruhu_node_get_key (find_question (page, "visit/contact_note"));
  ruhu_survey_page_go_to (RUHU_SURVEY_PAGE (page), place);
  entry = ruhu_ui_test_find (find_shown (GTK_WIDGET (page), "contact_note"), GTK_TYPE_TEXT, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "邻居说去女儿家");
  g_assert_cmpstr (get_answer (page, "visit/contact_note"), ==, "");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  type_pin (f, PIN);
  page = wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (get_answer (page, "visit/contact_note"), ==, "邻居说去女儿家");
  wait_for_text (f, "Note");
}

/* A visit where nobody was at home: the shortest that there is. */
static void
finish_visit (Fixture *f)
{
  RuhuPage *page = wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);

  answer (page, "visit/contact_result", "not_home");
  answer (page, "visit/contact_note", "邻居说去女儿家");
  answer (page, "visit/gps_missing", "no_signal");
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.finish", NULL);
  wait_for_text (f, "Finished · on this tablet");
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.leave", NULL);
  wait_for_page (f, RUHU_TYPE_HOME_PAGE);
}

static RuhuPage *
open_first_of_sending (Fixture *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  wait_for_text (f, "王桂花");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         1); /* below the sentence */
  return wait_for_page (f, RUHU_TYPE_RECORD_PAGE);
}

static void
test_finished_record_is_read_and_undone (Fixture *f, gconstpointer data)
{
  enrol (f);
  begin_visit (f);
  finish_visit (f);
  open_first_of_sending (f);
  wait_for_text (f, "Result at the door");
  wait_for_text (f, "Nobody at home");
  wait_for_text (f, "邻居说去女儿家");
  wait_for_text (f, "Finished · on this tablet");

  click (f, "Undo, go on editing");
  wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  wait_for_text (f, "It is a draft again.");
}

static void
test_sent_record_shows_its_receipt (Fixture *f, gconstpointer data)
{
  RuhuPage *page;
  GtkWidget *receipt;

  enrol (f);
  begin_visit (f);
  finish_visit (f);
  page = open_first_of_sending (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.send-now", NULL);
  wait_for_text (f, "Received by the county");
  receipt = GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (page), RUHU_TYPE_RECORD_PAGE, "receipt"));
  g_assert_true (gtk_widget_is_visible (receipt));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (receipt)), "Receipt "));
  g_assert_null (
    ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo, go on editing"));
  wait_for_text (f, "邻居说去女儿家");
}

/* One page, one button; what the form says by itself is only shown. The next try is in the record.
 */
static void
test_nobody_home_is_one_page (Fixture *f, gconstpointer data)
{
  GListModel *responses;
  g_autoptr (RuhuResponse) response = NULL;
  RuhuPage *page;
  RuhuInstance *instance;
  RuhuNode *node;
  g_autofree char *ref = NULL;
  g_autoptr (GError) error = NULL;

  enrol (f);
  show_person (f);
  click (f, "Nobody home");
  page = wait_for_page (f, RUHU_TYPE_ATTEMPT_PAGE);
  instance = ruhu_survey_get_instance (ruhu_attempt_page_get_survey (RUHU_ATTEMPT_PAGE (page)));
  wait_for_text (f, "Result at the door");
  wait_for_text (f, "Nobody at home");
  wait_for_text (f, "Next visit date");
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

  wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo"));
  responses = G_LIST_MODEL (ruhu_work_get_responses (ruhu_session_get_work (f->session)));
  response = g_list_model_get_item (responses, 0);
  while (ruhu_response_get_next (response) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ruhu_response_get_state (response), ==, RUHU_RESPONSE_FINISHED);
}

/* Real keys, through the X server, to the window under the pointer. */
static void
press (const char *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                                                      &error,
                                                      "xdotool",
                                                      "mousemove",
                                                      "100",
                                                      "100",
                                                      "key",
                                                      keys,
                                                      NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (xdotool, NULL, &error));
  g_assert_no_error (error);
}

static void
test_keys_find_go_back_and_lock (Fixture *f, gconstpointer data)
{
  enrol (f);
  press ("ctrl+f");
  wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  press ("alt+Left");
  wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  show_person (f);
  press ("ctrl+Return");
  wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  press ("ctrl+g");
  wait_for_text (f, "Outline");
  press ("ctrl+l");
  wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
}

static void
test_after_unlocking_the_same_page_is_open (Fixture *f, gconstpointer data)
{
  enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  wait_for_text (f, "王桂花");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         0);
  wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  type_pin (f, PIN);
  wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  g_assert_cmpuint (ruhu_window_get_depth (f->window), ==, 2);
}

static void
test_sending_says_where_all_is (Fixture *f, gconstpointer data)
{
  enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  wait_for_text (f, "Everything has left this tablet.");
  click (f, "Ask the county for news");
  wait_for_button (f, "Ask the county for news");
}

static void
test_undo_goes_when_the_worker_goes_on (Fixture *f, gconstpointer data)
{
  RuhuPage *page;
  GtkWidget *undo;

  enrol (f);
  begin_visit (f);
  page = wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_signal_emit_by_name (page, "finished");
  g_signal_emit_by_name (page, "closed");
  g_assert_true (RUHU_IS_HOME_PAGE (ruhu_window_get_page (f->window)));
  undo = ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo");
  g_assert_nonnull (undo);

  /* With the focus in it, a toast never goes by itself. */
  gtk_widget_grab_focus (undo);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  while (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, "Undo") != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

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
