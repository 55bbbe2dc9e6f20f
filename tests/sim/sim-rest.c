/* sim-rest.c: what must hold once everybody has spoken with everybody
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-check.h"

#include "sim-attach.h"
#include "sim-copy.h"
#include "sim-fail.h"
#include "sim-json.h"
#include "sim-net.h"
#include "sim-oracle.h"
#include "sim-revoke.h"

#include "ruhu-merge.h"

#include <sodium.h>
#include <string.h>

#define MAX_ROUNDS 6
#define MORE_ROUNDS 3 /* where a tablet first finds out that it is a copy */
#define FIRST_LINE "0000000000000000000000000000000000000000000000000000000000000000"

static void
hash_line (const char *text, char hex[65])
{
  guint8 hash[32];

  crypto_generichash (hash, sizeof hash, (const guint8 *) text, strlen (text), NULL, 0);
  sodium_bin2hex (hex, 65, hash, sizeof hash);
}

/* Returns: whether it has nothing more to say, and nothing was new to it */
static gboolean
sync_well (SimWorld *world, guint i)
{
  SimTablet *tablet = &world->tablets[i];
  g_autoptr (RuhuOutboxCounts) counts = NULL;

  sim_world_wake (world, i);
  while (sim_net_deliver_well (world, i))
    continue;
  if (sim_fail_get () != NULL)
    return TRUE;

  sim_tablet_begin_sync (tablet);
  while (sim_net_deliver_well (world, i))
    continue;
  if (sim_tablet_is_erased (tablet))
    return tablet->synced;
  if (sim_copy_must_reenrol (world, i)) {
    sim_copy_reenrol (world, i);
    return FALSE;
  }
  counts = sim_tablet_count (tablet);
  return tablet->synced && counts->lines == 0 &&
         (counts->attachments == 0 || counts->quarantined > 0);
}

/* I13: on a good day everything gets through, and soon. */
static void
heal (SimWorld *world)
{
  guint round, i, done = 0, max = MAX_ROUNDS;

  for (i = 0; i < SIM_TABLETS; i++)
    max += world->is_copy[i] ? MORE_ROUNDS : 0;
  for (round = 0; round < max && done < 2 && sim_fail_get () == NULL; round++) {
    gboolean all = TRUE;

    for (i = 0; i < SIM_TABLETS; i++)
      all = (!world->takes_part[i] || sync_well (world, i)) && all;
    done = all ? done + 1 : 0;
  }
  for (i = 0; i < SIM_TABLETS && done < 2; i++) {
    const GError *error = world->tablets[i].sync_error;

    if (world->takes_part[i] && !world->tablets[i].synced)
      sim_fail ("I13: tablet %u does not come through: %s",
                i,
                error != NULL ? error->message : "no error");
  }
  if (done < 2)
    sim_fail ("I13: something still waits after %u rounds", max);
}

/* I13: whatever HQ has came back, or waits there for people. */
static void
check_settled (SimTablet *tablet)
{
  g_autoptr (GPtrArray) lines = sim_tablet_read_lines (tablet);
  guint i;

  for (i = 0; i < lines->len; i++) {
    RuhuOutboxLine *line = lines->pdata[i];

    if (line->state != RUHU_OUTBOX_CONFIRMED && line->state != RUHU_OUTBOX_QUARANTINED)
      sim_fail ("I13: line %" G_GINT64_FORMAT " of tablet %u is in state %d",
                line->seq,
                tablet->process,
                line->state);
  }
}

static GPtrArray *
list_of_device (GPtrArray *log, const char *dev)
{
  GPtrArray *lines = g_ptr_array_new ();
  guint i;

  for (i = 0; i < log->len; i++) {
    if (g_str_equal (((SimLogLine *) log->pdata[i])->dev, dev))
      g_ptr_array_add (lines, log->pdata[i]);
  }
  return lines;
}

