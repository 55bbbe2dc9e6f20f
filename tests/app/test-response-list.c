/* test-response-list.c: app/responses/ruhu-response-list.c, -response.c, -state.c and the pruning
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-error.h"

static guint
count (RuhuResponseList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static void
wait_for (RuhuResponseList *list, guint n)
{
  while (count (list) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
drop_list (RuhuResponseList *list)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (list);
}

static void
test_follows_the_store (Fixture *f, gconstpointer data)
{
  RuhuResponseList *list = ruhu_response_list_new (f->responses);
  g_autoptr (RuhuResponse) first = fixture_begin (f);
  g_autoptr (RuhuResponse) second = NULL;
  g_autoptr (RuhuResponse) kept = NULL;
  g_autoptr (RuhuResponse) newest = NULL;

  wait_for (list, 1);
  kept = g_list_model_get_item (G_LIST_MODEL (list), 0);
  f->now += 1000;
  second = fixture_begin (f);
  wait_for (list, 2);
  newest = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (ruhu_response_get_id (newest), ==, ruhu_response_get_id (second));

  fixture_finish (f, ruhu_response_get_id (first), "{}", NULL);
  while (ruhu_response_get_state (kept) != RUHU_RESPONSE_FINISHED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ruhu_response_list_find (list, ruhu_response_get_id (first)) == kept);
  g_assert_null (ruhu_response_list_find (list, "nobody"));

  fixture_lock (f);
  g_assert_cmpuint (count (list), ==, 0);
  fixture_unlock (f);
  wait_for (list, 2);
  drop_list (list);
}

static void
test_dropped_while_reading (Fixture *f, gconstpointer data)
{
  RuhuResponseList *list;

  g_object_unref (fixture_begin (f));
  list = ruhu_response_list_new (f->responses);
  fixture_lock (f);
  drop_list (list);
}

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_setters_notify_on_change_only (void)
{
  RuhuResponse *response = ruhu_response_new ("form", "1", "990101");
  guint notified = 0;

  g_signal_connect (response, "notify", G_CALLBACK (count_notify), &notified);
  ruhu_response_set_title (response, "a");
  ruhu_response_set_title (response, "a");
  ruhu_response_set_started_at (response, 5);
  ruhu_response_set_started_at (response, 5);
  ruhu_response_set_state (response, RUHU_RESPONSE_FINISHED);
  ruhu_response_set_state (response, RUHU_RESPONSE_FINISHED);
  g_assert_cmpuint (notified, ==, 3);
  g_assert_finalize_object (response);
}

static void
test_state_table (void)
{
  RuhuResponseState state;
  guint i;

  for (i = RUHU_RESPONSE_DRAFT; i <= RUHU_RESPONSE_QUERIED; i++) {
    g_assert_true (ruhu_response_state_from_string (ruhu_response_state_to_string (i), &state));
    g_assert_cmpint (state, ==, i);
    g_assert_false (ruhu_response_state_may_follow (i, i));
    if (i != RUHU_RESPONSE_FINISHED) /* nothing but undo makes a draft again */
      g_assert_false (ruhu_response_state_may_follow (i, RUHU_RESPONSE_DRAFT));
    if (i >= RUHU_RESPONSE_FINAL) /* what is final stays final */
      g_assert_false (ruhu_response_state_may_follow (i, RUHU_RESPONSE_FINAL));
  }
  g_assert_false (ruhu_response_state_from_string ("lost", &state));
  g_assert_true (ruhu_response_state_may_follow (RUHU_RESPONSE_RECEIVED, RUHU_RESPONSE_RETURNED));
}

static void
check_prune (const char *ans, const char *const *keep, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *left = ruhu_response_prune (ans, keep, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (left, ==, expected);
}

static void
test_prune_keeps_named_groups_only (void)
{
  const char *const visit[] = { "visit", NULL };
  const char *const nested[] = { "meta", "a/visit", NULL };
  const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  check_prune ("{\"person_id\":\"1\",\"visit\":{\"q\":\"1\"},\"visit_more\":{\"q\":\"2\"}}",
               visit,
               "{\"visit\":{\"q\":\"1\"}}");
  check_prune ("{\"z\":\"1\",\"a\":{\"x\":\"1\",\"visit\":{\"q\":\"1\"}},\"meta\":{}}",
               nested,
               "{\"a\":{\"visit\":{\"q\":\"1\"}},\"meta\":{}}");
  check_prune ("{\"visit\":[{\"q\":\"1\"}],\"b\":\"2\"}", visit, "{\"visit\":[{\"q\":\"1\"}]}");
  check_prune ("{\"visit\":{\"q\":\"1\"}}", none, "{}");
  g_assert_null (ruhu_response_prune ("[]", visit, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/response-list/follows-the-store",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_follows_the_store,
              fixture_tear_down);
  g_test_add ("/response-list/dropped-while-reading",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_dropped_while_reading,
              fixture_tear_down);
  g_test_add_func ("/response/setters-notify-on-change-only", test_setters_notify_on_change_only);
  g_test_add_func ("/response-state/table", test_state_table);
  g_test_add_func ("/response/prune-keeps-named-groups-only", test_prune_keeps_named_groups_only);

  return g_test_run ();
}
