/* test-choices.c: ui/form/ruhu-choice-editor.c in each of its layouts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-editor.h"
#include "form/ruhu-choice-field.h"
#include "form/ruhu-choice-layout.h"
#include "form/ruhu-choice-row.h"
#include "form/ruhu-chosen.h"
#include "ruhu-ui-init.h"

#include "editor-fixture.h"

#include <string.h>

static GtkWidget *
get_tile (SurveyFixture *f, const char *name, guint nth)
{
  GtkWidget *tile =
    survey_fixture_find_widget (editor_fixture_find (f, name), RUHU_TYPE_CHOICE_TILE, nth);

  g_assert_nonnull (tile);
  return tile;
}

static void
tap (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_a_scale_is_answered_by_a_tap (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "likert");
  tap (get_tile (f, "likert", 3));
  g_assert_cmpstr (survey_fixture_get (f, "likert"), ==, "4");
  tap (get_tile (f, "likert", 1));
  g_assert_cmpstr (survey_fixture_get (f, "likert"), ==, "2");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (get_tile (f, "likert", 3))));
}

static void
test_a_second_tap_on_a_tile_does_not_undo (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "likert");
  tap (get_tile (f, "likert", 3));
  tap (get_tile (f, "likert", 3));
  g_assert_cmpstr (survey_fixture_get (f, "likert"), ==, "4");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (get_tile (f, "likert", 3))));
}

static void
test_the_heading_of_a_table_has_nothing_to_choose (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *heading;

  survey_fixture_go_to (f, "table_head");
  heading = editor_fixture_find (f, "table_head");
  g_assert_null (survey_fixture_find_widget (heading, RUHU_TYPE_CHOICE_TILE, 0));
  g_assert_null (survey_fixture_find_widget (heading, RUHU_TYPE_CHOICE_ROW, 0));
  g_assert_true (ruhu_ui_test_has_text (heading, "Always"));
}

static void
test_a_row_of_a_table_is_answered_and_heard (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "table_sleep");
  gtk_test_accessible_assert_property (get_tile (f, "table_sleep", 4),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Always");
  tap (get_tile (f, "table_sleep", 4));
  tap (get_tile (f, "table_several", 1));
  tap (get_tile (f, "table_several", 0));
  g_assert_cmpstr (survey_fixture_get (f, "table_sleep"), ==, "5");
  g_assert_cmpstr (survey_fixture_get (f, "table_eat"), ==, "");
  g_assert_cmpstr (survey_fixture_get (f, "table_several"), ==, "2 1");
}

static void
test_tiles_stand_in_columns (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *tiles;

  survey_fixture_go_to (f, "columns");
  tiles = survey_fixture_find_widget (editor_fixture_find (f, "columns"), GTK_TYPE_FLOW_BOX, 0);
  g_assert_cmpuint (gtk_flow_box_get_max_children_per_line (GTK_FLOW_BOX (tiles)), ==, 3);
  tap (get_tile (f, "no_buttons", 0));
  tap (get_tile (f, "no_buttons", 2));
  g_assert_cmpstr (survey_fixture_get (f, "no_buttons"), ==, "cane hearing");
  tap (get_tile (f, "no_buttons", 4));
  g_assert_cmpstr (survey_fixture_get (f, "no_buttons"), ==, "none");
}

static void
test_choices_show_their_pictures (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "columns");
  g_assert_nonnull (survey_fixture_find_widget (get_tile (f, "columns", 0), GTK_TYPE_PICTURE, 0));
  g_assert_null (survey_fixture_find_widget (get_tile (f, "columns", 2), GTK_TYPE_PICTURE, 0));
}

static void
test_quick_goes_on_by_itself (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *row;
  GtkWidget *focus;

  survey_fixture_go_to (f, "quick_first");
  row = survey_fixture_find_labelled (editor_fixture_find (f, "quick_first"),
                                      RUHU_TYPE_CHOICE_ROW,
                                      "Yes");
  gtk_widget_activate (row);
  turn ();
  focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  g_assert_true (gtk_widget_is_ancestor (focus, editor_fixture_find (f, "quick_second")));

  row = survey_fixture_find_labelled (editor_fixture_find (f, "quick_second"),
                                      RUHU_TYPE_CHOICE_ROW,
                                      "No");
  gtk_widget_activate (row);
  turn ();
  g_assert_cmpstr (survey_fixture_get (f, "quick_first"), ==, "yes");
  g_assert_cmpstr (survey_fixture_get (f, "quick_second"), ==, "no");
  g_assert_nonnull (editor_fixture_find (f, "income"));
}

static void
test_quick_stays_where_the_answer_comes_from_elsewhere (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "quick_second");
  survey_fixture_set (f, "quick_second", "yes");
  turn ();
  g_assert_nonnull (editor_fixture_find (f, "quick_second"));
}

/* With an answer that is not the first of its list: the one that is chosen has the focus. */
static void
test_tab_enters_a_list_at_its_answer (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *editor;
  GtkWidget *focus = NULL;
  GtkWidget *row;
  guint i;

  survey_fixture_go_to (f, "quick_first");
  survey_fixture_set (f, "quick_first", "no");
  editor =
    survey_fixture_find_widget (editor_fixture_find (f, "quick_first"), RUHU_TYPE_CHOICE_EDITOR, 0);
  gtk_window_set_focus (GTK_WINDOW (f->window), NULL);
  for (i = 0; i < 30 && (focus == NULL || !gtk_widget_is_ancestor (focus, editor)); i++) {
    gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
    focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  }
  row = gtk_widget_get_ancestor (focus, RUHU_TYPE_CHOICE_ROW);
  g_assert_nonnull (row);
  g_assert_cmpstr (ruhu_choice_row_get_value (RUHU_CHOICE_ROW (row)), ==, "no");
}

