/* ruhu-response-correction.c: a final response corrected by another one
 *
 * The final one never changes. A correction is a draft of its own that names it, begins with all
 * its answers and shares its attachments; it is there whole, or not at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-correction.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-listing-private.h"
#include "responses/ruhu-response-row-private.h"
#include "store/ruhu-meta-private.h"

typedef struct {
  RuhuDraft *draft;
  GHashTable *answers; /* storage key → value */
} Correcting;

static void
correcting_free (Correcting *correcting)
{
  g_clear_pointer (&correcting->draft, ruhu_draft_free);
  g_hash_table_unref (correcting->answers);
  g_free (correcting);
}

static gboolean
refuse (GError **error, RuhuError code, const char *why)
{
  g_set_error_literal (error, RUHU_ERROR, code, why);
  return FALSE;
}

/* @begun: (out) (transfer full) (nullable): the draft by which @id is being corrected already */
static gboolean
check_may_correct (RuhuVault *vault, const char *id, char **begun, GError **error)
{
  g_autoptr (GPtrArray) all = ruhu_response_listing_read (vault, error);
  RuhuResponse *old = NULL;
  guint i;

  *begun = NULL;
  if (all == NULL)
    return FALSE;

  for (i = 0; i < all->len && old == NULL; i++) {
    if (g_strcmp0 (ruhu_response_get_id (all->pdata[i]), id) == 0)
      old = all->pdata[i];
  }
  if (old == NULL)
    return refuse (error, RUHU_ERROR_NOT_FOUND, "no response of that id");
  if (ruhu_response_get_state (old) < RUHU_RESPONSE_FINAL)
    return refuse (error, RUHU_ERROR_CONFLICT, "the response is not final: undo it");
  if (ruhu_response_get_replaced_by (old) != NULL)
    return refuse (error, RUHU_ERROR_CONFLICT, "it is replaced already: correct the newest");

  *begun = g_strdup (ruhu_response_get_correction (old));
  return TRUE;
}

/* What the worker said of a warning is still so; without consent it did not travel, and is gone. */
static void
keep_reasons (Correcting *correcting, JsonObject *line)
{
  JsonObject *par = ruhu_json_get_object (line, "par");
  JsonObject *reasons = par != NULL ? ruhu_json_get_object (par, "reasons") : NULL;
  JsonObjectIter iter;
  const char *rule;
  JsonNode *reason;

  if (reasons == NULL)
    return;

  json_object_iter_init (&iter, reasons);
  while (json_object_iter_next (&iter, &rule, &reason)) {
    if (ruhu_json_get_string (reasons, rule) != NULL)
      g_hash_table_replace (correcting->answers,
                            g_strconcat (RUHU_ANSWER_REASON, rule, NULL),
                            json_node_dup_string (reason));
  }
}

static gboolean
take_over (RuhuVault *vault, Correcting *correcting, const char *replaced, GError **error)
{
  RuhuDraft *draft = correcting->draft;
  g_autoptr (JsonObject) line = ruhu_response_listing_get_line (vault, replaced, error);
  JsonArray *named = line != NULL ? ruhu_json_get_array (line, "att") : NULL;

  if (line == NULL)
    return FALSE;

  keep_reasons (correcting, line);
  json_object_set_array_member (ruhu_json_get_object (draft->body, "local"),
                                RUHU_DRAFT_SHARED,
                                named != NULL ? json_array_ref (named) : json_array_new ());
  return TRUE;
}

static gboolean
write_answers (RuhuVault *vault, Correcting *correcting, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;
  guint64 hlc;

  if (!ruhu_meta_next_hlc (vault, &hlc, error))
    return FALSE;

  g_hash_table_iter_init (&iter, correcting->answers);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (!ruhu_answer_put (vault, correcting->draft->rec, key, value, hlc, error))
      return FALSE;
  }
  return TRUE;
}

static gpointer
correct (RuhuVault *vault, gpointer data, GError **error)
{
  Correcting *correcting = data;
  RuhuDraft *draft = correcting->draft;
  const char *replaced =
    ruhu_json_get_string (ruhu_json_get_object (draft->body, "local"), "replaces");
  g_autofree char *begun = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) ||
      !check_may_correct (vault, replaced, &begun, error))
    return NULL;
  if (begun != NULL)
    return g_steal_pointer (&begun);

  if (!take_over (vault, correcting, replaced, error) || !ruhu_draft_write (vault, draft, error) ||
      !write_answers (vault, correcting, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return ruhu_id_from_bytes (draft->rec);
}

static GHashTable *
copy_answers (GHashTable *answers)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

/**
 * ruhu_response_store_correct_async:
 * @correction: a new draft that replaces a final response; is not held
 * @answers: storage key → value, all that it begins with; copied
 *
 * Begins a correction, with the attachments that the response it replaces has, and with what was
 * said of its warnings. Where one is begun
 * already nothing is written, and that one goes on: there is one for a response. Without a user it
 * is by whoever unlocked.
 */
void
ruhu_response_store_correct_async (RuhuResponseStore *self,
                                   RuhuResponse *correction,
                                   GHashTable *answers,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  RuhuStore *store = ruhu_response_store_get_store (self);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Correcting *correcting = g_new0 (Correcting, 1);
  GError *error = NULL;

  if (ruhu_response_get_user (correction) == NULL)
    ruhu_response_set_user (correction, ruhu_store_get_user (store));
  correcting->answers = copy_answers (answers);
  correcting->draft = ruhu_draft_new (correction, &error);
  g_task_set_source_tag (task, ruhu_response_store_correct_async);
  g_task_set_check_cancellable (task, FALSE); /* what was begun is reported as begun */
  g_task_set_task_data (task, correcting, (GDestroyNotify) correcting_free);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    ruhu_store_run (store, task, correct, g_free);
}

/**
 * ruhu_response_store_correct_finish:
 *
 * Returns: (transfer full) (nullable): id of the draft, another than that of the correction given
 *   where one was begun before. %NULL, and there is no draft, with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_NOT_FOUND (no such response), %RUHU_ERROR_CONFLICT (it is not final, or replaced
 *   already), %RUHU_ERROR_INVALID (the correction's id is no UUID), %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
char *
ruhu_response_store_correct_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
