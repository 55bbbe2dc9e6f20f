/* test-hq-faults.c: what HQ does when its disk is full or fails, or memory runs out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-faults.h"

int
main (int argc, char **argv)
{
  return crash_fail_often (argc, argv, &hq_world);
}
