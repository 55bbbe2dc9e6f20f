/* sim-clock.h: what time it is, for each process another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_TABLETS 4
#define SIM_HQ SIM_TABLETS
#define SIM_PROCESSES (SIM_TABLETS + 1)

/* 2026-11-23, 01:00 UTC. */
#define SIM_BEGIN G_GINT64_CONSTANT (1795395600000)

void sim_clock_begin (void);
void sim_clock_set_now (gint64 now);
gint64 sim_clock_get_now (void);
void sim_clock_advance (gint64 ms);
void sim_clock_set_skew (guint process, gint64 ms);
gint64 sim_clock_get_skew (guint process);

guint sim_clock_enter (guint process);
void sim_clock_leave (guint before);
guint sim_clock_who (void);

G_END_DECLS
