/* test-survey-audit.c: the audit that a form asks for, from page to attachment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-init.h"
#include "survey-fixture.h"

#include <string.h>

static const char form[] =
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
  "xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\">"
  "<h:head><h:title>Audit</h:title><model><instance><data id=\"audit\" version=\"1\">"
  "<g><a/></g><h><b/></h><end/><meta><instanceID/><audit/></meta></data></instance>"
  "<bind nodeset=\"/data/end\" type=\"dateTime\" jr:preload=\"timestamp\" "
  "jr:preloadParams=\"end\"/><bind nodeset=\"/data/meta/audit\" type=\"binary\" "
  "odk:track-changes=\"true\"/></model></h:head><h:body>"
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
test_audit_goes_with_the_response (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) csv = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  survey_fixture_set (f, "a", "one");
  survey_fixture_act (f, "next", NULL);
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (get (f, "/data/end"), ==, "");
  survey_fixture_act (f, "finish", NULL);
  while (finished == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpstr (get (f, "/data/end"), !=, "");
  ruhu_response_store_read_attachment_async (f->store.responses,
                                             get (f, "/data/meta/audit"),
                                             NULL,
                                             read_cb,
                                             &csv);
  while (csv == NULL)
    g_main_context_iteration (NULL, TRUE);
  text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "event,node,start,end,old-value,new-value");
  g_assert_true (g_str_has_prefix (lines[1], "form start,,"));
  g_assert_true (g_str_has_prefix (lines[2], "question,/data/g/a,"));
  g_assert_true (g_str_has_suffix (lines[2], ",,one"));
  g_assert_true (g_str_has_prefix (lines[3], "question,/data/h/b,"));
  g_assert_true (g_str_has_prefix (lines[4], "form finalize,,"));
  g_assert_cmpstr (lines[5], ==, "");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ruhu_ui_init ();

  g_test_add ("/survey-audit/goes-with-the-response",
              SurveyFixture,
              NULL,
              set_up,
              test_audit_goes_with_the_response,
              survey_fixture_tear_down);

  return g_test_run ();
}
