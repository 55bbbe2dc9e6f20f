/* test-task.c: app/cases/ruhu-task.c, ruhu-need.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-need.h"
#include "cases/ruhu-task.h"

#include "base/ruhu-error.h"

static RuhuObject
make_object (RuhuObjectKind kind, int state, gint64 due, const char *body)
{
  return (RuhuObject){ .id = (char *) "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501",
                       .kind = kind,
                       .state = state,
                       .division = (char *) "990101100201",
                       .due = due,
                       .body = (char *) body };
}

static RuhuTask *
read_task (int state, gint64 due, const char *body)
{
  RuhuObject object = make_object (RUHU_OBJECT_TASK, state, due, body);
  g_autoptr (GError) error = NULL;
  RuhuTask *task = ruhu_task_new_from_object (&object, &error);

  g_assert_no_error (error);
  return task;
}

static void
assert_date (RuhuDate date, const char *text)
{
  g_autofree char *got = ruhu_date_to_string (date);

  g_assert_cmpstr (got, ==, text);
}

static void
test_task_says_who_what_when_and_why (void)
{
  g_autoptr (RuhuTask) task =
    read_task (0,
               0,
               "{\"f\":{\"person_id\":{\"v\":\"p1\"},\"form_id\":{\"v\":\"ruhu_home_visit\"},"
               "\"reason\":{\"v\":\"new_holder\"},\"due\":{\"v\":\"2026-11-30\"}}}");

  g_assert_cmpstr (ruhu_task_get_person_id (task), ==, "p1");
  g_assert_cmpstr (ruhu_task_get_form_id (task), ==, "ruhu_home_visit");
  g_assert_cmpint (ruhu_task_get_reason (task), ==, RUHU_TASK_NEW_HOLDER);
  g_assert_cmpint (ruhu_task_get_state (task), ==, RUHU_TASK_OPEN);
  assert_date (ruhu_task_get_day (task), "2026-11-30");
}

static void
test_promise_stands_over_due (void)
{
  g_autoptr (RuhuTask) task =
    read_task (0, 0, "{\"due\":\"2026-11-21\",\"promised\":\"2026-11-28\"}");

  assert_date (ruhu_task_get_due (task), "2026-11-21");
  assert_date (ruhu_task_get_day (task), "2026-11-28");
}

static void
test_task_carries_values_for_questions (void)
{
  g_autoptr (RuhuTask) task =
    read_task (0, 0, "{\"values/visit_type\":\"rehab_followup\",\"values/fu_item\":\"aid\"}");
  g_autoptr (GHashTable) values = ruhu_task_get_values (task);

  g_assert_cmpuint (g_hash_table_size (values), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (values, "visit_type"), ==, "rehab_followup");
  g_assert_cmpstr (g_hash_table_lookup (values, "fu_item"), ==, "aid");
}

static void
test_clear_columns_stand_in (void)
{
  g_autoptr (RuhuTask) task =
    read_task (RUHU_TASK_DONE, G_GINT64_CONSTANT (1795219200000), "{\"person_id\":\"p1\"}");
  g_autoptr (RuhuTask) open =
    read_task (RUHU_TASK_DONE, 0, "{\"state\":\"open\",\"due\":\"2026-12-01\"}");

  g_assert_cmpint (ruhu_task_get_state (task), ==, RUHU_TASK_DONE);
  assert_date (ruhu_task_get_due (task), "2026-11-21");
  g_assert_cmpint (ruhu_task_get_state (open), ==, RUHU_TASK_OPEN);
}

static void
test_reasons_read_as_written (void)
{
  for (guint i = 0; i < RUHU_TASK_N_REASONS; i++) {
    const char *word = ruhu_task_reason_to_string ((RuhuTaskReason) i);

    g_assert_cmpuint (ruhu_task_reason_from_string (word), ==, i);
  }
  g_assert_cmpint (ruhu_task_reason_from_string ("of a newer HQ"), ==, RUHU_TASK_OTHER);
}

static void
test_broken_body_is_corrupt (void)
{
  RuhuObject object = make_object (RUHU_OBJECT_TASK, 0, 0, "[]");
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_task_new_from_object (&object, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_clear_error (&error);

  g_assert_null (ruhu_need_new_from_object (&object, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
}

static void
test_need_is_open_until_met_or_dropped (void)
{
  const RuhuNeedState closed[] = { RUHU_NEED_NOT_ELIGIBLE, RUHU_NEED_MERGED,   RUHU_NEED_CLOSED,
                                   RUHU_NEED_WITHDRAWN,    RUHU_NEED_DECEASED, RUHU_NEED_MOVED };
  guint n_open = 0;

  for (guint i = 0; i <= RUHU_NEED_DISPUTED; i++) {
    const char *word = ruhu_need_state_to_string ((RuhuNeedState) i);
    const char *const fields[] = { "need_state", word, NULL };
    g_autoptr (RuhuFields) set = ruhu_fields_new (fields);
    g_autoptr (RuhuNeed) need = ruhu_need_new ("n1", "990101100201", set);

    g_assert_cmpint (ruhu_need_get_state (need), ==, i);
    g_assert_cmpstr (ruhu_need_get_field (need, "need_state"), ==, word);
    n_open += ruhu_need_is_open (need);
  }
  g_assert_cmpuint (n_open, ==, RUHU_NEED_DISPUTED + 1 - G_N_ELEMENTS (closed));
  for (gsize i = 0; i < G_N_ELEMENTS (closed); i++) {
    const char *const fields[] = { "state", ruhu_need_state_to_string (closed[i]), NULL };
    g_autoptr (RuhuFields) set = ruhu_fields_new (fields);
    g_autoptr (RuhuNeed) need = ruhu_need_new ("n1", "990101100201", set);

    g_assert_false (ruhu_need_is_open (need));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task/says-who-what-when-and-why", test_task_says_who_what_when_and_why);
  g_test_add_func ("/task/promise-stands-over-due", test_promise_stands_over_due);
  g_test_add_func ("/task/carries-values-for-questions", test_task_carries_values_for_questions);
  g_test_add_func ("/task/clear-columns-stand-in", test_clear_columns_stand_in);
  g_test_add_func ("/task/reasons-read-as-written", test_reasons_read_as_written);
  g_test_add_func ("/task/broken-body-is-corrupt", test_broken_body_is_corrupt);
  g_test_add_func ("/need/is-open-until-met-or-dropped", test_need_is_open_until_met_or_dropped);

  return g_test_run ();
}
