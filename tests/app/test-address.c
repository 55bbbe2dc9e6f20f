/* test-address.c: app/register/ruhu-address.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-address.h"

static void
assert_group (const char *address, const char *words, guint number)
{
  guint n;
  g_autofree char *group = ruhu_address_get_group (address, &n);

  g_assert_cmpstr (group, ==, words);
  g_assert_cmpuint (n, ==, number);
}

static void
test_group_is_found_however_written (void)
{
  assert_group ("石湾村二组12号", "二组", 2);
  assert_group ("石湾村2组12号", "2组", 2);
  assert_group ("石湾村十组", "十组", 10);
  assert_group ("石湾村十二社3号", "十二社", 12);
  assert_group ("石湾村二十队", "二十队", 20);
  assert_group ("石湾村二十三组", "二十三组", 23);
  assert_group ("石湾村12组", "12组", 12);
  assert_group ("一组石湾村三组", "三组", 3);
}

static void
test_no_group_is_empty (void)
{
  assert_group ("", "", 0);
  assert_group ("石湾村12号", "", 0);
  assert_group ("组", "", 0);
  assert_group ("0组", "", 0);
  assert_group ("99999组", "", 0);
}

static void
test_two_ways_to_write_a_place_are_alike (void)
{
  const char *same[] = { "石湾村2组12号", "石湾村二组 12号", "石湾村２组１２号" };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autofree char *plain = ruhu_address_to_plain (same[i]);

    g_assert_cmpstr (plain, ==, "石湾村2组12号");
  }
}

static void
test_numerals_in_names_stay (void)
{
  g_autofree char *plain = ruhu_address_to_plain ("三河镇十里村十一组");

  g_assert_cmpstr (plain, ==, "三河镇十里村11组");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address/group-is-found-however-written", test_group_is_found_however_written);
  g_test_add_func ("/address/no-group-is-empty", test_no_group_is_empty);
  g_test_add_func ("/address/two-ways-to-write-a-place-are-alike",
                   test_two_ways_to_write_a_place_are_alike);
  g_test_add_func ("/address/numerals-in-names-stay", test_numerals_in_names_stay);

  return g_test_run ();
}