/* Under whatever name it sent them; what HQ knew already for another name's is not told twice. */
static GPtrArray *
list_of_tablet (GPtrArray *log, SimTablet *tablet)
{
  GPtrArray *lines = g_ptr_array_new ();
  guint i;

  for (i = 0; i < log->len; i++) {
    SimLogLine *line = log->pdata[i];

    if (sim_tablet_was (tablet, line->dev) && g_strcmp0 (line->code, "DOUBLE") != 0)
      g_ptr_array_add (lines, line);
  }
  return lines;
}

static int
compare_seqs (gconstpointer a, gconstpointer b)
{
  const SimLogLine *one = *(SimLogLine **) a, *other = *(SimLogLine **) b;

  return (one->seq > other->seq) - (one->seq < other->seq);
}

/* I5: no gap, and each line names the hash of the one before. */
static void
check_chain (GPtrArray *lines, guint tablet)
{
  char before[65] = FIRST_LINE, hash[65];
  guint i;

  for (i = 0; i < lines->len; i++) {
    SimLogLine *line = lines->pdata[i];

    hash_line (line->text, hash);
    if (line->seq != i + 1)
      sim_fail ("I5: line %u of tablet %u is not at HQ, or twice", i + 1, tablet);
    if (g_strcmp0 (sim_json_get_text (line->line, "ph"), before) != 0 ||
        !g_str_equal (hash, line->hash))
      sim_fail ("I5: line %u of tablet %u is not in its chain", i + 1, tablet);
    memcpy (before, hash, sizeof before);
  }
}

static gboolean
is_equal_text (JsonObject *one, const char *text)
{
  g_autoptr (JsonObject) other = sim_json_parse (text);
  g_autoptr (JsonNode) left = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) right = json_node_new (JSON_NODE_OBJECT);

  if (one == NULL || other == NULL)
    return FALSE;
  json_node_set_object (left, one);
  json_node_set_object (right, other);
  return json_node_equal (left, right);
}

/* Of a response that two copies had, HQ has what this one finished, applied or held. */
static void
check_forked_draft (SimDraft *draft, GPtrArray *lines, guint tablet)
{
  guint i;

  if (draft->state != SIM_DRAFT_FINISHED)
    return;
  for (i = 0; i < lines->len; i++) {
    SimLogLine *line = lines->pdata[i];

    if (g_strcmp0 (sim_json_get_text (line->line, "id"), draft->id) == 0 &&
        is_equal_text (sim_json_get_object (line->line, "ans"), draft->ans))
      return;
  }
  sim_fail ("I1: %s of tablet %u, which was set back, is not at HQ", draft->id, tablet);
}

/* I1, I11: a finished response is with HQ once, as it was finished; a draft is not. */
static void
check_draft (SimDraft *draft, GPtrArray *lines, guint tablet)
{
  guint i, n = 0;

  for (i = 0; i < lines->len; i++) {
    SimLogLine *line = lines->pdata[i];

    if (g_strcmp0 (sim_json_get_text (line->line, "id"), draft->id) != 0)
      continue;
    n++;
    if (!is_equal_text (sim_json_get_object (line->line, "ans"), draft->ans))
      sim_fail ("I11: %s of tablet %u is at HQ with other answers", draft->id, tablet);
  }
  if (n != (draft->state == SIM_DRAFT_FINISHED ? 1 : 0))
    sim_fail ("I1: %s of tablet %u is %u times at HQ", draft->id, tablet, n);
}

static gboolean
is_edit (SimLogLine *line, SimEdit *edit)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (g_strcmp0 (sim_json_get_text (line->line, "id"), edit->id) != 0)
    return FALSE;

  json_object_iter_init (&iter, edit->members);
  while (json_object_iter_next (&iter, &member, &value)) {
    if (!json_object_has_member (line->line, member) ||
        !json_node_equal (json_object_get_member (line->line, member), value))
      return FALSE;
  }
  return TRUE;
}

