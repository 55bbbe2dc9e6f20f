/* sim-oracle.c: what HQ's log must come to, by another hand
 *
 * Written from SYNC's rules alone, and as plainly as they read: of each field all writes are kept,
 * and every question is answered by looking at all of them. It shares no code with sync/.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-oracle-private.h"

#include "sim-json.h"

#include <string.h>

static void
state_free (gpointer data)
{
  SimState *state = data;

  g_free (state->kind);
  g_free (state->division);
  g_hash_table_unref (state->fields);
  g_free (state);
}

static void
unref_array (gpointer array)
{
  g_ptr_array_unref (array);
}

static GPtrArray *
get_list (GHashTable *table, const char *key, GDestroyNotify free_item)
{
  GPtrArray *list = g_hash_table_lookup (table, key);

  if (list == NULL) {
    list = g_ptr_array_new_with_free_func (free_item);
    g_hash_table_insert (table, g_strdup (key), list);
  }
  return list;
}

static void
add_fields (SimOracle *self, SimLogLine *line)
{
  const char *id = sim_json_get_text (line->line, "id");
  JsonObject *set = sim_json_get_object (line->line, "set");
  JsonObject *rp = sim_json_get_object (line->line, "rp");
  SimState *state = g_hash_table_lookup (self->states, id);
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (state == NULL) {
    state = g_new0 (SimState, 1);
    state->kind = g_strdup (sim_json_get_text (line->line, "k"));
    state->division = g_strdup (line->division);
    state->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_array);
    g_hash_table_insert (self->states, g_strdup (id), state);
  }

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, &value)) {
    SimWrite *write = g_new0 (SimWrite, 1);

    write->line = line;
    write->value = value;
    write->replaced = rp != NULL ? json_object_get_member (rp, field) : NULL;
    g_ptr_array_add (get_list (state->fields, field, g_free), write);
  }
}

static void
add_decision (SimOracle *self, SimLogLine *line)
{
  const char *about = sim_json_get_text (line->line, "need");

  if (about == NULL)
    about = sim_json_get_text (line->line, "response");
  g_ptr_array_add (get_list (self->decisions, about, NULL), line);
}

/* @log: of sim_hq_read_log(); must outlive it */
SimOracle *
sim_oracle_new (GPtrArray *log)
{
  SimOracle *self = g_new0 (SimOracle, 1);
  guint i;

  self->log = log;
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, state_free);
  self->lines = g_hash_table_new (g_str_hash, g_str_equal);
  self->decisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_array);
  for (i = 0; i < log->len; i++) {
    SimLogLine *line = log->pdata[i];

    if (line->sseq == 0)
      continue; /* in quarantine: applied to nothing */
    if (sim_json_get_object (line->line, "set") != NULL)
      add_fields (self, line);
    else if (!g_hash_table_insert (self->lines,
                                   (gpointer) sim_json_get_text (line->line, "id"),
                                   line))
      self->twice = sim_json_get_text (line->line, "id");
    if (g_strcmp0 (sim_json_get_text (line->line, "k"), "decision") == 0)
      add_decision (self, line);
  }
  return self;
}

void
sim_oracle_free (SimOracle *self)
{
  g_hash_table_unref (self->states);
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->decisions);
  g_free (self);
}

/* I11. Returns: (nullable): a response or decision that the log applies more than once */
const char *
sim_oracle_get_twice (SimOracle *self)
{
  return self->twice;
}

static gboolean
names (JsonNode *node, SimWrite *by, SimWrite *other)
{
  const char *text = json_node_get_string (node);
  const char *dot = strrchr (text, '.');
  g_autofree char *dev = g_strndup (text, dot - text);

  return g_str_equal (g_str_equal (dev, "self") ? by->line->dev : dev, other->line->dev) &&
         other->line->seq <= g_ascii_strtoll (dot + 1, NULL, 10);
}

/* Whether @by says that it replaces @other, or a later write of the same device. */
gboolean
sim_write_replaces (SimWrite *by, SimWrite *other)
{
  guint i;

  if (by->replaced == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (by->replaced))
    return names (by->replaced, by, other);

  for (i = 0; i < json_array_get_length (json_node_get_array (by->replaced)); i++) {
    if (names (json_array_get_element (json_node_get_array (by->replaced), i), by, other))
      return TRUE;
  }
  return FALSE;
}

gboolean
sim_write_is_head (SimWrite *write, GPtrArray *writes)
{
  guint i;

  for (i = 0; i < writes->len; i++) {
    SimWrite *other = writes->pdata[i];

    if (sim_write_replaces (other, write) ||
        (g_str_equal (other->line->dev, write->line->dev) && other->line->seq > write->line->seq))
      return FALSE;
  }
  return TRUE;
}

static gboolean
beats (SimWrite *one, SimWrite *other)
{
  int devices = strcmp (one->line->dev, other->line->dev);

  if (one->line->eff != other->line->eff)
    return one->line->eff > other->line->eff;
  return devices != 0 ? devices > 0 : one->line->seq > other->line->seq;
}

SimWrite *
sim_write_find_winner (GPtrArray *writes)
{
  SimWrite *winner = writes->pdata[0];
  guint i;

  for (i = 1; i < writes->len; i++) {
    if (beats (writes->pdata[i], winner))
      winner = writes->pdata[i];
  }
  return winner;
}

static gboolean
is_entry (JsonObject *entry, SimWrite *write)
{
  g_autofree char *eff = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", write->line->eff);

  return entry != NULL && json_object_has_member (entry, "v") &&
         json_node_equal (json_object_get_member (entry, "v"), write->value) &&
         g_strcmp0 (sim_json_get_text (entry, "e"), eff) == 0 &&
         g_strcmp0 (sim_json_get_text (entry, "d"), write->line->dev) == 0 &&
         sim_json_get_int (entry, "q") == write->line->seq;
}

