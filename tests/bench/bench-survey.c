/* bench-survey.c: a form of 2,000 questions in the app, and a list of 50,000 choices
 *
 *   with-display.sh bench-survey
 *
 * What is told is the main thread's own processor time: what happens in other threads, and waiting,
 * keeps no finger waiting. Each page is turned and drawn; the floor is a page of the same bare
 * widgets, without a form behind it. Prints NAME VALUE, one a line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-field.h"
#include "form/ruhu-choice-page.h"
#include "form/ruhu-outline.h"
#include "ruhu-ui-init.h"

#include "first-frame.h"
#include "long-list.h"
#include "survey-fixture.h"

#include <time.h>

#define GROUPS 40
#define QUESTIONS 50 /* in a group */
#define VILLAGES 50000

static double
get_thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* What a form has: mostly one of a few, texts, numbers, dates; some only where another says so. */
static const char *
write_question (GString *model, GString *body, guint group, guint i)
{
  static const char *const types[] = { "string", "string", "int", "date", "string" };
  g_autofree char *path = g_strdup_printf ("/data/g%u/q%u", group, i);
  const char *type = types[i % G_N_ELEMENTS (types)];

  g_string_append_printf (model, "<bind nodeset=\"%s\" type=\"%s\"", path, type);
  if (i % 7 == 6)
    g_string_append_printf (model, " relevant=\"/data/g%u/q%u != 'c2'\"", group, i - 1);
  if (i % 5 == 2)
    g_string_append (model, " constraint=\". &lt; 1000\" required=\"true()\"");
  g_string_append (model, "/>");

  if (i % 5 < 2 || i % 5 == 4)
    g_string_append_printf (
      body,
      "<%s ref=\"%s\"><label>Which of these is it, %u?</label>"
      "<hint>as they say it</hint><itemset nodeset=\"instance('c')/root/item\">"
      "<value ref=\"name\"/><label ref=\"label\"/></itemset></%s>",
      i % 5 == 4 ? "select" : "select1",
      path,
      i,
      i % 5 == 4 ? "select" : "select1");
  else
    g_string_append_printf (body,
                            "<input ref=\"%s\"><label>How much, %u?</label></input>",
                            path,
                            i);
  return type;
}

static GBytes *
write_form (void)
{
  GString *model = g_string_new (NULL);
  GString *body = g_string_new (NULL);
  GString *data = g_string_new (NULL);
  char *xml;
  guint group, i;

  for (group = 0; group < GROUPS; group++) {
    g_string_append_printf (data, "<g%u>", group);
    g_string_append_printf (body, "<group ref=\"/data/g%u\"><label>Part %u</label>", group, group);
    for (i = 0; i < QUESTIONS; i++) {
      g_string_append_printf (data, "<q%u/>", i);
      write_question (model, body, group, i);
    }
    g_string_append (body, "</group>");
    g_string_append_printf (data, "</g%u>", group);
  }
  xml = g_strdup_printf (
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
    "<h:head><h:title>Long</h:title><model><instance><data id=\"long\">%s</data></instance>"
    "<instance id=\"c\"><root><item><name>c1</name><label>the first</label></item>"
    "<item><name>c2</name><label>the second</label></item><item><name>c3</name>"
    "<label>another one</label></item><item><name>c4</name><label>none of these</label></item>"
    "</root></instance>%s</model></h:head><h:body>%s</h:body></h:html>",
    data->str,
    model->str,
    body->str);
  g_string_free (data, TRUE);
  g_string_free (model, TRUE);
  g_string_free (body, TRUE);
  return g_bytes_new_take (xml, strlen (xml));
}

/* Everything is laid out and drawn, and the main thread has nothing left to do. */
static void
settle (SurveyFixture *f)
{
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static GtkWidget *
make_bare_list (void)
{
  GtkWidget *list = gtk_list_box_new ();
  guint i;

  gtk_widget_add_css_class (list, "boxed-list");
  for (i = 0; i < 4; i++) {
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "one of these");
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_check_button_new ());
    gtk_list_box_append (GTK_LIST_BOX (list), row);
  }
  return list;
}

/* Two questions of four choices, as a page of the form has on average. */
static GtkWidget *
make_bare_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  guint i;

  for (i = 0; i < 2; i++) {
    gtk_box_append (GTK_BOX (box), gtk_label_new ("Which of these is it?"));
    gtk_box_append (GTK_BOX (box), gtk_label_new ("as they say it"));
    gtk_box_append (GTK_BOX (box), make_bare_list ());
  }
  return box;
}

