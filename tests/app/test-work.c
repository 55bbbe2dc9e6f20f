/* test-work.c: app/cases/ruhu-work.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-work.h"

#include "base/ruhu-error.h"
#include "store-fixture.h"

#define P1 "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501"
#define P2 "b1d7e942-58c3-4f06-8a3d-7c90e4f2a602"
#define N1 "3f6b2d18-7c45-4e90-b1a2-6d8e0c9f5a11"
#define T1 "94ad7c02-1e5b-4a38-8f6d-b27c3e10d412"
#define C1 "c7e01b5d-2a94-4d73-9b08-51f4a6d83e13"

typedef struct {
  const char *id;
  RuhuObjectKind kind;
  const char *body;
} Line;

static const Line first_page[] = {
  { P1,
    RUHU_OBJECT_PERSON,
    "{\"f\":{\"person_name\":{\"v\":\"王桂花\"},\"address\":{\"v\":\"石湾村二组12号\"}}}" },
  { N1,
    RUHU_OBJECT_NEED,
    "{\"f\":{\"person_id\":{\"v\":\"" P1 "\"},\"need_item\":{\"v\":\"E01\"}}}" },
  { T1,
    RUHU_OBJECT_TASK,
    "{\"f\":{\"person_id\":{\"v\":\"" P1 "\"},\"due\":{\"v\":\"2026-11-21\"},"
    "\"values/visit_type\":{\"v\":\"new_holder\"},\"values/no_question\":{\"v\":\"x\"}}}" },
  { C1,
    RUHU_OBJECT_COUNTY,
    "{\"f\":{\"county\":{\"v\":\"990101\"},\"access_cost_cap\":{\"v\":\"6000\"}}}" },
  { NULL, 0, NULL },
};

static const Line second_page[] = {
  { P2, RUHU_OBJECT_PERSON, "{\"f\":{\"person_name\":{\"v\":\"李建军\"}}}" },
  { NULL, 0, NULL },
};

static const Line broken_page[] = {
  { P2, RUHU_OBJECT_PERSON, "[]" },
  { NULL, 0, NULL },
};

static const char form_xml[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
  "<h:head><h:title>t</h:title><model><instance><data id='t' version='1'>"
  "<person_id/><task_id/><editor_role/><visit_type/><name/><item/><cap/><due/>"
  "</data></instance>"
  "<instance id='person' src='jr://file-csv/person.csv'/>"
  "<instance id='need' src='jr://file-csv/need.csv'/>"
  "<instance id='task' src='jr://file-csv/task.csv'/>"
  "<instance id='county' src='jr://file-csv/county.csv'/>"
  "<bind nodeset='/data/name' type='string' "
  "calculate=\"instance('person')/root/item[person_id = /data/person_id]/person_name\"/>"
  "<bind nodeset='/data/item' type='string' "
  "calculate=\"instance('need')/root/item[person_id = /data/person_id]/need_item\"/>"
  "<bind nodeset='/data/due' type='string' "
  "calculate=\"instance('task')/root/item[name = /data/task_id]/due\"/>"
  "<bind nodeset='/data/cap' type='string' "
  "calculate=\"instance('county')/root/item[county = '990101']/access_cost_cap\"/>"
  "</model></h:head><h:body>"
  "<input ref='/data/visit_type'><label>v</label></input>"
  "</h:body></h:html>";

static gboolean
put_lines (RuhuObjectPage *page, gpointer data, GError **error)
{
  for (const Line *line = data; line->id != NULL; line++) {
    g_autoptr (RuhuObject) object = ruhu_object_new (line->id, line->kind, DIVISION);

    g_free (object->body);
    object->body = g_strdup (line->body);
    if (!ruhu_object_page_put (page, object, error))
      return FALSE;
  }

  return TRUE;
}

static void
put (Fixture *f, const char *from, const char *to, const Line *what)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_object_store_apply_async (f->objects,
                                 DIVISION,
                                 from,
                                 to,
                                 put_lines,
                                 (gpointer) what,
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_object_store_apply_finish (f->objects, result, &error));
  g_assert_no_error (error);
}

static void
wait_for (RuhuWork *work)
{
  while (ruhu_work_get_loading (work))
    g_main_context_iteration (NULL, TRUE);
}

static guint
count_persons (RuhuWork *work)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ruhu_work_get_register (work)));
}

/* A reading that was cancelled may still hold its own reference for a moment. */
static void
put_away (Fixture *f, RuhuWork *work)
{
  wait_for (work);
  fixture_lock (f);
  while (G_OBJECT (work)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (work);
}

static void
test_unlocked_store_is_read (Fixture *f, gconstpointer data)
{
  RuhuWork *work;

  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  g_assert_true (ruhu_work_get_loading (work));
  wait_for (work);

  g_assert_cmpuint (count_persons (work), ==, 1);
  g_assert_nonnull (ruhu_case_list_find_task (ruhu_work_get_tasks (work), T1));
  g_assert_nonnull (ruhu_case_list_find_need (ruhu_work_get_needs (work), N1));
  g_assert_cmpstr (ruhu_due_item_get_person_id (ruhu_due_list_get (ruhu_work_get_due (work), 0)),
                   ==,
                   P1);
  put_away (f, work);
}

static void
test_what_hq_sends_is_shown (Fixture *f, gconstpointer data)
{
  RuhuWork *work;

  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  wait_for (work);
  put (f, "1", "2", second_page);
  wait_for (work);

  g_assert_cmpuint (count_persons (work), ==, 2);
  put_away (f, work);
}

static void
test_change_while_reading_is_read_too (Fixture *f, gconstpointer data)
{
  RuhuWork *work;

  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  put (f, "1", "2", second_page); /* the first reading is still under way, or has just ended */
  wait_for (work);

  g_assert_cmpuint (count_persons (work), ==, 2);
  put_away (f, work);
}

static void
test_locking_empties_all (Fixture *f, gconstpointer data)
{
  RuhuWork *work;

  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  wait_for (work);
  fixture_lock (f);

  g_assert_cmpuint (count_persons (work), ==, 0);
  g_assert_null (ruhu_case_list_find_task (ruhu_work_get_tasks (work), T1));
  g_assert_null (ruhu_due_list_get (ruhu_work_get_due (work), 0));

  fixture_unlock (f);
  wait_for (work);
  g_assert_cmpuint (count_persons (work), ==, 1);
  put_away (f, work);
}

static void
test_locking_while_reading_leaves_nothing (Fixture *f, gconstpointer data)
{
  RuhuWork *work;

  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  fixture_lock (f);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_false (ruhu_work_get_loading (work));
  g_assert_cmpuint (count_persons (work), ==, 0);
  fixture_unlock (f);
  wait_for (work);
  g_assert_cmpuint (count_persons (work), ==, 1);
  put_away (f, work);
}

static void
note_failed (RuhuWork *work, GError *error, GError **where)
{
  g_assert_null (*where);
  *where = g_error_copy (error);
}

static void
test_broken_store_is_told_and_shown_as_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RuhuWork *work;

  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  g_signal_connect (work, "failed", G_CALLBACK (note_failed), &error);
  wait_for (work);
  g_assert_no_error (error);
  put (f, "1", "2", broken_page);
  wait_for (work);

  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_assert_cmpuint (count_persons (work), ==, 1);
  put_away (f, work);
}

