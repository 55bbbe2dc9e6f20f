/* ruhu-response-discard.c: drafts that were begun by mistake
 *
 * Only what HQ cannot have is thrown away: a draft. Nothing shows it from then on; for ten minutes,
 * or until the store is locked, it can be brought back, and then it goes for good. A response that
 * it was to correct counts on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-discard.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-listing-private.h"
#include "responses/ruhu-response-row-private.h"
#include "responses/ruhu-response-store-private.h"

static gboolean
refuse (GError **error, RuhuError code, const char *why)
{
  g_set_error_literal (error, RUHU_ERROR, code, why);
  return FALSE;
}

/* What is finished can be undone, and what is final never changes. */
static RuhuDraft *
get_draft (RuhuVault *vault, const char *id, GError **error)
{
  g_autoptr (RuhuDraft) draft = NULL;
  gboolean final = FALSE;

  if (!ruhu_draft_find (vault, id, &draft, error) ||
      (draft == NULL && !ruhu_response_listing_is_final (vault, id, &final, error)))
    return NULL;
  if (final || (draft != NULL && draft->state != RUHU_RESPONSE_DRAFT)) {
    refuse (error, RUHU_ERROR_CONFLICT, "the response is no draft");
    return NULL;
  }
  if (draft == NULL)
    refuse (error, RUHU_ERROR_NOT_FOUND, "no draft of that id");
  return g_steal_pointer (&draft);
}

static gpointer
discard (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (RuhuDraft) draft = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!ruhu_sql_tx_begin (&tx, vault->db, error))
    return NULL;
  draft = get_draft (vault, data, error);
  if (draft == NULL)
    return NULL;
  if (ruhu_draft_is_discarded (draft))
    return GINT_TO_POINTER (TRUE);

  draft->finished = ruhu_clock_now ();
  if (!ruhu_draft_write (vault, draft, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

static GTask *
make_task (RuhuResponseStore *self,
           gpointer tag,
           const char *id,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE); /* what was done is reported as done */
  g_task_set_task_data (task, g_strdup (id), g_free);
  return task;
}

/** ruhu_response_store_discard_async: @id: a draft, which is thrown away with all that it says */
void
ruhu_response_store_discard_async (RuhuResponseStore *self,
                                   const char *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task =
    make_task (self, ruhu_response_store_discard_async, id, cancellable, callback, user_data);

  ruhu_store_run (ruhu_response_store_get_store (self), task, discard, NULL);
}

/**
 * ruhu_response_store_discard_finish:
 *
 * Returns: %TRUE also where it was thrown away before. %FALSE, and it is as it was, with @error set
 *   to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_CONFLICT (it is finished or
 *   final), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_response_store_discard_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  if (g_task_propagate_pointer (G_TASK (result), error) == NULL)
    return FALSE;

  ruhu_response_store_cut_later (self);
  return TRUE;
}

/* Of two corrections of one response only one could ever count. */
static gboolean
check_is_alone (RuhuVault *vault, RuhuDraft *draft, GError **error)
{
  JsonObject *local = ruhu_json_get_object (draft->body, "local");
  const char *replaced = local != NULL ? ruhu_json_get_string (local, "replaces") : NULL;
  g_autoptr (GPtrArray) all =
    replaced != NULL ? ruhu_response_listing_read (vault, error) : g_ptr_array_new ();
  guint i;

  for (i = 0; all != NULL && i < all->len; i++) {
    RuhuResponse *old = g_ptr_array_index (all, i);

    if (g_strcmp0 (ruhu_response_get_id (old), replaced) == 0 &&
        (ruhu_response_get_correction (old) != NULL || ruhu_response_get_replaced_by (old) != NULL))
      return refuse (error, RUHU_ERROR_CONFLICT, "it is corrected otherwise");
  }
  return all != NULL;
}

static gpointer
recover (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (RuhuDraft) draft = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!ruhu_sql_tx_begin (&tx, vault->db, error))
    return NULL;
  draft = get_draft (vault, data, error);
  if (draft == NULL)
    return NULL;
  if (!ruhu_draft_is_discarded (draft))
    return GINT_TO_POINTER (TRUE);

  draft->finished = 0;
  if (!check_is_alone (vault, draft, error) || !ruhu_draft_write (vault, draft, error) ||
      !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

/** ruhu_response_store_recover_async: @id: a draft that was thrown away: it is there again */
void
ruhu_response_store_recover_async (RuhuResponseStore *self,
                                   const char *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task =
    make_task (self, ruhu_response_store_recover_async, id, cancellable, callback, user_data);

  ruhu_store_run (ruhu_response_store_get_store (self), task, recover, NULL);
}

/**
 * ruhu_response_store_recover_finish:
 *
 * Returns: %TRUE also where it was never thrown away. %FALSE with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND (it is gone for good), %RUHU_ERROR_CONFLICT
 *   (another correction was begun since), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_FULL or
 *   %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_response_store_recover_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
