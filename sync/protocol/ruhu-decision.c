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
 * ruhu_decision_list_standing:
 * @decisions: (element-type JsonObject): all decisions about one need or response, in any order,
 *   each once
 *
 * Returns: (transfer container) (element-type JsonObject): of the highest level those that nobody
 *   has replaced: none, the one that stands, or those that contradict each other
 */
GPtrArray *
ruhu_decision_list_standing (GPtrArray *decisions)
{
  GPtrArray *standing = g_ptr_array_new ();
  guint i;

  for (i = 0; i < decisions->len; i++) {
    JsonObject *decision = decisions->pdata[i];
    int above = standing->len > 0 ? rank (decision) - rank (standing->pdata[0]) : 0;

    if (is_replaced (decision, decisions) || above < 0)
      continue;
    if (above > 0)
      g_ptr_array_set_size (standing, 0);
    g_ptr_array_add (standing, decision);
  }
  return standing;
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
  g_autoptr (GPtrArray) standing = ruhu_decision_list_standing (decisions);

  *disputed = standing->len > 1 && !ruhu_mutant (DECISION_LAST_WINS);
  return *disputed || standing->len == 0 ? NULL : standing->pdata[standing->len - 1];
}
