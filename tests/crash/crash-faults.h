/* crash-faults.h: full disks, failing disks and no memory, at each call of each thing a world does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "crash-world.h"

int crash_fail_often (int argc, char **argv, const World *world);
