/* test-hq-limiter.c: sync/hq/ruhu-hq-limiter.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-limiter.h"

static void
test_burst_then_a_rate (void)
{
  g_autoptr (RuhuHqLimiter) limiter = ruhu_hq_limiter_new (3, 60);

  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "a", 0), ==, 0);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "a", 0), ==, 0);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "a", 0), ==, 0);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "a", 0), >, 0);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "b", 0), ==, 0);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "a", 1001), ==, 0);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "a", 1001), >, 0);
}

static void
test_made_up_addresses_do_not_fill_memory (void)
{
  g_autoptr (RuhuHqLimiter) limiter = ruhu_hq_limiter_new (1, 1);
  guint i, refused = 0;

  for (i = 0; i < 20000; i++) {
    g_autofree char *who = g_strdup_printf ("%u", i);

    if (ruhu_hq_limiter_take (limiter, who, 0) > 0)
      refused++;
  }
  g_assert_cmpuint (refused, ==, 10000);
  g_assert_cmpuint (ruhu_hq_limiter_take (limiter, "new", 61000), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hq-limiter/burst-then-a-rate", test_burst_then_a_rate);
  g_test_add_func ("/hq-limiter/made-up-addresses-do-not-fill-memory",
                   test_made_up_addresses_do_not_fill_memory);

  return g_test_run ();
}
