/* test-hq-power.c: what HQ answered outlives a cut of power, however often
 *
 *   test-hq-power [--cuts N] [--from SEED]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-world.h"

int
main (int argc, char **argv)
{
  return crash_cut_often (argc, argv, &hq_world, 10000);
}
