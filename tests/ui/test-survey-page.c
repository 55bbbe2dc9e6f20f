/* test-survey-page.c: ui/ruhu-survey-page.c and the questions on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-row.h"
#include "form/ruhu-question.h"
#include "form/ruhu-rows.h"
#include "form/ruhu-saved-label.h"
#include "form/ruhu-tell.h"
#include "base/ruhu-error.h"
#include "ruhu-error-text.h"
#include "ruhu-ui-init.h"
#include "ruhu-ui-test.h"
#include "survey-fixture.h"

static void
tap_row (SurveyFixture *f, const char *title)
{
  GtkWidget *row = survey_fixture_find_labelled (GTK_WIDGET (f->page), RUHU_TYPE_CHOICE_ROW, title);

  g_assert_nonnull (row);
  gtk_widget_activate (row);
}

static void
agree (SurveyFixture *f)
{
  if (survey_fixture_get (f, "resident_id") == NULL)
    survey_fixture_set (f, "resident_id", "110105194912310021");
  survey_fixture_set (f, "contact_result", "met");
  survey_fixture_set (f, "consent_basic", "yes");
  survey_fixture_set (f, "consent_sensitive", "yes");
}

static void
test_a_tap_is_on_disk_before_its_tick (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = ruhu_node_get_key (survey_fixture_find (f, "contact_result"));

  survey_fixture_go_to (f, "contact_result");
  tap_row (f, "Nobody at home");
  g_assert_cmpint (ruhu_autosave_get_state (ruhu_survey_get_autosave (f->survey)),
                   ==,
                   RUHU_AUTOSAVE_SAVING);
  survey_fixture_wait_saved (f);

  answers = fixture_load (&f->store, ruhu_response_get_id (f->response), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (answers, key), ==, "not_home");
}

static void
test_a_second_tap_on_one_of_a_list_does_not_undo (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "contact_result");
  tap_row (f, "Nobody at home");
  tap_row (f, "Nobody at home");
  g_assert_cmpstr (survey_fixture_get (f, "contact_result"), ==, "not_home");
}

static void
test_several_keep_the_order_of_tapping (SurveyFixture *f, gconstpointer data)
{
  agree (f);
  survey_fixture_go_to (f, "services_delivered");
  survey_fixture_set (f, "services_delivered", "policy");
  survey_fixture_set (f, "services_delivered", "");
  tap_row (f, "Policy explained");
  tap_row (f, "Company and comfort");
  g_assert_true (g_str_has_prefix (survey_fixture_get (f, "services_delivered"), "policy "));
  tap_row (f, "None");
  g_assert_cmpstr (survey_fixture_get (f, "services_delivered"), ==, "none");
}

static int
find_top (SurveyFixture *f, const char *name)
{
  GtkWidget *question = survey_fixture_find_question (f, name);
  double x, y;

  g_assert_nonnull (question);
  g_assert_true (gtk_widget_translate_coordinates (question, GTK_WIDGET (f->page), 0, 0, &x, &y));
  return (int) y;
}

static void
draw (SurveyFixture *f)
{
  guint i;

  /* Folding asks for a second layout. */
  for (i = 0; i < 3; i++) {
    gtk_widget_queue_draw (GTK_WIDGET (f->window));
    gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  }
}

static GtkWidget *
find_page_number (SurveyFixture *f)
{
  return survey_fixture_find_widget (GTK_WIDGET (f->page), ADW_TYPE_WINDOW_TITLE, 0);
}

static void
test_a_follow_up_appears_beside_its_cause (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *place = NULL;
  GtkWidget *focus;
  int top;

  survey_fixture_go_to (f, "contact_result");
  draw (f);
  tap_row (f, "Nobody at home");
  draw (f);
  g_assert_null (survey_fixture_find_question (f, "refuse_reason"));
  g_assert_nonnull (survey_fixture_find_question (f, "revisit_date"));
  place = g_strdup (adw_window_title_get_subtitle (ADW_WINDOW_TITLE (find_page_number (f))));
  focus = gtk_root_get_focus (GTK_ROOT (f->window));
  top = find_top (f, "contact_result");

  tap_row (f, "Refused");
  draw (f);
  g_assert_nonnull (survey_fixture_find_question (f, "refuse_reason"));
  g_assert_null (survey_fixture_find_question (f, "revisit_date"));
  g_assert_cmpint (find_top (f, "contact_result"), ==, top);
  g_assert_true (focus != NULL && gtk_root_get_focus (GTK_ROOT (f->window)) == focus);
  g_assert_cmpstr (adw_window_title_get_subtitle (ADW_WINDOW_TITLE (find_page_number (f))),
                   ==,
                   place);
}

