/* ruhu-hq-worker-table.c: who works with which tablet
 *
 * The tablet hears of it with each page that it pulls, and forgets the PIN of who is not named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-worker-table.h"

/** ruhu_hq_worker_add: in a transaction; who is there already stays */
gboolean
ruhu_hq_worker_add (RuhuHqStore *store,
                    const char *dev,
                    const char *worker,
                    gint64 now,
                    GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO device_worker (dev, worker, at) VALUES (?1, ?2, ?3)"
                            " ON CONFLICT (dev, worker) DO NOTHING",
                            "tti",
                            dev,
                            worker,
                            now);
}

/** ruhu_hq_worker_remove: in a transaction */
gboolean
ruhu_hq_worker_remove (RuhuHqStore *store, const char *dev, const char *worker, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM device_worker WHERE dev = ?1 AND worker = ?2",
                            "tt",
                            dev,
                            worker);
}

/** ruhu_hq_worker_list: Returns: (transfer full) (nullable): names of users, who came first first
 */
char **
ruhu_hq_worker_list (RuhuHqStore *store, const char *dev, GError **error)
{
  g_autoptr (GStrvBuilder) workers = g_strv_builder_new ();
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT worker FROM device_worker WHERE dev = ?1"
                              " ORDER BY at, worker",
                              "t",
                              dev);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_strv_builder_add (workers, ruhu_hq_rows_get_text (rows, 0));
  if (failed == NULL)
    return g_strv_builder_end (workers);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}
