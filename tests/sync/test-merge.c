/* test-merge.c: sync/protocol/ruhu-merge.c and ruhu-policy.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define PERSON "0192f3a0-aa01-7000-8000-000000000001"

static JsonObject *
parse (const char *text)
{
  JsonObject *object = ruhu_wire_json_parse (text, strlen (text), NULL);

  g_assert_nonnull (object);
  return object;
}

static JsonObject *
make_change (const char *members)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\":\"" PERSON
                     "\",\"k\":\"person\",\"div\":\"990101001001\",\"u\":\"w1\",%s}",
                     members);

  return parse (text);
}

static void
write_line (JsonObject *state, const char *device, guint64 seq, RuhuHlc eff, const char *members)
{
  g_autoptr (JsonObject) change = make_change (members);
  RuhuWrite write = { device, seq, eff, change };

  ruhu_merge_apply (state, &write);
}

static JsonObject *
make_state (void)
{
  g_autoptr (JsonObject) change = make_change ("\"set\":{}");

  return ruhu_merge_new_state (change);
}

static char *
list (char **names)
{
  char *text = g_strjoinv (",", names);

  g_strfreev (names);
  return text;
}

static void
test_newest_wins_and_what_it_replaced_is_gone (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autofree char *conflicts = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state, "b", 1, 20, "\"set\":{\"phone\":\"2\"},\"rp\":{\"phone\":\"a.1\"}");

  g_assert_cmpstr (ruhu_merge_get_text (state, "phone"), ==, "2");
  conflicts = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (conflicts, ==, "");
}

static void
test_two_that_did_not_know_each_other_are_shown (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autoptr (JsonObject) conflict = NULL;
  g_autofree char *open = NULL, *closed = NULL, *id = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state, "b", 1, 20, "\"set\":{\"phone\":\"2\"}");
  open = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (open, ==, "phone");
  g_assert_cmpstr (ruhu_merge_get_text (state, "phone"), ==, "2");

  conflict = ruhu_merge_describe_conflict (state, "phone");
  id = ruhu_merge_conflict_id (PERSON, "phone");
  g_assert_cmpstr (json_object_get_string_member (conflict, "id"), ==, id);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (conflict, "heads")),
                    ==,
                    2);

  write_line (state, "c", 1, 30, "\"set\":{\"phone\":\"1\"},\"rp\":{\"phone\":[\"a.1\",\"b.1\"]}");
  closed = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (closed, ==, "");
  g_assert_cmpstr (ruhu_merge_get_text (state, "phone"), ==, "1");
}

static void
test_equal_values_are_no_conflict (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autofree char *conflicts = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state, "b", 1, 20, "\"set\":{\"phone\":\"1\"}");
  conflicts = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (conflicts, ==, "");
}

static void
test_own_later_write_replaces_own_earlier (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autofree char *conflicts = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state, "a", 2, 20, "\"set\":{\"phone\":\"2\"}");
  conflicts = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (conflicts, ==, "");
}

static void
test_two_edit_two_fields (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autofree char *conflicts = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state, "b", 1, 20, "\"set\":{\"address\":\"x\"}");
  conflicts = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (conflicts, ==, "");
  g_assert_cmpstr (ruhu_merge_get_text (state, "phone"), ==, "1");
  g_assert_cmpstr (ruhu_merge_get_text (state, "address"), ==, "x");
}

static void
test_place_and_options_ask_nobody (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autofree char *conflicts = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"house_point\":\"1 1\",\"hardship:opt_4\":1}");
  write_line (state, "b", 1, 20, "\"set\":{\"house_point\":\"2 2\",\"hardship:opt_4\":0}");
  conflicts = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (conflicts, ==, "");
  g_assert_cmpstr (ruhu_merge_get_text (state, "house_point"), ==, "2 2");
}

static void
test_same_clock_is_settled_by_device (void)
{
  g_autoptr (JsonObject) one = make_state ();
  g_autoptr (JsonObject) two = make_state ();

  write_line (one, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (one, "b", 1, 10, "\"set\":{\"phone\":\"2\"}");
  write_line (two, "b", 1, 10, "\"set\":{\"phone\":\"2\"}");
  write_line (two, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  g_assert_cmpstr (ruhu_merge_get_text (one, "phone"), ==, "2");
  g_assert_cmpstr (ruhu_merge_get_text (two, "phone"), ==, "2");
}

static void
test_edit_wins_over_a_delete_that_did_not_know_it (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autofree char *open = NULL, *closed = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state,
              "b",
              1,
              20,
              "\"set\":{\"_del\":{\"reason\":\"moved\"}},\"rp\":{\"phone\":\"a.1\"}");
  g_assert_true (ruhu_merge_get_deleted (state));

  write_line (state, "a", 2, 15, "\"set\":{\"phone\":\"2\"},\"rp\":{\"phone\":\"self.1\"}");
  g_assert_false (ruhu_merge_get_deleted (state));
  open = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (open, ==, "_del");

  write_line (
    state,
    "b",
    2,
    30,
    "\"set\":{\"_del\":{\"reason\":\"moved\"}},\"rp\":{\"phone\":\"a.2\",\"_del\":\"self.1\"}");
  g_assert_true (ruhu_merge_get_deleted (state));
  closed = list (ruhu_merge_list_conflicts (state));
  g_assert_cmpstr (closed, ==, "");
}

static void
test_state_from_text_goes_on (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autoptr (JsonObject) again = NULL;
  g_autofree char *text = NULL, *conflicts = NULL;

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  text = ruhu_json_to_text (state);
  again = parse (text);
  write_line (again, "b", 1, 20, "\"set\":{\"phone\":\"2\",\"address\":\"x\"}");
  g_assert_cmpstr (ruhu_merge_get_text (again, "phone"), ==, "2");
  g_assert_cmpstr (ruhu_merge_get_text (again, "address"), ==, "x");
  conflicts = list (ruhu_merge_list_conflicts (again));
  g_assert_cmpstr (conflicts, ==, "phone");
}

static void
test_clock_ahead_is_held_back (void)
{
  gint64 now = 1795132800000;
  RuhuHlc far = ruhu_hlc_from_ms (now + G_GINT64_CONSTANT (315360000000));
  RuhuHlc eff = ruhu_merge_effective (far, now, 0, 0);

  g_assert_cmpint (ruhu_hlc_get_ms (eff), ==, now + RUHU_MERGE_MAX_AHEAD);
}

static void
test_what_it_replaced_is_earlier_whatever_the_clock (void)
{
  gint64 now = 1795132800000;
  RuhuHlc replaced = ruhu_hlc_from_ms (now + 1000);

  g_assert_cmphex (ruhu_merge_effective (1, now, replaced, 0), >, replaced);
  g_assert_cmphex (ruhu_merge_effective (1, now, 0, replaced), >, replaced);
}

static RuhuHlc
lookup (const char *device, guint64 seq, gpointer data)
{
  return g_str_equal (device, "c") && seq == 9 ? 99 : 0;
}

static void
test_replaced_clock_is_found (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autoptr (JsonObject) change =
    make_change ("\"set\":{\"phone\":\"3\"},\"rp\":{\"phone\":[\"a.1\",\"self.1\"]}");
  g_autoptr (JsonObject) other =
    make_change ("\"set\":{\"phone\":\"3\"},\"rp\":{\"phone\":[\"a.1\",\"c.9\"]}");

  write_line (state, "a", 1, 10, "\"set\":{\"phone\":\"1\"}");
  write_line (state, "b", 1, 20, "\"set\":{\"phone\":\"2\"}");
  g_assert_cmphex (ruhu_merge_get_replaced (state, change, "b", NULL, NULL), ==, 20);
  g_assert_cmphex (ruhu_merge_get_replaced (state, change, "x", NULL, NULL), ==, 10);
  g_assert_cmphex (ruhu_merge_get_replaced (state, other, "b", lookup, NULL), ==, 99);
  g_assert_cmphex (ruhu_merge_get_replaced (NULL, change, "b", NULL, NULL), ==, 0);
}

static void
test_once_and_server_fields_are_guarded (void)
{
  g_autoptr (JsonObject) state = make_state ();
  g_autoptr (JsonObject) same = make_change ("\"set\":{\"created_at\":\"1\"}");
  g_autoptr (JsonObject) other = make_change ("\"set\":{\"created_at\":\"2\"}");
  g_autoptr (JsonObject) moved = make_change ("\"set\":{\"division_code\":\"990101001002\"}");
  RuhuPolicy policy;

  write_line (state, "a", 1, 10, "\"set\":{\"created_at\":\"1\"}");
  g_assert_null (ruhu_merge_find_forbidden (state, same, FALSE, &policy));
  g_assert_cmpstr (ruhu_merge_find_forbidden (state, other, FALSE, &policy), ==, "created_at");
  g_assert_cmpint (policy, ==, RUHU_POLICY_ONCE);
  g_assert_cmpstr (ruhu_merge_find_forbidden (state, moved, FALSE, &policy), ==, "division_code");
  g_assert_cmpint (policy, ==, RUHU_POLICY_SERVER);
  g_assert_null (ruhu_merge_find_forbidden (state, moved, TRUE, &policy));
}

#define N_WRITES 12

/* Random lines of three devices, each replacing some earlier ones, honest or not. */
static GPtrArray *
make_lines (GRand *rand)
{
  static const char *const fields[] = { "phone", "address", "_del" };
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  guint i, j;

  for (i = 0; i < N_WRITES; i++) {
    const char *field = fields[g_rand_int_range (rand, 0, 3)];
    g_autoptr (GString) members = g_string_new (NULL);

    g_string_printf (members, "\"set\":{\"%s\":\"%d\"}", field, g_rand_int_range (rand, 0, 3));
    if (g_rand_boolean (rand)) {
      g_string_append_printf (members, ",\"rp\":{\"%s\":[", field);
      for (j = 0; j < 2; j++)
        g_string_append_printf (members,
                                "%s\"%c.%d\"",
                                j > 0 ? "," : "",
                                'a' + g_rand_int_range (rand, 0, 3),
                                g_rand_int_range (rand, 1, N_WRITES / 3 + 1));
      g_string_append (members, "]}");
    }
    g_ptr_array_add (lines, make_change (members->str));
  }

  return lines;
}

