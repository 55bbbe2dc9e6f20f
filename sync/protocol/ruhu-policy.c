/* ruhu-policy.c: what happens when two write one field
 *
 * One table. What it does not name is surfaced: to ask once too often loses nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-policy.h"

#include <string.h>

static const struct {
  const char *kind;  /* %NULL for all */
  const char *field; /* a pattern for g_pattern_match_simple() */
  RuhuPolicy policy;
} table[] = {
  { NULL, "id", RUHU_POLICY_ONCE },
  { NULL, "kind", RUHU_POLICY_ONCE },
  { NULL, "created_*", RUHU_POLICY_ONCE },
  { "person", "house_point", RUHU_POLICY_LWW },
  { "household", "house_point", RUHU_POLICY_LWW },
  { "person", "last_*", RUHU_POLICY_LWW },
  { "household", "last_*", RUHU_POLICY_LWW },
  { NULL, "*/_ord", RUHU_POLICY_LWW },
  { "need", "state", RUHU_POLICY_SERVER },
  { "task", "*", RUHU_POLICY_LWW },
  { NULL, "division_code", RUHU_POLICY_SERVER },
  { NULL, "idk", RUHU_POLICY_SERVER },
};

/**
 * ruhu_policy_of:
 * @kind: (nullable): of which kind of object, as on the wire: `person`
 * @field: path of the field; `hardship:opt_4` is an option of the set `hardship`
 *
 * Returns: the policy of that field
 */
RuhuPolicy
ruhu_policy_of (const char *kind, const char *field)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++) {
    if ((table[i].kind == NULL || g_strcmp0 (table[i].kind, kind) == 0) &&
        g_pattern_match_simple (table[i].field, field))
      return table[i].policy;
  }

  return strchr (field, ':') != NULL ? RUHU_POLICY_SET : RUHU_POLICY_SURFACE;
}
