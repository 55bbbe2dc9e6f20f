/* ruhu-hq-log-table.c: every line ever taken, and those held back
 *
 * Bodies are kept as pushed, packed, so that the hash of each line can be taken again. Lines in
 * quarantine stand in a table of their own; they have a device's number but none of the township's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-log-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-hq-pack.h"

#define COLUMNS "town, sseq, division, dev, dseq, uuid, kind, eff, recv, flags, hash, orig, body"

void
ruhu_hq_change_free (RuhuHqChange *change)
{
  g_free (change->town);
  g_free (change->division);
  g_free (change->dev);
  g_free (change->uuid);
  g_free (change->hash);
  g_free (change->orig);
  g_clear_pointer (&change->body, g_bytes_unref);
  g_free (change);
}

/** ruhu_hq_log_append: in a transaction that holds the lock of the line's township */
gboolean
ruhu_hq_log_append (RuhuHqStore *store, RuhuHqChange *change, GError **error)
{
  g_autoptr (GBytes) packed = ruhu_hq_pack (change->body);

  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO change_log (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                            " ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                            "tittiuiiiihtb",
                            change->town,
                            change->sseq,
                            change->division,
                            change->dev,
                            change->dseq,
                            change->uuid,
                            (gint64) change->kind,
                            (gint64) change->eff,
                            change->recv,
                            (gint64) change->flags,
                            change->hash,
                            change->orig,
                            packed);
}

/** ruhu_hq_log_set_last: @last is what ruhu_hq_store_lock_town() gives from now on */
gboolean
ruhu_hq_log_set_last (RuhuHqStore *store, const char *town, gint64 last, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO town_seq (town, last) VALUES (?1, ?2)"
                            " ON CONFLICT (town) DO UPDATE SET last = excluded.last",
                            "ti",
                            town,
                            last);
}

static RuhuHqChange *
read_row (RuhuHqRows *rows, GError **error)
{
  g_autoptr (RuhuHqChange) change = g_new0 (RuhuHqChange, 1);
  g_autoptr (GBytes) packed = ruhu_hq_rows_get_blob (rows, 12);

  change->town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  change->sseq = ruhu_hq_rows_get_int64 (rows, 1);
  change->division = g_strdup (ruhu_hq_rows_get_text (rows, 2));
  change->dev = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  change->dseq = ruhu_hq_rows_get_int64 (rows, 4);
  change->uuid = ruhu_hq_rows_get_uuid (rows, 5);
  change->kind = ruhu_hq_rows_get_int64 (rows, 6);
  change->eff = ruhu_hq_rows_get_int64 (rows, 7);
  change->recv = ruhu_hq_rows_get_int64 (rows, 8);
  change->flags = ruhu_hq_rows_get_int64 (rows, 9);
  change->hash = ruhu_hq_rows_get_hash (rows, 10);
  change->orig = g_strdup (ruhu_hq_rows_get_text (rows, 11));
  change->body = packed != NULL ? ruhu_hq_unpack (packed) : NULL;
  if (change->body != NULL)
    return g_steal_pointer (&change);

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "line %" G_GINT64_FORMAT " of device %s in township %s cannot be read back",
               change->dseq,
               change->dev,
               change->town);
  return NULL;
}

static gboolean
foreach_row (RuhuHqRows *rows, RuhuHqChangeFunc func, gpointer data, GError **error)
{
  GError *failed = NULL;

  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed)) {
    g_autoptr (RuhuHqChange) change = read_row (rows, &failed);

    if (change == NULL || !func (change, data, &failed))
      break;
  }
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}

/** ruhu_hq_log_has_orig: @has: (out): whether the line that a device had as @orig is here already
 */
gboolean
ruhu_hq_log_has_orig (RuhuHqStore *store,
                      const char *town,
                      const char *orig,
                      gboolean *has,
                      GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT 1 FROM change_log WHERE town = ?1 AND orig = ?2",
                              "tt",
                              town,
                              orig);
  if (rows == NULL)
    return FALSE;

  *has = ruhu_hq_rows_next (rows, &failed);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/**
 * ruhu_hq_log_get_hash:
 *
 * Returns: (transfer full) (nullable): hash of a device's line, taken or in quarantine; %NULL with
 *   %RUHU_ERROR_NOT_FOUND where HQ does not have it
 */
