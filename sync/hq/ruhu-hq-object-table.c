/* ruhu-hq-object-table.c: the state of every object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-object-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-hq-pack.h"

#define COLUMNS \
  "town, uuid, kind, division, parent, state, due, eff, idk, body, replaces, replaced_by"

void
ruhu_hq_object_free (RuhuHqObject *object)
{
  g_free (object->town);
  g_free (object->uuid);
  g_free (object->division);
  g_free (object->parent);
  g_free (object->idk);
  g_free (object->replaces);
  g_free (object->replaced_by);
  g_clear_pointer (&object->body, g_bytes_unref);
  g_free (object);
}

static RuhuHqObject *
read_row (RuhuHqRows *rows, GError **error)
{
  g_autoptr (RuhuHqObject) object = g_new0 (RuhuHqObject, 1);
  g_autoptr (GBytes) packed = ruhu_hq_rows_get_blob (rows, 9);

  object->town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  object->uuid = ruhu_hq_rows_get_uuid (rows, 1);
  object->kind = ruhu_hq_rows_get_int64 (rows, 2);
  object->division = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  object->parent = ruhu_hq_rows_get_uuid (rows, 4);
  object->state = ruhu_hq_rows_get_int64 (rows, 5);
  object->due = ruhu_hq_rows_get_int64 (rows, 6);
  object->eff = ruhu_hq_rows_get_int64 (rows, 7);
  object->idk = ruhu_hq_rows_get_hash (rows, 8);
  if (!ruhu_hq_rows_is_null (rows, 10))
    object->replaces = ruhu_hq_rows_get_uuid (rows, 10);
  if (!ruhu_hq_rows_is_null (rows, 11))
    object->replaced_by = ruhu_hq_rows_get_uuid (rows, 11);
  object->body = packed != NULL ? ruhu_hq_unpack (packed) : NULL;
  if (object->body != NULL)
    return g_steal_pointer (&object);

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "object %s in township %s cannot be read back",
               object->uuid,
               object->town);
  return NULL;
}

/** ruhu_hq_object_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqObject *
ruhu_hq_object_load (RuhuHqStore *store, const char *town, const char *uuid, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM object WHERE town = ?1 AND uuid = ?2",
                              "tu",
                              town,
                              uuid);
  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return read_row (rows, error);

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no object %s", uuid);
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

gboolean
ruhu_hq_object_save (RuhuHqStore *store, RuhuHqObject *object, GError **error)
{
  g_autoptr (GBytes) packed = ruhu_hq_pack (object->body);

  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO object (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                            " ?8, ?9, ?10, ?11, ?12) ON CONFLICT (town, uuid) DO UPDATE SET"
                            " division = excluded.division, parent = excluded.parent,"
                            " state = excluded.state, due = excluded.due, eff = excluded.eff,"
                            " idk = excluded.idk, body = excluded.body,"
                            " replaces = excluded.replaces, replaced_by = excluded.replaced_by",
                            "tuituiiihbuu",
                            object->town,
                            object->uuid,
                            (gint64) object->kind,
                            object->division,
                            object->parent,
                            object->state,
                            object->due,
                            (gint64) object->eff,
                            object->idk,
                            packed,
                            object->replaces,
                            object->replaced_by);
}

/** ruhu_hq_object_remove: it is not here any more, if it ever was */
gboolean
ruhu_hq_object_remove (RuhuHqStore *store, const char *town, const char *uuid, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM object WHERE town = ?1 AND uuid = ?2",
                            "tu",
                            town,
                            uuid);
}

static gboolean
foreach_row (RuhuHqRows *rows, RuhuHqObjectFunc func, gpointer data, GError **error)
{
  GError *failed = NULL;

  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed)) {
    g_autoptr (RuhuHqObject) object = read_row (rows, &failed);

    if (object == NULL || !func (object, data, &failed))
      break;
  }
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}

/**
 * ruhu_hq_object_foreach_in_town:
 * @scope: only objects of divisions that begin with it
 * @after: (nullable): only objects after this UUID
 *
 * Calls @func for each object, by UUID, until it returns %FALSE.
 */
