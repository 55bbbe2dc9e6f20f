/* test-forms.c: every form that the county published can be begun: ruhu-forms-page.c and where it
 * is offered
 *
 * A real HQ publishes; the forms of other organisations come from RUHU_CONFORMANCE, where that is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-due-page.h"
#include "ruhu-form-folder.h"
#include "ruhu-forms-page.h"
#include "ruhu-home-page.h"
#include "ruhu-person-page.h"
#include "ruhu-row-view.h"
#include "ruhu-survey-page.h"
#include "ruhu-ui-test.h"

#include "base/ruhu-json.h"
#include "forms/ruhu-xlsform.h"

#include <glib/gstdio.h>

#define HOME_ENTRY "All forms"
#define PERSON_ENTRY "Another form"
#define LOADING "Still loading. It can be begun once all that belongs to it is here."

/* Of another organisation: it knows no people. */
static const char wells[] =
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
  "<h:head><h:title>Wells</h:title><model><instance><data id=\"wells\" version=\"3\">"
  "<depth/><meta><instanceID/></meta></data></instance>"
  "<bind nodeset=\"/data/depth\" type=\"int\" required=\"true()\"/></model></h:head>"
  "<h:body><input ref=\"/data/depth\"><label>How deep is it?</label></input></h:body></h:html>";

static const char hearing[] = "type,name,label\n"
                              "text,person_id,Who\n"
                              "text,editor_role,Role\n"
                              "text,heard,What was heard\n";

static void
act (Path *f, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_action_parse_detailed_name (action, &name, &target, &error);
  g_assert_no_error (error);
  gtk_widget_activate_action_variant (GTK_WIDGET (f->window), name, target);
}

static void
publish_bytes (Path *f, const char *name, const char *data, gsize n)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) n, NULL));
  g_free (hq_do (&f->hq, "form", "publish", path, NULL));
}

static void
publish_wells (Path *f)
{
  publish_bytes (f, "wells.xml", wells, sizeof wells - 1);
}

/* A second one about a person, made of sheets. */
static void
publish_hearing (Path *f)
{
  g_autofree char *folder = g_build_filename (f->dir, "hearing", NULL);
  g_autofree char *survey = g_build_filename (folder, "survey.csv", NULL);
  g_autofree char *settings = g_build_filename (folder, "settings.csv", NULL);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) xml = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (survey, hearing, -1, NULL));
  g_assert_true (
    g_file_set_contents (settings, "form_id,form_title,version\nhearing,Hearing,1\n", -1, NULL));
  xml = ruhu_xlsform_compile (folder, "hearing", messages, &error);
  g_assert_no_error (error);
  publish_bytes (f, "hearing.xml", g_bytes_get_data (xml, NULL), g_bytes_get_size (xml));
}

/* The button that holds that text. */
static GtkWidget *
find_entry (Path *f, const char *text)
{
  GtkWidget *label = ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LABEL, text);

  return label != NULL ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;
}

static void
click_entry (Path *f, const char *text)
{
  path_wait_for_text (f, text);
  g_signal_emit_by_name (find_entry (f, text), "clicked");
}

static RuhuResponseList *
get_responses (Path *f)
{
  return ruhu_work_get_responses (ruhu_session_get_work (f->session));
}

/* Newest first. */
static RuhuResponse *
get_response (Path *f, guint i)
{
  g_autoptr (RuhuResponse) response = g_list_model_get_item (G_LIST_MODEL (get_responses (f)), i);

  return response;
}

static guint
count_responses (Path *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_responses (f)));
}

/* Taps the row of that form on the page of forms. */
static void
choose (Path *f, const char *title)
{
  GtkWidget *rows, *list;
  GtkSelectionModel *model;
  guint i, n;

  path_wait_for_page (f, RUHU_TYPE_FORMS_PAGE);
  path_wait_for_text (f, title);
  rows = ruhu_ui_test_find (GTK_WIDGET (f->window), RUHU_TYPE_ROW_VIEW, NULL);
  list = ruhu_row_view_get_list (RUHU_ROW_VIEW (rows));
  model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  n = g_list_model_get_n_items (G_LIST_MODEL (model));
  for (i = 0; i < n; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), i);

    if (RUHU_IS_FORM_OFFER (item) &&
        g_str_equal (ruhu_form_offer_get_title (RUHU_FORM_OFFER (item)), title)) {
      g_signal_emit_by_name (list, "activate", i);
      return;
    }
  }
  g_assert_not_reached ();
}

static void
finish (Path *f, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (ruhu_window_get_page (f->window)), "survey.finish", NULL);
  path_wait_for_text (f, sentence);
  gtk_widget_activate_action (GTK_WIDGET (ruhu_window_get_page (f->window)), "survey.leave", NULL);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
}

static void
send (Path *f)
{
  act (f, "win.send-now");
  while (ruhu_response_get_state (get_response (f, 0)) != RUHU_RESPONSE_RECEIVED)
    g_main_context_iteration (NULL, TRUE);
}

