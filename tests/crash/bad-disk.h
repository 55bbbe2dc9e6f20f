/* bad-disk.h: a SQLite file layer that fails, or ends its own process, when it is told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

typedef void (*BadDiskTell) (guint op, const char *what);
typedef void (*BadDiskLose) (GRand *chance);

void bad_disk_register (BadDiskTell tell);
void bad_disk_kill_in_write (guint writes, guint op, gboolean torn);
void bad_disk_cut_power (guint calls, guint32 seed);
void bad_disk_live_on (BadDiskLose lose);
gboolean bad_disk_is_dead (void);
void bad_disk_power_on (void);
void bad_disk_lie (gboolean lie);
void bad_disk_fail_syncs (guint times, int rc);
void bad_disk_fail_call (guint calls, gboolean for_good, int rc);
gboolean bad_disk_has_failed (void);
int bad_disk_call (void);
