/* ruhu-hq-home-table.c: where transferred objects are, and which were erased
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-home-table.h"

#include "ruhu-hq-log-table.h"

#include "base/ruhu-error.h"

/**
 * ruhu_hq_home_save:
 * @object: as it is at its new place
 * @was: the division that it left
 */
gboolean
ruhu_hq_home_save (RuhuHqStore *store, RuhuHqObject *object, const char *was, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO home (uuid, was, town, division) VALUES (?1, ?2, ?3, ?4)"
                            " ON CONFLICT (uuid, was) DO UPDATE SET town = excluded.town,"
                            " division = excluded.division",
                            "uttt",
                            object->uuid,
                            was,
                            object->town,
                            object->division) &&
         ruhu_hq_store_run (store,
                            error,
                            "UPDATE home SET town = ?2, division = ?3 WHERE uuid = ?1",
                            "utt",
                            object->uuid,
                            object->town,
                            object->division);
}

/**
 * ruhu_hq_home_find:
 * @was: a division that it may have left; "" for any
 * @town, @division: (out) (nullable): where it is now; %NULL where it never left
 */
gboolean
ruhu_hq_home_find (RuhuHqStore *store,
                   const char *uuid,
                   const char *was,
                   char **town,
                   char **division,
                   GError **error)
{
  GError *failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  *town = *division = NULL;
  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT town, division FROM home WHERE uuid = ?1 AND"
                              " (was = ?2 OR ?2 = '') LIMIT 1",
                              "ut",
                              uuid,
                              was);
  if (rows == NULL)
    return FALSE;

  if (ruhu_hq_rows_next (rows, &failed)) {
    *town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
    *division = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  }
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}

/** ruhu_hq_home_load: Returns: (transfer full) (nullable): the object in whatever township it is;
 * or %RUHU_ERROR_NOT_FOUND. Looks through all of them: for what is rare. */
RuhuHqObject *
ruhu_hq_home_load (RuhuHqStore *store, const char *uuid, GError **error)
{
  g_autoptr (GPtrArray) towns = ruhu_hq_log_list_towns (store, "", error);
  guint i;

  for (i = 0; towns != NULL && i < towns->len; i++) {
    GError *failed = NULL;
    RuhuHqObject *object = ruhu_hq_object_load (store, g_ptr_array_index (towns, i), uuid, &failed);

    if (object != NULL)
      return object;
    if (!g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
      g_propagate_error (error, failed);
      return NULL;
    }
    g_error_free (failed);
  }
  if (towns != NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no object %s", uuid);
  return NULL;
}

/** ruhu_hq_erased_save: @now: ms since 1970 UTC */
gboolean
ruhu_hq_erased_save (RuhuHqStore *store, const char *uuid, gint64 now, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO erased (uuid, at) VALUES (?1, ?2)"
                            " ON CONFLICT (uuid) DO UPDATE SET at = excluded.at",
                            "ui",
                            uuid,
                            now);
}

/** ruhu_hq_erased_has: @has: (out): whether @uuid was erased */
gboolean
ruhu_hq_erased_has (RuhuHqStore *store, const char *uuid, gboolean *has, GError **error)
{
  GError *failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store, error, "SELECT 1 FROM erased WHERE uuid = ?1", "u", uuid);
  if (rows == NULL)
    return FALSE;

  *has = ruhu_hq_rows_next (rows, &failed);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}
