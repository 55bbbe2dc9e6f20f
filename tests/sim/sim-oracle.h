/* sim-oracle.h: what HQ's log must come to, by another hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-hq.h"

G_BEGIN_DECLS

typedef struct _SimOracle SimOracle;

SimOracle *sim_oracle_new (GPtrArray *log);
void sim_oracle_free (SimOracle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimOracle, sim_oracle_free)

const char *sim_oracle_get_twice (SimOracle *self);
guint sim_oracle_count (SimOracle *self, const char *scope);
gboolean sim_oracle_has (SimOracle *self, const char *id, const char *scope);
gboolean sim_oracle_is_state (SimOracle *self, const char *id);
gboolean sim_oracle_is_deleted (SimOracle *self, const char *id);
char *sim_oracle_compare_state (SimOracle *self, const char *id, JsonObject *state);
char *sim_oracle_compare_decisions (SimOracle *self, const char *id, JsonArray *decisions);
const char *sim_oracle_get_outcome (SimOracle *self, const char *id);
GHashTable *sim_oracle_list_conflicts (SimOracle *self, const char *scope);
char *sim_oracle_check_clocks (SimOracle *self);

G_END_DECLS
