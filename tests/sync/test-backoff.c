/* test-backoff.c: sync/client/ruhu-backoff.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-backoff.h"

static void
test_doubles_up_to_half_an_hour (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint failures;

  for (failures = 1; failures < 100; failures++) {
    guint longest = failures > 9 ? 1800000 : MIN (5000u << (failures - 1), 1800000);
    guint wait = ruhu_backoff_after_failure (failures, rand);

    g_assert_cmpuint (wait, >=, longest / 2);
    g_assert_cmpuint (wait, <=, longest);
  }
}

static void
test_retry_after_is_spread (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint i, least = G_MAXUINT, most = 0;

  for (i = 0; i < 1000; i++) {
    guint wait = ruhu_backoff_retry_after (10, rand);

    least = MIN (least, wait);
    most = MAX (most, wait);
  }
  g_assert_cmpuint (least, >=, 5000);
  g_assert_cmpuint (most, <=, 15000);
  g_assert_cmpuint (most - least, >, 9000);
  g_assert_cmpuint (ruhu_backoff_retry_after (G_MAXUINT, rand), <=, 86400u * 1500u);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backoff/doubles-up-to-half-an-hour", test_doubles_up_to_half_an_hour);
  g_test_add_func ("/backoff/retry-after-is-spread", test_retry_after_is_spread);

  return g_test_run ();
}
