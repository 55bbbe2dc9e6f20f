/* sim-model.c: what the worker at one tablet was told, and so may rely on
 *
 * I1 and I10: what was said to be saved is there, after whatever happened. What the tablet did not
 * answer may have come through or not; which of both it is the tablet says when it is looked at
 * again, and from then on that holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-model.h"

#include "sim-fail.h"
#include "sim-json.h"

static void
draft_free (gpointer data)
{
  SimDraft *draft = data;

  g_free (draft->id);
  g_free (draft->replaces);
  g_hash_table_unref (draft->said);
  g_free (draft->maybe_key);
  g_free (draft->maybe_value);
  g_free (draft->ans);
  g_free (draft);
}

static void
edit_free (gpointer data)
{
  SimEdit *edit = data;

  g_free (edit->id);
  json_object_unref (edit->members);
  g_free (edit);
}

void
sim_model_begin (SimModel *self)
{
  self->drafts = g_ptr_array_new_with_free_func (draft_free);
  self->edits = g_ptr_array_new_with_free_func (edit_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_edits = 0;
  self->forked = FALSE;
}

void
sim_model_end (SimModel *self)
{
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
}

static SimDraft *
draft_copy (SimDraft *draft)
{
  SimDraft *copy = g_memdup2 (draft, sizeof *draft);
  GHashTableIter iter;
  gpointer key, value;

  copy->id = g_strdup (draft->id);
  copy->replaces = g_strdup (draft->replaces);
  copy->maybe_key = g_strdup (draft->maybe_key);
  copy->maybe_value = g_strdup (draft->maybe_value);
  copy->ans = g_strdup (draft->ans);
  copy->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, draft->said);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->said, g_strdup (key), g_strdup (value));
  return copy;
}

static SimEdit *
edit_copy (SimEdit *edit)
{
  SimEdit *copy = g_memdup2 (edit, sizeof *edit);

  copy->id = g_strdup (edit->id);
  json_object_ref (copy->members);
  return copy;
}

/* @self: just begun */
void
sim_model_copy (SimModel *self, SimModel *from)
{
  guint i;

  for (i = 0; i < from->drafts->len; i++)
    g_ptr_array_add (self->drafts, draft_copy (from->drafts->pdata[i]));
  for (i = 0; i < from->edits->len; i++)
    g_ptr_array_add (self->edits, edit_copy (from->edits->pdata[i]));
  self->n_edits = from->n_edits;
  self->forked = from->forked;
}

/* The worker knows this, and somebody else may know, and have done, more. */
void
sim_model_fork (SimModel *self)
{
  guint i;

  self->forked = TRUE;
  self->n_edits += 1000; /* its edits are others */
  for (i = 0; i < self->drafts->len; i++)
    ((SimDraft *) self->drafts->pdata[i])->forked = TRUE;
}

SimDraft *
sim_model_find (SimModel *self, const char *id)
{
  guint i;

  for (i = 0; i < self->drafts->len; i++) {
    SimDraft *draft = self->drafts->pdata[i];

    if (g_str_equal (draft->id, id))
      return draft;
  }
  return NULL;
}

/* Returns: (nullable): one of those in @state */
SimDraft *
sim_model_pick (SimModel *self, SimDraftState state, guint chance)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  guint i;

  for (i = 0; i < self->drafts->len; i++) {
    SimDraft *draft = self->drafts->pdata[i];

    if (draft->state == state && !draft->final)
      g_ptr_array_add (found, draft);
  }
  return found->len > 0 ? found->pdata[chance % found->len] : NULL;
}

SimDraft *
sim_model_add (SimModel *self, const char *id)
{
  SimDraft *draft = g_new0 (SimDraft, 1);

  draft->id = g_strdup (id);
  draft->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (self->drafts, draft);
  return draft;
}

void
sim_model_add_edit (SimModel *self, const char *id, JsonObject *members, gboolean unsure)
{
  SimEdit *edit = g_new0 (SimEdit, 1);

  edit->id = g_strdup (id);
  edit->members = json_object_ref (members);
  edit->unsure = unsure;
  g_ptr_array_add (self->edits, edit);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b);
}

/* Returns: (transfer full): what was answered, as a response's `ans` */
char *
sim_draft_print (SimDraft *self)
{
  g_autoptr (JsonObject) ans = json_object_new ();
  GList *keys = g_list_sort (g_hash_table_get_keys (self->said), compare_texts), *l;

  json_object_set_string_member (ans, "person_id", self->person);
  for (l = keys; l != NULL; l = l->next)
    json_object_set_string_member (ans,
                                   (const char *) l->data + 1,
                                   g_hash_table_lookup (self->said, l->data));
  g_list_free (keys);
  return sim_json_print (ans);
}

