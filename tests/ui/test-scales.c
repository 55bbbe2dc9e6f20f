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
  editor_fixture_add ("/scales/a-row-is-dragged-to-its-place", test_a_row_is_dragged_to_its_place);
  editor_fixture_add ("/scales/a-drag-at-the-last-moment-is-not-lost",
                      test_a_drag_at_the_last_moment_is_not_lost);

  return g_test_run ();
}
