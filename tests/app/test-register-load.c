/* test-register-load.c: app/register/ruhu-register-load.c and -list.c,
 * app/cases/ruhu-case-list-load.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-case-list.h"

#include "base/ruhu-error.h"
#include "store-fixture.h"

#define P1 "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501"
#define P2 "b1d7e942-58c3-4f06-8a3d-7c90e4f2a602"
#define P3 "e08f3c7a-91d4-4b52-a6e7-25d1c8b0f703"
#define N1 "3f6b2d18-7c45-4e90-b1a2-6d8e0c9f5a11"
#define T1 "94ad7c02-1e5b-4a38-8f6d-b27c3e10d412"
#define H1 "c7e01b5d-2a94-4d73-9b08-51f4a6d83e13"

typedef struct {
  const char *id;
  RuhuObjectKind kind;
  const char *body;
} Line;

static const Line lines[] = {
  { P1,
    RUHU_OBJECT_PERSON,
    "{\"id\":\"" P1
    "\",\"k\":\"person\",\"f\":{\"person_name\":{\"v\":\"王桂花\",\"d\":\"a\",\"q\":1},"
    "\"resident_id\":{\"v\":\"990101195803121426\",\"d\":\"a\",\"q\":1},"
    "\"household_id\":{\"v\":\"H0001\",\"d\":\"a\",\"q\":1},"
    "\"phone\":{\"v\":\"13900001427\",\"d\":\"b\",\"q\":2,\"src\":\"r1\"}}}" },
  { P2,
    RUHU_OBJECT_PERSON,
    "{\"f\":{\"person_name\":{\"v\":\"李建军\"},\"birth_date\":{\"v\":\"1966\"}}}" },
  { P3,
    RUHU_OBJECT_PERSON,
    "{\"f\":{\"person_name\":{\"v\":\"示例丙\",\"d\":\"a\",\"q\":1},"
    "\"_del\":{\"v\":{\"reason\":\"moved\"},\"d\":\"a\",\"q\":2}}}" },
  { H1,
    RUHU_OBJECT_HOUSEHOLD,
    "{\"f\":{\"household_id\":{\"v\":\"H0001\"},\"water\":{\"v\":\"well\"}}}" },
  { N1,
    RUHU_OBJECT_NEED,
    "{\"f\":{\"person_id\":{\"v\":\"" P1 "\"},\"need_kind\":{\"v\":\"access\"},"
    "\"need_item\":{\"v\":\"E01\"},\"need_qty\":{\"v\":4.5},\"state\":{\"v\":\"planned\"}}}" },
  { T1,
    RUHU_OBJECT_TASK,
    "{\"f\":{\"person_id\":{\"v\":\"" P1 "\"},\"form_id\":{\"v\":\"ruhu_home_visit\"},"
    "\"reason\":{\"v\":\"new_holder\"},\"due\":{\"v\":\"2026-11-30\"}}}" },
  { NULL, 0, NULL },
};

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

static gboolean
load (RuhuRegister *reg, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_register_load_async (reg, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_register_load_finish (reg, result, error);
}

static gboolean
load_cases (RuhuCaseList *list, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_case_list_load_async (list, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_case_list_load_finish (list, result, error);
}

static RuhuRegister *
make_loaded (Fixture *f)
{
  RuhuRegister *reg = ruhu_register_new (f->objects);
  g_autoptr (GError) error = NULL;

  put (f, "", "1", lines);
  g_assert_true (load (reg, NULL, &error));
  g_assert_no_error (error);
  return reg;
}

static void
test_register_shows_what_the_store_has (Fixture *f, gconstpointer data)
{
  RuhuRegister *reg = make_loaded (f);
  RuhuPerson *person = ruhu_register_find (reg, P1);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (reg)), ==, 2);
  g_assert_cmpstr (ruhu_person_get_name (person), ==, "王桂花");
  g_assert_cmpstr (ruhu_person_get_division (person), ==, DIVISION);
  g_assert_true (ruhu_fields_is_proposed (ruhu_person_get_fields (person), "phone"));
  g_assert_null (ruhu_register_find (reg, P3));
  g_assert_finalize_object (reg);
}

static void
test_household_object_adds_to_its_members (Fixture *f, gconstpointer data)
{
  RuhuRegister *reg = make_loaded (f);
  RuhuHousehold *household = ruhu_register_find_household (reg, "H0001");

  g_assert_cmpstr (ruhu_household_get_field (household, "water"), ==, "well");
  g_assert_cmpstr (ruhu_household_get_field (household, "phone"), ==, "13900001427");
  g_object_unref (household);
  g_assert_finalize_object (reg);
}

static void
test_cancelled_load_changes_nothing (Fixture *f, gconstpointer data)
{
  RuhuRegister *reg = make_loaded (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (load (reg, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (reg)), ==, 2);
  g_assert_finalize_object (reg);
}

static void
test_broken_body_is_corrupt_and_changes_nothing (Fixture *f, gconstpointer data)
{
  static const Line broken[] = { { P2, RUHU_OBJECT_PERSON, "[]" },
                                 { T1, RUHU_OBJECT_TASK, "[]" },
                                 { NULL, 0, NULL } };
  RuhuRegister *reg = make_loaded (f);
  g_autoptr (RuhuCaseList) tasks = ruhu_case_list_new (f->objects, RUHU_OBJECT_TASK);
  g_autoptr (GError) error = NULL;

  put (f, "1", "2", broken);
  g_assert_false (load (reg, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_nonnull (ruhu_register_find (reg, P2));

  g_assert_false (load_cases (tasks, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_assert_finalize_object (reg);
}

static const char *
look_up (RuhuList *list, const char *key, const char *value, const char *column)
{
  int key_column = ruhu_list_find_column (list, key);
  int value_column = ruhu_list_find_column (list, column);
  int row;

  g_assert_cmpint (key_column, >=, 0);
  g_assert_cmpint (value_column, >=, 0);
  row = ruhu_list_find_row (list, (guint) key_column, value);
  g_assert_cmpint (row, >=, 0);
  return ruhu_list_get_value (list, (guint) row, (guint) value_column);
}

static void
test_forms_see_the_register_as_a_list (Fixture *f, gconstpointer data)
{
  RuhuRegister *reg = make_loaded (f);
  RuhuList *list = ruhu_register_to_list (reg);

  g_assert_cmpuint (ruhu_list_get_n_rows (list), ==, 2);
  g_assert_cmpuint (ruhu_list_get_n_columns (list), ==, 69);
  g_assert_cmpstr (look_up (list, "name", P1, "label"), ==, "王桂花");
  g_assert_cmpstr (look_up (list, "person_id", P1, "person_name"), ==, "王桂花");
  g_assert_cmpstr (look_up (list, "person_id", P1, "birth_date"), ==, "1958-03-12");
  g_assert_cmpstr (look_up (list, "person_id", P1, "sex"), ==, "2");
  g_assert_cmpstr (look_up (list, "person_id", P1, "division_code"), ==, DIVISION);
  g_assert_cmpstr (look_up (list, "person_id", P2, "birth_date"), ==, "1966");
  g_assert_cmpstr (look_up (list, "person_id", P2, "phone"), ==, "");
  ruhu_list_unref (list);
  g_assert_finalize_object (reg);
}

static void
test_forms_see_tasks_and_needs_as_lists (Fixture *f, gconstpointer data)
{
  RuhuRegister *reg = make_loaded (f);
  RuhuCaseList *tasks = ruhu_case_list_new (f->objects, RUHU_OBJECT_TASK);
  RuhuCaseList *needs = ruhu_case_list_new (f->objects, RUHU_OBJECT_NEED);
  g_autoptr (RuhuList) task_list = NULL;
  g_autoptr (RuhuList) need_list = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (load_cases (tasks, NULL, &error));
  g_assert_true (load_cases (needs, NULL, &error));
  g_assert_no_error (error);
  task_list = ruhu_case_list_to_list (tasks, reg);
  need_list = ruhu_case_list_to_list (needs, reg);

  g_assert_cmpstr (look_up (task_list, "name", T1, "label"), ==, "王桂花");
  g_assert_cmpstr (look_up (task_list, "name", T1, "reason"), ==, "new_holder");
  g_assert_cmpstr (look_up (task_list, "name", T1, "due"), ==, "2026-11-30");
  g_assert_cmpstr (look_up (task_list, "name", T1, "state"), ==, "open");
  g_assert_cmpstr (look_up (need_list, "name", N1, "label"), ==, "E01 – 王桂花");
  g_assert_cmpstr (look_up (need_list, "person_id", P1, "need_qty"), ==, "4.5");
  g_assert_cmpstr (look_up (need_list, "person_id", P1, "need_state"), ==, "planned");

  g_assert_finalize_object (tasks);
  g_assert_finalize_object (needs);
  g_assert_finalize_object (reg);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, fixture_set_up_unlocked, func, fixture_tear_down)
  ADD ("/register-load/shows-what-the-store-has", test_register_shows_what_the_store_has);
  ADD ("/register-load/household-object-adds-to-its-members",
       test_household_object_adds_to_its_members);
  ADD ("/register-load/cancelled-changes-nothing", test_cancelled_load_changes_nothing);
  ADD ("/register-load/broken-body-is-corrupt-and-changes-nothing",
       test_broken_body_is_corrupt_and_changes_nothing);
  ADD ("/register-list/forms-see-the-register", test_forms_see_the_register_as_a_list);
  ADD ("/case-list/forms-see-tasks-and-needs", test_forms_see_tasks_and_needs_as_lists);

  return g_test_run ();
}
