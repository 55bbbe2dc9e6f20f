/* test-appearances.c: every appearance there is, on a telephone with text of twice the size
 *
 * Each works, or gets the plain field, and none loses anything: tests/ui/appearances has a question
 * for each. With RUHU_SHOTS=FOLDER in the environment the pages are photographed, in their whole
 * height: the screen has to be as high (with-display.sh -g 400x3000).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-question-size.h"
#include "ruhu-language.h"

#include "editor-fixture.h"

#include <string.h>

#define WIDTH 360
#define HEIGHT 720
#define WHOLE_HEIGHT 2600

static void
draw_page (SurveyFixture *f)
{
  guint i;

  /* Folding asks for a second layout, a list for a third. */
  for (i = 0; i < 3; i++) {
    gtk_widget_queue_draw (GTK_WIDGET (f->window));
    gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  }
}

static void
set_up (SurveyFixture *f, gconstpointer language)
{
  ruhu_language_use (language);
  ruhu_ui_test_set_scale (2);
  survey_fixture_set_up_appearances (f, NULL);
  ruhu_instance_set_language (f->instance, g_str_equal (language, "en") ? "en" : "zh");
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":", NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window),
                               WIDTH,
                               g_getenv ("RUHU_SHOTS") != NULL ? WHOLE_HEIGHT : HEIGHT);
  draw_page (f);
}

static void
tear_down (SurveyFixture *f, gconstpointer language)
{
  survey_fixture_tear_down (f, NULL);
  ruhu_ui_test_set_scale (1);
  ruhu_language_use ("en");
}

static void
photograph (SurveyFixture *f, const char *language, guint nth)
{
  const char *folder = g_getenv ("RUHU_SHOTS");
  g_autofree char *name = g_strdup_printf ("appearances-%s-%02u.png", language, nth);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path != NULL)
    ruhu_ui_test_save_png (GTK_WINDOW (f->window), path);
}

static void
add_seen (SurveyFixture *f, GHashTable *seen)
{
  GtkWidget *question;
  guint nth = 0;

  while ((question =
            survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_QUESTION, nth++)) != NULL)
    g_hash_table_add (seen, (gpointer) ruhu_question_get_control (RUHU_QUESTION (question)));
}

static guint
count_questions (const RuhuControl *within)
{
  guint i, n = ruhu_control_is_question (within) ? 1 : 0;

  for (i = 0; i < ruhu_control_get_n_children (within); i++)
    n += count_questions (ruhu_control_get_child (within, i));
  return n;
}

/* Whether there was a next page of the form. */
static gboolean
turn (SurveyFixture *f)
{
  survey_fixture_act (f, "next", NULL);
  draw_page (f);
  return survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_QUESTION, 0) != NULL;
}

static void
test_each_page_fits (SurveyFixture *f, gconstpointer language)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint nth = 0, faults = 0;

  do {
    faults += ruhu_ui_test_count_faults (RUHU_PAGE (f->page), WIDTH);
    add_seen (f, seen);
    photograph (f, language, nth++);
  } while (turn (f));
  g_assert_cmpuint (faults, ==, 0);
  g_assert_cmpuint (g_hash_table_size (seen), ==, count_questions (ruhu_form_get_body (f->form)));
}

/* The questions on the page that Tab does not come to. */
static guint
count_unreached (SurveyFixture *f)
{
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  GtkWidget *question;
  guint i, nth = 0, unreached = 0;

  for (i = 0; i < 60; i++) {
    GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (f->window));

    question = focus != NULL ? gtk_widget_get_ancestor (focus, RUHU_TYPE_QUESTION) : NULL;
    if (question != NULL)
      g_hash_table_add (reached, question);
    gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
  }
  while ((question =
            survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_QUESTION, nth++)) != NULL) {
    const RuhuControl *control = ruhu_question_get_control (RUHU_QUESTION (question));

    if (g_hash_table_contains (reached, question) ||
        ruhu_control_has_appearance (control, "label") ||
        ruhu_question_is_note (f->instance, control, ruhu_instance_get_root (f->instance)))
      continue;
    g_test_message ("no key leads to %s", ruhu_control_get_name (control));
    unreached++;
  }
  return unreached;
}