static GtkButton *
find_next (SurveyFixture *f, const char *label)
{
  return GTK_BUTTON (survey_fixture_find_labelled (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, label));
}

static void
test_what_is_on_record_is_one_line_until_it_is_opened (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *row;

  agree (f);
  survey_fixture_go_to (f, "living_with");
  row = survey_fixture_find_record (f, "living_with");
  g_assert_nonnull (row);
  g_assert_null (survey_fixture_find_question (f, "living_with"));
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==, "Alone");
  g_assert_nonnull (find_next (f, "All right, next"));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  draw (f);
  g_assert_nonnull (survey_fixture_find_question (f, "living_with"));
}

static void
test_another_answer_stands_beside_the_one_on_record (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *row;

  agree (f);
  survey_fixture_go_to (f, "living_with");
  row = survey_fixture_find_record (f, "living_with");
  g_assert_true (gtk_widget_activate_action (row, "record.open", NULL));
  draw (f);
  tap_row (f, "With children");
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                   ==,
                   "Alone → With children");
  g_assert_true (row == survey_fixture_find_record (f, "living_with"));

  survey_fixture_act (f, "next", NULL);
  survey_fixture_go_to (f, "living_with");
  row = survey_fixture_find_record (f, "living_with");
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                   ==,
                   "Alone → With children");
}

static void
test_a_register_that_errs_is_asked_openly (SurveyFixture *f, gconstpointer data)
{
  agree (f);
  survey_fixture_set (f, "phone", "12");
  survey_fixture_go_to (f, "phone");
  g_assert_null (survey_fixture_find_record (f, "phone"));
  g_assert_nonnull (survey_fixture_find_question (f, "phone"));
}

static GtkEditable *
find_number (SurveyFixture *f)
{
  agree (f);
  survey_fixture_set (f, "resident_id", "");
  survey_fixture_go_to (f, "resident_id");
  return GTK_EDITABLE (
    survey_fixture_find_widget (survey_fixture_find_question (f, "resident_id"), GTK_TYPE_TEXT, 0));
}

/* As an input method or a keyboard does it. */
static void
type (GtkEditable *field, const char *text)
{
  int position = gtk_editable_get_position (field);

  gtk_editable_insert_text (field, text, -1, &position);
  gtk_editable_set_position (field, position);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_a_number_stands_in_groups_and_is_stored_without (SurveyFixture *f, gconstpointer data)
{
  GtkEditable *field = find_number (f);

  type (field, "6306991");
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "630699 1");
  g_assert_cmpint (gtk_editable_get_position (field), ==, 8);
  type (field, "958031214２6");
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "630699 19580312 14２6");
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "resident_id"), ==, "630699195803121426");
}

static void
test_a_gap_is_deleted_with_the_digit_before_it (SurveyFixture *f, gconstpointer data)
{
  GtkEditable *field = find_number (f);

  type (field, "6306991");
  gtk_editable_delete_text (field, 6, 7);
  gtk_editable_set_position (field, 6);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "630691");
  g_assert_cmpint (gtk_editable_get_position (field), ==, 5);
}

static void
test_the_keys_beside_a_number_write_into_it (SurveyFixture *f, gconstpointer data)
{
  GtkEditable *field = find_number (f);
  GtkWidget *question = survey_fixture_find_question (f, "resident_id");

  gtk_window_set_default_size (GTK_WINDOW (f->window), 1280, 800);
  draw (f);
  gtk_widget_grab_focus (GTK_WIDGET (field));
  gtk_editable_set_position (field, -1);
  g_signal_emit_by_name (survey_fixture_find_labelled (question, GTK_TYPE_BUTTON, "6"), "clicked");
  g_signal_emit_by_name (survey_fixture_find_labelled (question, GTK_TYPE_BUTTON, "X"), "clicked");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "6X");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (field)));
}

