/* sim-run.h: schedules: made from a seed, run, and made smaller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-step.h"

G_BEGIN_DECLS

/** SimSchedule: steps, and the seed from which ids and nonces come */
typedef struct {
  guint64 seed;
  GArray *steps; /* of SimStep */
} SimSchedule;

void sim_schedule_set_all (gboolean all);
SimSchedule *sim_schedule_new (guint64 seed);
SimSchedule *sim_schedule_new_long (guint64 seed);
void sim_schedule_free (SimSchedule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimSchedule, sim_schedule_free)

char *sim_run (SimWorld *world, const SimSchedule *schedule);
const char *sim_run_get_digest (void);
void sim_schedule_shrink (SimWorld *world, SimSchedule *schedule);
char *sim_schedule_print (SimSchedule *schedule, const char *failure);

G_END_DECLS
