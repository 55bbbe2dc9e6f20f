/* test-due-list.c: app/cases/ruhu-due-list.c, ruhu-due-item.c, ruhu-case-list.c, ruhu-day.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-day.h"

#include "base/ruhu-clock.h"

#define NOON G_GINT64_CONSTANT (1795262400000) /* 2026-11-21T12:00:00Z; tests run with TZ=UTC */
#define DAY_MS G_GINT64_CONSTANT (86400000)

static const RuhuDate today = { 2026, 11, 21 };

typedef struct {
  RuhuRegister *persons;
  RuhuCaseList *tasks;
  GListStore *responses;
  RuhuDueList *list;
} Fixture;

static gint64
stopped_clock (gpointer data)
{
  return NOON;
}

static RuhuPerson *
make_person (const char *id, const char *name, const char *address, const char *household)
{
  const char *const fields[] = { "person_name",  name,      "address", address,
                                 "household_id", household, NULL };
  g_autoptr (RuhuFields) set = ruhu_fields_new (fields);

  return ruhu_person_new (id, "990101100201", set);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new_with_free_func (g_object_unref);

  ruhu_clock_replace (stopped_clock, NULL);
  g_ptr_array_add (persons, make_person ("p1", "王桂花", "石湾村二组12号", "H1"));
  g_ptr_array_add (persons, make_person ("p2", "李建军", "石湾村三组1号", "H2"));
  g_ptr_array_add (persons, make_person ("p3", "马国强", "石湾村一组12号", "H3"));
  g_ptr_array_add (persons, make_person ("p4", "张秀英", "石湾村一组2号", "H4"));
  g_ptr_array_add (persons, make_person ("p5", "杨小龙", "石湾村一组2号", "H4"));

  f->persons = ruhu_register_new (NULL);
  ruhu_register_take (f->persons, persons);
  f->tasks = ruhu_case_list_new (NULL, RUHU_OBJECT_TASK);
  f->responses = g_list_store_new (RUHU_TYPE_RESPONSE);
  f->list = ruhu_due_list_new (f->persons, f->tasks, G_LIST_MODEL (f->responses));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->list);
  g_assert_finalize_object (f->persons);
  g_assert_finalize_object (f->tasks);
  g_assert_finalize_object (f->responses);
  ruhu_clock_replace (NULL, NULL);
}

/* Each task: id, person, due, promised, state, reason, response. */
static void
give_tasks (Fixture *f, const char *const (*lines)[7], gsize n)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < n; i++) {
    const char *const fields[] = { "person_id", lines[i][1], "due",         lines[i][2],
                                   "promised",  lines[i][3], "state",       lines[i][4],
                                   "reason",    lines[i][5], "response_id", lines[i][6],
                                   NULL };
    g_autoptr (RuhuFields) set = ruhu_fields_new (fields);

    g_ptr_array_add (items, ruhu_task_new (lines[i][0], "990101100201", set));
  }
  ruhu_case_list_take (f->tasks, items);
}

static RuhuResponse *
add_response (Fixture *f,
              const char *id,
              const char *person,
              const char *task,
              RuhuResponseState state,
              gint64 finished_at)
{
  g_autoptr (RuhuResponse) response =
    ruhu_response_new_with_id (id, "ruhu_home_visit", "1", "990101100201");

  ruhu_response_set_person_id (response, person);
  ruhu_response_set_task_id (response, task);
  ruhu_response_set_state (response, state);
  ruhu_response_set_finished_at (response, finished_at);
  g_list_store_append (f->responses, response);
  return response; /* the list holds it */
}

static void
assert_order (Fixture *f, const char *expected)
{
  GString *got = g_string_new (NULL);
  RuhuDueItem *item;

  for (guint i = 0; (item = ruhu_due_list_get (f->list, i)) != NULL; i++) {
    RuhuTask *task = ruhu_due_item_get_task (item);
    RuhuResponse *response = ruhu_due_item_get_response (item);

    g_string_append_printf (got,
                            "%s%s%s%s",
                            i > 0 ? " " : "",
                            task != NULL ? ruhu_task_get_id (task) : "-",
                            response != NULL ? "+" : "",
                            response != NULL ? ruhu_response_get_id (response) : "");
  }
  g_assert_cmpstr (got->str, ==, expected);
  g_string_free (got, TRUE);
}

static void
test_promise_then_day_then_way (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = {
    { "later", "p1", "2026-11-25", "", "", "routine", "" },
    { "any-day", "p1", "", "", "", "routine", "" },
    { "group-2", "p1", "2026-11-21", "", "", "routine", "" },
    { "house-12", "p3", "2026-11-21", "", "", "routine", "" },
    { "house-2", "p4", "2026-11-20", "", "", "routine", "" },
    { "promised", "p2", "2026-11-30", "2026-11-21", "", "routine", "" },
    { "stranger", "p9", "2026-11-21", "", "", "routine", "" },
  };

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  assert_order (f, "promised house-2 house-12 group-2 stranger later any-day");
}

