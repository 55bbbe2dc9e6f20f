/* bad-disk.h: a SQLite file layer that fails, or ends its own process, when it is told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

typedef void (*BadDiskTell) (guint op, const char *what);

void bad_disk_register (BadDiskTell tell);
void bad_disk_kill_in_write (guint writes, guint op, gboolean torn);
void bad_disk_cut_power (guint calls, guint32 seed);
void bad_disk_fail_syncs (guint times, int rc);
