/* test-survey-audit.c: the audit that a form asks for, from page to attachment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-test.h"
#include "survey-fixture.h"

#include <string.h>

static const char form[] =
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
  "xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\">"
  "<h:head><h:title>Audit</h:title><model><instance><data id=\"audit\" version=\"1\">"
  "<g><a/></g><h><b/></h><end/><meta><instanceID/><audit/></meta></data></instance>"
  "<bind nodeset=\"/data/end\" type=\"dateTime\" jr:preload=\"timestamp\" "
  "jr:preloadParams=\"end\"/><bind nodeset=\"/data/meta/audit\" type=\"binary\" "
  "odk:track-changes=\"true\" "
  "odk:track-changes-reasons=\"on-form-edit\"/></model></h:head><h:body>"
  "<group ref=\"/data/g\" appearance=\"field-list\"><label>G</label><input ref=\"/data/g/a\">"
  "<label>A</label></input></group><group ref=\"/data/h\" appearance=\"field-list\"><label>H</label>"
  "<input ref=\"/data/h/b\"><label>B</label></input></group></h:body></h:html>";

static void
set_up (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new_static (form, strlen (form)));
}

static void
count_cb (RuhuSurveyPage *page, guint *n)
{
  (*n)++;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GBytes **) data =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  g_assert_no_error (error);
}

static const char *
get (SurveyFixture *f, const char *ref)
{
  return ruhu_instance_get_value (f->instance, ruhu_instance_find (f->instance, ref));
}

static void
finish (SurveyFixture *f)
{
  guint finished = 0;
  gulong handler = g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);

  survey_fixture_act (f, "finish", NULL);
  while (finished == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (f->page, handler);
}

/* The lines of audit.csv as it goes with the response. */
static char **
read_audit (SurveyFixture *f)
{
  g_autoptr (GBytes) csv = NULL;
  g_autofree char *text = NULL;

  ruhu_response_store_read_attachment_async (f->store.responses,
                                             get (f, "/data/meta/audit"),
                                             NULL,
                                             read_cb,
                                             &csv);
  while (csv == NULL)
    g_main_context_iteration (NULL, TRUE);
  text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  return g_strsplit (text, "\n", -1);
}

static void
test_audit_goes_with_the_response (SurveyFixture *f, gconstpointer data)
{
  static const char *const begins[] = {
    "form start,,",        "question,/data/g/a,", "jump,,",          "question,/data/g/a,",
    "question,/data/h/b,", "end screen,,",        "form finalize,,", NULL
  };
  g_auto (GStrv) lines = NULL;
  guint i;

  survey_fixture_set (f, "a", "one");
  survey_fixture_act (f, "outline", NULL);
  survey_fixture_act (f, "resume", NULL);
  survey_fixture_act (f, "next", NULL);
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (get (f, "/data/end"), ==, "");
  finish (f);

  g_assert_cmpstr (get (f, "/data/end"), !=, "");
  lines = read_audit (f);
  g_assert_cmpstr (lines[0], ==, "event,node,start,end,old-value,new-value,change-reason");
  for (i = 0; begins[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (lines[i + 1], begins[i]));
  g_assert_cmpstr (lines[i + 1], ==, "");
  g_assert_true (g_str_has_suffix (lines[2], ",,one,"));
}

static void
count_undone (SurveyFixture *f)
{
  survey_fixture_act (f, "undo", NULL);
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->page), "Everything is filled in"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_a_change_of_what_was_done_wants_a_reason (SurveyFixture *f, gconstpointer data)
{
  g_auto (GStrv) lines = NULL;
  GtkWidget *entry;
  guint i, reasons = 0;

  survey_fixture_set (f, "a", "one");
  survey_fixture_act (f, "review", NULL);
  g_assert_cmpuint (ruhu_survey_count_unexplained (f->survey), ==, 0);
  finish (f);
  count_undone (f);
  survey_fixture_go_to (f, "a");
  survey_fixture_set (f, "a", "two");
  survey_fixture_act (f, "review", NULL);
  g_assert_cmpuint (ruhu_survey_count_unexplained (f->survey), ==, 1);
  g_assert_true (ruhu_ui_test_has_text (GTK_WIDGET (f->page), "Explain one thing"));

  entry = survey_fixture_find_widget (GTK_WIDGET (f->page), GTK_TYPE_ENTRY, 0);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "heard it wrong, sorry");
  finish (f);
  lines = read_audit (f);
  for (i = 0; lines[i] != NULL; i++)
    reasons += g_str_has_prefix (lines[i], "change reason,,") &&
               g_str_has_suffix (lines[i], ",,,,\"heard it wrong, sorry\"");
  g_assert_cmpuint (reasons, ==, 1);
}

/* Who taps the blue button while the input method still shows the reason has written it. */
static void
test_a_reason_that_is_composed_is_taken (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *text;

  survey_fixture_set (f, "a", "one");
  survey_fixture_act (f, "review", NULL);
  finish (f);
  count_undone (f);
  survey_fixture_go_to (f, "a");
  survey_fixture_set (f, "a", "two");
  survey_fixture_act (f, "review", NULL);
  text = survey_fixture_find_widget (GTK_WIDGET (f->page), GTK_TYPE_TEXT, 0);
  g_signal_emit_by_name (text, "preedit-changed", "听错了");
  g_assert_cmpstr (ruhu_survey_get_edit_reason (f->survey), ==, NULL);
  finish (f);
}

static void
test_to_fill_in_what_was_open_wants_none (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_act (f, "review", NULL);
  finish (f);
  count_undone (f);
  survey_fixture_go_to (f, "a");
  survey_fixture_set (f, "a", "one");
  survey_fixture_act (f, "review", NULL);
  g_assert_cmpuint (ruhu_survey_count_unexplained (f->survey), ==, 0);
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

  add ("/survey-audit/goes-with-the-response", test_audit_goes_with_the_response);
  add ("/survey-audit/a-change-of-what-was-done-wants-a-reason",
       test_a_change_of_what_was_done_wants_a_reason);
  add ("/survey-audit/a-reason-that-is-composed-is-taken", test_a_reason_that_is_composed_is_taken);
  add ("/survey-audit/to-fill-in-what-was-open-wants-none",
       test_to_fill_in_what_was_open_wants_none);

  return g_test_run ();
}