static void
test_a_number_is_told_when_it_is_right (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question;

  find_number (f);
  question = survey_fixture_find_question (f, "resident_id");
  g_assert_null (survey_fixture_find_widget (question, RUHU_TYPE_TELL, 0));
  survey_fixture_set (f, "resident_id", "630699195803121427");
  g_assert_null (survey_fixture_find_widget (question, RUHU_TYPE_TELL, 0));
  survey_fixture_set (f, "resident_id", "630699195803121426");
  g_assert_nonnull (survey_fixture_find_widget (question, RUHU_TYPE_TELL, 0));
}

static void
test_what_is_composed_is_not_lost (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *text;

  agree (f);
  survey_fixture_go_to (f, "worker_note");
  text =
    survey_fixture_find_widget (survey_fixture_find_question (f, "worker_note"), GTK_TYPE_TEXT, 0);
  g_assert_nonnull (text);
  gtk_editable_set_text (GTK_EDITABLE (text), "老人");
  gtk_editable_set_position (GTK_EDITABLE (text), -1);
  g_signal_emit_by_name (text, "preedit-changed", "耳背");

  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "worker_note"), ==, "老人耳背");
}

static void
test_a_cancelled_composition_stays_cancelled (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *text;

  agree (f);
  survey_fixture_go_to (f, "worker_note");
  text =
    survey_fixture_find_widget (survey_fixture_find_question (f, "worker_note"), GTK_TYPE_TEXT, 0);
  gtk_editable_set_text (GTK_EDITABLE (text), "老人");
  g_signal_emit_by_name (text, "preedit-changed", "耳背");
  g_signal_emit_by_name (text, "preedit-changed", "");
  while (g_main_context_iteration (NULL, FALSE))
    ;

  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "worker_note"), ==, "老人");
}

static void
test_declining_empties_and_answering_takes_it_back (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *button;

  agree (f);
  survey_fixture_set (f, "hh_size", "3");
  survey_fixture_go_to (f, "hh_size");
  button = survey_fixture_find_labelled (survey_fixture_find_question (f, "hh_size"),
                                         GTK_TYPE_TOGGLE_BUTTON,
                                         "Does not know");
  g_assert_nonnull (button);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  g_assert_cmpstr (survey_fixture_get (f, "hh_size"), ==, "");
  g_assert_cmpstr (survey_fixture_get (f, "hh_size_na"), ==, "-99");

  survey_fixture_set (f, "hh_size", "4");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
  g_assert_cmpstr (survey_fixture_get (f, "hh_size"), ==, "4");
}

static void
test_a_row_thrown_away_can_be_taken_back (SurveyFixture *f, gconstpointer data)
{
  const RuhuControl *repeat;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *key = NULL;
  RuhuNode *root = ruhu_instance_get_root (f->instance);

  agree (f);
  survey_fixture_set (f, "device_owned", "yes");
  repeat = ruhu_form_find_control (f->form, "/home-visit/device/device_have");
  g_assert_nonnull (repeat);
  survey_fixture_go_to (f, "device_owned");
  while (survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_ROWS, 0) == NULL)
    survey_fixture_act (f, "next", NULL);

  survey_fixture_act (f, "add-row", NULL);
  g_assert_null (survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_ROWS, 0));
  while (survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_ROWS, 0) == NULL)
    survey_fixture_act (f, "next", NULL);

  rows = ruhu_instance_get_rows (f->instance, repeat, root);
  key = ruhu_node_get_key (g_ptr_array_index (rows, rows->len - 1));
  survey_fixture_act (f, "remove-row", key);
  g_assert_nonnull (ruhu_instance_find_key (f->instance, key));
  survey_fixture_act (f, "keep-row", key);
  survey_fixture_act (f, "next", NULL);
  g_assert_nonnull (ruhu_instance_find_key (f->instance, key));

  survey_fixture_act (f, "previous", NULL);
  survey_fixture_act (f, "remove-row", key);
  survey_fixture_act (f, "next", NULL);
  g_assert_null (ruhu_instance_find_key (f->instance, key));
}

static void
assert_nothing_missing (SurveyFixture *f)
{
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (f->instance);
  guint i;

  for (i = 0; i < problems->len; i++)
    g_test_message ("missing: %s", ruhu_node_get_name (g_ptr_array_index (problems, i)));
  g_assert_cmpuint (problems->len, ==, 0);
}

