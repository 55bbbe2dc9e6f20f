/* ruhu-hq-scope-table.c: the scopes that devices had before they were moved
 *
 * A worker who is sent elsewhere still has on the tablet what was done before. That is taken for a
 * while; nothing of the old scope is given back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-scope-table.h"

#include "base/ruhu-division.h"

void
ruhu_hq_scope_free (RuhuHqScope *scope)
{
  g_free (scope->scope);
  g_free (scope);
}

/** ruhu_hq_scope_end: @device is about to get another scope; in the same transaction */
gboolean
ruhu_hq_scope_end (RuhuHqStore *store, RuhuHqDevice *device, gint64 until, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO device_scope (dev, epoch, scope, until)"
                            " VALUES (?1, ?2, ?3, ?4)",
                            "titi",
                            device->dev,
                            device->epoch,
                            device->scope,
                            until);
}

/**
 * ruhu_hq_scope_list:
 * @from_epoch: the first to look at
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqScope): the scopes that @dev had from
 *   then on, without the present one, oldest first
 */
GPtrArray *
ruhu_hq_scope_list (RuhuHqStore *store, const char *dev, gint64 from_epoch, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_scope_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT epoch, scope, until FROM device_scope WHERE dev = ?1 AND"
                              " epoch >= ?2 ORDER BY epoch",
                              "ti",
                              dev,
                              from_epoch);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed)) {
    RuhuHqScope *scope = g_new0 (RuhuHqScope, 1);

    scope->epoch = ruhu_hq_rows_get_int64 (rows, 0);
    scope->scope = g_strdup (ruhu_hq_rows_get_text (rows, 1));
    scope->until = ruhu_hq_rows_get_int64 (rows, 2);
    g_ptr_array_add (list, scope);
  }
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/**
 * ruhu_hq_scope_may_write:
 * @division: of a line
 * @now: ms
 * @late: (out): whether it lies only in a scope that the device had before
 *
 * Returns: whether @device may write there; %FALSE with @error where HQ's store failed
 */
gboolean
ruhu_hq_scope_may_write (RuhuHqStore *store,
                         RuhuHqDevice *device,
                         const char *division,
                         gint64 now,
                         gboolean *late,
                         GError **error)
{
  g_autoptr (GPtrArray) scopes = NULL;
  guint i;

  *late = FALSE;
  if (ruhu_division_contains (device->scope, division))
    return TRUE;
  if (device->ed == NULL)
    return FALSE; /* HQ's own logs stay where they are */

  scopes = ruhu_hq_scope_list (store, device->dev, 0, error);
  for (i = 0; scopes != NULL && i < scopes->len; i++) {
    RuhuHqScope *scope = g_ptr_array_index (scopes, i);

    if (scope->until >= now && ruhu_division_contains (scope->scope, division))
      *late = TRUE;
  }
  return *late;
}
