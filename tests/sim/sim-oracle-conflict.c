/* sim-oracle-conflict.c: what people have to be asked, by another hand than sync/'s
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-oracle-private.h"

#include "sim-json.h"

/* Of these fields nobody is asked. */
static gboolean
is_quiet (SimState *state, const char *field)
{
  return g_str_equal (state->kind, "task") || g_str_has_prefix (field, "last_") ||
         g_str_equal (field, "house_point") || strchr (field, ':') != NULL ||
         g_str_has_prefix (field, "created_");
}

static gboolean
disagrees (GPtrArray *writes)
{
  SimWrite *first = NULL;
  guint i;

  for (i = 0; i < writes->len; i++) {
    SimWrite *write = writes->pdata[i];

    if (!sim_write_is_head (write, writes))
      continue;
    if (first == NULL)
      first = write;
    else if (!json_node_equal (first->value, write->value))
      return TRUE;
  }
  return FALSE;
}

/* Whether the line of @deleted names @write, or a later one of its device, in whatever field. */
static gboolean
saw (SimWrite *deleted, SimWrite *write)
{
  JsonObject *rp = sim_json_get_object (deleted->line->line, "rp");
  JsonObjectIter iter;
  JsonNode *names;

  if (g_str_equal (deleted->line->dev, write->line->dev))
    return write->line->seq <= deleted->line->seq;
  if (rp == NULL)
    return FALSE;

  json_object_iter_init (&iter, rp);
  while (json_object_iter_next (&iter, NULL, &names)) {
    SimWrite by = { deleted->line, NULL, names };

    if (sim_write_replaces (&by, write))
      return TRUE;
  }
  return FALSE;
}

static gboolean
saw_field (SimWrite *deleted, GPtrArray *writes)
{
  SimWrite *winner = sim_write_find_winner (writes);
  guint i;

  for (i = 0; i < writes->len; i++) {
    SimWrite *write = writes->pdata[i];

    if ((write == winner || sim_write_is_head (write, writes)) && !saw (deleted, write))
      return FALSE;
  }
  return TRUE;
}

/* @unseen: (out): whether there is a delete, and an edit that it did not know */
static gboolean
is_deleted (SimState *state, gboolean *unseen)
{
  GPtrArray *deletes = g_hash_table_lookup (state->fields, "_del");
  SimWrite *deleted = deletes != NULL ? sim_write_find_winner (deletes) : NULL;
  GHashTableIter iter;
  gpointer field, writes;

  *unseen = FALSE;
  if (deleted == NULL || JSON_NODE_HOLDS_NULL (deleted->value))
    return FALSE;

  g_hash_table_iter_init (&iter, state->fields);
  while (g_hash_table_iter_next (&iter, &field, &writes)) {
    if (!g_str_equal (field, "_del") && !saw_field (deleted, writes))
      *unseen = TRUE;
  }
  return !*unseen;
}

/* An edit that a delete did not know wins over it. */
gboolean
sim_oracle_is_deleted (SimOracle *self, const char *id)
{
  gboolean unseen;

  return is_deleted (g_hash_table_lookup (self->states, id), &unseen);
}

/* Two that live correct the same response. */
static void
add_corrections (SimOracle *self, const char *scope, GHashTable *conflicts)
{
  g_autoptr (GHashTable) corrected = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SimLogLine *line = value;
    const char *old = sim_json_get_text (line->line, "replaces");

    if (old == NULL || !sim_oracle_is_within (line->division, scope) ||
        g_str_equal (sim_oracle_get_outcome (self, sim_json_get_text (line->line, "id")), "void"))
      continue;
    if (!g_hash_table_add (corrected, (gpointer) old))
      g_hash_table_add (conflicts, g_strconcat (old, "|replaces", NULL));
  }
}

/* Two decided on the same, and neither took the other back. */
static void
add_disputes (SimOracle *self, const char *scope, GHashTable *conflicts)
{
  GHashTableIter iter;
  gpointer id, all;

  g_hash_table_iter_init (&iter, self->decisions);
  while (g_hash_table_iter_next (&iter, &id, &all)) {
    SimLogLine *about = g_hash_table_lookup (self->lines, id);

    if (about != NULL && sim_oracle_is_within (about->division, scope) &&
        sim_oracle_count_standing (all, NULL) > 1)
      g_hash_table_add (conflicts, g_strconcat (id, "|decisions", NULL));
  }
}

/* I7. Returns: (transfer full): set of `object|path` */
GHashTable *
sim_oracle_list_conflicts (SimOracle *self, const char *scope)
{
  GHashTable *conflicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter states, fields;
  gpointer id, state, field, writes;
  gboolean unseen;

  g_hash_table_iter_init (&states, self->states);
  while (g_hash_table_iter_next (&states, &id, &state)) {
    if (!sim_oracle_is_within (((SimState *) state)->division, scope))
      continue;
    is_deleted (state, &unseen);
    if (unseen)
      g_hash_table_add (conflicts, g_strconcat (id, "|_del", NULL));
    g_hash_table_iter_init (&fields, ((SimState *) state)->fields);
    while (g_hash_table_iter_next (&fields, &field, &writes)) {
      if (!is_quiet (state, field) && disagrees (writes))
        g_hash_table_add (conflicts, g_strconcat (id, "|", field, NULL));
    }
  }
  add_corrections (self, scope, conflicts);
  add_disputes (self, scope, conflicts);
  return conflicts;
}
