/* ruhu-hq-response-table.c: responses as HQ's page lists them
 *
 * Newest first. A page goes on behind the last row of the one before it, so that what comes in
 * meanwhile moves nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-response-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"

#define FROM_WHERE \
  " FROM change_log l JOIN object o ON o.town = l.town AND o.uuid = l.uuid WHERE l.kind = 6 AND" \
  " l.recv >= ?1 AND l.recv < ?2 AND l.division >= ?3 AND l.division < ?4 AND" \
  " (?5 < 0 OR (?5 = 100 AND o.replaced_by IS NOT NULL) OR (o.state = ?5 AND" \
  " o.replaced_by IS NULL))"

void
ruhu_hq_listed_free (RuhuHqListed *listed)
{
  g_free (listed->town);
  g_free (listed->uuid);
  g_free (listed->division);
  g_free (listed->person);
  g_free (listed->replaces);
  g_free (listed->replaced_by);
  g_free (listed);
}

/** ruhu_hq_listed_make_key: Returns: (transfer full): where the next page begins */
char *
ruhu_hq_listed_make_key (const RuhuHqListed *listed)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%s.%" G_GINT64_FORMAT,
                          listed->recv,
                          listed->town,
                          listed->sseq);
}

static gboolean
parse_key (const char *key, gint64 *recv, char **town, gint64 *sseq)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 4);

  if (g_strv_length (parts) != 3 || !ruhu_division_is_valid (parts[1]) ||
      !g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64, recv, NULL) ||
      !g_ascii_string_to_signed (parts[2], 10, 0, G_MAXINT64, sseq, NULL))
    return FALSE;

  *town = g_strdup (parts[1]);
  return TRUE;
}

static RuhuHqListed *
read_row (RuhuHqRows *rows)
{
  RuhuHqListed *listed = g_new0 (RuhuHqListed, 1);

  listed->recv = ruhu_hq_rows_get_int64 (rows, 0);
  listed->town = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  listed->sseq = ruhu_hq_rows_get_int64 (rows, 2);
  listed->uuid = ruhu_hq_rows_get_uuid (rows, 3);
  listed->division = g_strdup (ruhu_hq_rows_get_text (rows, 4));
  listed->state = ruhu_hq_rows_get_int64 (rows, 5);
  if (!ruhu_hq_rows_is_null (rows, 6))
    listed->person = ruhu_hq_rows_get_uuid (rows, 6);
  if (!ruhu_hq_rows_is_null (rows, 7))
    listed->replaces = ruhu_hq_rows_get_uuid (rows, 7);
  if (!ruhu_hq_rows_is_null (rows, 8))
    listed->replaced_by = ruhu_hq_rows_get_uuid (rows, 8);
  return listed;
}

/**
 * ruhu_hq_response_list:
 * @after: (nullable): key of the last row that is known
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqListed): at most @limit; %NULL with
 *   %RUHU_ERROR_INVALID where @after is no key
 */
GPtrArray *
ruhu_hq_response_list (RuhuHqStore *store,
                       const RuhuHqFilter *filter,
                       const char *after,
                       guint limit,
                       GError **error)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_listed_free);
  g_autofree char *end = ruhu_division_after (filter->division);
  g_autofree char *town = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;
  g_autoptr (GError) failed = NULL;
  gint64 recv = G_MAXINT64, sseq = 0;

  if (after != NULL && !parse_key (after, &recv, &town, &sseq)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "this is no place in the list");
    return NULL;
  }

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT l.recv, l.town, l.sseq, l.uuid, l.division, o.state,"
                              " o.parent, o.replaces, o.replaced_by" FROM_WHERE
                              " AND (l.recv, l.town, l.sseq) < (?6, ?7, ?8)"
                              " ORDER BY l.recv DESC, l.town DESC, l.sseq DESC LIMIT ?9",
                              "iittiitii",
                              filter->from,
                              filter->until,
                              filter->division,
                              end,
                              filter->state,
                              recv,
                              town != NULL ? town : "",
                              sseq,
                              (gint64) limit);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (list, read_row (rows));
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_response_count: @count: (out): how many there are in all; of a response and its
 * corrections one, the newest, unless those are wanted that do not count */
gboolean
ruhu_hq_response_count (RuhuHqStore *store,
                        const RuhuHqFilter *filter,
                        gint64 *count,
                        GError **error)
{
  g_autofree char *end = ruhu_division_after (filter->division);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows =
    ruhu_hq_store_query (store,
                         error,
                         "SELECT count(*)" FROM_WHERE " AND (?5 = 100 OR o.replaced_by IS NULL)",
                         "iitti",
                         filter->from,
                         filter->until,
                         filter->division,
                         end,
                         filter->state);
  if (rows == NULL || !ruhu_hq_rows_next (rows, error))
    return FALSE;

  *count = ruhu_hq_rows_get_int64 (rows, 0);
  return TRUE;
}

/**
 * ruhu_hq_response_find_town:
 *
 * Returns: (transfer full) (nullable): the township whose log has the line of this response;
 *   %NULL with %RUHU_ERROR_NOT_FOUND
 */
char *
ruhu_hq_response_find_town (RuhuHqStore *store, const char *uuid, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;
  g_autoptr (GError) failed = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT t.town FROM town_seq t JOIN change_log l ON l.town = t.town"
                              " WHERE l.uuid = ?1 AND l.kind = 6 LIMIT 1",
                              "u",
                              uuid);
  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return g_strdup (ruhu_hq_rows_get_text (rows, 0));

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no such response");
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}