static void
test_the_way_to_decline_is_a_button_beside_the_field (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question;

  survey_fixture_go_to (f, "town");
  question = editor_fixture_find (f, "town");
  g_assert_nonnull (survey_fixture_find_widget (question, RUHU_TYPE_CHOICE_FIELD, 0));
  g_assert_true (ruhu_ui_test_has_text (question, "Choose from a list"));
  survey_fixture_set (f, "town", "t3");
  g_assert_true (ruhu_ui_test_has_text (question, "Dongshan"));
  ruhu_ui_test_click (question, "Prefers not to say");
  g_assert_cmpstr (survey_fixture_get (f, "town"), ==, "-88");
}

static void
test_words_follow_the_language (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_go_to (f, "likert");
  tap (get_tile (f, "likert", 3));
  ruhu_instance_set_language (f->instance, "zh");
  survey_fixture_set (f, "table_eat", "1");
  gtk_test_accessible_assert_property (get_tile (f, "likert", 3),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "经常");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (get_tile (f, "likert", 3))));
}

static void
test_guidance_is_folded_until_it_is_asked_for (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *expander;

  survey_fixture_go_to (f, "quick_first");
  expander =
    survey_fixture_find_widget (editor_fixture_find (f, "quick_first"), GTK_TYPE_EXPANDER, 0);
  g_assert_nonnull (expander);
  g_assert_false (gtk_expander_get_expanded (GTK_EXPANDER (expander)));
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  g_assert_true (ruhu_ui_test_has_text (expander, "Ask to see it. See the manual."));
  g_assert_null (
    survey_fixture_find_widget (editor_fixture_find (f, "quick_second"), GTK_TYPE_EXPANDER, 0));
}

