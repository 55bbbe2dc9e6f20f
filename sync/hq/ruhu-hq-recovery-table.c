/* ruhu-hq-recovery-table.c: tablets whose PIN was forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-recovery-table.h"

#include "base/ruhu-error.h"

void
ruhu_hq_recovery_request_free (RuhuHqRecoveryRequest *request)
{
  g_free (request->dev);
  g_free (request->worker);
  g_clear_pointer (&request->escrow, g_bytes_unref);
  g_clear_pointer (&request->key, g_bytes_unref);
  g_clear_pointer (&request->answer, g_bytes_unref);
  g_free (request);
}

/** ruhu_hq_recovery_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqRecoveryRequest *
ruhu_hq_recovery_load (RuhuHqStore *store, const char *dev, GError **error)
{
  g_autoptr (RuhuHqRecoveryRequest) request = g_new0 (RuhuHqRecoveryRequest, 1);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT dev, worker, at, escrow, key, answer FROM recovery"
                              " WHERE dev = ?1",
                              "t",
                              dev);
  if (rows == NULL)
    return NULL;

  if (!ruhu_hq_rows_next (rows, &failed)) {
    if (failed == NULL)
      g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "%s does not ask for it", dev);
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  request->dev = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  request->worker = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  request->at = ruhu_hq_rows_get_int64 (rows, 2);
  request->escrow = ruhu_hq_rows_get_blob (rows, 3);
  request->key = ruhu_hq_rows_get_blob (rows, 4);
  request->answer = ruhu_hq_rows_get_blob (rows, 5);
  return g_steal_pointer (&request);
}

/** ruhu_hq_recovery_save: in the place of what the device asked before; in a transaction */
gboolean
ruhu_hq_recovery_save (RuhuHqStore *store, RuhuHqRecoveryRequest *request, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO recovery (dev, worker, at, escrow, key, answer)"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (dev) DO UPDATE SET"
                            " worker = excluded.worker, at = excluded.at,"
                            " escrow = excluded.escrow, key = excluded.key,"
                            " answer = excluded.answer",
                            "ttibbb",
                            request->dev,
                            request->worker,
                            request->at,
                            request->escrow,
                            request->key,
                            request->answer);
}