static void
test_each_is_reached_by_the_keys (SurveyFixture *f, gconstpointer language)
{
  guint unreached = 0;

  do
    unreached += count_unreached (f);
  while (turn (f));
  g_assert_cmpuint (unreached, ==, 0);
}

static const char *
choose_answer (const RuhuControl *control)
{
  switch ((int) ruhu_control_get_kind (control)) {
  case RUHU_CONTROL_SELECT1:
    return "b";
  case RUHU_CONTROL_SELECT:
    return "d b";
  case RUHU_CONTROL_RANK:
    return "d c b a";
  case RUHU_CONTROL_RANGE:
    return "2";
  case RUHU_CONTROL_TRIGGER:
    return "OK";
  case RUHU_CONTROL_UPLOAD:
    return NULL;
  default:
    break;
  }
  switch ((int) ruhu_control_get_data_type (control)) {
  case RUHU_DATA_INT:
    return "1234567";
  case RUHU_DATA_DECIMAL:
    return "-1234.5";
  case RUHU_DATA_DATE:
    return "2019-05-17";
  case RUHU_DATA_TIME:
    return "09:05:07.000+08:00";
  case RUHU_DATA_DATE_TIME:
    return "2019-05-17T09:05:07.000+08:00";
  case RUHU_DATA_GEOPOINT:
    return "37.5 105.25 1200 8";
  case RUHU_DATA_GEOTRACE:
  case RUHU_DATA_GEOSHAPE:
    return "37.5 105.25 0 0;37.6 105.25 0 0;37.5 105.25 0 0";
  default:
    return "王桂花 <a & b>";
  }
}

static void
answer_all (SurveyFixture *f, const RuhuControl *within, gboolean check)
{
  const char *answer = ruhu_control_is_question (within) ? choose_answer (within) : NULL;
  const char *name = ruhu_control_get_name (within);
  guint i;

  if (answer != NULL &&
      !ruhu_question_is_note (f->instance, within, ruhu_instance_get_root (f->instance))) {
    if (check)
      g_assert_cmpstr (survey_fixture_get (f, name), ==, answer);
    else
      survey_fixture_set (f, name, answer);
  }
  for (i = 0; i < ruhu_control_get_n_children (within); i++)
    answer_all (f, ruhu_control_get_child (within, i), check);
}

/* Whoever only looks at an answer changes nothing of it, seconds and zones included. */
static void
test_an_answer_that_is_looked_at_stays (SurveyFixture *f, gconstpointer language)
{
  answer_all (f, ruhu_form_get_body (f->form), FALSE);
  survey_fixture_act (f, "previous", NULL);
  do
    gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
  while (turn (f));
  answer_all (f, ruhu_form_get_body (f->form), TRUE);
}

int
main (int argc, char **argv)
{
  g_setenv ("RUHU_LOCATION", "session", TRUE);
  g_setenv ("RUHU_MICROPHONE", "audiotestsrc is-live=true", TRUE);
  ruhu_ui_test_init (&argc, &argv);

#define ADD(path, language, test) \
  g_test_add ("/appearances/" path, SurveyFixture, language, set_up, test, tear_down)
  ADD ("each-page-fits/zh", "zh_CN", test_each_page_fits);
  ADD ("each-page-fits/en", "en", test_each_page_fits);
  ADD ("each-is-reached-by-the-keys", "en", test_each_is_reached_by_the_keys);
  ADD ("an-answer-that-is-looked-at-stays", "en", test_an_answer_that_is_looked_at_stays);
#undef ADD

  return g_test_run ();
}
