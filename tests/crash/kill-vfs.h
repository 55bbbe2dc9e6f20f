/* kill-vfs.h: a SQLite file layer that kills its own process in the middle of a write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

typedef void (*KillVfsTell) (guint op, const char *what);

void kill_vfs_register (KillVfsTell tell);
void kill_vfs_arm (guint writes, guint op, gboolean torn);
