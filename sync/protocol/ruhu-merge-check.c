/* ruhu-merge-check.c: what HQ gives and refuses a line before it is merged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge.h"

#include "base/ruhu-mutant.h"
#include "ruhu-merge-private.h"
#include "ruhu-wire-json.h"

/**
 * ruhu_merge_effective:
 * @proposed: the clock the device proposes
 * @now: HQ's time at the first acceptance, ms since 1970 UTC
 * @replaced: greatest effective clock among the writes it replaces; 0 for none
 * @last: greatest effective clock of that device so far; 0 for none
 *
 * A clock years ahead cannot win for ever, what was seen and replaced always loses, and what one
 * device wrote keeps its order.
 *
 * Returns: the effective clock, which everybody uses from then on
 */
RuhuHlc
ruhu_merge_effective (RuhuHlc proposed, gint64 now, RuhuHlc replaced, RuhuHlc last)
{
  RuhuHlc latest = ruhu_hlc_from_ms (now + RUHU_MERGE_MAX_AHEAD);
  RuhuHlc eff = MIN (proposed, latest);

  if (ruhu_mutant (ARRIVAL_ORDER_WINS))
    eff = latest;
  if (ruhu_mutant (NO_CLOCK_CLAMP))
    eff = proposed;
  if (replaced > 0 && !ruhu_mutant (REPLACED_IGNORED))
    eff = MAX (eff, replaced + 1);
  if (last > 0 && !ruhu_mutant (LAST_IGNORED))
    eff = MAX (eff, last + 1);

  return eff;
}

typedef struct {
  JsonObject *entry;
  RuhuMergeLookup lookup;
  gpointer data;
  RuhuHlc eff;
} Replaced;

static void
find_eff (const char *device, guint64 seq, gpointer data)
{
  Replaced *self = data;
  g_autoptr (GPtrArray) writes = self->entry != NULL ? ruhu_field_list_writes (self->entry) : NULL;
  RuhuHlc eff = 0;
  guint i;

  for (i = 0; writes != NULL && i < writes->len; i++) {
    if (ruhu_write_get_seq (writes->pdata[i]) == seq &&
        g_str_equal (ruhu_write_get_device (writes->pdata[i]), device))
      eff = ruhu_write_get_eff (writes->pdata[i]);
  }
  if (eff == 0 && self->lookup != NULL)
    eff = self->lookup (device, seq, self->data);

  self->eff = MAX (self->eff, eff);
}

/**
 * ruhu_merge_get_replaced:
 * @state: (nullable): the object as it is
 * @change: a line for it
 * @device: whose line
 * @lookup: (nullable): finds the clock of a line that is no longer in @state
 * @data: for @lookup
 *
 * Returns: the greatest effective clock of what @change says it replaces; 0 for nothing
 */
RuhuHlc
ruhu_merge_get_replaced (JsonObject *state,
                         JsonObject *change,
                         const char *device,
                         RuhuMergeLookup lookup,
                         gpointer data)
{
  JsonObject *rp = ruhu_json_get_object (change, "rp");
  Replaced replaced = { NULL, lookup, data, 0 };
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  if (rp == NULL)
    return 0;

  json_object_iter_init (&iter, rp);
  while (json_object_iter_next (&iter, &field, &node)) {
    replaced.entry = ruhu_merge_get_entry (state, field);
    ruhu_write_foreach_replaced (node, device, find_eff, &replaced);
  }

  return replaced.eff;
}

/**
 * ruhu_merge_find_forbidden:
 * @state: (nullable): the object as it is
 * @change: a line for it
 * @by_hq: whether HQ itself writes
 * @policy: (out): which rule it breaks: ONCE (quarantine IMMUTABLE) or SERVER (quarantine POLICY)
 *
 * Returns: (nullable): a field that @change may not write; %NULL where all is well
 */
const char *
ruhu_merge_find_forbidden (JsonObject *state,
                           JsonObject *change,
                           gboolean by_hq,
                           RuhuPolicy *policy)
{
  JsonObject *set = ruhu_json_get_object (change, "set");
  const char *kind = ruhu_json_get_string (change, "k");
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (set == NULL)
    return NULL;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, &value)) {
    JsonNode *old = ruhu_merge_get_value (state, field);

    *policy = ruhu_policy_of (kind, field);
    if (*policy == RUHU_POLICY_SERVER && !by_hq && (old == NULL || !json_node_equal (old, value)))
      return field;
    if (*policy == RUHU_POLICY_ONCE && old != NULL && !json_node_equal (old, value))
      return field;
  }

  return NULL;
}