static void
test_drafts_and_returned_stand_first (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = {
    { "t1", "p1", "2026-11-21", "", "", "annual_update", "" },
    { "t2", "p2", "2026-11-21", "", "", "returned", "r2" },
    { "t3", "p3", "2026-11-20", "", "", "routine", "" },
  };

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  add_response (f, "r1", "p1", "t1", RUHU_RESPONSE_DRAFT, 0);
  add_response (f, "r2", "p2", NULL, RUHU_RESPONSE_RETURNED, NOON - DAY_MS);
  add_response (f, "r3", "p4", NULL, RUHU_RESPONSE_DRAFT, 0);
  assert_order (f, "t1+r1 -+r3 t2+r2 t3");
}

static void
test_finished_takes_its_task_away (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = { { "t1", "p1", "2026-11-21", "", "", "routine", "" },
                                   { "t2", "p2", "2026-11-21", "", "done", "routine", "" },
                                   { "t3", "p3", "2026-11-21", "", "cancelled", "routine", "" } };
  RuhuResponse *response;

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  assert_order (f, "t1");
  response = add_response (f, "r1", "p1", "t1", RUHU_RESPONSE_DRAFT, 0);
  assert_order (f, "t1+r1");
  ruhu_response_set_state (response, RUHU_RESPONSE_FINISHED);
  assert_order (f, "");
  ruhu_response_set_state (response, RUHU_RESPONSE_DRAFT);
  assert_order (f, "t1+r1");
}

/* Nobody was met: the task stays, on the day that the worker chose, until HQ says another. */
static void
test_attempt_moves_its_task (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = { { "t1", "p1", "2026-11-21", "", "", "routine", "" },
                                   { "t2", "p2", "2026-11-22", "", "", "routine", "" } };
  const char *const later[][7] = { { "t1", "p1", "2026-12-24", "", "", "routine", "" } };
  const RuhuDate next = { 2026, 11, 28 };
  RuhuResponse *response;

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  response = add_response (f, "r1", "p1", "t1", RUHU_RESPONSE_DRAFT, 0);
  ruhu_response_set_next (response, "2026-11-28");
  ruhu_response_set_finished_at (response, NOON);
  ruhu_response_set_state (response, RUHU_RESPONSE_FINISHED);
  assert_order (f, "t2 t1");
  g_assert_cmpint (ruhu_date_compare (ruhu_due_item_get_day (ruhu_due_list_get (f->list, 1)), next),
                   ==,
                   0);
  g_assert_false (ruhu_due_item_is_due (ruhu_due_list_get (f->list, 1), today));

  /* HQ has the response, and its own word about the task is still on the way. */
  ruhu_response_set_state (response, RUHU_RESPONSE_RECEIVED);
  assert_order (f, "t2 t1");
  give_tasks (f, later, G_N_ELEMENTS (later));
  g_assert_cmpint (ruhu_due_item_get_day (ruhu_due_list_get (f->list, 0)).month, ==, 12);
}

static void
test_correction_takes_the_returned_away (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = { { "t1", "p1", "2026-11-21", "", "", "returned", "r1" } };
  RuhuResponse *correction;

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  add_response (f, "r1", "p1", NULL, RUHU_RESPONSE_RETURNED, NOON - DAY_MS);
  assert_order (f, "t1+r1");

  correction = ruhu_response_new_with_id ("r2", "ruhu_home_visit", "1", "990101100201");
  ruhu_response_set_person_id (correction, "p1");
  ruhu_response_set_replaces (correction, "r1");
  g_list_store_append (f->responses, correction);
  assert_order (f, "-+r2");

  ruhu_response_set_state (correction, RUHU_RESPONSE_FINISHED);
  assert_order (f, "");
  g_object_unref (correction);
}

static void
note_change (GListModel *model, guint at, guint removed, guint added, guint *change)
{
  change[0] = at;
  change[1] = removed;
  change[2] = added;
  change[3]++;
}

static void
test_what_stays_is_the_same_object (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = { { "t1", "p4", "2026-11-21", "", "", "routine", "" },
                                   { "t2", "p3", "2026-11-21", "", "", "routine", "" },
                                   { "t3", "p1", "2026-11-21", "", "", "routine", "" } };
  RuhuDueItem *last;
  guint change[4] = { 0 };

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  last = ruhu_due_list_get (f->list, 2);
  g_signal_connect (f->list, "items-changed", G_CALLBACK (note_change), change);
  add_response (f, "r2", "p3", "t2", RUHU_RESPONSE_FINISHED, NOON);

  assert_order (f, "t1 t3");
  g_assert_true (ruhu_due_list_get (f->list, 1) == last);
  g_assert_cmpuint (change[0], ==, 1);
  g_assert_cmpuint (change[1], ==, 1);
  g_assert_cmpuint (change[2], ==, 0);

  ruhu_due_list_refresh (f->list);
  g_assert_cmpuint (change[3], ==, 1);
}

