/* test-visit.c: ui/ruhu-visit.c and ruhu-last-saved.c: what a form reads of those before it
 *
 * Forms compiled from sheets, a real store, no window save the one that says it is done.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-finished-view.h"
#include "ruhu-form-folder.h"
#include "ruhu-ui-init.h"
#include "ruhu-ui-test.h"
#include "ruhu-visit.h"
#include "store-fixture.h"

#include "forms/ruhu-xlsform.h"

#include <glib/gstdio.h>

#define PLANT "94ad7c02-1e5b-4a38-8f6d-b27c3e10d412"
#define TEND "b1d7e942-58c3-4f06-8a3d-7c90e4f2a602"
#define COUNT "3f6b2d18-7c45-4e90-b1a2-6d8e0c9f5a11"

typedef struct {
  Fixture store; /* locked once the session has it */
  RuhuSession *session;
} VisitFixture;

/* Each is a folder of sheets; the name is the form's id. */
typedef struct {
  const char *id, *survey, *entities;
} Sheets;

static const Sheets sheets[] = {
  { "plant",
    "type,name,label,save_to\nbegin_repeat,tree,Tree,\ntext,kind,Kind,kind\nend_repeat,,,\n",
    "list_name,label\ntrees,${kind}\n" },
  { "tend",
    "type,name,label,save_to,required\nselect_one_from_file trees.csv,tree,Tree,,\n"
    "text,now,Now,kind,\n",
    "list_name,label,entity_id,update_if\ntrees,${now},${tree},${tree} != ''\n" },
  { "count", "type,name,label,default\ntext,who,Who,${last-saved#who}\ninteger,n,N,\n", NULL },
};

static void
write_sheet (const char *folder, const char *name, const char *csv)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, csv, -1, &error);
  g_assert_no_error (error);
}

static void
publish (VisitFixture *f, const Sheets *form)
{
  g_autofree char *folder = g_build_filename (f->store.dir, form->id, NULL);
  g_autofree char *settings = g_strdup_printf ("form_id,version\n%s,1\n", form->id);
  g_autofree char *path = ruhu_form_folder_get_file (f->store.dir, form->id, "1");
  g_autofree char *forms = g_path_get_dirname (path);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) xml = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_mkdir_with_parents (forms, 0700);
  write_sheet (folder, "survey.csv", form->survey);
  write_sheet (folder, "settings.csv", settings);
  if (form->entities != NULL)
    write_sheet (folder, "entities.csv", form->entities);
  xml = ruhu_xlsform_compile (folder, form->id, messages, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (xml, NULL), (gssize) g_bytes_get_size (xml), &error);
  g_assert_no_error (error);
}

/* A task for each form. */
static gboolean
put_tasks (RuhuObjectPage *page, gpointer data, GError **error)
{
  static const char *const tasks[][2] = { { PLANT, "plant" },
                                          { TEND, "tend" },
                                          { COUNT, "count" } };

  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++) {
    g_autoptr (RuhuObject) task = ruhu_object_new (tasks[i][0], RUHU_OBJECT_TASK, DIVISION);

    g_free (task->body);
    task->body = g_strdup_printf ("{\"f\":{\"form_id\":{\"v\":\"%s\"}}}", tasks[i][1]);
    if (!ruhu_object_page_put (page, task, error))
      return FALSE;
  }
  return TRUE;
}

static void
unlock (VisitFixture *f)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_session_unlock_async (f->session, USER, PIN, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_session_unlock_finish (f->session, result, &error);
  g_assert_no_error (error);
}

