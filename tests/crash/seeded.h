/* seeded.h: chance that can be had again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

void seeded_register (void);
void seeded_reset (guint32 seed);