static void
test_a_day_counts_households (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = {
    { "t1", "p4", "2026-11-21", "", "", "routine", "" },
    { "t2", "p5", "2026-11-19", "", "", "routine", "" },
    { "t3", "p1", "2026-11-21", "2026-11-27", "", "routine", "" },
    { "t4", "p2", "2026-12-21", "", "", "routine", "" },
  };
  RuhuDay day;

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  add_response (f, "r1", "p3", NULL, RUHU_RESPONSE_DRAFT, 0);
  day = ruhu_day_count (f->list, today);

  g_assert_cmpuint (day.due, ==, 2); /* the draft's, and one household of two persons */
  g_assert_cmpuint (day.later, ==, 1);
  g_assert_cmpuint (day.drafts, ==, 1);
  g_assert_cmpuint (day.returned, ==, 0);
  g_assert_null (day.first_returned);
  g_assert_cmpstr (ruhu_due_item_get_person_id (day.first_due), ==, "p3");
}

static void
test_a_day_says_where_its_records_are (Fixture *f, gconstpointer data)
{
  RuhuDay day;

  add_response (f, "r1", "p1", NULL, RUHU_RESPONSE_RECEIVED, NOON - 1000);
  add_response (f, "r2", "p2", NULL, RUHU_RESPONSE_FINAL, NOON - 2000);
  add_response (f, "r3", "p4", NULL, RUHU_RESPONSE_ACCEPTED, NOON - 3000);
  add_response (f, "r4", "p5", NULL, RUHU_RESPONSE_FINISHED, NOON - 4000);
  add_response (f, "r5", "p3", NULL, RUHU_RESPONSE_FINAL, NOON - DAY_MS);
  add_response (f, "r6", "p3", NULL, RUHU_RESPONSE_RECEIVED, NOON - 2 * DAY_MS);
  day = ruhu_day_count (f->list, today);

  g_assert_cmpuint (day.recorded, ==, 3);
  g_assert_cmpuint (day.received, ==, 1);
  g_assert_cmpuint (day.here, ==, 2); /* a household half received is not received */
  g_assert_cmpuint (day.older, ==, 1);
}

static void
test_returned_longest_ago_is_named (Fixture *f, gconstpointer data)
{
  RuhuDay day;

  add_response (f, "r1", "p1", NULL, RUHU_RESPONSE_RETURNED, NOON - DAY_MS);
  add_response (f, "r2", "p2", NULL, RUHU_RESPONSE_RETURNED, NOON - 5 * DAY_MS);
  day = ruhu_day_count (f->list, today);

  g_assert_cmpuint (day.returned, ==, 2);
  g_assert_cmpstr (ruhu_due_item_get_person_id (day.first_returned), ==, "p2");
  g_assert_cmpuint (day.due, ==, 2);
}

static void
test_locking_empties_the_list (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = { { "t1", "p4", "2026-11-21", "", "", "routine", "" } };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  add_response (f, "r1", "p1", NULL, RUHU_RESPONSE_DRAFT, 0);
  ruhu_register_take (f->persons, none);
  ruhu_case_list_take (f->tasks, none);
  g_list_store_remove_all (f->responses);

  assert_order (f, "");
  g_assert_cmpuint (ruhu_day_count (f->list, today).due, ==, 0);
}

static void
test_tasks_of_a_person (Fixture *f, gconstpointer data)
{
  const char *const tasks[][7] = { { "t1", "p4", "", "", "", "routine", "" },
                                   { "t2", "p3", "", "", "", "routine", "" },
                                   { "t3", "p4", "", "", "", "urgent", "" } };
  g_autoptr (GPtrArray) some = NULL;
  g_autoptr (GPtrArray) none = NULL;

  give_tasks (f, tasks, G_N_ELEMENTS (tasks));
  some = ruhu_case_list_get_of_person (f->tasks, "p4");
  none = ruhu_case_list_get_of_person (f->tasks, "p1");

  g_assert_cmpuint (some->len, ==, 2);
  g_assert_cmpstr (ruhu_task_get_id (some->pdata[1]), ==, "t3");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (ruhu_case_list_find_task (f->tasks, "t3") == some->pdata[1]);
  g_assert_null (ruhu_case_list_find_task (f->tasks, "t9"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/due-list/promise-then-day-then-way", test_promise_then_day_then_way);
  ADD ("/due-list/drafts-and-returned-stand-first", test_drafts_and_returned_stand_first);
  ADD ("/due-list/finished-takes-its-task-away", test_finished_takes_its_task_away);
  ADD ("/due-list/attempt-moves-its-task", test_attempt_moves_its_task);
  ADD ("/due-list/correction-takes-the-returned-away", test_correction_takes_the_returned_away);
  ADD ("/due-list/what-stays-is-the-same-object", test_what_stays_is_the_same_object);
  ADD ("/due-list/locking-empties-it", test_locking_empties_the_list);
  ADD ("/case-list/tasks-of-a-person", test_tasks_of_a_person);
  ADD ("/day/counts-households", test_a_day_counts_households);
  ADD ("/day/says-where-its-records-are", test_a_day_says_where_its_records_are);
  ADD ("/day/returned-longest-ago-is-named", test_returned_longest_ago_is_named);

  return g_test_run ();
}