/* I1: each edit that the tablet said it has is a line, once, and in its order. */
static void
check_edits (GPtrArray *edits, GPtrArray *lines, guint tablet)
{
  guint i, next = 0;

  for (i = 0; i < lines->len; i++) {
    SimLogLine *line = lines->pdata[i];

    if (g_strcmp0 (sim_json_get_text (line->line, "k"), "response") == 0)
      continue;
    while (next < edits->len && !is_edit (line, edits->pdata[next]) &&
           ((SimEdit *) edits->pdata[next])->unsure)
      next++;
    if (next == edits->len || !is_edit (line, edits->pdata[next])) {
      sim_fail ("I1: line %" G_GINT64_FORMAT " of tablet %u is none that it made next",
                line->seq,
                tablet);
      return;
    }
    next++;
  }
  for (; next < edits->len; next++) {
    if (!((SimEdit *) edits->pdata[next])->unsure)
      sim_fail ("I1: an edit of %s on tablet %u is not at HQ",
                ((SimEdit *) edits->pdata[next])->id,
                tablet);
  }
}

/* Each edit of a tablet that was set back is with HQ, and none is there twice. */
static void
check_forked_edits (GPtrArray *edits, GPtrArray *lines, guint tablet)
{
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) once = g_hash_table_new (NULL, NULL);
  guint i;

  for (i = 0; i < lines->len; i++) {
    SimLogLine *line = lines->pdata[i];
    gpointer number = GSIZE_TO_POINTER (sim_json_get_int (line->line, "sim"));

    if (!json_object_has_member (line->line, "sim"))
      continue;
    g_hash_table_add (found, number);
    /* Of a revoked device all is held, also what HQ has from it under another name. */
    if (g_strcmp0 (line->code, "POLICY") != 0 && !g_hash_table_add (once, number))
      sim_fail ("I1: an edit of tablet %u, which was set back, is twice at HQ", tablet);
  }
  for (i = 0; i < edits->len; i++) {
    SimEdit *edit = edits->pdata[i];

    if (!edit->unsure &&
        !g_hash_table_contains (found, GSIZE_TO_POINTER (sim_json_get_int (edit->members, "sim"))))
      sim_fail ("I1: an edit of %s on tablet %u, which was set back, is not at HQ",
                edit->id,
                tablet);
  }
}

/* What HQ had of the tablet when that was set back, it has. */
static void
check_known (SimModel *model, GPtrArray *log, guint tablet)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer hash;
  guint i;

  for (i = 0; i < log->len; i++)
    g_hash_table_add (hashes, ((SimLogLine *) log->pdata[i])->hash);
  g_hash_table_iter_init (&iter, model->known);
  while (g_hash_table_iter_next (&iter, &hash, NULL)) {
    if (!g_hash_table_contains (hashes, hash))
      sim_fail ("I1: HQ has forgotten a line of tablet %u", tablet);
  }
}

static void
check_chains (SimTablet *tablet, GPtrArray *log)
{
  guint i;

  for (i = 0; i <= tablet->former->len; i++) {
    const char *dev = i < tablet->former->len ? tablet->former->pdata[i] : tablet->dev;
    g_autoptr (GPtrArray) lines = list_of_device (log, dev);

    g_ptr_array_sort (lines, compare_seqs);
    check_chain (lines, tablet->process);
  }
}

static void
check_log (SimWorld *world, GPtrArray *log, guint tablet)
{
  g_autoptr (GPtrArray) lines = list_of_tablet (log, &world->tablets[tablet]);
  SimModel *model = &world->models[tablet];
  guint i;

  check_chains (&world->tablets[tablet], log);
  check_known (model, log, tablet);
  if (model->forked)
    check_forked_edits (model->edits, lines, tablet);
  else {
    g_ptr_array_sort (lines, compare_seqs);
    check_edits (model->edits, lines, tablet);
  }
  for (i = 0; i < model->drafts->len; i++) {
    SimDraft *draft = model->drafts->pdata[i];

    if (sim_tablet_is_erased (&world->tablets[tablet]) && !draft->final)
      continue; /* a locked tablet cannot cut what it has finished just now */
    if (draft->forked)
      check_forked_draft (draft, lines, tablet);
    else
      check_draft (draft, lines, tablet);
  }
}

static const char *
name_kind (RuhuObjectKind kind)
{
  return kind == RUHU_OBJECT_RESPONSE ? "response" : kind == RUHU_OBJECT_DECISION ? "decision" : "";
}