static void
apply_line (JsonObject *state, GPtrArray *lines, guint i)
{
  const char *const devices[] = { "a", "b", "c" };
  RuhuWrite write = { devices[i % 3], i / 3 + 1, (i * 7) % 5 + i / 3 * 10, lines->pdata[i] };

  ruhu_merge_apply (state, &write);
}

static JsonObject *
apply_in_random_order (GRand *rand, GPtrArray *lines, guint more)
{
  JsonObject *state = make_state ();
  guint order[N_WRITES], i;

  for (i = 0; i < N_WRITES; i++)
    order[i] = i;
  for (i = N_WRITES - 1; i > 0; i--) {
    guint j = g_rand_int_range (rand, 0, i + 1), swap = order[i];

    order[i] = order[j];
    order[j] = swap;
  }
  for (i = 0; i < N_WRITES; i++)
    apply_line (state, lines, order[i]);
  for (i = 0; i < more; i++)
    apply_line (state, lines, g_rand_int_range (rand, 0, N_WRITES));

  return state;
}

/* The fields' order in JSON is that of arrival; what they hold must not be. */
static char *
describe (JsonObject *state)
{
  g_auto (GStrv) names = ruhu_merge_list_fields (state);
  g_autofree char *conflicts = list (ruhu_merge_list_conflicts (state));
  GString *text = g_string_new (conflicts);
  guint i;

  for (i = 0; names[i] != NULL; i++) {
    JsonObject *entry =
      json_object_get_object_member (json_object_get_object_member (state, "f"), names[i]);
    g_autofree char *json = ruhu_json_to_text (entry);

    g_string_append_printf (text, "\n%s=%s", names[i], json);
  }
  g_string_append_printf (text, "\n%d", ruhu_merge_get_deleted (state));

  return g_string_free (text, FALSE);
}

