/* ruhu-hq-erase-table.c: overwriting lines, and forgetting their attachments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-erase-table.h"

#include "ruhu-hq-pack.h"

static GBytes *
pack (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ruhu_hq_pack (bytes);
}

/* The attachments that lines about @uuid name, and no other line. */
static gboolean
list_files (RuhuHqStore *store,
            const char *town,
            const char *uuid,
            GPtrArray *files,
            GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = ruhu_hq_store_query (
    store,
    error,
    "SELECT DISTINCT r.hash FROM att_ref r JOIN change_log l ON l.dev = r.dev AND l.dseq = r.dseq"
    " WHERE l.town = ?1 AND l.uuid = ?2 AND NOT EXISTS (SELECT 1 FROM att_ref o LEFT JOIN"
    " change_log m ON m.dev = o.dev AND m.dseq = o.dseq WHERE o.hash = r.hash AND"
    " (m.uuid IS NULL OR m.uuid <> ?2))",
    "tu",
    town,
    uuid);

  if (rows == NULL)
    return FALSE;
  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (files, ruhu_hq_rows_get_hash (rows, 0));
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
forget_files (RuhuHqStore *store, const char *town, const char *uuid, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM att_ref WHERE EXISTS (SELECT 1 FROM change_log l WHERE"
                            " l.town = ?1 AND l.uuid = ?2 AND l.dev = att_ref.dev AND"
                            " l.dseq = att_ref.dseq)",
                            "tu",
                            town,
                            uuid) &&
         ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM att WHERE NOT EXISTS (SELECT 1 FROM att_ref r WHERE"
                            " r.hash = att.hash)",
                            "");
}

/**
 * ruhu_hq_erase_lines:
 * @with: what stands in their place
 * @lines: (out): how many
 * @files: (element-type utf8): gets the hashes of attachments that nobody names any more
 *
 * Overwrites all lines about the object @uuid in @town; their hashes stay.
 */
gboolean
ruhu_hq_erase_lines (RuhuHqStore *store,
                     const char *town,
                     const char *uuid,
                     const char *with,
                     guint *lines,
                     GPtrArray *files,
                     GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GBytes) packed = pack (with);
  g_autoptr (RuhuHqRows) rows = NULL;

  *lines = 0;
  if (!list_files (store, town, uuid, files, error) || !forget_files (store, town, uuid, error))
    return FALSE;
  rows = ruhu_hq_store_query (store,
                              error,
                              "UPDATE change_log SET body = ?3 WHERE town = ?1 AND uuid = ?2"
                              " RETURNING sseq",
                              "tub",
                              town,
                              uuid,
                              packed);
  if (rows == NULL)
    return FALSE;
  while (ruhu_hq_rows_next (rows, &failed))
    (*lines)++;
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/** ruhu_hq_erase_held: the same of a line in quarantine, which needs nobody's attention any more */
gboolean
ruhu_hq_erase_held (RuhuHqStore *store,
                    const char *dev,
                    gint64 dseq,
                    const char *with,
                    GError **error)
{
  g_autoptr (GBytes) packed = pack (with);

  return ruhu_hq_store_run (
    store,
    error,
    "UPDATE quarantine SET raw = ?3, state = 1 WHERE dev = ?1 AND dseq = ?2",
    "tib",
    dev,
    dseq,
    packed);
}

/** ruhu_hq_erase_foreach_held: all lines in quarantine, released ones too */
gboolean
ruhu_hq_erase_foreach_held (RuhuHqStore *store,
                            RuhuHqChangeFunc func,
                            gpointer data,
                            GError **error)
{
  return ruhu_hq_log_foreach_held (store, "", func, data, error);
}
