/* ruhu-hq-quarantine-table.c: the lines that are held, as HQ's people look at them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-quarantine-table.h"

#include "ruhu-hq-pack.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"

/**
 * ruhu_hq_quarantine_list:
 * @scope: of devices in these divisions; "" for all
 * @code: (nullable): only those held for this reason
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqHeld): what is held, oldest first
 */
GPtrArray *
ruhu_hq_quarantine_list (RuhuHqStore *store, const char *scope, const char *code, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_held_free);
  g_autofree char *end = ruhu_division_after (scope);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT q.dev, q.at, q.dseq, q.code, q.path, q.msg FROM quarantine q"
                              " JOIN device d ON d.dev = q.dev WHERE q.state = 0 AND"
                              " d.scope >= ?1 AND d.scope < ?2 AND (?3 = '' OR q.code = ?3)"
                              " ORDER BY q.at, q.dev, q.dseq",
                              "ttt",
                              scope,
                              end,
                              code != NULL ? code : "");
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed)) {
    RuhuHqHeld *held = g_new0 (RuhuHqHeld, 1);

    held->dev = g_strdup (ruhu_hq_rows_get_text (rows, 0));
    held->at = ruhu_hq_rows_get_int64 (rows, 1);
    held->dseq = ruhu_hq_rows_get_int64 (rows, 2);
    held->code = g_strdup (ruhu_hq_rows_get_text (rows, 3));
    held->path = g_strdup (ruhu_hq_rows_get_text (rows, 4));
    held->message = g_strdup (ruhu_hq_rows_get_text (rows, 5));
    g_ptr_array_add (list, held);
  }
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_quarantine_load: Returns: (transfer full) (nullable): the held line, or
 * %RUHU_ERROR_NOT_FOUND where it is not held */
RuhuHqChange *
ruhu_hq_quarantine_load (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error)
{
  g_autoptr (RuhuHqChange) change = NULL;
  g_autoptr (GError) failed = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT town, at, hash, raw FROM quarantine WHERE dev = ?1 AND"
                              " dseq = ?2 AND state = 0",
                              "ti",
                              dev,
                              dseq);
  if (rows == NULL)
    return NULL;
  if (!ruhu_hq_rows_next (rows, &failed)) {
    if (failed == NULL)
      g_set_error (&failed,
                   RUHU_ERROR,
                   RUHU_ERROR_NOT_FOUND,
                   "%s.%" G_GINT64_FORMAT " is not held",
                   dev,
                   dseq);
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  change = g_new0 (RuhuHqChange, 1);
  change->town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  change->dev = g_strdup (dev);
  change->dseq = dseq;
  change->recv = ruhu_hq_rows_get_int64 (rows, 1);
  change->hash = ruhu_hq_rows_get_hash (rows, 2);
  packed = ruhu_hq_rows_get_blob (rows, 3);
  change->body = packed != NULL ? ruhu_hq_unpack (packed) : NULL;
  if (change->body != NULL)
    return g_steal_pointer (&change);

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "the held line %s.%" G_GINT64_FORMAT " cannot be read back",
               dev,
               dseq);
  return NULL;
}

/** ruhu_hq_quarantine_close: HQ has said it in its place; the line stays for the device's chain */
gboolean
ruhu_hq_quarantine_close (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "UPDATE quarantine SET state = 1 WHERE dev = ?1 AND dseq = ?2",
                            "ti",
                            dev,
                            dseq);
}