static gboolean
is_finished (SurveyFixture *f)
{
  g_autoptr (RuhuResponse) stored = fixture_find (&f->store, ruhu_response_get_id (f->response));

  return ruhu_response_get_state (stored) == RUHU_RESPONSE_FINISHED;
}

static void
test_leaving_a_page_notes_what_is_missing (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (RuhuResponse) stored = NULL;

  survey_fixture_set (f, "contact_result", "refused");
  survey_fixture_act (f, "next", NULL);
  survey_fixture_wait_saved (f);
  problems = ruhu_instance_list_problems (f->instance);
  stored = fixture_find (&f->store, ruhu_response_get_id (f->response));
  g_assert_cmpuint (problems->len, >, 0);
  g_assert_cmpint (ruhu_response_get_missing (stored), ==, problems->len);
}

static void
test_a_draft_opens_where_an_answer_is_missing (SurveyFixture *f, gconstpointer data)
{
  RuhuSurveyPage *again;
  RuhuQuestion *question = NULL;
  guint nth = 0;

  agree (f);
  survey_fixture_act (f, "next", NULL);
  ruhu_response_set_missing (f->response, 1);
  ruhu_survey_note_place (f->survey, NULL); /* nobody was in it yet */
  again = g_object_ref_sink (ruhu_survey_page_new (f->survey));
  do
    question =
      (RuhuQuestion *) survey_fixture_find_widget (GTK_WIDGET (again), RUHU_TYPE_QUESTION, nth++);
  while (
    question != NULL &&
    !g_str_equal (ruhu_control_get_name (ruhu_question_get_control (question)), "gps_missing"));
  g_assert_nonnull (question);
  g_object_run_dispose (G_OBJECT (again));
  g_object_unref (again);
}

static void
count_cb (RuhuSurveyPage *page, guint *n)
{
  (*n)++;
}

static void
test_missing_answers_stop_finish_and_are_led_to (SurveyFixture *f, gconstpointer data)
{
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  survey_fixture_act (f, "finish", NULL);
  survey_fixture_wait_saved (f);
  g_assert_cmpuint (finished, ==, 0);
  g_assert_false (is_finished (f));
  g_assert_nonnull (survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_QUESTION, 0));
}

/* Each warning wants another answer, or a sentence why. */
static void
explain_warnings (SurveyFixture *f)
{
  g_autoptr (GPtrArray) warnings = ruhu_survey_list_warnings (f->survey);
  guint i;

  for (i = 0; i < warnings->len; i++) {
    const char *id = ruhu_form_rule_get_id (g_ptr_array_index (warnings, i));

    g_test_message ("warning: %s", id);
    ruhu_survey_set_reason (f->survey, id, "asked again, it is so");
  }
}

static void
test_a_warning_stops_finish_until_it_has_a_reason (SurveyFixture *f, gconstpointer data)
{
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  agree (f);
  survey_fixture_set (f, "cert_status", "valid");
  survey_fixture_set (f, "cert_no", "11010519491231002143");
  survey_fixture_set (f, "resident_id", "11010519800101002X");
  g_assert_cmpuint (ruhu_survey_count_unexplained (f->survey), >, 0);
  explain_warnings (f);
  g_assert_cmpuint (ruhu_survey_count_unexplained (f->survey), ==, 0);
  g_assert_cmpuint (finished, ==, 0);
}

static const char blocked_form[] =
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
  "xmlns:ruhu=\"http://ruhu.org/xforms\"><h:head><h:title>Test</h:title><model>"
  "<instance><data id=\"test\" version=\"1\"><a/></data></instance>"
  "<bind nodeset=\"/data/a\" type=\"string\"/>"
  "<ruhu:rule id=\"odd\" when=\"/data/a = 'odd'\" severity=\"block\" message=\"Odd.\"/>"
  "</model></h:head><h:body><input ref=\"/data/a\"><label>A</label></input></h:body></h:html>";

static void
set_up_blocked (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new_static (blocked_form, sizeof blocked_form - 1));
}

