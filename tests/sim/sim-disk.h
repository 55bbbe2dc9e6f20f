/* sim-disk.h: SQLite's files, in memory or not, that stop or lose power when told to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-random.h"

G_BEGIN_DECLS

void sim_disk_register (void);
void sim_disk_load (const char *name, guint process);
void sim_disk_reset (void);

void sim_disk_stop_after (guint process, guint calls);
void sim_disk_stop (guint process);
gboolean sim_disk_is_stopped (guint process);
void sim_disk_lose_power (guint process, SimRandom *random);
void sim_disk_start (guint process);

gboolean sim_disk_has (const char *name);
gpointer sim_disk_disguise (const char *name);
void sim_disk_undisguise (const char *name, gpointer before);

gpointer sim_disk_copy (guint process);
void sim_disk_put_back (gpointer copy);
void sim_disk_copy_free (gpointer copy);

G_END_DECLS
