/* test-division.c: app/base/ruhu-division.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-division.h"

static void
test_only_four_lengths_of_digits (void)
{
  g_assert_true (ruhu_division_is_valid ("6405"));
  g_assert_true (ruhu_division_is_valid ("640502"));
  g_assert_true (ruhu_division_is_valid ("640502101"));
  g_assert_true (ruhu_division_is_valid ("640502101201"));
  g_assert_false (ruhu_division_is_valid (NULL));
  g_assert_false (ruhu_division_is_valid (""));
  g_assert_false (ruhu_division_is_valid ("64050"));
  g_assert_false (ruhu_division_is_valid ("64050x"));
  g_assert_false (ruhu_division_is_valid ("6405021012011"));
}

static void
test_scope_sees_what_lies_in_it (void)
{
  g_assert_true (ruhu_division_contains ("640502", "640502101201"));
  g_assert_true (ruhu_division_contains ("640502101201", "640502101201"));
  g_assert_false (ruhu_division_contains ("640502101201", "640502101"));
  g_assert_false (ruhu_division_contains ("640502101", "640502102201"));
}

static void
test_after_bounds_a_range (void)
{
  g_autofree char *after = ruhu_division_after ("640502101");

  g_assert_cmpstr ("640502101", <, after);
  g_assert_cmpstr ("640502101999", <, after);
  g_assert_cmpstr ("640502102", >, after);
}

static void
test_cut_gives_the_level_or_nothing (void)
{
  g_autofree char *township = ruhu_division_cut ("640502101201", RUHU_DIVISION_TOWNSHIP);

  g_assert_cmpstr (township, ==, "640502101");
  g_assert_null (ruhu_division_cut ("640502", RUHU_DIVISION_TOWNSHIP));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/division/only-four-lengths-of-digits", test_only_four_lengths_of_digits);
  g_test_add_func ("/division/scope-sees-what-lies-in-it", test_scope_sees_what_lies_in_it);
  g_test_add_func ("/division/after-bounds-a-range", test_after_bounds_a_range);
  g_test_add_func ("/division/cut-gives-the-level-or-nothing", test_cut_gives_the_level_or_nothing);

  return g_test_run ();
}
