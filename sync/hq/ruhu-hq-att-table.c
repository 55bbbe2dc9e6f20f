/* ruhu-hq-att-table.c: which attachments were named, and which are here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-mutant.h"

void
ruhu_hq_att_free (RuhuHqAtt *att)
{
  g_free (att->town);
  g_free (att->hash);
  g_free (att);
}

/**
 * ruhu_hq_att_name:
 * @att: what a line names
 * @division: of that line: who sees it may have the attachment
 */
gboolean
ruhu_hq_att_name (RuhuHqStore *store,
                  const RuhuHqAtt *att,
                  const char *dev,
                  gint64 dseq,
                  const char *division,
                  gint64 now,
                  GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO att (town, hash, len, state, at) VALUES (?1, ?2, ?3, 0,"
                            " ?4) ON CONFLICT (town, hash) DO NOTHING",
                            "thii",
                            att->town,
                            att->hash,
                            att->len,
                            now) &&
         ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO att_ref (town, dev, dseq, hash, division)"
                            " VALUES (?1, ?2, ?3, ?4, ?5)"
                            " ON CONFLICT (town, dev, dseq, hash) DO NOTHING",
                            "ttiht",
                            att->town,
                            dev,
                            dseq,
                            att->hash,
                            division);
}

static RuhuHqAtt *
read_row (RuhuHqRows *rows)
{
  RuhuHqAtt *att = g_new0 (RuhuHqAtt, 1);

  att->town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  att->hash = ruhu_hq_rows_get_hash (rows, 1);
  att->len = ruhu_hq_rows_get_int64 (rows, 2);
  att->complete = ruhu_hq_rows_get_int64 (rows, 3);
  return att;
}

/* The only row, or %RUHU_ERROR_NOT_FOUND. */
static RuhuHqAtt *
take_row (RuhuHqRows *rows, GError **error)
{
  GError *failed = NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return read_row (rows);

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no line names this attachment");
  g_propagate_error (error, failed);
  return NULL;
}

/**
 * ruhu_hq_att_find:
 * @scope: a line of a division in it must name the attachment
 *
 * Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND
 */
RuhuHqAtt *
ruhu_hq_att_find (RuhuHqStore *store, const char *hash, const char *scope, GError **error)
{
  g_autofree char *end = ruhu_division_after (scope);
  g_autofree char *town = g_strndup (scope, RUHU_DIVISION_TOWNSHIP);
  g_autofree char *town_end = ruhu_division_after (town);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT a.town, a.hash, a.len, a.state FROM att_ref r JOIN att a"
                              " ON a.town = r.town AND a.hash = r.hash WHERE r.hash = ?1 AND"
                              " r.town >= ?2 AND r.town < ?3 AND r.division >= ?4 AND"
                              " r.division < ?5 ORDER BY a.state DESC LIMIT 1",
                              "htttt",
                              hash,
                              town,
                              town_end,
                              scope,
                              end);
  return rows != NULL ? take_row (rows, error) : NULL;
}

/**
 * ruhu_hq_att_find_own:
 * @dev: a line of this very device must name the attachment
 *
 * In the township of that line alone: that HQ has the content from another one is not to be learnt
 * by naming it.
 *
 * Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND
 */
RuhuHqAtt *
ruhu_hq_att_find_own (RuhuHqStore *store, const char *hash, const char *dev, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT a.town, a.hash, a.len, a.state FROM att_ref r JOIN att a"
                              " ON a.town = r.town AND a.hash = r.hash WHERE r.hash = ?1 AND"
                              " r.dev = ?2 ORDER BY a.state LIMIT 1",
                              "ht",
                              hash,
                              dev);
  return rows != NULL ? take_row (rows, error) : NULL;
}

/** ruhu_hq_att_complete: the bytes of @hash are in their file, whoever named them */
gboolean
ruhu_hq_att_complete (RuhuHqStore *store, const char *hash, gint64 now, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "UPDATE att SET state = 1, at = ?2 WHERE hash = ?1 AND state = 0",
                            "hi",
                            hash,
                            now) &&
         ruhu_hq_store_run (store, error, "DELETE FROM att_again WHERE hash = ?1", "h", hash);
}

/** ruhu_hq_att_want_again: what is in the file of @hash is not it; all that named it are asked */
gboolean
ruhu_hq_att_want_again (RuhuHqStore *store, const char *hash, GError **error)
{
  return ruhu_hq_store_run (store, error, "UPDATE att SET state = 0 WHERE hash = ?1", "h", hash) &&
         ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO att_again (dev, hash) SELECT DISTINCT dev, hash"
                            " FROM att_ref WHERE hash = ?1 ON CONFLICT (dev, hash) DO NOTHING",
                            "h",
                            hash);
}

/**
 * ruhu_hq_att_list_again:
 * @dev: (nullable): %NULL for whichever device
 *
 * Returns: (transfer full) (nullable): hashes that it is asked for
 */
GStrv
ruhu_hq_att_list_again (RuhuHqStore *store, const char *dev, GError **error)
{
  g_autoptr (GStrvBuilder) hashes = g_strv_builder_new ();
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (store,
                         error,
                         "SELECT DISTINCT hash FROM att_again WHERE ?1 IS NULL OR dev = ?1",
                         "t",
                         dev);

  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed)) {
    g_autofree char *hash = ruhu_hq_rows_get_hash (rows, 0);

    g_strv_builder_add (hashes, hash);
  }
  if (failed == NULL)
    return g_strv_builder_end (hashes);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/**
 * ruhu_hq_att_get_upto:
 * @acked: last line of the device that HQ has
 *
 * Returns: up to which line all attachments are here; -1 with @error
 */
gint64
ruhu_hq_att_get_upto (RuhuHqStore *store, const char *dev, gint64 acked, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;
  GError *failed = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT r.dseq FROM att_ref r JOIN att a ON a.town = r.town AND"
                              " a.hash = r.hash WHERE r.dev = ?1 AND a.state = 0"
                              " ORDER BY r.dseq LIMIT 1",
                              "t",
                              dev);
  if (rows == NULL)
    return -1;

  if (ruhu_hq_rows_next (rows, &failed) && !ruhu_mutant (ATT_RECEIPT_EARLY))
    return ruhu_hq_rows_get_int64 (rows, 0) - 1;
  if (failed == NULL)
    return acked;

  g_propagate_error (error, failed);
  return -1;
}

/** ruhu_hq_att_list_devices: Returns: (transfer full) (nullable): ids of those that named @hash */
GPtrArray *
ruhu_hq_att_list_devices (RuhuHqStore *store, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT DISTINCT dev FROM att_ref WHERE hash = ?1",
                              "h",
                              hash);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (list, g_strdup (ruhu_hq_rows_get_text (rows, 0)));
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_att_list: Returns: (transfer full) (nullable) (element-type RuhuHqAtt): all of them */
GPtrArray *
ruhu_hq_att_list (RuhuHqStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_att_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT town, hash, len, state FROM att ORDER BY town, hash",
                              "");
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (list, read_row (rows));
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}