/* The line of HQ's export that is of that form. */
static JsonObject *export(Path *f, const char *form_id)
{
  g_autoptr (RuhuHqReply) reply =
    hq_run (&f->hq, "export", "responses", "--period", "2000-2099", "-o", "all.ndjson", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  RuhuHqFile *file;
  guint i;

  g_assert_cmpint (reply->code, ==, 0);
  file = g_ptr_array_index (reply->files, 0);
  text = g_strndup (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));
  lines = g_strsplit (text, "\n", -1);
  for (i = 0; lines[i] != NULL; i++) {
    if (strstr (lines[i], form_id) != NULL)
      return ruhu_json_parse (lines[i], -1, NULL);
  }
  g_assert_not_reached ();
}

/* Whoever has but the home visit sees nothing new. */
static void
test_one_form_adds_nothing (Path *f, gconstpointer data)
{
  path_publish_form (f);
  path_enrol (f);
  act (f, "win.send-now");
  path_show_person (f);
  g_assert_null (find_entry (f, PERSON_ENTRY));
  act (f, "win.back");
  act (f, "win.back");
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  g_assert_null (find_entry (f, HOME_ENTRY));
}

static void
test_one_about_nobody_is_begun_from_home_sent_and_exported (Path *f, gconstpointer data)
{
  g_autoptr (JsonObject) line = NULL;
  RuhuPage *page;

  publish_wells (f);
  path_enrol (f);
  click_entry (f, HOME_ENTRY);
  choose (f, "Wells");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  path_wait_for_text (f, "How deep is it?");
  g_assert_null (ruhu_response_get_person_id (get_response (f, 0)));

  /* Left, it stands where drafts stand, under its title, and goes on there. */
  act (f, "win.back");
  path_wait_for_page (f, RUHU_TYPE_FORMS_PAGE);
  act (f, "win.back");
  act (f, "win.show-due");
  path_wait_for_page (f, RUHU_TYPE_DUE_PAGE);
  path_wait_for_text (f, "Wells");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         0);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpuint (count_responses (f), ==, 1);

  path_answer (page, "depth", "17");
  finish (f, "Wells: finished");
  send (f);
  line = export(f, "wells");
  g_assert_false (json_object_has_member (line, "person"));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6"), ==, 1);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine"), ==, 0);
}

static void
test_another_one_about_a_person_is_begun_on_their_page (Path *f, gconstpointer data)
{
  g_autofree char *person_id = NULL;
  RuhuPage *page;

  publish_hearing (f);
  path_enrol (f);
  path_show_person (f);
  person_id = g_strdup (ruhu_person_get_id (
    ruhu_person_page_get_person (RUHU_PERSON_PAGE (ruhu_window_get_page (f->window)))));
  click_entry (f, PERSON_ENTRY);
  path_wait_for_text (f, "王桂花");
  choose (f, "Hearing");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (path_get_answer (page, "person_id"), ==, person_id);
  g_assert_cmpstr (path_get_answer (page, "editor_role"), ==, "visitor");
  g_assert_cmpstr (ruhu_response_get_person_id (get_response (f, 0)), ==, person_id);
  g_assert_cmpstr (ruhu_response_get_form_id (get_response (f, 0)), ==, "hearing");

  /* Chosen once more it is the same draft, and the person's page says which form it is. */
  path_answer (page, "heard", "a bell");
  act (f, "win.back");
  choose (f, "Hearing");
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (path_get_answer (page, "heard"), ==, "a bell");
  g_assert_cmpuint (count_responses (f), ==, 1);
  act (f, "win.back");
  act (f, "win.back");
  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
  path_wait_for_beginning (f, "Hearing · ");
}