static void
check_object (SimOracle *oracle,
              const char *id,
              JsonObject *body,
              RuhuObjectKind kind,
              const char *who)
{
  g_autofree char *wrong = NULL;

  if (sim_oracle_is_state (oracle, id))
    wrong = sim_oracle_compare_state (oracle, id, body);
  if (wrong == NULL && sim_oracle_is_state (oracle, id) &&
      sim_oracle_is_deleted (oracle, id) != ruhu_merge_get_deleted (body))
    wrong = g_strdup_printf ("%s is deleted for one only", id);
  if (wrong == NULL && kind == RUHU_OBJECT_RESPONSE && who[0] != 'H')
    wrong = sim_oracle_compare_decisions (oracle, id, sim_json_get_array (body, "decisions"));
  if (wrong != NULL)
    sim_fail ("I2: at %s, %s %s", who, name_kind (kind), wrong);
}

/* I2: HQ's state is what its log comes to. */
static void
check_hq (SimWorld *world, SimOracle *oracle)
{
  static const char *const states[] = { "received", "verified",  "returned", "accepted",
                                        "queried",  "duplicate", "void" };
  g_autoptr (GHashTable) objects = sim_hq_read_objects (&world->hq);
  GHashTableIter iter;
  gpointer id, body;

  if (g_hash_table_size (objects) != sim_oracle_count (oracle, ""))
    sim_fail ("I2: HQ has %u objects, not %u",
              g_hash_table_size (objects),
              sim_oracle_count (oracle, ""));

  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, &id, &body)) {
    RuhuObjectKind kind = sim_json_get_int (body, "_kind");
    const char *state = states[sim_json_get_int (body, "_state") % 7];

    if (!sim_oracle_has (oracle, id, ""))
      sim_fail ("I2: HQ has %s, which is not in its log", (char *) id);
    else
      check_object (oracle, id, body, kind, "HQ");
    if (kind == RUHU_OBJECT_RESPONSE && g_strcmp0 (state, sim_oracle_get_outcome (oracle, id)) != 0)
      sim_fail ("I14: HQ has %s as %s, not as %s",
                (char *) id,
                state,
                sim_oracle_get_outcome (oracle, id));
  }
}

static void
compare_conflicts (GHashTable *found, GHashTable *known, const char *who)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!g_hash_table_contains (found, name))
      sim_fail ("I7: %s does not know that %s is in conflict", who, (char *) name);
  }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!g_hash_table_contains (known, name))
      sim_fail ("I7: %s thinks that %s is in conflict", who, (char *) name);
  }
}

static void
check_conflicts_of_tablet (SimWorld *world,
                           SimOracle *oracle,
                           guint i,
                           const char *who,
                           const char *scope)
{
  SimTablet *tablet = &world->tablets[i];
  g_autoptr (GPtrArray) objects = sim_tablet_load_objects (tablet, RUHU_OBJECT_CONFLICT);
  g_autoptr (GHashTable) known = sim_oracle_list_conflicts (oracle, scope);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint j;

  for (j = 0; j < objects->len; j++) {
    g_autoptr (JsonObject) body = sim_json_parse (((RuhuObject *) objects->pdata[j])->body);

    g_hash_table_add (
      found,
      g_strconcat (sim_json_get_text (body, "rec"), "|", sim_json_get_text (body, "path"), NULL));
  }
  compare_conflicts (found, known, who);
}

/* I2, I6: what is in its scope, a tablet has as HQ has it, and nothing else. */
static void
check_replica (SimWorld *world, SimOracle *oracle, guint i)
{
  static const RuhuObjectKind kinds[] = { RUHU_OBJECT_PERSON,   RUHU_OBJECT_HOUSEHOLD,
                                          RUHU_OBJECT_NEED,     RUHU_OBJECT_TASK,
                                          RUHU_OBJECT_RESPONSE, RUHU_OBJECT_DECISION };
  SimTablet *tablet = &world->tablets[i];
  g_autofree char *who = g_strdup_printf ("tablet %u", i);
  g_autofree char *scope = sim_hq_get_scope (&world->hq, tablet->dev);
  guint k, j, n = 0;

  for (k = 0; k < G_N_ELEMENTS (kinds); k++) {
    g_autoptr (GPtrArray) objects = sim_tablet_load_objects (tablet, kinds[k]);

    for (j = 0; j < objects->len; j++) {
      RuhuObject *object = objects->pdata[j];
      g_autoptr (JsonObject) body = sim_json_parse (object->body);

      if (!sim_oracle_has (oracle, object->id, scope))
        sim_fail ("I3: %s has %s, which is not its to see", who, object->id);
      else
        check_object (oracle, object->id, body, kinds[k], who);
    }
    n += objects->len;
  }
  if (n != sim_oracle_count (oracle, scope))
    sim_fail ("I2: %s has %u objects, not %u", who, n, sim_oracle_count (oracle, scope));
  check_conflicts_of_tablet (world, oracle, i, who, scope);
}

