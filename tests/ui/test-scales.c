/* test-scales.c: ui/form/ruhu-range-editor.c and ruhu-rank-editor.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"

static void
test_a_scale_has_no_answer_until_it_is_touched (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "pain");

  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "");
  g_assert_true (ruhu_ui_test_has_text (question, "Nothing chosen yet"));
  gtk_range_set_value (GTK_RANGE (survey_fixture_find_widget (question, GTK_TYPE_SCALE, 0)), 7);
  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "7");
}

static void
test_buttons_step_and_stop_at_the_ends (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "pain");
  guint i;

  ruhu_ui_test_click (question, "Less");
  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "0");
  ruhu_ui_test_click (question, "Less");
  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "0");
  for (i = 0; i < 12; i++)
    ruhu_ui_test_click (question, "More");
  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "10");
}

static void
test_a_picker_is_answered_by_its_buttons (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "pain_picker");

  g_assert_null (survey_fixture_find_widget (question, GTK_TYPE_SCALE, 0));
  ruhu_ui_test_click (question, "More");
  ruhu_ui_test_click (question, "More");
  g_assert_cmpstr (survey_fixture_get (f, "pain_picker"), ==, "1");
}

static void
test_a_vertical_scale_grows_upwards (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *scale =
    survey_fixture_find_widget (editor_fixture_open (f, "pain_vertical"), GTK_TYPE_SCALE, 0);

  g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (scale)),
                   ==,
                   GTK_ORIENTATION_VERTICAL);
  g_assert_true (gtk_range_get_inverted (GTK_RANGE (scale)));
}

static void
test_stars_are_lit_up_to_the_one_tapped (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "rating");
  GtkWidget *fourth = survey_fixture_find_widget (question, GTK_TYPE_TOGGLE_BUTTON, 3);
  guint i;

  gtk_test_accessible_assert_property (fourth,
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "How good was the visit? · 4 of 5");
  g_signal_emit_by_name (fourth, "clicked");
  g_assert_cmpstr (survey_fixture_get (f, "rating"), ==, "4");
  for (i = 0; i < 5; i++)
    g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (
                     survey_fixture_find_widget (question, GTK_TYPE_TOGGLE_BUTTON, i))) == (i < 4));

  g_signal_emit_by_name (fourth, "clicked");
  g_assert_cmpstr (survey_fixture_get (f, "rating"), ==, "4");
  g_signal_emit_by_name (survey_fixture_find_widget (question, GTK_TYPE_TOGGLE_BUTTON, 1),
                         "clicked");
  g_assert_cmpstr (survey_fixture_get (f, "rating"), ==, "2");
}

static void
test_the_first_move_ranks_the_whole_list (SurveyFixture *f, gconstpointer data)
{
  ruhu_ui_test_click (editor_fixture_open (f, "rank"), "Move up: Hearing aid");
  g_assert_cmpstr (survey_fixture_get (f, "rank"), ==, "cane hearing wheelchair walker none");
}

/* A scale that stands somewhere is easily taken for an answer, by the ear too. */
static void
test_an_untouched_scale_says_that_it_is (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "pain");
  GtkWidget *scale = survey_fixture_find_widget (question, GTK_TYPE_SCALE, 0);

  gtk_test_accessible_assert_role (scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_LABEL, "Pain now");
  gtk_test_accessible_assert_property (scale,
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "Nothing chosen yet");
  survey_fixture_set (f, "pain", "7");
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "7");
  survey_fixture_set (f, "pain", "");
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 0);
  g_assert_cmpstr (survey_fixture_get (f, "pain"), ==, "");
}

static const char odd[] =
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
  "<h:head><h:title>Odd</h:title><model><instance><data id=\"odd\" version=\"1\"><over/><down/>"
  "<tenths/></data></instance><bind nodeset=\"/data/over\" type=\"int\"/>"
  "<bind nodeset=\"/data/down\" type=\"int\"/><bind nodeset=\"/data/tenths\" type=\"decimal\"/>"
  "</model></h:head><h:body><group ref=\"/data\" appearance=\"field-list\">"
  "<range ref=\"/data/over\" start=\"0\" end=\"10\" step=\"4\"><label>O</label></range>"
  "<range ref=\"/data/down\" start=\"10\" end=\"0\" step=\"0\"><label>D</label></range>"
  "<range ref=\"/data/tenths\" start=\"-0.3\" end=\"0.3\" step=\"0.1\"><label>T</label></range>"
  "</group></h:body></h:html>";

static void
set_up_odd (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new_static (odd, sizeof odd - 1));
}