static RuhuResponse *
find_response (GPtrArray *responses, const char *id)
{
  guint i;

  for (i = 0; i < responses->len; i++) {
    if (g_str_equal (ruhu_response_get_id (responses->pdata[i]), id))
      return responses->pdata[i];
  }
  return NULL;
}

/* What is in the store now, was said or was asked for without an answer. */
static void
compare_answers (SimDraft *draft, SimTablet *tablet)
{
  g_autoptr (GHashTable) found = sim_tablet_load_answers (tablet, draft->id);
  GHashTableIter iter;
  gpointer key, value;
  const char *got;

  if (found == NULL) {
    sim_fail ("I1: tablet %u has no answers of %s", tablet->process, draft->id);
    return;
  }

  if (draft->maybe_key != NULL) {
    got = g_hash_table_lookup (found, draft->maybe_key);
    if (g_strcmp0 (got, draft->maybe_value) == 0)
      g_hash_table_replace (draft->said,
                            g_steal_pointer (&draft->maybe_key),
                            g_steal_pointer (&draft->maybe_value));
    g_clear_pointer (&draft->maybe_key, g_free);
    g_clear_pointer (&draft->maybe_value, g_free);
  }

  g_hash_table_iter_init (&iter, draft->said);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    got = g_hash_table_lookup (found, key);
    if (g_strcmp0 (got, value) != 0)
      sim_fail ("I1: tablet %u has %s for %s of %s, which was saved as %s",
                tablet->process,
                got != NULL ? got : "nothing",
                (char *) key,
                draft->id,
                (char *) value);
  }
  if (g_hash_table_size (found) != g_hash_table_size (draft->said))
    sim_fail ("I10: tablet %u has answers in %s that nobody gave", tablet->process, draft->id);
}

/* What was not answered shows now. */
static void
settle_state (SimDraft *draft, RuhuResponseState state)
{
  if (draft->maybe == NULL)
    return;

  draft->state = state == RUHU_RESPONSE_DRAFT ? SIM_DRAFT_OPEN : SIM_DRAFT_FINISHED;
  draft->maybe = NULL;
}

/* What HQ has, and this tablet may not see any more, it may forget; where it may again, all of that
 * comes with the next sync that comes to its end. */
static gboolean
may_be_gone (SimDraft *draft, SimTablet *tablet)
{
  const char *scope = ruhu_store_get_device (tablet->store)->scope;

  return draft->state == SIM_DRAFT_FINISHED &&
         (tablet->moved || !g_str_has_prefix (draft->division, scope));
}

static void
compare_draft (SimDraft *draft, SimTablet *tablet, RuhuResponse *response)
{
  RuhuResponseState state;

  if (response == NULL) {
    sim_fail ("I1: tablet %u has lost %s", tablet->process, draft->id);
    return;
  }

  state = ruhu_response_get_state (response);
  settle_state (draft, state);
  if (draft->forked) { /* HQ may have it from the other */
    if (draft->state == SIM_DRAFT_OPEN && state == RUHU_RESPONSE_DRAFT)
      compare_answers (draft, tablet);
    return;
  }
  if (draft->final && state < RUHU_RESPONSE_FINAL)
    sim_fail ("I11: tablet %u has %s, which was final, as state %d",
              tablet->process,
              draft->id,
              state);
  if (draft->state == SIM_DRAFT_OPEN && state != RUHU_RESPONSE_DRAFT)
    sim_fail ("I1: tablet %u has %s, a draft, as state %d", tablet->process, draft->id, state);
  if (draft->state == SIM_DRAFT_FINISHED && state == RUHU_RESPONSE_DRAFT)
    sim_fail ("I1: tablet %u has %s, which was finished, as a draft", tablet->process, draft->id);
  draft->final |= state >= RUHU_RESPONSE_FINAL;
  if (draft->state == SIM_DRAFT_OPEN)
    compare_answers (draft, tablet);
}

/* Looks whether @tablet, which is unlocked, has all that it said. */
void
sim_model_compare (SimModel *self, SimTablet *tablet)
{
  g_autoptr (GPtrArray) responses = sim_tablet_list_responses (tablet);
  guint i;

  for (i = 0; i < self->drafts->len;) {
    SimDraft *draft = self->drafts->pdata[i];
    RuhuResponse *response = find_response (responses, draft->id);

    if (response == NULL && g_strcmp0 (draft->maybe, "create") == 0) {
      g_ptr_array_remove_index (self->drafts, i);
      continue;
    }
    if (response != NULL || !may_be_gone (draft, tablet))
      compare_draft (draft, tablet, response);
    i++;
  }
}