gboolean
ruhu_hq_object_foreach_in_town (RuhuHqStore *store,
                                const char *town,
                                const char *scope,
                                const char *after,
                                RuhuHqObjectFunc func,
                                gpointer data,
                                GError **error)
{
  g_autofree char *end = ruhu_division_after (scope);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM object WHERE town = ?1 AND uuid > ?2 AND"
                              " division >= ?3 AND division < ?4 ORDER BY uuid",
                              "tutt",
                              town,
                              after != NULL ? after : "00000000-0000-0000-0000-000000000000",
                              scope,
                              end);
  return foreach_row (rows, func, data, error);
}

/** ruhu_hq_object_foreach_of_parent: all objects of @kind about @parent, by UUID */
gboolean
ruhu_hq_object_foreach_of_parent (RuhuHqStore *store,
                                  const char *town,
                                  const char *parent,
                                  RuhuObjectKind kind,
                                  RuhuHqObjectFunc func,
                                  gpointer data,
                                  GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              /* Without the inner one SQLite reads the whole township. */
                              "SELECT " COLUMNS " FROM object WHERE town = ?1 AND uuid IN (SELECT"
                              " uuid FROM object WHERE town = ?1 AND parent = ?2 AND kind = ?3)"
                              " ORDER BY uuid",
                              "tui",
                              town,
                              parent,
                              (gint64) kind);
  return foreach_row (rows, func, data, error);
}

/** ruhu_hq_object_foreach_linked: the response @uuid, and those that correct it */
gboolean
ruhu_hq_object_foreach_linked (RuhuHqStore *store,
                               const char *town,
                               const char *uuid,
                               RuhuHqObjectFunc func,
                               gpointer data,
                               GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM object WHERE town = ?1 AND uuid = ?2"
                              " UNION ALL SELECT " COLUMNS " FROM object WHERE town = ?1 AND"
                              /* Without the inner one SQLite reads the whole township. */
                              " uuid IN (SELECT uuid FROM object WHERE town = ?1 AND"
                              " replaces = ?2)",
                              "tu",
                              town,
                              uuid);
  return foreach_row (rows, func, data, error);
}

/** ruhu_hq_object_is_replaced: @is: (out): whether any response says that it corrects @uuid */
gboolean
ruhu_hq_object_is_replaced (RuhuHqStore *store,
                            const char *town,
                            const char *uuid,
                            gboolean *is,
                            GError **error)
{
  GError *failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT 1 FROM object WHERE town = ?1 AND replaces = ?2 LIMIT 1",
                              "tu",
                              town,
                              uuid);
  if (rows == NULL)
    return FALSE;

  *is = ruhu_hq_rows_next (rows, &failed);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}

/** ruhu_hq_object_find_idk: @uuid: (out) (nullable): the person in @town whose number gives @idk */
gboolean
ruhu_hq_object_find_idk (RuhuHqStore *store,
                         const char *town,
                         const char *idk,
                         char **uuid,
                         GError **error)
{
  GError *failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  *uuid = NULL;
  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT uuid FROM object WHERE idk = ?2 AND town = ?1"
                              " ORDER BY uuid LIMIT 1",
                              "th",
                              town,
                              idk);
  if (rows == NULL)
    return FALSE;

  if (ruhu_hq_rows_next (rows, &failed))
    *uuid = ruhu_hq_rows_get_uuid (rows, 0);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}

static gboolean
collect (RuhuHqObject *object, gpointer data, GError **error)
{
  g_ptr_array_add (data, g_memdup2 (object, sizeof *object));
  memset (object, 0, sizeof *object);
  return TRUE;
}

/** ruhu_hq_object_list_idk: Returns: (transfer full) (nullable) (element-type RuhuHqObject): the
 * persons in the county of @town whose number gives @idk */
GPtrArray *
ruhu_hq_object_list_idk (RuhuHqStore *store, const char *town, const char *idk, GError **error)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_object_free);
  g_autofree char *county = g_strndup (town, RUHU_DIVISION_COUNTY);
  g_autofree char *end = ruhu_division_after (county);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM object WHERE idk = ?1 AND town >= ?2 AND"
                              " town < ?3 ORDER BY town, uuid",
                              "htt",
                              idk,
                              county,
                              end);
  return foreach_row (rows, collect, list, error) ? g_steal_pointer (&list) : NULL;
}