static void
test_no_reason_unblocks_a_rule_that_blocks (SurveyFixture *f, gconstpointer data)
{
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  survey_fixture_set (f, "a", "odd");
  survey_fixture_act (f, "review", NULL);
  ruhu_survey_set_reason (f->survey, "odd", "it is so");
  g_assert_cmpuint (ruhu_survey_count_unexplained (f->survey), ==, 1);
  survey_fixture_act (f, "finish", NULL);
  survey_fixture_wait_saved (f);
  g_assert_cmpuint (finished, ==, 0);

  survey_fixture_set (f, "a", "even");
  survey_fixture_act (f, "review", NULL);
  survey_fixture_act (f, "finish", NULL);
  while (finished == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_nobody_home_is_finished_and_undone (SurveyFixture *f, gconstpointer data)
{
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  survey_fixture_set (f, "contact_result", "not_home");
  survey_fixture_set (f, "gps_missing", "no_signal");
  assert_nothing_missing (f);
  explain_warnings (f);
  survey_fixture_act (f, "finish", NULL);
  while (finished == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_finished (f));

  survey_fixture_act (f, "undo", NULL);
  while (is_finished (f))
    g_main_context_iteration (NULL, FALSE);
}

/* The second tap of a double one is no second wish: nothing was refused, and nothing says so. */
static void
test_finish_tapped_twice_finishes_once (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (RUHU_ERROR, RUHU_ERROR_CONFLICT, "finished");
  const char *conflict = ruhu_error_text_get_sentence (error);
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  survey_fixture_set (f, "contact_result", "not_home");
  survey_fixture_set (f, "gps_missing", "no_signal");
  explain_warnings (f);
  survey_fixture_act (f, "finish", NULL);
  survey_fixture_act (f, "finish", NULL);
  while (finished == 0)
    g_main_context_iteration (NULL, TRUE);

  /* The store has answered everything that was asked before. */
  survey_fixture_act (f, "undo", NULL);
  while (is_finished (f))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (finished, ==, 1);
  g_assert_false (ruhu_ui_test_has_text (GTK_WIDGET (f->window), conflict));

  /* It was finished, and can be once more. */
  survey_fixture_act (f, "finish", NULL);
  while (finished == 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_no_page_is_wider_than_a_phone_at_200_percent (SurveyFixture *f, gconstpointer data)
{
  int before, least;
  guint i;

  agree (f);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &before, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * 2, NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 360, 720);
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  for (i = 0; i < 80; i++) {
    gtk_widget_measure (adw_bin_get_child (ADW_BIN (f->page)),
                        GTK_ORIENTATION_HORIZONTAL,
                        -1,
                        &least,
                        NULL,
                        NULL,
                        NULL);
    g_assert_cmpint (least, <=, 360);
    survey_fixture_act (f, "next", NULL);
  }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", before, NULL);
}

static void
test_outline_and_review_lead_back (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_act (f, "outline", NULL);
  g_assert_true (ruhu_page_go_back (RUHU_PAGE (f->page)));
  g_assert_nonnull (survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_QUESTION, 0));
  g_assert_false (ruhu_page_go_back (RUHU_PAGE (f->page)));
}

static gboolean
asks (RuhuSurveyPage *page, const char *name)
{
  GtkWidget *question;
  guint i;

  for (i = 0; (question = survey_fixture_find_widget (GTK_WIDGET (page), RUHU_TYPE_QUESTION, i));
       i++) {
    if (g_str_equal (name,
                     ruhu_control_get_name (ruhu_question_get_control (RUHU_QUESTION (question)))))
      return TRUE;
  }
  return FALSE;
}

static void
test_there_is_no_way_before_the_first_page (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *previous =
    survey_fixture_find_labelled (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Previous");

  g_assert_nonnull (previous);
  g_assert_false (gtk_widget_is_sensitive (previous));
  agree (f);
  survey_fixture_act (f, "next", NULL);
  g_assert_true (gtk_widget_is_sensitive (previous));
  g_signal_emit_by_name (previous, "clicked");
  g_assert_true (asks (f->page, "visit_date"));
  g_assert_false (gtk_widget_is_sensitive (previous));
}

static gboolean
has_tick (SurveyFixture *f)
{
  GtkWidget *saved = survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_SAVED_LABEL, 0);
  GtkWidget *icon = survey_fixture_find_widget (saved, GTK_TYPE_IMAGE, 0);
  GtkWidget *label = survey_fixture_find_widget (saved, GTK_TYPE_LABEL, 0);

  if (icon == NULL || gtk_widget_get_opacity (icon) < 1)
    return FALSE;
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_STATE_BUSY, FALSE);
  return TRUE;
}

static void
test_no_tick_while_something_is_not_on_disk (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *text;

  agree (f);
  survey_fixture_go_to (f, "worker_note");
  survey_fixture_wait_saved (f);
  g_assert_true (has_tick (f));

  text = survey_fixture_find_widget (GTK_WIDGET (f->page), GTK_TYPE_TEXT, 0);
  gtk_editable_set_text (GTK_EDITABLE (text), "门口有狗");
  g_assert_false (has_tick (f));
  survey_fixture_wait_saved (f);
  g_assert_true (has_tick (f));
  g_assert_cmpstr (survey_fixture_get (f, "worker_note"), ==, "门口有狗");

  /* Typed and taken back: there is nothing to save, and the tick is right again. */
  gtk_editable_set_text (GTK_EDITABLE (text), "门口有狗，");
  gtk_editable_set_text (GTK_EDITABLE (text), "门口有狗");
  g_assert_false (has_tick (f));
  survey_fixture_wait_saved (f);
  g_assert_true (has_tick (f));

  survey_fixture_set (f, "worker_note", "狗不咬人");
  g_assert_false (has_tick (f));
  survey_fixture_wait_saved (f);
  g_assert_true (has_tick (f));
}

static char *
get_first_question (RuhuSurveyPage *page)
{
  GtkWidget *question = survey_fixture_find_widget (GTK_WIDGET (page), RUHU_TYPE_QUESTION, 0);

  g_assert_nonnull (question);
  return g_strdup (ruhu_control_get_name (ruhu_question_get_control (RUHU_QUESTION (question))));
}

/* As the app does after a kill: all there is comes from the store. Pages may be divided otherwise
 * then. Returns: whether it goes on where @name is asked; %NULL for a list of rows */
static gboolean
goes_on_at (SurveyFixture *f, const char *name)
{
  g_autoptr (RuhuInstance) instance = ruhu_instance_new (f->form);
  g_autoptr (RuhuSurvey) survey = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;
  RuhuSurveyPage *page;
  gboolean there;

  survey_fixture_wait_saved (f);
  answers = fixture_load (&f->store, ruhu_response_get_id (f->response), &error);
  g_assert_no_error (error);
  survey = ruhu_survey_new (f->store.responses, f->response, instance);
  ruhu_instance_restore (instance, answers, &error);
  g_assert_no_error (error);
  ruhu_survey_restore (survey, answers);
  page = g_object_ref_sink (ruhu_survey_page_new (survey));
  if (name != NULL)
    there = asks (page, name);
  else
    there = survey_fixture_find_widget (GTK_WIDGET (page), RUHU_TYPE_ROWS, 0) != NULL;
  g_object_unref (page);
  while (ruhu_autosave_get_state (ruhu_survey_get_autosave (survey)) == RUHU_AUTOSAVE_SAVING)
    g_main_context_iteration (NULL, TRUE);
  return there;
}

static void
test_a_draft_goes_on_where_it_stood (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *question = NULL;

  g_assert_true (goes_on_at (f, "visit_date"));
  agree (f);
  survey_fixture_go_to (f, "hh_size");
  question = get_first_question (f->page);
  g_assert_false (asks (f->page, "visit_date"));
  g_assert_true (goes_on_at (f, question));
}

static void
test_a_draft_goes_on_in_its_row (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *question = NULL;

  agree (f);
  survey_fixture_set (f, "device_owned", "yes");
  survey_fixture_go_to (f, "device_owned");
  while (survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_ROWS, 0) == NULL)
    survey_fixture_act (f, "next", NULL);
  g_assert_true (goes_on_at (f, NULL));

  survey_fixture_act (f, "add-row", NULL);
  question = get_first_question (f->page);
  g_assert_true (goes_on_at (f, question));
  g_assert_false (goes_on_at (f, NULL));
}

