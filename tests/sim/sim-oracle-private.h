/* sim-oracle-private.h: what HQ's log says, for all that the oracle is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-oracle.h"

G_BEGIN_DECLS

typedef struct {
  SimLogLine *line;
  JsonNode *value;
  JsonNode *replaced; /* what of `rp` is about this field, or NULL */
} SimWrite;

typedef struct {
  char *kind;
  char *division;
  GHashTable *fields; /* name → GPtrArray of SimWrite */
} SimState;

struct _SimOracle {
  GPtrArray *log;
  GHashTable *states;    /* id → SimState: persons, households, needs, tasks */
  GHashTable *lines;     /* id → SimLogLine: responses and decisions */
  GHashTable *decisions; /* id of what they are about → GPtrArray of SimLogLine */
  const char *twice;     /* id of a line that changes nothing any more, or NULL */
};

gboolean sim_oracle_is_within (const char *division, const char *scope);
guint sim_oracle_count_standing (GPtrArray *all, SimLogLine **standing);

gboolean sim_write_replaces (SimWrite *by, SimWrite *other);
gboolean sim_write_is_head (SimWrite *write, GPtrArray *writes);
SimWrite *sim_write_find_winner (GPtrArray *writes);

G_END_DECLS
