/* sim-step.h: one step of a schedule
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

typedef enum {
  SIM_ANSWER,
  SIM_FINISH,
  SIM_UNDO,
  SIM_CUT,
  SIM_LOCK,
  SIM_EDIT,
  SIM_DECIDE,
  SIM_SYNC,
  SIM_SYNC_LOCKED,
  SIM_LATE,
  SIM_TIME,
  SIM_CLOCK,
  SIM_KILL,
  SIM_KILL_HQ,
  SIM_WRITE_HQ,
  SIM_PUBLISH,
  SIM_IDLE,
  SIM_DELETE,
  SIM_REPEAT,
  SIM_OVERTAKE,
  SIM_MOVE,
  SIM_BACK_UP,
  SIM_RESTORE,
  SIM_CARRY,
  SIM_CARRY_TO_HQ,
  SIM_CARRY_BACK,
  SIM_COPY,
  SIM_PUT_BACK,
  SIM_REENROL,
  SIM_ATTACH,
  SIM_REVOKE,
  SIM_RELEASE,
  SIM_N_STEPS
} SimStepKind;

/** SimStep: what is done, by which tablet, and from what its chances come */
typedef struct {
  SimStepKind kind;
  guint tablet;
  guint64 chance;
} SimStep;

const char *sim_step_name (SimStepKind kind);
void sim_step_take (SimWorld *world, const SimStep *step);

G_END_DECLS