static void
test_an_odd_scale_stays_on_its_steps (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *scale;
  guint i;

  scale = survey_fixture_find_widget (editor_fixture_open (f, "over"), GTK_TYPE_SCALE, 0);
  gtk_range_set_value (GTK_RANGE (scale), 10);
  g_assert_cmpstr (survey_fixture_get (f, "over"), ==, "8");
  ruhu_ui_test_click (editor_fixture_find (f, "down"), "Less");
  g_assert_cmpstr (survey_fixture_get (f, "down"), ==, "10");
  ruhu_ui_test_click (editor_fixture_find (f, "down"), "Less");
  g_assert_cmpstr (survey_fixture_get (f, "down"), ==, "9");
  for (i = 0; i < 5; i++)
    ruhu_ui_test_click (editor_fixture_find (f, "tenths"), "More");
  g_assert_cmpstr (survey_fixture_get (f, "tenths"), ==, "0.1");
}

static GtkWidget *
get_focus (SurveyFixture *f)
{
  return gtk_root_get_focus (GTK_ROOT (f->window));
}

/* The rows are made anew; whoever goes on by the keyboard does not begin at the top again. */
static void
test_moving_keeps_the_focus_on_what_moves (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "rank");

  ruhu_ui_test_click (question, "Move up: Walker");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_focus (f)), ==, "Move up: Walker");
  g_signal_emit_by_name (get_focus (f), "clicked");
  g_signal_emit_by_name (get_focus (f), "clicked");
  g_assert_cmpstr (survey_fixture_get (f, "rank"), ==, "walker cane wheelchair hearing none");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_focus (f)), ==, "Move down: Walker");
}

static void
test_an_order_that_is_right_is_said_to_be (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "rank");

  g_assert_true (ruhu_ui_test_has_text (question, "Not put in order yet"));
  g_assert_cmpstr (survey_fixture_get (f, "rank"), ==, "");
  ruhu_ui_test_click (question, "This order is right");
  g_assert_cmpstr (survey_fixture_get (f, "rank"), ==, "cane wheelchair hearing walker none");
  g_assert_false (ruhu_ui_test_has_text (question, "Not put in order yet"));
}

static GtkEventController *
find_target (GtkWidget *row)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (row);
  guint i;

  for (i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      return controller;
  }
  g_assert_not_reached ();
}

static void
drop (GtkWidget *row, guint from)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_UINT);
  g_value_set_uint (&value, from);
  g_signal_emit_by_name (find_target (row), "drop", &value, 5.0, 5.0, &taken);
  g_assert_true (taken);
}

static void
test_a_row_is_dragged_to_its_place (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "rank");

  drop (survey_fixture_find_widget (question, ADW_TYPE_ACTION_ROW, 0), 3);
  editor_fixture_wait_answer (f, "rank", "");
  g_assert_cmpstr (survey_fixture_get (f, "rank"), ==, "walker cane wheelchair hearing none");
}

static void
test_a_drag_at_the_last_moment_is_not_lost (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "rank");

  drop (survey_fixture_find_widget (question, ADW_TYPE_ACTION_ROW, 4), 0);
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "rank"), ==, "wheelchair hearing walker none cane");
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  editor_fixture_add ("/scales/a-scale-has-no-answer-until-it-is-touched",
                      test_a_scale_has_no_answer_until_it_is_touched);
  editor_fixture_add ("/scales/buttons-step-and-stop-at-the-ends",
                      test_buttons_step_and_stop_at_the_ends);
  editor_fixture_add ("/scales/a-picker-is-answered-by-its-buttons",
                      test_a_picker_is_answered_by_its_buttons);
  editor_fixture_add ("/scales/a-vertical-scale-grows-upwards",
                      test_a_vertical_scale_grows_upwards);
  editor_fixture_add ("/scales/stars-are-lit-up-to-the-one-tapped",
                      test_stars_are_lit_up_to_the_one_tapped);
  editor_fixture_add ("/scales/the-first-move-ranks-the-whole-list",
                      test_the_first_move_ranks_the_whole_list);
  editor_fixture_add ("/scales/an-untouched-scale-says-that-it-is",
                      test_an_untouched_scale_says_that_it_is);
  g_test_add ("/scales/an-odd-scale-stays-on-its-steps",
              SurveyFixture,
              NULL,
              set_up_odd,
              test_an_odd_scale_stays_on_its_steps,
              survey_fixture_tear_down);
  editor_fixture_add ("/scales/moving-keeps-the-focus-on-what-moves",
                      test_moving_keeps_the_focus_on_what_moves);
  editor_fixture_add ("/scales/an-order-that-is-right-is-said-to-be",
                      test_an_order_that_is_right_is_said_to_be);
  editor_fixture_add ("/scales/a-row-is-dragged-to-its-place", test_a_row_is_dragged_to_its_place);
  editor_fixture_add ("/scales/a-drag-at-the-last-moment-is-not-lost",
                      test_a_drag_at_the_last_moment_is_not_lost);

  return g_test_run ();
}
