/* ruhu-backoff.c: how long to wait before the next try
 *
 * Ten thousand tablets that lost the same HQ in the same second must not come back in the same
 * second.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-backoff.h"

#define FIRST_MS 5000u
#define LONGEST_MS (30u * 60u * 1000u)

/**
 * ruhu_backoff_after_failure:
 * @failures: how many tries failed in a row, 1 or more
 * @rand: where chance comes from
 *
 * Returns: milliseconds to wait: 5 s doubled with each failure, 30 minutes at most, of which a
 *   random half is kept
 */
guint
ruhu_backoff_after_failure (guint failures, GRand *rand)
{
  guint doublings = CLAMP (failures, 1, 16) - 1;
  guint wait = MIN (FIRST_MS << doublings, LONGEST_MS);

  return wait / 2 + g_rand_int_range (rand, 0, wait / 2 + 1);
}

/**
 * ruhu_backoff_retry_after:
 * @seconds: what HQ asked for in Retry-After
 *
 * Returns: milliseconds to wait: @seconds times a chance between 0.5 and 1.5, a day at most
 */
guint
ruhu_backoff_retry_after (guint seconds, GRand *rand)
{
  return MIN (seconds, 86400u) * g_rand_double_range (rand, 500, 1500);
}