char *
ruhu_hq_log_get_hash (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT hash FROM change_log WHERE dev = ?1 AND dseq = ?2"
                              " UNION ALL SELECT hash FROM quarantine"
                              " WHERE dev = ?1 AND dseq = ?2",
                              "ti",
                              dev,
                              dseq);
  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return ruhu_hq_rows_get_hash (rows, 0);

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such line");
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_log_count_of_device: @count: (out): lines of @kind among those numbered 1 to @upto */
gboolean
ruhu_hq_log_count_of_device (RuhuHqStore *store,
                             const char *dev,
                             gint64 upto,
                             RuhuObjectKind kind,
                             gint64 *count,
                             GError **error)
{
  g_autoptr (RuhuHqRows) rows = ruhu_hq_store_query (store,
                                                     error,
                                                     "SELECT count(*) FROM change_log"
                                                     " WHERE dev = ?1 AND dseq <= ?2 AND kind = ?3",
                                                     "tii",
                                                     dev,
                                                     upto,
                                                     (gint64) kind);

  if (rows == NULL || !ruhu_hq_rows_next (rows, error))
    return FALSE;

  *count = ruhu_hq_rows_get_int64 (rows, 0);
  return TRUE;
}

/**
 * ruhu_hq_log_foreach_in_town:
 * @scope: only lines of divisions that begin with it
 * @after: only lines after this sseq
 *
 * Calls @func for each line in the township's order until it returns %FALSE.
 */
gboolean
ruhu_hq_log_foreach_in_town (RuhuHqStore *store,
                             const char *town,
                             const char *scope,
                             gint64 after,
                             RuhuHqChangeFunc func,
                             gpointer data,
                             GError **error)
{
  g_autofree char *end = ruhu_division_after (scope);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM change_log WHERE town = ?1 AND sseq > ?2"
                              " AND division >= ?3 AND division < ?4 ORDER BY sseq",
                              "titt",
                              town,
                              after,
                              scope,
                              end);
  return foreach_row (rows, func, data, error);
}

/**
 * ruhu_hq_log_foreach_of_device:
 * @from: its first line to look at, from 1
 *
 * Its lines from there on in the device's order, those in quarantine too.
 */
gboolean
ruhu_hq_log_foreach_of_device (RuhuHqStore *store,
                               const char *dev,
                               gint64 from,
                               RuhuHqChangeFunc func,
                               gpointer data,
                               GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM change_log WHERE dev = ?1 AND dseq >= ?2"
                              " UNION ALL SELECT town, 0, '', dev, dseq, NULL, 0, 0, at, 0, hash,"
                              " NULL, raw FROM quarantine WHERE dev = ?1 AND dseq >= ?2"
                              " ORDER BY 5",
                              "ti",
                              dev,
                              from);
  return foreach_row (rows, func, data, error);
}

/** ruhu_hq_log_foreach_of_object: all lines about one object, in the township's order */
gboolean
ruhu_hq_log_foreach_of_object (RuhuHqStore *store,
                               const char *town,
                               const char *uuid,
                               RuhuHqChangeFunc func,
                               gpointer data,
                               GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS " FROM change_log WHERE town = ?1 AND uuid = ?2"
                              " ORDER BY sseq",
                              "tu",
                              town,
                              uuid);
  return foreach_row (rows, func, data, error);
}

/**
 * ruhu_hq_log_quarantine:
 * @change: a line that is held, not applied; its division and object are not used
 * @held: why
 * @released: %TRUE for a line that needs nobody's attention
 */