/* From home it leads to the person first. */
static void
test_from_home_one_about_a_person_asks_for_the_person (Path *f, gconstpointer data)
{
  publish_hearing (f);
  path_enrol (f);
  click_entry (f, HOME_ENTRY);
  choose (f, "Hearing");
  while (!g_str_equal (G_OBJECT_TYPE_NAME (ruhu_window_get_page (f->window)), "RuhuFindPage"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_responses (f), ==, 0);
}

/* As the tablet keeps a form whose files are still on their way. */
static void
keep_waiting (Path *f)
{
  g_autofree char *profile = g_build_filename (f->dir, "profile", NULL);
  g_autofree char *from = g_build_filename (profile, "forms", "wells@3.xml", NULL);
  g_autofree char *to = g_build_filename (profile, "forms", "wells@3.waiting", NULL);

  while (!g_file_test (from, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_rename (from, to), ==, 0);
}

static void
test_one_that_waits_for_its_files_says_so (Path *f, gconstpointer data)
{
  publish_wells (f);
  path_enrol (f);
  keep_waiting (f);
  act (f, "win.lock");
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  click_entry (f, HOME_ENTRY);
  path_wait_for_page (f, RUHU_TYPE_FORMS_PAGE);
  path_wait_for_text (f, LOADING);
  choose (f, "Wells");
  path_wait_for_text (f, "It is still loading. Try again later.");
  g_assert_true (RUHU_IS_FORMS_PAGE (ruhu_window_get_page (f->window)));
  g_assert_cmpuint (count_responses (f), ==, 0);
}

/* The list follows while the worker looks at it. */
static void
test_one_with_files_can_be_begun_once_they_are_here (Path *f, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("pump/pump.xml");

  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  path_enrol (f);
  click_entry (f, HOME_ENTRY);
  path_wait_for_text (f, "Water point");
  while (ruhu_ui_test_has_text (GTK_WIDGET (f->window), LOADING))
    g_main_context_iteration (NULL, TRUE);
  choose (f, "Water point");
  path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
}

static void
test_the_newest_of_each_is_offered_once (Path *f, gconstpointer data)
{
  g_autoptr (GString) newer = g_string_new (wells);
  g_autoptr (RuhuFormLibrary) library = NULL;
  g_autofree char *profile = g_build_filename (f->dir, "profile", NULL);

  g_string_replace (newer, "version=\"3\"", "version=\"12\"", 1);
  g_string_replace (newer, "Wells", "Wells and springs", 1);
  publish_wells (f);
  publish_bytes (f, "wells-12.xml", newer->str, newer->len);
  path_enrol (f);
  library = ruhu_form_library_new (profile);
  while (ruhu_form_library_find (library, "wells") == NULL) {
    ruhu_form_library_refresh (library);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (library)), ==, 2);
  g_assert_cmpstr (ruhu_form_offer_get_title (ruhu_form_library_find (library, "wells")),
                   ==,
                   "Wells and springs");
}

typedef struct {
  const char *file, *title, *id;
  const char *question, *answer;
  const char *other, *other_answer; /* or NULL */
} Foreign;

/* Forms as other programs' users have them, recorded at those programs' own tests. */
static const Foreign foreign[] = {
  { "collect-d58d9c-manyQ.xml", "manyQ", "manyQ", "t1", "两口井", "g1/g2/n3", "42" },
  { "javarosa-bdd555-Simpler_Cascading_Select_Form.xml",
    "Simpler Cascading Select Form",
    "SimplerCascadingSelect",
    "county",
    "pierce",
    NULL,
    NULL },
};

static void
fill_and_send (Path *f, const Foreign *form)
{
  g_autoptr (JsonObject) line = NULL;
  g_autofree char *text = NULL;
  g_autofree char *done = g_strdup_printf ("%s: finished", form->title);
  RuhuPage *page;

  click_entry (f, HOME_ENTRY);
  choose (f, form->title);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  path_answer (page, form->question, form->answer);
  if (form->other != NULL)
    path_answer (page, form->other, form->other_answer);
  finish (f, done);
  send (f);
  line = export(f, form->id);
  text = ruhu_json_to_text (line);
  g_assert_nonnull (strstr (text, form->answer));
  if (form->other != NULL)
    g_assert_nonnull (strstr (text, form->other_answer));
}

static void
test_forms_made_for_other_programs_are_filled_and_exported (Path *f, gconstpointer data)
{
  const char *recorded = g_getenv ("RUHU_CONFORMANCE");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autofree char *path =
      recorded != NULL ? g_build_filename (recorded, "load", foreign[i].file, NULL) : NULL;

    if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
      g_test_skip ("no recorded forms in RUHU_CONFORMANCE");
      return;
    }
    g_free (hq_do (&f->hq, "form", "publish", path, NULL));
  }
  path_enrol (f);
  for (i = 0; i < G_N_ELEMENTS (foreign); i++)
    fill_and_send (f, &foreign[i]);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine"), ==, 0);
}

static void
add (const char *path, void (*test) (Path *f, gconstpointer data))
{
  g_test_add (path, Path, NULL, path_set_up, test, path_tear_down);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  add ("/forms/one-form-adds-nothing", test_one_form_adds_nothing);
  add ("/forms/one-about-nobody-is-begun-from-home-sent-and-exported",
       test_one_about_nobody_is_begun_from_home_sent_and_exported);
  add ("/forms/another-one-about-a-person-is-begun-on-their-page",
       test_another_one_about_a_person_is_begun_on_their_page);
  add ("/forms/from-home-one-about-a-person-asks-for-the-person",
       test_from_home_one_about_a_person_asks_for_the_person);
  add ("/forms/one-that-waits-for-its-files-says-so", test_one_that_waits_for_its_files_says_so);
  add ("/forms/one-with-files-can-be-begun-once-they-are-here",
       test_one_with_files_can_be_begun_once_they_are_here);
  add ("/forms/the-newest-of-each-is-offered-once", test_the_newest_of_each_is_offered_once);
  add ("/forms/forms-made-for-other-programs-are-filled-and-exported",
       test_forms_made_for_other_programs_are_filled_and_exported);

  return g_test_run ();
}