static const char *
get_answer (RuhuInstance *instance, const char *ref)
{
  RuhuNode *node = ruhu_instance_find (instance, ref);

  g_assert_nonnull (node);
  return ruhu_instance_get_value (instance, node);
}

static void
test_form_begins_with_task_and_register (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (form_xml, sizeof form_xml - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "t.xml", &error);
  g_autoptr (RuhuInstance) instance = NULL;
  RuhuWork *work;

  g_assert_no_error (error);
  put (f, "", "1", first_page);
  work = ruhu_work_new (f->responses);
  wait_for (work);

  instance = ruhu_instance_new (form);
  ruhu_work_give_lists (work, instance);
  ruhu_work_preset (work, instance, P1, ruhu_case_list_find_task (ruhu_work_get_tasks (work), T1));
  g_assert_true (ruhu_instance_start (instance, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (get_answer (instance, "/data/person_id"), ==, P1);
  g_assert_cmpstr (get_answer (instance, "/data/task_id"), ==, T1);
  g_assert_cmpstr (get_answer (instance, "/data/editor_role"), ==, "visitor");
  g_assert_cmpstr (get_answer (instance, "/data/visit_type"), ==, "new_holder");
  g_assert_cmpstr (get_answer (instance, "/data/name"), ==, "王桂花");
  g_assert_cmpstr (get_answer (instance, "/data/item"), ==, "E01");
  g_assert_cmpstr (get_answer (instance, "/data/due"), ==, "2026-11-21");
  g_assert_cmpstr (get_answer (instance, "/data/cap"), ==, "6000");
  put_away (f, work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/work/" path, Fixture, NULL, fixture_set_up_unlocked, func, fixture_tear_down)
  ADD ("unlocked-store-is-read", test_unlocked_store_is_read);
  ADD ("what-hq-sends-is-shown", test_what_hq_sends_is_shown);
  ADD ("change-while-reading-is-read-too", test_change_while_reading_is_read_too);
  ADD ("locking-empties-all", test_locking_empties_all);
  ADD ("locking-while-reading-leaves-nothing", test_locking_while_reading_leaves_nothing);
  ADD ("broken-store-is-told-and-shown-as-before", test_broken_store_is_told_and_shown_as_before);
  ADD ("form-begins-with-task-and-register", test_form_begins_with_task_and_register);

  return g_test_run ();
}