gboolean
ruhu_hq_log_quarantine (RuhuHqStore *store,
                        RuhuHqChange *change,
                        const RuhuHqHeld *held,
                        gboolean released,
                        GError **error)
{
  g_autoptr (GBytes) packed = ruhu_hq_pack (change->body);

  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO quarantine (town, dev, dseq, code, path, msg, at, state,"
                            " hash, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                            "ttitttiihb",
                            change->town,
                            change->dev,
                            change->dseq,
                            held->code,
                            held->path,
                            held->message,
                            change->recv,
                            (gint64) released,
                            change->hash,
                            packed);
}

void
ruhu_hq_held_free (RuhuHqHeld *held)
{
  g_free (held->dev);
  g_free (held->code);
  g_free (held->path);
  g_free (held->message);
  g_free (held);
}

/**
 * ruhu_hq_log_list_held:
 * @from, @upto: first and last of the device's lines to look at
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqHeld): those of them in quarantine, and
 *   those that HQ has from another device already (DOUBLE)
 */
GPtrArray *
ruhu_hq_log_list_held (RuhuHqStore *store,
                       const char *dev,
                       gint64 from,
                       gint64 upto,
                       GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_held_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT dseq, code, path, msg FROM quarantine WHERE dev = ?1 AND"
                              " dseq >= ?2 AND dseq <= ?3 AND (state = 0 OR"
                              " code = 'DOUBLE') ORDER BY dseq",
                              "tii",
                              dev,
                              from,
                              upto);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed)) {
    RuhuHqHeld *held = g_new0 (RuhuHqHeld, 1);

    held->dseq = ruhu_hq_rows_get_int64 (rows, 0);
    held->code = g_strdup (ruhu_hq_rows_get_text (rows, 1));
    held->path = g_strdup (ruhu_hq_rows_get_text (rows, 2));
    held->message = g_strdup (ruhu_hq_rows_get_text (rows, 3));
    g_ptr_array_add (list, held);
  }
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_log_foreach_held: all lines held for the reason @code, the oldest first; with "" all
 * that are in quarantine, released ones too */
gboolean
ruhu_hq_log_foreach_held (RuhuHqStore *store,
                          const char *code,
                          RuhuHqChangeFunc func,
                          gpointer data,
                          GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (
    store,
    error,
    "SELECT town, 0, '', dev, dseq, NULL, 0, 0, at, 0, hash, NULL, raw"
    " FROM quarantine WHERE (code = ?1 AND state = 0) OR ?1 = '' ORDER BY at, dev, dseq",
    "t",
    code);
  return foreach_row (rows, func, data, error);
}

/** ruhu_hq_log_drop_held: the line goes on in the log, in the same transaction */
gboolean
ruhu_hq_log_drop_held (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM quarantine WHERE dev = ?1 AND dseq = ?2",
                            "ti",
                            dev,
                            dseq);
}

/** ruhu_hq_log_get_eff: Returns: the effective clock of a device's line; 0 where it is not here */
guint64
ruhu_hq_log_get_eff (RuhuHqStore *store, const char *dev, gint64 dseq)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              NULL,
                              "SELECT eff FROM change_log WHERE dev = ?1 AND dseq = ?2",
                              "ti",
                              dev,
                              dseq);
  return rows != NULL && ruhu_hq_rows_next (rows, NULL) ? ruhu_hq_rows_get_int64 (rows, 0) : 0;
}

/**
 * ruhu_hq_log_list_towns:
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the townships that have a log and lie in
 *   @scope or, where that is a village, hold it
 */
GPtrArray *
ruhu_hq_log_list_towns (RuhuHqStore *store, const char *scope, GError **error)
{
  g_autoptr (GPtrArray) towns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failed = NULL;
  g_autofree char *start = g_strndup (scope, RUHU_DIVISION_TOWNSHIP);
  g_autofree char *end = ruhu_division_after (start);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT town FROM town_seq WHERE town >= ?1 AND town < ?2"
                              " ORDER BY town",
                              "tt",
                              start,
                              end);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (towns, g_strdup (ruhu_hq_rows_get_text (rows, 0)));
  if (failed == NULL)
    return g_steal_pointer (&towns);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}
