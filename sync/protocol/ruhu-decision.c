/* ruhu-decision.c: what several decisions about one thing come to
 *
 * Decisions are only ever added. The higher level stands; of one level the last of the chain that
 * `prev` makes. Two that nobody has replaced, on the same level, are disputed, and until somebody
 * settles that neither stands: nothing is approved or rejected silently.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-decision.h"

#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"

/* Lowest first. */
static const char *const levels[] = { "village", "township", "county", "city" };

static int
rank (JsonObject *decision)
{
  const char *level = ruhu_json_get_string (decision, "level");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (levels); i++) {
    if (g_strcmp0 (level, levels[i]) == 0)
      return i;
  }

  return -1;
}

static gboolean
is_replaced (JsonObject *decision, GPtrArray *decisions)
{
  const char *id = ruhu_json_get_string (decision, "id");
  guint i;

  for (i = 0; i < decisions->len; i++) {
    const char *prev = ruhu_json_get_string (decisions->pdata[i], "prev");

    if (prev != NULL && g_strcmp0 (prev, id) == 0)
      return TRUE;
  }

  return FALSE;
}

/**
 * ruhu_decision_find_standing:
 * @decisions: (element-type JsonObject): all decisions about one need or response, in any order,
 *   each once
 * @disputed: (out): whether two contradict each other
 *
 * Returns: (transfer none) (nullable): the one that stands; %NULL where none does
 */
JsonObject *
ruhu_decision_find_standing (GPtrArray *decisions, gboolean *disputed)
{
  JsonObject *standing = NULL;
  guint i;

  *disputed = FALSE;
  for (i = 0; i < decisions->len; i++) {
    JsonObject *decision = decisions->pdata[i];
    int above = standing != NULL ? rank (decision) - rank (standing) : 1;

    if (is_replaced (decision, decisions) || above < 0)
      continue;
    *disputed = above == 0 && !ruhu_mutant (DECISION_LAST_WINS);
    standing = decision;
  }

  return *disputed ? NULL : standing;
}
