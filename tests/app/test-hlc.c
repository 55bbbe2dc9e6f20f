/* test-hlc.c: app/base/ruhu-hlc.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-hlc.h"

static void
test_next_follows_the_clock_and_never_goes_back (void)
{
  RuhuHlc first = ruhu_hlc_next (0, 1000);
  RuhuHlc same = ruhu_hlc_next (first, 1000);
  RuhuHlc back = ruhu_hlc_next (same, 10);
  RuhuHlc later = ruhu_hlc_next (back, 2000);

  g_assert_cmpint (ruhu_hlc_get_ms (first), ==, 1000);
  g_assert_true (first < same && same < back && back < later);
  g_assert_cmpint (ruhu_hlc_get_ms (back), ==, 1000);
  g_assert_cmpint (ruhu_hlc_get_ms (later), ==, 2000);
}

static void
test_out_of_range_clocks_are_clamped (void)
{
  g_assert_true (ruhu_hlc_from_ms (-5) == 0);
  g_assert_cmpint (ruhu_hlc_get_ms (ruhu_hlc_from_ms (G_MAXINT64)),
                   ==,
                   (G_GINT64_CONSTANT (1) << 48) - 1);
}

static void
test_text_and_back (void)
{
  RuhuHlc hlc = 0;
  g_autofree char *text = ruhu_hlc_to_string (G_GUINT64_CONSTANT (0x0192f3a0aa010001));

  g_assert_cmpstr (text, ==, "0192f3a0aa010001");
  g_assert_true (ruhu_hlc_from_string (text, &hlc));
  g_assert_true (hlc == G_GUINT64_CONSTANT (0x0192f3a0aa010001));
  g_assert_false (ruhu_hlc_from_string ("0192F3A0AA010001", &hlc));
  g_assert_false (ruhu_hlc_from_string ("0192f3a0aa01000", &hlc));
  g_assert_false (ruhu_hlc_from_string ("0192f3a0aa0100011", &hlc));
  g_assert_false (ruhu_hlc_from_string (NULL, &hlc));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hlc/next-follows-the-clock-and-never-goes-back",
                   test_next_follows_the_clock_and_never_goes_back);
  g_test_add_func ("/hlc/out-of-range-clocks-are-clamped", test_out_of_range_clocks_are_clamped);
  g_test_add_func ("/hlc/text-and-back", test_text_and_back);

  return g_test_run ();
}