static void
measure_bare (void)
{
  SurveyFixture f = { .window = ruhu_window_new (NULL) };
  guint i;

  gtk_window_present (GTK_WINDOW (f.window));
  settle (&f);
  for (i = 0; i < 100; i++) {
    double begin = get_thread_ms ();

    adw_application_window_set_content (ADW_APPLICATION_WINDOW (f.window), make_bare_page ());
    settle (&f);
    first_frame_tell ("bare_ms", get_thread_ms () - begin);
  }
  gtk_window_destroy (GTK_WINDOW (f.window));
}

static void
turn_pages (SurveyFixture *f)
{
  double begin, worked;
  guint i;

  for (i = 0; i < 200; i++) {
    begin = get_thread_ms ();
    survey_fixture_act (f, "next", NULL);
    worked = get_thread_ms ();
    settle (f);
    first_frame_tell ("turn_work_ms", worked - begin);
    first_frame_tell ("turn_ms", get_thread_ms () - begin);
  }
}

static void
answer (SurveyFixture *f)
{
  g_autoptr (GError) error = NULL;
  RuhuNode *node = ruhu_instance_find (f->instance, "/data/g3/q5");
  guint i;

  survey_fixture_go_to (f, "g3");
  for (i = 0; i < 20; i++) {
    double begin = get_thread_ms ();

    ruhu_instance_set_value (f->instance, node, i % 2 == 0 ? "c1" : "c2", &error);
    g_assert_no_error (error);
    first_frame_tell ("answer_work_ms", get_thread_ms () - begin);
    settle (f);
    first_frame_tell ("answer_ms", get_thread_ms () - begin);
  }
}

static void
measure_pages (void)
{
  SurveyFixture f = { 0 };
  double begin;
  RuhuSurveyPage *page;

  survey_fixture_set_up_with (&f, write_form ());
  settle (&f);
  begin = get_thread_ms ();
  page = g_object_ref_sink (ruhu_survey_page_new (f.survey));
  first_frame_tell ("open_work_ms", get_thread_ms () - begin);
  g_object_unref (page);
  turn_pages (&f);
  answer (&f);
  survey_fixture_tear_down (&f, NULL);
}

static gboolean
is_at (GtkWidget *widget, GType type, GtkWidget **found)
{
  *found = survey_fixture_find_widget (widget, type, 0);
  return *found != NULL;
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  (*n)++;
}

/* The search itself is another thread's; what is told is what the page does before and after. */
static void
type (SurveyFixture *f, GtkWidget *page, const char *typed, const char *name)
{
  GtkWidget *entry, *rows;
  GListModel *shown;
  double begin;
  gulong handler;
  guint changed = 0;

  g_assert_true (is_at (page, GTK_TYPE_SEARCH_ENTRY, &entry));
  g_assert_true (is_at (page, GTK_TYPE_LIST_VIEW, &rows));
  shown = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (rows)));
  handler = g_signal_connect (shown, "items-changed", G_CALLBACK (count_cb), &changed);
  begin = get_thread_ms ();
  gtk_editable_insert_text (GTK_EDITABLE (entry), typed, -1, &(int){ -1 });
  while (changed == 0)
    g_main_context_iteration (NULL, TRUE);
  settle (f);
  first_frame_tell (name, get_thread_ms () - begin);
  g_signal_handler_disconnect (shown, handler);
}

static void
measure_list (void)
{
  static const char *const typed[] = { "w", "j", "c", "u", "n" };
  SurveyFixture f = { 0 };
  GtkWidget *field;
  GtkWidget *page;
  double begin;
  guint i, turn;

  survey_fixture_set_up_with (&f, long_list_write_form (VILLAGES, "minimal"));
  for (turn = 0; turn < 5; turn++) {
    g_assert_true (is_at (GTK_WIDGET (f.page), RUHU_TYPE_CHOICE_FIELD, &field));
    begin = get_thread_ms ();
    g_signal_emit_by_name (adw_bin_get_child (ADW_BIN (field)), "clicked");
    first_frame_tell (turn == 0 ? "list_first_work_ms" : "list_work_ms", get_thread_ms () - begin);
    settle (&f);
    first_frame_tell (turn == 0 ? "list_first_open_ms" : "list_open_ms", get_thread_ms () - begin);

    page = GTK_WIDGET (ruhu_window_get_page (f.window));
    for (i = 0; i < G_N_ELEMENTS (typed); i++)
      type (&f, page, typed[i], turn == 0 && i == 0 ? "filter_first_ms" : "filter_ms");
    ruhu_window_go_back (f.window);
    settle (&f);
  }
  survey_fixture_tear_down (&f, NULL);
}

int
main (int argc, char **argv)
{
  gtk_init ();
  adw_init ();
  ruhu_ui_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  measure_bare ();
  measure_pages ();
  measure_list ();
  return 0;
}