/* What was noted leads to what no form asks, and to a row that is gone. */
static void
test_a_place_that_is_gone_is_not_gone_to (SurveyFixture *f, gconstpointer data)
{
  const char *const places[] = { "/home-visit/nothing", "#", "x", "" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (places); i++) {
    ruhu_survey_note_place (f->survey, places[i]);
    g_assert_true (goes_on_at (f, "visit_date"));
  }

  agree (f);
  survey_fixture_set (f, "device_owned", "yes");
  ruhu_survey_note_place (f->survey, "/home-visit/device/device_have#77/device_have_type");
  g_assert_true (goes_on_at (f, NULL));
}

static void
add (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path, SurveyFixture, NULL, survey_fixture_set_up, test, survey_fixture_tear_down);
}

static void
add_known (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path, SurveyFixture, "known", survey_fixture_set_up, test, survey_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ruhu_ui_init ();

  add ("/survey-page/a-tap-is-on-disk-before-its-tick", test_a_tap_is_on_disk_before_its_tick);
  add ("/survey-page/a-second-tap-on-one-of-a-list-does-not-undo",
       test_a_second_tap_on_one_of_a_list_does_not_undo);
  add ("/survey-page/several-keep-the-order-of-tapping", test_several_keep_the_order_of_tapping);
  add ("/survey-page/a-follow-up-appears-beside-its-cause",
       test_a_follow_up_appears_beside_its_cause);
  add_known ("/survey-page/what-is-on-record-is-one-line-until-it-is-opened",
             test_what_is_on_record_is_one_line_until_it_is_opened);
  add_known ("/survey-page/another-answer-stands-beside-the-one-on-record",
             test_another_answer_stands_beside_the_one_on_record);
  add_known ("/survey-page/a-register-that-errs-is-asked-openly",
             test_a_register_that_errs_is_asked_openly);
  add ("/survey-page/a-number-stands-in-groups-and-is-stored-without",
       test_a_number_stands_in_groups_and_is_stored_without);
  add ("/survey-page/a-gap-is-deleted-with-the-digit-before-it",
       test_a_gap_is_deleted_with_the_digit_before_it);
  add ("/survey-page/the-keys-beside-a-number-write-into-it",
       test_the_keys_beside_a_number_write_into_it);
  add ("/survey-page/a-number-is-told-when-it-is-right", test_a_number_is_told_when_it_is_right);
  add ("/survey-page/what-is-composed-is-not-lost", test_what_is_composed_is_not_lost);
  add ("/survey-page/a-cancelled-composition-stays-cancelled",
       test_a_cancelled_composition_stays_cancelled);
  add ("/survey-page/declining-empties-and-answering-takes-it-back",
       test_declining_empties_and_answering_takes_it_back);
  add ("/survey-page/a-row-thrown-away-can-be-taken-back",
       test_a_row_thrown_away_can_be_taken_back);
  add ("/survey-page/leaving-a-page-notes-what-is-missing",
       test_leaving_a_page_notes_what_is_missing);
  add ("/survey-page/a-draft-opens-where-an-answer-is-missing",
       test_a_draft_opens_where_an_answer_is_missing);
  add ("/survey-page/missing-answers-stop-finish-and-are-led-to",
       test_missing_answers_stop_finish_and_are_led_to);
  add ("/survey-page/a-warning-stops-finish-until-it-has-a-reason",
       test_a_warning_stops_finish_until_it_has_a_reason);
  g_test_add ("/survey-page/no-reason-unblocks-a-rule-that-blocks",
              SurveyFixture,
              NULL,
              set_up_blocked,
              test_no_reason_unblocks_a_rule_that_blocks,
              survey_fixture_tear_down);
  add ("/survey-page/nobody-home-is-finished-and-undone", test_nobody_home_is_finished_and_undone);
  add ("/survey-page/finish-tapped-twice-finishes-once", test_finish_tapped_twice_finishes_once);
  add ("/survey-page/no-page-is-wider-than-a-phone-at-200-percent",
       test_no_page_is_wider_than_a_phone_at_200_percent);
  add ("/survey-page/there-is-no-way-before-the-first-page",
       test_there_is_no_way_before_the_first_page);
  add ("/survey-page/no-tick-while-something-is-not-on-disk",
       test_no_tick_while_something_is_not_on_disk);
  add ("/survey-page/a-draft-goes-on-where-it-stood", test_a_draft_goes_on_where_it_stood);
  add ("/survey-page/a-draft-goes-on-in-its-row", test_a_draft_goes_on_in_its_row);
  add ("/survey-page/a-place-that-is-gone-is-not-gone-to",
       test_a_place_that_is_gone_is_not_gone_to);
  add ("/survey-page/outline-and-review-lead-back", test_outline_and_review_lead_back);

  return g_test_run ();
}