static void
set_up (VisitFixture *f, gconstpointer data)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_set_up_unlocked (&f->store, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    publish (f, &sheets[i]);
  ruhu_object_store_apply_async (f->store.objects,
                                 DIVISION,
                                 "",
                                 "1",
                                 put_tasks,
                                 NULL,
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_object_store_apply_finish (f->store.objects, result, NULL));
  fixture_lock (&f->store);

  f->session = ruhu_session_new (f->store.dir);
  ruhu_store_set_kdf_cost (ruhu_session_get_store (f->session), 1, 8192);
  unlock (f);
  while (ruhu_work_get_loading (ruhu_session_get_work (f->session)))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (VisitFixture *f, gconstpointer data)
{
  ruhu_session_lock (f->session);
  while (ruhu_store_get_state (ruhu_session_get_store (f->session)) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  ruhu_ui_test_end_session (g_steal_pointer (&f->session));
  fixture_tear_down (&f->store, NULL);
}

static RuhuSurvey *
begin (VisitFixture *f, const char *task)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RuhuSurvey *survey;

  f->store.now += 1000;
  ruhu_visit_begin_async (f->session, NULL, task, FALSE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  survey = ruhu_visit_finish (f->session, result, &error);
  g_assert_no_error (error);
  return survey;
}

static void
set (RuhuSurvey *survey, const char *ref, const char *value)
{
  RuhuInstance *instance = ruhu_survey_get_instance (survey);
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (instance, ruhu_instance_find (instance, ref), value, &error);
  g_assert_no_error (error);
}

static const char *
get (RuhuSurvey *survey, const char *ref)
{
  RuhuInstance *instance = ruhu_survey_get_instance (survey);

  return ruhu_instance_get_value (instance, ruhu_instance_find (instance, ref));
}

static void
finish (VisitFixture *f, RuhuSurvey *survey)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  f->store.now += 1000;
  ruhu_survey_finish_async (survey, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_survey_finish_finish (survey, result, &error);
  g_assert_no_error (error);
}

static void
undo (RuhuSurvey *survey)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_response_store_undo_async (ruhu_survey_get_responses (survey),
                                  ruhu_response_get_id (ruhu_survey_get_response (survey)),
                                  NULL,
                                  ruhu_test_got,
                                  &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_undo_finish (ruhu_survey_get_responses (survey), result, &error);
  g_assert_no_error (error);
}

static void
flush (RuhuSurvey *survey)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_autosave_flush_async (ruhu_survey_get_autosave (survey), NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_autosave_flush_finish (ruhu_survey_get_autosave (survey), result, NULL));
}

/* The labels that the second form offers, and the id of the first. */
static char *
offer (RuhuSurvey *survey, char **first)
{
  RuhuInstance *instance = ruhu_survey_get_instance (survey);
  RuhuNode *node = ruhu_instance_find (instance, "/tend/tree");
  g_autoptr (GPtrArray) choices =
    ruhu_instance_get_choices (instance, ruhu_node_get_control (node), node);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    g_string_append_printf (text,
                            "%s%s",
                            i > 0 ? "|" : "",
                            ((RuhuChoice *) g_ptr_array_index (choices, i))->label);
  if (first != NULL && choices->len > 0)
    *first = g_strdup (((RuhuChoice *) g_ptr_array_index (choices, 0))->value);
  return g_string_free (text, FALSE);
}

static void
assert_offers (VisitFixture *f, const char *expected, char **first)
{
  g_autoptr (RuhuSurvey) survey = begin (f, TEND);
  g_autofree char *text = offer (survey, first);

  g_assert_cmpstr (text, ==, expected);
  flush (survey);
}

static RuhuSurvey *
plant (VisitFixture *f, const char *kind, const char *other)
{
  RuhuSurvey *survey = begin (f, PLANT);
  RuhuInstance *instance = ruhu_survey_get_instance (survey);
  const RuhuControl *repeat =
    ruhu_form_find_control (ruhu_instance_get_form (instance), "/plant/tree");

  while (ruhu_instance_count (instance, "/plant/tree") < 2)
    ruhu_instance_add_row (instance, repeat, NULL, NULL);
  set (survey, "/plant/tree[1]/kind", kind);
  set (survey, "/plant/tree[2]/kind", other);
  finish (f, survey);
  return survey;
}

static void
test_form_lists_what_another_made_a_moment_ago (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) planted G_GNUC_UNUSED = plant (f, "Oak", "Ash");

  assert_offers (f, "Oak|Ash", NULL);
  ruhu_session_lock (f->session);
  while (ruhu_store_get_state (ruhu_session_get_store (f->session)) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  unlock (f); /* by now it is a line of the log */
  assert_offers (f, "Oak|Ash", NULL);
}

static void
test_undo_takes_it_off_the_list (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) planted G_GNUC_UNUSED = plant (f, "Oak", "Ash");

  undo (planted);
  assert_offers (f, "", NULL);
  set (planted, "/plant/tree[2]/kind", "Elm");
  finish (f, planted);
  assert_offers (f, "Oak|Elm", NULL);
}

static void
test_update_changes_the_label (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) planted G_GNUC_UNUSED = plant (f, "Oak", "Ash");
  g_autoptr (RuhuSurvey) tended = NULL;
  g_autofree char *oak = NULL;

  assert_offers (f, "Oak|Ash", &oak);
  tended = begin (f, TEND);
  set (tended, "/tend/tree", oak);
  set (tended, "/tend/now", "Old oak");
  finish (f, tended);
  assert_offers (f, "Old oak|Ash", NULL);
  undo (tended);
  assert_offers (f, "Oak|Ash", NULL);
}

