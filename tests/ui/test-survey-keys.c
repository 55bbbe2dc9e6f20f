/* test-survey-keys.c: the keys that a survey is filled with
 *
 * Real keys, through the X server, as a keyboard on the tablet gives them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"

static void
set_up (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_controls (f, data);
}

static void
wait_for_question (SurveyFixture *f, const char *name)
{
  while (survey_fixture_find_question (f, name) == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
}

static void
test_pages_turn_both_ways (SurveyFixture *f, gconstpointer data)
{
  editor_fixture_open (f, "day");
  ruhu_ui_test_key ("ctrl+Page_Down");
  wait_for_question (f, "rank");
  ruhu_ui_test_key ("ctrl+Page_Up");
  wait_for_question (f, "day");
}

/* Out of a field, too, and with what was typed in it. */
static void
test_pages_turn_out_of_a_field (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *field = survey_fixture_find_widget (editor_fixture_open (f, "year"), GTK_TYPE_TEXT, 0);

  gtk_widget_grab_focus (field);
  ruhu_ui_test_key ("1");
  ruhu_ui_test_key ("9");
  ruhu_ui_test_key ("9");
  ruhu_ui_test_key ("8");
  while (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (field)), "1998"))
    g_main_context_iteration (NULL, TRUE);
  ruhu_ui_test_key ("ctrl+Page_Down");
  wait_for_question (f, "rank");
  g_assert_cmpstr (survey_fixture_get (f, "year"), ==, "1998-01-01");
}

static void
test_a_digit_chooses (SurveyFixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (editor_fixture_open (f, "likert"));
  ruhu_ui_test_key ("3");
  editor_fixture_wait_answer (f, "likert", "");
  g_assert_cmpstr (survey_fixture_get (f, "likert"), ==, "3");
  ruhu_ui_test_key ("5");
  editor_fixture_wait_answer (f, "likert", "3");
  g_assert_cmpstr (survey_fixture_get (f, "likert"), ==, "5");
}

static void
test_a_digit_adds_and_takes_away (SurveyFixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (editor_fixture_open (f, "no_buttons"));
  ruhu_ui_test_key ("2");
  editor_fixture_wait_answer (f, "no_buttons", "");
  ruhu_ui_test_key ("1");
  editor_fixture_wait_answer (f, "no_buttons", "wheelchair");
  g_assert_cmpstr (survey_fixture_get (f, "no_buttons"), ==, "wheelchair cane");
  ruhu_ui_test_key ("2");
  editor_fixture_wait_answer (f, "no_buttons", "wheelchair cane");
  g_assert_cmpstr (survey_fixture_get (f, "no_buttons"), ==, "cane");
}

/* A digit is no arrow: it answers, and a quick question goes on. */
static void
test_a_digit_in_a_quick_question_goes_on (SurveyFixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (editor_fixture_open (f, "quick_first"));
  ruhu_ui_test_key ("2");
  editor_fixture_wait_answer (f, "quick_first", "");
  g_assert_cmpstr (survey_fixture_get (f, "quick_first"), ==, "no");
  for (;;) {
    GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (f->window));
    GtkWidget *next = survey_fixture_find_question (f, "quick_second");

    if (focus != NULL && next != NULL && gtk_widget_is_ancestor (focus, next))
      break;
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
test_space_chooses_and_the_outline_opens (SurveyFixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (editor_fixture_open (f, "columns"));
  ruhu_ui_test_key ("space");
  editor_fixture_wait_answer (f, "columns", "");
  g_assert_cmpstr (survey_fixture_get (f, "columns"), ==, "cane");
  ruhu_ui_test_key ("ctrl+g");
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->page), "Outline"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_the_scale_is_moved_by_arrows (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *scale =
    survey_fixture_find_widget (editor_fixture_open (f, "pain"), GTK_TYPE_SCALE, 0);

  gtk_widget_grab_focus (scale);
  ruhu_ui_test_key ("Right");
  editor_fixture_wait_answer (f, "pain", "");
  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "1");
}

static void
add (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path, SurveyFixture, NULL, set_up, test, survey_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  add ("/survey-keys/pages-turn-both-ways", test_pages_turn_both_ways);
  add ("/survey-keys/pages-turn-out-of-a-field", test_pages_turn_out_of_a_field);
  add ("/survey-keys/a-digit-chooses", test_a_digit_chooses);
  add ("/survey-keys/a-digit-adds-and-takes-away", test_a_digit_adds_and_takes_away);
  add ("/survey-keys/a-digit-in-a-quick-question-goes-on",
       test_a_digit_in_a_quick_question_goes_on);
  add ("/survey-keys/space-chooses-and-the-outline-opens",
       test_space_chooses_and_the_outline_opens);
  add ("/survey-keys/the-scale-is-moved-by-arrows", test_the_scale_is_moved_by_arrows);

  return g_test_run ();
}
