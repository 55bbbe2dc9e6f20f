/* bad-memory.h: SQLite's memory runs out when it is told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

void bad_memory_register (void);
void bad_memory_fail_call (guint calls, gboolean for_good);
gboolean bad_memory_has_failed (void);