static RuhuSurvey *
correct (VisitFixture *f, RuhuSurvey *survey)
{
  g_autoptr (RuhuResponse) final = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) responses = NULL;
  g_autoptr (GError) error = NULL;
  RuhuSurvey *correction;
  const char *id = ruhu_response_get_id (ruhu_survey_get_response (survey));

  ruhu_response_store_list_async (ruhu_survey_get_responses (survey), NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  responses = ruhu_response_store_list_finish (ruhu_survey_get_responses (survey), result, NULL);
  for (guint i = 0; i < responses->len; i++)
    if (g_str_equal (ruhu_response_get_id (g_ptr_array_index (responses, i)), id))
      final = g_object_ref (g_ptr_array_index (responses, i));
  g_assert_nonnull (final);

  g_clear_object (&result);
  got = NULL;
  ruhu_visit_correct_async (f->session, final, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  correction = ruhu_visit_finish (f->session, result, &error);
  g_assert_no_error (error);
  return correction;
}

/* What it says itself it has not read, and says it once. */
static void
test_correction_reads_what_was_there_before (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) planted G_GNUC_UNUSED = plant (f, "Oak", "Ash");
  g_autoptr (RuhuSurvey) tended = begin (f, TEND);
  g_autoptr (RuhuSurvey) correction = NULL;
  g_autofree char *before = NULL;
  g_autofree char *oak = NULL;

  g_free (offer (tended, &oak));
  set (tended, "/tend/tree", oak);
  set (tended, "/tend/now", "Old oka");
  finish (f, tended);
  assert_offers (f, "Old oka|Ash", NULL);

  ruhu_session_lock (f->session);
  while (ruhu_store_get_state (ruhu_session_get_store (f->session)) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  unlock (f); /* by now it is final */
  correction = correct (f, tended);
  before = offer (correction, NULL);
  g_assert_cmpstr (before, ==, "Oak|Ash");
  g_assert_cmpstr (get (correction, "/tend/now"), ==, "Old oka");
  g_assert_cmpstr (get (correction, "/tend/meta/entity/@baseVersion"), ==, "1");
  set (correction, "/tend/now", "Old oak");
  finish (f, correction);
  assert_offers (f, "Old oak|Ash", NULL);
}

static void
test_entry_without_a_name_is_told_and_not_listed (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) planted G_GNUC_UNUSED = plant (f, "Oak", "");
  GtkWidget *window = gtk_window_new ();
  RuhuFinishedView *view = g_object_new (RUHU_TYPE_FINISHED_VIEW, NULL);

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  ruhu_finished_view_show (view, planted);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (ruhu_ui_test_has_text (window,
                                        "A new entry is not in the list “trees”: it has no name.\n"
                                        "All answers are kept. Tell the county about it."));
  gtk_window_destroy (GTK_WINDOW (window));
  assert_offers (f, "Oak", NULL);
}

static void
test_next_filling_begins_with_the_last_saved (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) first = begin (f, COUNT);
  g_autoptr (RuhuSurvey) second = NULL;
  g_autoptr (RuhuSurvey) third = NULL;
  g_autoptr (RuhuSurvey) fourth = NULL;

  g_assert_cmpstr (get (first, "/count/who"), ==, "");
  set (first, "/count/who", "Wang");
  finish (f, first);

  second = begin (f, COUNT);
  g_assert_cmpstr (get (second, "/count/who"), ==, "Wang");
  f->store.now += 1000;
  set (second, "/count/who", "Li");
  flush (second); /* a draft is saved with its last answer */

  third = begin (f, COUNT);
  g_assert_cmpstr (get (third, "/count/who"), ==, "Li");
  flush (third);
  f->store.now += 60 * 60 * 1000;
  ruhu_session_lock (f->session);
  while (ruhu_store_get_state (ruhu_session_get_store (f->session)) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  unlock (f);
  fourth = begin (f, COUNT);
  g_assert_cmpstr (get (fourth, "/count/who"), ==, "Li");
  flush (fourth);
}

/* The window is gone, and with it the page; what it left behind is still being sealed. */
static void
test_closing_waits_for_what_is_being_sealed (VisitFixture *f, gconstpointer data)
{
  g_autoptr (RuhuSurvey) survey = begin (f, PLANT);
  RuhuAutosave *autosave = ruhu_survey_get_autosave (survey);
  RuhuStore *store = ruhu_session_get_store (f->session);

  ruhu_autosave_expect (autosave);
  ruhu_session_save (f->session, autosave);
  ruhu_session_lock (f->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (ruhu_store_get_state (store), ==, RUHU_STORE_UNLOCKED);
  ruhu_autosave_arrive (autosave);
  while (ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ruhu_autosave_get_state (autosave), !=, RUHU_AUTOSAVE_FAILED);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/visit/" path, VisitFixture, NULL, set_up, func, tear_down)
  ADD ("form-lists-what-another-made-a-moment-ago", test_form_lists_what_another_made_a_moment_ago);
  ADD ("undo-takes-it-off-the-list", test_undo_takes_it_off_the_list);
  ADD ("update-changes-the-label", test_update_changes_the_label);
  ADD ("correction-reads-what-was-there-before", test_correction_reads_what_was_there_before);
  ADD ("entry-without-a-name-is-told-and-not-listed",
       test_entry_without_a_name_is_told_and_not_listed);
  ADD ("closing-waits-for-what-is-being-sealed", test_closing_waits_for_what_is_being_sealed);
  ADD ("next-filling-begins-with-the-last-saved", test_next_filling_begins_with_the_last_saved);

  return g_test_run ();
}
