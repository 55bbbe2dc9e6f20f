/* test-place.c: ui/form/ruhu-place-editor.c with a GeoClue and a location portal of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "place-fixture.h"

static void
set_up (SurveyFixture *f, gconstpointer data)
{
  place_fixture_reset ();
  g_setenv ("RUHU_LOCATION", data, TRUE);
  survey_fixture_set_up_controls (f, NULL);
}

static gboolean
data_is_portal (gconstpointer data)
{
  return g_str_equal (data, "portal");
}

static GtkWidget *
begin_to_find (SurveyFixture *f)
{
  GtkWidget *question = editor_fixture_open (f, "place");

  ruhu_ui_test_click (question, "Find where we are");
  place_fixture_wait (&place_service.starts);
  return question;
}

static void
test_a_good_position_is_taken_and_ends_the_search (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = begin_to_find (f);

  place_fixture_locate (4);
  editor_fixture_wait_answer (f, "place", "");
  place_fixture_wait (&place_service.stops);
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 4.0");
  g_assert_cmpuint (place_service.level, ==, data_is_portal (data) ? 5 : 8);
  if (!data_is_portal (data))
    g_assert_cmpstr (place_service.desktop_id, ==, "org.ruhu.Ruhu");
  g_assert_true (ruhu_ui_test_has_text (question, "Found to within 4 m."));
}

static void
test_a_worse_position_does_not_replace_a_better (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = begin_to_find (f);

  place_fixture_locate (20);
  editor_fixture_wait_answer (f, "place", "");
  place_fixture_locate (60);
  while (!ruhu_ui_test_has_text (question, "To within 20 m, looking on…"))
    g_main_context_iteration (NULL, TRUE);
  place_fixture_locate (12);
  editor_fixture_wait_answer (f, "place", "37.5123000 105.1964000 0.0 20.0");
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 12.0");
  g_assert_cmpuint (place_service.stops, ==, 0);
  ruhu_ui_test_click (question, "That is good enough");
  place_fixture_wait (&place_service.stops);
}

static void
test_leaving_the_page_lets_the_satellites_go (SurveyFixture *f, gconstpointer data)
{
  begin_to_find (f);
  survey_fixture_act (f, "next", NULL);
  place_fixture_wait (&place_service.stops);
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "");
}

static void
test_a_refusal_leaves_the_fields (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "place");
  GtkWidget *entry;

  place_service.denies = TRUE;
  ruhu_ui_test_click (question, "Find where we are");
  while (
    !ruhu_ui_test_has_text (question, "This tablet does not know where it is. Please type it."))
    g_main_context_iteration (NULL, TRUE);
  entry = survey_fixture_find_widget (question, GTK_TYPE_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "37.5");
  entry = survey_fixture_find_widget (question, GTK_TYPE_ENTRY, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "105.2");
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5 105.2 0 0");
}

static void
test_the_last_place_can_be_taken_again (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = begin_to_find (f);
  GtkWidget *last;

  place_fixture_locate (3);
  editor_fixture_wait_answer (f, "place", "");
  survey_fixture_set (f, "place", "");
  last = survey_fixture_find_widget (question, GTK_TYPE_BUTTON, 1);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (last)), "As at "));
  g_signal_emit_by_name (last, "clicked");
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 3.0");
}

static void
test_only_ones_own_session_is_heard (SurveyFixture *f, gconstpointer data)
{
  begin_to_find (f);
  place_fixture_locate_stranger ();
  place_fixture_locate (4);
  editor_fixture_wait_answer (f, "place", "");
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 4.0");
}

static void
test_a_client_is_given_back (SurveyFixture *f, gconstpointer data)
{
  begin_to_find (f);
  survey_fixture_act (f, "next", NULL);
  place_fixture_wait (&place_service.deleted);
}

/* Once with each of the two services. */
static void
add (const char *claim, void (*test) (SurveyFixture *, gconstpointer))
{
  static const char *const services[] = { "session", "portal" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (services); i++) {
    g_autofree char *path = g_strdup_printf ("/place/%s/%s", i == 0 ? "geoclue" : "portal", claim);

    g_test_add (path, SurveyFixture, services[i], set_up, test, survey_fixture_tear_down);
  }
}

int
main (int argc, char **argv)
{
  int status;

  ruhu_ui_test_init (&argc, &argv);
  place_fixture_start ();

  add ("a-good-position-is-taken-and-ends-the-search",
       test_a_good_position_is_taken_and_ends_the_search);
  add ("a-worse-position-does-not-replace-a-better",
       test_a_worse_position_does_not_replace_a_better);
  add ("leaving-the-page-lets-the-satellites-go", test_leaving_the_page_lets_the_satellites_go);
  add ("a-refusal-leaves-the-fields", test_a_refusal_leaves_the_fields);
  add ("the-last-place-can-be-taken-again", test_the_last_place_can_be_taken_again);
  g_test_add ("/place/portal/only-ones-own-session-is-heard",
              SurveyFixture,
              "portal",
              set_up,
              test_only_ones_own_session_is_heard,
              survey_fixture_tear_down);
  g_test_add ("/place/geoclue/a-client-is-given-back",
              SurveyFixture,
              "session",
              set_up,
              test_a_client_is_given_back,
              survey_fixture_tear_down);

  status = g_test_run ();
  place_fixture_stop ();
  return status;
}