static void
test_order_and_doubles_change_nothing (void)
{
  guint seed;

  for (seed = 1; seed <= 1000; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (GPtrArray) lines = make_lines (rand);
    g_autoptr (JsonObject) one = apply_in_random_order (rand, lines, 0);
    g_autoptr (JsonObject) two = apply_in_random_order (rand, lines, N_WRITES);
    g_autofree char *first = describe (one);
    g_autofree char *second = describe (two);

    if (g_test_verbose ())
      g_test_message ("seed %u", seed);
    g_assert_cmpstr (first, ==, second);
  }
}

/* Two replicas that saw different halves, joined in either order, are one that saw all. */
static void
test_joining_halves_is_seeing_all (void)
{
  guint seed, i;

  for (seed = 1; seed <= 1000; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (GPtrArray) lines = make_lines (rand);
    g_autoptr (JsonObject) all = apply_in_random_order (rand, lines, 0);
    g_autoptr (JsonObject) left = make_state ();
    g_autoptr (JsonObject) right = make_state ();
    g_autoptr (JsonObject) both = make_state ();
    g_autofree char *right_answer = describe (all);
    g_autofree char *joined = NULL, *mirrored = NULL;

    for (i = 0; i < N_WRITES; i++) {
      guint where = g_rand_int_range (rand, 0, 3);

      if (where != 1)
        apply_line (left, lines, i);
      if (where != 0)
        apply_line (right, lines, i);
    }
    ruhu_merge_join (both, right);
    ruhu_merge_join (both, left);
    ruhu_merge_join (left, right);
    joined = describe (left);
    mirrored = describe (both);
    g_assert_cmpstr (joined, ==, right_answer);
    g_assert_cmpstr (mirrored, ==, right_answer);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/merge/newest-wins-and-what-it-replaced-is-gone",
                   test_newest_wins_and_what_it_replaced_is_gone);
  g_test_add_func ("/merge/two-that-did-not-know-each-other-are-shown",
                   test_two_that_did_not_know_each_other_are_shown);
  g_test_add_func ("/merge/equal-values-are-no-conflict", test_equal_values_are_no_conflict);
  g_test_add_func ("/merge/own-later-write-replaces-own-earlier",
                   test_own_later_write_replaces_own_earlier);
  g_test_add_func ("/merge/two-edit-two-fields", test_two_edit_two_fields);
  g_test_add_func ("/merge/place-and-options-ask-nobody", test_place_and_options_ask_nobody);
  g_test_add_func ("/merge/same-clock-is-settled-by-device", test_same_clock_is_settled_by_device);
  g_test_add_func ("/merge/edit-wins-over-a-delete-that-did-not-know-it",
                   test_edit_wins_over_a_delete_that_did_not_know_it);
  g_test_add_func ("/merge/state-from-text-goes-on", test_state_from_text_goes_on);
  g_test_add_func ("/merge/clock-ahead-is-held-back", test_clock_ahead_is_held_back);
  g_test_add_func ("/merge/what-it-replaced-is-earlier-whatever-the-clock",
                   test_what_it_replaced_is_earlier_whatever_the_clock);
  g_test_add_func ("/merge/replaced-clock-is-found", test_replaced_clock_is_found);
  g_test_add_func ("/merge/once-and-server-fields-are-guarded",
                   test_once_and_server_fields_are_guarded);
  g_test_add_func ("/merge/order-and-doubles-change-nothing",
                   test_order_and_doubles_change_nothing);
  g_test_add_func ("/merge/joining-halves-is-seeing-all", test_joining_halves_is_seeing_all);

  return g_test_run ();
}
