/* ruhu-meta.c: single values of the store, clear but summed under a key
 *
 * The sum makes an edit of the file show at the next unlock.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-meta-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"

#include <string.h>

/*
 * ruhu_meta_sum:
 * @table: where the row lives
 * @sum: where %RUHU_SEAL_HASH_SIZE bytes go
 */
void
ruhu_meta_sum (RuhuVault *vault, const char *table, const char *key, GBytes *value, guint8 *sum)
{
  RuhuSealAd *row = ruhu_seal_ad_new (table);
  gsize n;
  gconstpointer data = g_bytes_get_data (value, &n);

  ruhu_seal_ad_text (row, key);
  ruhu_seal_ad_blob (row, data == NULL ? "" : data, n);
  ruhu_seal_hash (sum, RUHU_SEAL_HASH_SIZE, vault->keys->sum, row->data, row->len);
  g_byte_array_unref (row);
}

gboolean
ruhu_meta_set (RuhuVault *vault, const char *key, GBytes *value, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint8 sum[RUHU_SEAL_HASH_SIZE];

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO meta (k, v, sum) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT (k) DO UPDATE SET v = excluded.v, sum = excluded.sum",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_meta_sum (vault, "meta", key, value, sum);
  ruhu_sql_bind_text (stmt, 1, key);
  ruhu_sql_bind_bytes (stmt, 2, value);
  ruhu_sql_bind_blob (stmt, 3, sum, sizeof sum);
  return ruhu_sql_run (stmt, error);
}

/* @value: (out) (transfer full) (nullable): %NULL where there is none. Unchecked while locked. */
gboolean
ruhu_meta_get (RuhuVault *vault, const char *key, GBytes **value, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  *value = NULL;
  stmt = ruhu_sql_prepare (vault->db, "SELECT v FROM meta WHERE k = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, key);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    *value = ruhu_sql_bytes (stmt, 0);
  return TRUE;
}

gboolean
ruhu_meta_set_int64 (RuhuVault *vault, const char *key, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ruhu_meta_set (vault, key, bytes, error);
}

/* 0 where there is none. */
gboolean
ruhu_meta_get_int64 (RuhuVault *vault, const char *key, gint64 *value, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (!ruhu_meta_get (vault, key, &bytes, error))
    return FALSE;

  if (bytes != NULL)
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  *value = text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
  return TRUE;
}

static gboolean
check_table (RuhuVault *vault, const char *table, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (vault->db, sql, error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    guint8 sum[RUHU_SEAL_HASH_SIZE];
    g_autoptr (GBytes) value = NULL;

    if (!has_row)
      return TRUE;

    value = ruhu_sql_bytes (stmt, 1);
    ruhu_meta_sum (vault, table, ruhu_sql_text (stmt, 0), value, sum);
    if (sqlite3_column_bytes (stmt, 2) != sizeof sum ||
        !ruhu_seal_equal (sqlite3_column_blob (stmt, 2), sum, sizeof sum)) {
      g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a row of %s was altered", table);
      return FALSE;
    }
  }

  return FALSE;
}

/* Whether all sums of clear rows are right: %RUHU_ERROR_CORRUPT where one is not. */
gboolean
ruhu_meta_check (RuhuVault *vault, GError **error)
{
  return check_table (vault, "meta", "SELECT k, v, sum FROM meta", error) &&
         check_table (vault, "cursor", "SELECT stream, cur, sum FROM cursor", error);
}

/* The next clock of this device, noted as used in the same transaction. */
gboolean
ruhu_meta_next_hlc (RuhuVault *vault, guint64 *hlc, GError **error)
{
  gint64 last, now;
  gboolean suspect;

  if (!ruhu_meta_get_int64 (vault, RUHU_META_LAST_HLC, &last, error) ||
      !ruhu_meta_now (vault, &now, &suspect, error))
    return FALSE;

  *hlc = ruhu_hlc_next (last, now);
  return ruhu_meta_set_int64 (vault, RUHU_META_LAST_HLC, *hlc, error);
}
