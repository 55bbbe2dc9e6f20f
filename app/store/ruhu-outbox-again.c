/* ruhu-outbox-again.c: attachments that HQ had and has lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-att-private.h"
#include "store/ruhu-outbox.h"
#include "store/ruhu-store-private.h"

static gpointer
offer_again (RuhuVault *vault, gpointer data, GError **error)
{
  const char *const *hashes = data;
  g_auto (RuhuSqlTx) tx = { NULL };
  g_autoptr (GPtrArray) atts = NULL;
  guint i;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error))
    return NULL;
  atts = ruhu_att_list_in (vault, RUHU_ATT_COMPLETE, error);
  for (i = 0; atts != NULL && i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    if (!g_strv_contains (hashes, att->hash))
      continue;
    att->state = RUHU_ATT_NAMED;
    att->sent = 0;
    vault->changes |= RUHU_STORE_OUTBOX;
    if (!ruhu_att_update (vault, att, error))
      return NULL;
  }
  return atts != NULL && ruhu_sql_tx_commit (&tx, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
free_hashes (gpointer hashes)
{
  g_strfreev (hashes);
}

/**
 * ruhu_outbox_offer_again_async:
 * @hashes: (array zero-terminated=1): of attachments that HQ has lost; those that are here no more
 *   are in its backup
 *
 * They wait again, as if they had not been sent.
 */
void
ruhu_outbox_offer_again_async (RuhuStore *store,
                               const char *const *hashes,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_outbox_offer_again_async);
  g_task_set_task_data (task, g_strdupv ((char **) hashes), free_hashes);
  g_task_set_check_cancellable (task, FALSE);
  ruhu_store_run (store, task, offer_again, NULL);
}

/**
 * ruhu_outbox_offer_again_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_outbox_offer_again_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
