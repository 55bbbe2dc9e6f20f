/* sim-world.h: villages, a township and HQ, as each schedule finds them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-folder.h"
#include "sim-hq.h"
#include "sim-model.h"
#include "sim-random.h"
#include "sim-tablet.h"

G_BEGIN_DECLS

#define SIM_TOWN "990101101"
#define SIM_VILLAGE "990101101201"
#define SIM_OTHER_VILLAGE "990101101202"
#define SIM_PERSONS 3

extern const char *const sim_persons[SIM_PERSONS];

typedef struct {
  char *dir;
  gboolean in_memory;
  SimHq hq;
  SimFolder *folders[SIM_PROCESSES]; /* as each schedule finds them */
  SimTablet tablets[SIM_TABLETS];
  SimModel models[SIM_TABLETS];
  GPtrArray *late;    /* of SimRequest: what the network still holds */
  GPtrArray *bundles; /* with the carrier */
  GPtrArray *replies; /* the same, from HQ */
  GHashTable *photos; /* name → hash of its content */
  gint64 known_acked[SIM_TABLETS];
  gboolean takes_part[SIM_TABLETS];
  gpointer backup_files;
  gpointer backup; /* of HQ, in memory only; or NULL */
  gpointer copies[SIM_TABLETS];
  gboolean is_copy[SIM_TABLETS]; /* it was set back */
  guint restores;
  gboolean moved;
  gboolean revoked; /* a tablet was */
  guint pulls;
  guint64 lives; /* of all schedules: responses from their first answer until HQ's came back */
} SimWorld;

SimWorld *sim_world_new (gboolean in_memory);
void sim_world_begin (SimWorld *self, guint64 seed);
void sim_world_end (SimWorld *self);
void sim_world_free (SimWorld *self);

void sim_world_wake (SimWorld *self, guint tablet);
gboolean sim_world_settle (SimWorld *self, guint tablet, SimRandom *random);
gboolean sim_world_settle_hq (SimWorld *self, SimRandom *random);

G_END_DECLS
