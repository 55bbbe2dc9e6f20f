/* ruhu-hq-conflict-table.c: what people are to be asked about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-conflict-table.h"

#include "base/ruhu-division.h"

#define SELECT "SELECT town, uuid, rec, division, path, state, sseq, body FROM conflict "

void
ruhu_hq_conflict_free (RuhuHqConflict *conflict)
{
  g_free (conflict->town);
  g_free (conflict->uuid);
  g_free (conflict->object);
  g_free (conflict->division);
  g_free (conflict->path);
  g_free (conflict->body);
  g_free (conflict);
}

gboolean
ruhu_hq_conflict_save (RuhuHqStore *store, RuhuHqConflict *conflict, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO conflict (town, uuid, rec, division, path, state, sseq,"
                            " body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
                            " ON CONFLICT (town, uuid) DO UPDATE SET state = excluded.state,"
                            " sseq = excluded.sseq, body = excluded.body",
                            "tuuttiit",
                            conflict->town,
                            conflict->uuid,
                            conflict->object,
                            conflict->division,
                            conflict->path,
                            (gint64) conflict->closed,
                            conflict->sseq,
                            conflict->body);
}

static GPtrArray *
read_conflicts (RuhuHqRows *rows, GError **error)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_conflict_free);
  g_autoptr (GError) failed = NULL;

  while (rows != NULL && ruhu_hq_rows_next (rows, &failed)) {
    RuhuHqConflict *conflict = g_new0 (RuhuHqConflict, 1);

    conflict->town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
    conflict->uuid = ruhu_hq_rows_get_uuid (rows, 1);
    conflict->object = ruhu_hq_rows_get_uuid (rows, 2);
    conflict->division = g_strdup (ruhu_hq_rows_get_text (rows, 3));
    conflict->path = g_strdup (ruhu_hq_rows_get_text (rows, 4));
    conflict->closed = ruhu_hq_rows_get_int64 (rows, 5);
    conflict->sseq = ruhu_hq_rows_get_int64 (rows, 6);
    conflict->body = g_strdup (ruhu_hq_rows_get_text (rows, 7));
    g_ptr_array_add (list, conflict);
  }
  if (rows != NULL && failed == NULL)
    return g_steal_pointer (&list);

  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/**
 * ruhu_hq_conflict_list:
 * @after: only those opened or closed after this sseq
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqConflict): in the township's order
 */
GPtrArray *
ruhu_hq_conflict_list (RuhuHqStore *store,
                       const char *town,
                       const char *scope,
                       gint64 after,
                       GError **error)
{
  g_autofree char *end = ruhu_division_after (scope);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              SELECT "WHERE town = ?1 AND sseq > ?2 AND division >= ?3"
                                     " AND division < ?4 ORDER BY sseq, path",
                              "titt",
                              town,
                              after,
                              scope,
                              end);
  return read_conflicts (rows, error);
}

/** ruhu_hq_conflict_list_of: Returns: (transfer full) (nullable) (element-type RuhuHqConflict):
 * what is open about the object @uuid */
GPtrArray *
ruhu_hq_conflict_list_of (RuhuHqStore *store, const char *town, const char *uuid, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              SELECT "WHERE town = ?1 AND rec = ?2 AND state = 0 ORDER BY path",
                              "tu",
                              town,
                              uuid);
  return read_conflicts (rows, error);
}

/** ruhu_hq_conflict_list_open: Returns: (transfer full) (nullable) (element-type RuhuHqConflict):
 * what is open in @scope, oldest first in each township */
GPtrArray *
ruhu_hq_conflict_list_open (RuhuHqStore *store, const char *scope, GError **error)
{
  g_autofree char *end = ruhu_division_after (scope);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              SELECT "WHERE division >= ?1 AND division < ?2 AND state = 0"
                                     " ORDER BY town, sseq, path",
                              "tt",
                              scope,
                              end);
  return read_conflicts (rows, error);
}