/* What the pull brought back. */
static gboolean
is_confirmed (GPtrArray *lines, gint64 seq)
{
  RuhuOutboxLine *line = seq >= 1 && seq <= lines->len ? lines->pdata[seq - 1] : NULL;

  return line != NULL && line->seq == seq && line->state == RUHU_OUTBOX_CONFIRMED;
}

/* How many responses of it were created, answered and finished, are in HQ's log as they were
 * reported, and came back; what may be so, but was not looked at in full, does not count. */
static guint
count_lives (SimWorld *world, GPtrArray *log, guint tablet)
{
  g_autoptr (GPtrArray) lines = sim_tablet_read_lines (&world->tablets[tablet]);
  guint i, n = 0;

  for (i = 0; i < log->len; i++) {
    SimLogLine *line = log->pdata[i];
    const char *id = sim_json_get_text (line->line, "id");
    SimDraft *draft;

    if (line->sseq == 0 || id == NULL || !g_str_equal (line->dev, world->tablets[tablet].dev))
      continue;
    draft = sim_model_find (&world->models[tablet], id);
    n += draft != NULL && draft->state == SIM_DRAFT_FINISHED && is_confirmed (lines, line->seq);
  }
  return n;
}

/* Everybody speaks with HQ until nobody has anything to say; then all of it is looked at. */
void
sim_check_rest (SimWorld *world)
{
  g_autoptr (GPtrArray) log = NULL;
  g_autoptr (SimOracle) oracle = NULL;
  g_autoptr (GHashTable) conflicts = NULL;
  g_autoptr (GHashTable) known = NULL;
  g_autofree char *wrong = NULL;
  guint i;

  sim_trace ("rest");
  heal (world);
  if (sim_fail_get () != NULL)
    return;

  for (i = 0; i < SIM_TABLETS; i++) {
    if (world->takes_part[i] && sim_tablet_is_erased (&world->tablets[i]))
      sim_revoke_hand_over (world, i);
  }
  log = sim_hq_read_log (&world->hq);
  oracle = sim_oracle_new (log);
  wrong = sim_oracle_check_clocks (oracle);
  if (wrong != NULL)
    sim_fail ("%s", wrong);
  if (sim_oracle_get_twice (oracle) != NULL)
    sim_fail ("I11: HQ takes %s a second time", sim_oracle_get_twice (oracle));
  check_hq (world, oracle);
  conflicts = sim_hq_read_conflicts (&world->hq);
  known = sim_oracle_list_conflicts (oracle, "");
  compare_conflicts (conflicts, known, "HQ");
  sim_check_hq (world);
  for (i = 0; i < SIM_TABLETS; i++) {
    if (!world->takes_part[i])
      continue;
    if (sim_tablet_is_erased (&world->tablets[i])) {
      sim_revoke_check_erased (world, i);
      /* What HQ forgot then nobody has any more, nor what it would not take from a copy. */
      if (world->restores == 0 && !world->is_copy[i])
        check_log (world, log, i);
      continue;
    }
    sim_model_compare (&world->models[i], &world->tablets[i]);
    check_log (world, log, i);
    sim_attach_check_rest (world, log, i);
    check_replica (world, oracle, i);
    check_settled (&world->tablets[i]);
    if (sim_fail_get () == NULL)
      world->lives += count_lives (world, log, i);
  }
}
