/* ruhu-hq-meta-table.c: what HQ knows about itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-meta-table.h"

#include "base/ruhu-error.h"

/** ruhu_hq_meta_get: Returns: (transfer full) (nullable): %NULL with %RUHU_ERROR_NOT_FOUND */
char *
ruhu_hq_meta_get (RuhuHqStore *store, const char *key, GError **error)
{
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (store, error, "SELECT v FROM meta WHERE k = ?1", "t", key);
  g_autoptr (GError) failed = NULL;

  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return g_strdup (ruhu_hq_rows_get_text (rows, 0));

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "HQ's store has no %s", key);
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

gboolean
ruhu_hq_meta_set (RuhuHqStore *store, const char *key, const char *value, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO meta (k, v) VALUES (?1, ?2)"
                            " ON CONFLICT (k) DO UPDATE SET v = excluded.v",
                            "tt",
                            key,
                            value);
}