static void
test_answers_are_told_apart_by_whole_values (void)
{
  g_autofree char *with = ruhu_chosen_toggle ("a1 b", "a", TRUE);
  g_autofree char *without = ruhu_chosen_toggle (with, "a1", FALSE);

  g_assert_true (ruhu_chosen_has ("a1 b", "b"));
  g_assert_false (ruhu_chosen_has ("a1 b", "a"));
  g_assert_false (ruhu_chosen_has ("a1 b", ""));
  g_assert_cmpstr (with, ==, "a1 b a");
  g_assert_cmpstr (without, ==, "b a");
  g_assert_cmpuint (ruhu_chosen_count (without), ==, 2);
}

static const char lone_xml[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
  "<h:head><h:title>Lone</h:title><model><instance><data id='lone' version='1'><one/><some/></data>"
  "</instance></model></h:head><h:body>"
  "<select1 ref='/data/one'><label>One</label><item><label>A</label><value>a</value></item>"
  "</select1>"
  "<select ref='/data/some'><label>Some</label><item><label>B</label><value>b</value></item>"
  "</select></h:body></h:html>";

static void
set_up_lone (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new (lone_xml, strlen (lone_xml)));
}

static const char *
get_sign (SurveyFixture *f, const char *name)
{
  GtkWidget *check =
    survey_fixture_find_widget (editor_fixture_open (f, name), GTK_TYPE_CHECK_BUTTON, 0);

  return gtk_widget_get_css_name (gtk_widget_get_first_child (check));
}

/* A filtered list may be down to one choice: it is still one of them, and is answered by a tap. */
static void
test_a_lone_choice_looks_like_one (SurveyFixture *f, gconstpointer data)
{
  g_assert_cmpstr (get_sign (f, "one"), ==, "radio");
  g_assert_cmpstr (get_sign (f, "some"), ==, "check");
  gtk_widget_activate (
    survey_fixture_find_widget (editor_fixture_open (f, "one"), GTK_TYPE_CHECK_BUTTON, 0));
  g_assert_cmpstr (survey_fixture_get (f, "one"), ==, "a");
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  editor_fixture_add ("/choices/a-scale-is-answered-by-a-tap", test_a_scale_is_answered_by_a_tap);
  editor_fixture_add ("/choices/a-second-tap-on-a-tile-does-not-undo",
                      test_a_second_tap_on_a_tile_does_not_undo);
  editor_fixture_add ("/choices/the-heading-of-a-table-has-nothing-to-choose",
                      test_the_heading_of_a_table_has_nothing_to_choose);
  editor_fixture_add ("/choices/a-row-of-a-table-is-answered-and-heard",
                      test_a_row_of_a_table_is_answered_and_heard);
  editor_fixture_add ("/choices/tiles-stand-in-columns", test_tiles_stand_in_columns);
  editor_fixture_add ("/choices/choices-show-their-pictures", test_choices_show_their_pictures);
  editor_fixture_add ("/choices/quick-goes-on-by-itself", test_quick_goes_on_by_itself);
  editor_fixture_add ("/choices/quick-stays-where-the-answer-comes-from-elsewhere",
                      test_quick_stays_where_the_answer_comes_from_elsewhere);
  editor_fixture_add ("/choices/tab-enters-a-list-at-its-answer",
                      test_tab_enters_a_list_at_its_answer);
  editor_fixture_add ("/choices/the-way-to-decline-is-a-button-beside-the-field",
                      test_the_way_to_decline_is_a_button_beside_the_field);
  editor_fixture_add ("/choices/words-follow-the-language", test_words_follow_the_language);
  editor_fixture_add ("/choices/guidance-is-folded-until-it-is-asked-for",
                      test_guidance_is_folded_until_it_is_asked_for);
  g_test_add ("/choices/a-lone-choice-looks-like-one",
              SurveyFixture,
              NULL,
              set_up_lone,
              test_a_lone_choice_looks_like_one,
              survey_fixture_tear_down);
  g_test_add_func ("/choices/answers-are-told-apart-by-whole-values",
                   test_answers_are_told_apart_by_whole_values);

  return g_test_run ();
}
