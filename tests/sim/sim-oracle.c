/* sim-oracle.c: what HQ's log must come to, by another hand
 *
 * Written from SYNC's rules alone, and as plainly as they read: of each field all writes are kept,
 * and every question is answered by looking at all of them. It shares no code with sync/.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-oracle.h"

#include "sim-json.h"

#include <string.h>

#define MAX_AHEAD (5 * 60 * 1000)

typedef struct {
  SimLogLine *line;
  JsonNode *value;
  JsonNode *replaced; /* what of `rp` is about this field, or NULL */
} Write;

typedef struct {
  char *kind;
  char *division;
  GHashTable *fields; /* name → GPtrArray of Write */
} State;

struct _SimOracle {
  GPtrArray *log;
  GHashTable *states;    /* id → State: persons, households, needs, tasks */
  GHashTable *lines;     /* id → SimLogLine: responses and decisions */
  GHashTable *decisions; /* id of what they are about → GPtrArray of SimLogLine */
};

static void
state_free (gpointer data)
{
  State *state = data;

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
  State *state = g_hash_table_lookup (self->states, id);
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (state == NULL) {
    state = g_new0 (State, 1);
    state->kind = g_strdup (sim_json_get_text (line->line, "k"));
    state->division = g_strdup (line->division);
    state->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_array);
    g_hash_table_insert (self->states, g_strdup (id), state);
  }

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, &value)) {
    Write *write = g_new0 (Write, 1);

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
    else
      g_hash_table_insert (self->lines, (gpointer) sim_json_get_text (line->line, "id"), line);
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

static gboolean
names (JsonNode *node, Write *by, Write *other)
{
  const char *text = json_node_get_string (node);
  const char *dot = strrchr (text, '.');
  g_autofree char *dev = g_strndup (text, dot - text);

  return g_str_equal (g_str_equal (dev, "self") ? by->line->dev : dev, other->line->dev) &&
         other->line->seq <= g_ascii_strtoll (dot + 1, NULL, 10);
}

/* Whether @by says that it replaces @other, or a later write of the same device. */
static gboolean
replaces (Write *by, Write *other)
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

static gboolean
is_head (Write *write, GPtrArray *writes)
{
  guint i;

  for (i = 0; i < writes->len; i++) {
    Write *other = writes->pdata[i];

    if (replaces (other, write) ||
        (g_str_equal (other->line->dev, write->line->dev) && other->line->seq > write->line->seq))
      return FALSE;
  }
  return TRUE;
}

static gboolean
beats (Write *one, Write *other)
{
  int devices = strcmp (one->line->dev, other->line->dev);

  if (one->line->eff != other->line->eff)
    return one->line->eff > other->line->eff;
  return devices != 0 ? devices > 0 : one->line->seq > other->line->seq;
}

static Write *
find_winner (GPtrArray *writes)
{
  Write *winner = writes->pdata[0];
  guint i;

  for (i = 1; i < writes->len; i++) {
    if (beats (writes->pdata[i], winner))
      winner = writes->pdata[i];
  }
  return winner;
}

static gboolean
is_entry (JsonObject *entry, Write *write)
{
  g_autofree char *eff = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", write->line->eff);

  return entry != NULL && json_object_has_member (entry, "v") &&
         json_node_equal (json_object_get_member (entry, "v"), write->value) &&
         g_strcmp0 (sim_json_get_text (entry, "e"), eff) == 0 &&
         g_strcmp0 (sim_json_get_text (entry, "d"), write->line->dev) == 0 &&
         sim_json_get_int (entry, "q") == write->line->seq;
}

static gboolean
has_entry (JsonArray *entries, Write *write)
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
  Write *winner = find_winner (writes);
  JsonArray *heads = sim_json_get_array (entry, "h");
  guint i, n = 0;

  if (!is_entry (entry, winner))
    return FALSE;

  for (i = 0; i < writes->len; i++) {
    Write *write = writes->pdata[i];

    if (write == winner || !is_head (write, writes))
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
  State *known = g_hash_table_lookup (self->states, id);
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
    Write *winner = find_winner (writes);

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

static gboolean
is_within (const char *division, const char *scope)
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
    n += is_within (((SimLogLine *) value)->division, scope);
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
    n += is_within (((State *) value)->division, scope);
  return n;
}

gboolean
sim_oracle_has (SimOracle *self, const char *id, const char *scope)
{
  State *state = g_hash_table_lookup (self->states, id);
  SimLogLine *line = g_hash_table_lookup (self->lines, id);

  return (state != NULL && is_within (state->division, scope)) ||
         (line != NULL && is_within (line->division, scope));
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
static guint
count_standing (GPtrArray *all, SimLogLine **standing)
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
  guint n = count_standing (g_hash_table_lookup (self->decisions, id), &standing);

  return n == 1 ? sim_json_get_text (standing->line, "outcome") : "received";
}

/* Of these fields nobody is asked. */
static gboolean
is_quiet (State *state, const char *field)
{
  return g_str_equal (state->kind, "task") || g_str_has_prefix (field, "last_") ||
         g_str_equal (field, "house_point") || strchr (field, ':') != NULL ||
         g_str_has_prefix (field, "created_");
}

static gboolean
disagrees (GPtrArray *writes)
{
  Write *first = NULL;
  guint i;

  for (i = 0; i < writes->len; i++) {
    Write *write = writes->pdata[i];

    if (!is_head (write, writes))
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
saw (Write *deleted, Write *write)
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
    Write by = { deleted->line, NULL, names };

    if (replaces (&by, write))
      return TRUE;
  }
  return FALSE;
}

static gboolean
saw_field (Write *deleted, GPtrArray *writes)
{
  Write *winner = find_winner (writes);
  guint i;

  for (i = 0; i < writes->len; i++) {
    Write *write = writes->pdata[i];

    if ((write == winner || is_head (write, writes)) && !saw (deleted, write))
      return FALSE;
  }
  return TRUE;
}

/* @unseen: (out): whether there is a delete, and an edit that it did not know */
static gboolean
is_deleted (State *state, gboolean *unseen)
{
  GPtrArray *deletes = g_hash_table_lookup (state->fields, "_del");
  Write *deleted = deletes != NULL ? find_winner (deletes) : NULL;
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

    if (old == NULL || !is_within (line->division, scope))
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

    if (about != NULL && is_within (about->division, scope) && count_standing (all, NULL) > 1)
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
    if (!is_within (((State *) state)->division, scope))
      continue;
    is_deleted (state, &unseen);
    if (unseen)
      g_hash_table_add (conflicts, g_strconcat (id, "|_del", NULL));
    g_hash_table_iter_init (&fields, ((State *) state)->fields);
    while (g_hash_table_iter_next (&fields, &field, &writes)) {
      if (!is_quiet (state, field) && disagrees (writes))
        g_hash_table_add (conflicts, g_strconcat (id, "|", field, NULL));
    }
  }
  add_corrections (self, scope, conflicts);
  add_disputes (self, scope, conflicts);
  return conflicts;
}

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