static gboolean
has_entry (JsonArray *entries, SimWrite *write)
{
  guint i;

  for (i = 0; entries != NULL && i < json_array_get_length (entries); i++) {
    if (is_entry (json_array_get_object_element (entries, i), write))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_field (JsonObject *entry, GPtrArray *writes)
{
  SimWrite *winner = sim_write_find_winner (writes);
  JsonArray *heads = sim_json_get_array (entry, "h");
  guint i, n = 0;

  if (!is_entry (entry, winner))
    return FALSE;

  for (i = 0; i < writes->len; i++) {
    SimWrite *write = writes->pdata[i];

    if (write == winner || !sim_write_is_head (write, writes))
      continue;
    n++;
    if (!has_entry (heads, write))
      return FALSE;
  }
  return n == (heads != NULL ? json_array_get_length (heads) : 0);
}

/* Returns: (transfer full) (nullable): what is different; %NULL where @state is right */
char *
sim_oracle_compare_state (SimOracle *self, const char *id, JsonObject *state)
{
  SimState *known = g_hash_table_lookup (self->states, id);
  JsonObject *fields = sim_json_get_object (state, "f");
  GHashTableIter iter;
  gpointer field, writes;

  if (fields == NULL)
    return g_strdup_printf ("%s has no fields", id);
  if (json_object_get_size (fields) != g_hash_table_size (known->fields))
    return g_strdup_printf ("%s has %u fields, not %u",
                            id,
                            json_object_get_size (fields),
                            g_hash_table_size (known->fields));

  g_hash_table_iter_init (&iter, known->fields);
  while (g_hash_table_iter_next (&iter, &field, &writes)) {
    JsonObject *entry = sim_json_get_object (fields, field);
    SimWrite *winner = sim_write_find_winner (writes);

    if (!is_field (entry, writes))
      return g_strdup_printf ("%s of %s is not as %s.%" G_GINT64_FORMAT " of %u wrote it: %s",
                              (char *) field,
                              id,
                              winner->line->dev,
                              winner->line->seq,
                              ((GPtrArray *) writes)->len,
                              entry != NULL ? sim_json_print (entry) : "absent");
  }
  return NULL;
}

gboolean
sim_oracle_is_within (const char *division, const char *scope)
{
  return g_str_has_prefix (division, scope);
}

static guint
count_lines (SimOracle *self, const char *scope)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += sim_oracle_is_within (((SimLogLine *) value)->division, scope);
  return n;
}

/* Returns: of how many persons, households, needs, tasks, responses and decisions @scope knows */
guint
sim_oracle_count (SimOracle *self, const char *scope)
{
  GHashTableIter iter;
  gpointer value;
  guint n = count_lines (self, scope);

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += sim_oracle_is_within (((SimState *) value)->division, scope);
  return n;
}

gboolean
sim_oracle_has (SimOracle *self, const char *id, const char *scope)
{
  SimState *state = g_hash_table_lookup (self->states, id);
  SimLogLine *line = g_hash_table_lookup (self->lines, id);

  return (state != NULL && sim_oracle_is_within (state->division, scope)) ||
         (line != NULL && sim_oracle_is_within (line->division, scope));
}

/* Whether it is made of fields. */
gboolean
sim_oracle_is_state (SimOracle *self, const char *id)
{
  return g_hash_table_contains (self->states, id);
}

static gboolean
has_decision (JsonArray *decisions, const char *id)
{
  guint i;

  for (i = 0; i < json_array_get_length (decisions); i++) {
    if (g_strcmp0 (sim_json_get_text (json_array_get_object_element (decisions, i), "id"), id) == 0)
      return TRUE;
  }
  return FALSE;
}

/* @decisions: (nullable): what somebody knows of them. Returns: (nullable): what is different */
char *
sim_oracle_compare_decisions (SimOracle *self, const char *id, JsonArray *decisions)
{
  GPtrArray *known = g_hash_table_lookup (self->decisions, id);
  guint n = decisions != NULL ? json_array_get_length (decisions) : 0;
  guint i;

  if (n != (known != NULL ? known->len : 0))
    return g_strdup_printf ("%u decisions about %s, not %u", n, id, known != NULL ? known->len : 0);
  for (i = 0; i < n; i++) {
    if (!has_decision (decisions, sim_json_get_text (((SimLogLine *) known->pdata[i])->line, "id")))
      return g_strdup_printf ("a decision about %s is missing", id);
  }
  return NULL;
}

static gboolean
is_taken_back (SimLogLine *decision, GPtrArray *all)
{
  guint i;

  for (i = 0; i < all->len; i++) {
    if (g_strcmp0 (sim_json_get_text (((SimLogLine *) all->pdata[i])->line, "prev"),
                   sim_json_get_text (decision->line, "id")) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Returns: how many of them nobody took back; @standing: (nullable): the last such */
guint
sim_oracle_count_standing (GPtrArray *all, SimLogLine **standing)
{
  guint i, n = 0;

  for (i = 0; all != NULL && i < all->len; i++) {
    if (is_taken_back (all->pdata[i], all))
      continue;
    if (standing != NULL)
      *standing = all->pdata[i];
    n++;
  }
  return n;
}

/* I14. Here all decide on one level. Returns: the word for the state a response must be in */
const char *
sim_oracle_get_outcome (SimOracle *self, const char *id)
{
  SimLogLine *standing = NULL;
  guint n = sim_oracle_count_standing (g_hash_table_lookup (self->decisions, id), &standing);

  return n == 1 ? sim_json_get_text (standing->line, "outcome") : "received";
}
