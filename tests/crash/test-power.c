/* test-power.c: what a tablet reported outlives a cut of power, however often
 *
 *   test-power [--cuts N] [--from SEED]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-world.h"

int
main (int argc, char **argv)
{
  return crash_cut_often (argc, argv, &tablet_world, 40000);
}
