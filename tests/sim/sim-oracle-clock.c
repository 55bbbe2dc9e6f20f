/* sim-oracle-clock.c: the clock that each line must have, by another hand than sync/'s
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-oracle-private.h"

#include "sim-json.h"

#include <string.h>

#define MAX_AHEAD (5 * 60 * 1000)

static guint64
find_eff (GHashTable *effs, SimLogLine *by, JsonNode *name)
{
  const char *text = json_node_get_string (name);
  const char *dot = strrchr (text, '.');
  g_autofree char *own = g_strconcat (by->dev, dot, NULL);
  gpointer found = g_hash_table_lookup (effs, g_str_has_prefix (text, "self.") ? own : text);

  return found != NULL ? *(guint64 *) found : 0;
}

static guint64
find_named (GHashTable *effs, SimLogLine *by, JsonNode *names)
{
  guint64 eff = 0;
  guint i;

  if (!JSON_NODE_HOLDS_ARRAY (names))
    return find_eff (effs, by, names);
  for (i = 0; i < json_array_get_length (json_node_get_array (names)); i++)
    eff = MAX (eff, find_eff (effs, by, json_array_get_element (json_node_get_array (names), i)));
  return eff;
}

/* The greatest clock of what @line says that it replaces, fields or a response. */
static guint64
find_replaced (SimOracle *self, GHashTable *effs, SimLogLine *line)
{
  JsonObject *rp = sim_json_get_object (line->line, "rp");
  const char *corrected = sim_json_get_text (line->line, "replaces");
  SimLogLine *old = corrected != NULL ? g_hash_table_lookup (self->lines, corrected) : NULL;
  guint64 eff = old != NULL && old->sseq < line->sseq ? old->eff : 0;
  JsonObjectIter iter;
  JsonNode *names;

  if (rp == NULL)
    return eff;
  json_object_iter_init (&iter, rp);
  while (json_object_iter_next (&iter, NULL, &names))
    eff = MAX (eff, find_named (effs, line, names));
  return eff;
}

/* By SYNC 2.2: max (min (hlc, now + 5 min), what it replaces + 1, last of the device + 1). */
static guint64
make_eff (SimOracle *self, GHashTable *effs, GHashTable *last, SimLogLine *line)
{
  SimLogLine *before = g_hash_table_lookup (last, line->dev);
  guint64 hlc = g_ascii_strtoull (sim_json_get_text (line->line, "hlc"), NULL, 16);
  guint64 replaced = find_replaced (self, effs, line);
  guint64 eff = MIN (hlc, (guint64) (line->recv + MAX_AHEAD) << 16);

  if (replaced > 0)
    eff = MAX (eff, replaced + 1);
  return before != NULL ? MAX (eff, before->eff + 1) : eff;
}

/* I8, I9: each line has the clock that the rules give it. */
char *
sim_oracle_check_clocks (SimOracle *self)
{
  g_autoptr (GHashTable) last = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) effs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint i;

  for (i = 0; i < self->log->len; i++) {
    SimLogLine *line = self->log->pdata[i];
    char *name;

    if (line->sseq == 0)
      continue;
    name = g_strdup_printf ("%s.%" G_GINT64_FORMAT, line->dev, line->seq);
    if (line->eff != make_eff (self, effs, last, line))
      return g_strdup_printf ("I8, I9: %s has the clock %" G_GINT64_MODIFIER
                              "x, not %" G_GINT64_MODIFIER "x",
                              name,
                              line->eff,
                              make_eff (self, effs, last, line));
    g_hash_table_insert (effs, name, &line->eff);
    g_hash_table_insert (last, line->dev, line);
  }
  return NULL;
}
