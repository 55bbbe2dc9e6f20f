/* ruhu-outbox-confirm.c: lines of the outbox that came back from HQ
 *
 * Within the transaction of a page from HQ; see ruhu_object_page_confirm().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-outbox-private.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-change-log-private.h"

/* Whether the line belongs outside @scope: it was made before this device was moved, and will not
 * come back with what is pulled. */
gboolean
ruhu_outbox_is_outside (RuhuChange *change, const char *scope)
{
  gsize length;
  const char *text = g_bytes_get_data (change->line, &length);
  g_autoptr (JsonObject) line = ruhu_json_parse (text, length, NULL);
  const char *division = ruhu_json_get_string (line, "div");

  return division != NULL && !ruhu_division_contains (scope, division);
}

static GPtrArray *
list_change (RuhuVault *vault, gint64 seq, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE seq = ?1", error);

  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_int64 (stmt, 1, seq);
  return ruhu_outbox_list_changes (vault, stmt, error);
}

/* See ruhu_object_page_get_own(). */
gboolean
ruhu_outbox_get_own (RuhuVault *vault, gint64 seq, const char *hash, GBytes **line, GError **error)
{
  g_autoptr (GPtrArray) changes = list_change (vault, seq, error);
  g_autofree char *known = NULL;
  RuhuChange *change;

  if (changes == NULL)
    return FALSE;

  change = changes->len > 0 ? g_ptr_array_index (changes, 0) : NULL;
  if (change != NULL)
    known = ruhu_hex_encode (change->hash, sizeof change->hash);
  if (g_strcmp0 (known, hash) != 0) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such line on this tablet");
    return FALSE;
  }

  *line = g_bytes_ref (change->line);
  return TRUE;
}

gboolean
ruhu_outbox_confirm (RuhuVault *vault, gint64 seq, GError **error)
{
  g_autoptr (GPtrArray) changes = list_change (vault, seq, error);
  RuhuChange *change;

  if (changes == NULL || changes->len == 0)
    return changes != NULL;

  if (ruhu_mutant (ECHO_NOT_CONFIRMED))
    return TRUE;
  change = g_ptr_array_index (changes, 0);
  change->state = RUHU_OUTBOX_CONFIRMED;
  g_clear_pointer (&change->code, g_free);
  return ruhu_change_log_update (vault, change, error);
}

/* @acked: (out): whether HQ has line @seq, which has not come back yet */
gboolean
ruhu_outbox_is_acked (RuhuVault *vault, gint64 seq, gboolean *acked, GError **error)
{
  g_autoptr (GPtrArray) changes = list_change (vault, seq, error);

  *acked = changes != NULL && changes->len > 0 &&
           ((RuhuChange *) g_ptr_array_index (changes, 0))->state == RUHU_OUTBOX_ACKED;
  return changes != NULL;
}

static gboolean
confirm_all (RuhuVault *vault, GPtrArray *changes, GError **error)
{
  guint i;

  for (i = 0; changes != NULL && i < changes->len; i++) {
    RuhuChange *change = g_ptr_array_index (changes, i);

    change->state = RUHU_OUTBOX_CONFIRMED;
    if (!ruhu_change_log_update (vault, change, error))
      return FALSE;
  }
  return changes != NULL;
}

/* Within the transaction that shows what came in: all that HQ has of ours is in it. */
gboolean
ruhu_outbox_confirm_incoming (RuhuVault *vault, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db,
                      RUHU_CHANGE_COLUMNS "WHERE state = 1 AND rec IN (SELECT uuid FROM incoming)",
                      error);
  g_autoptr (GPtrArray) changes =
    stmt != NULL ? ruhu_outbox_list_changes (vault, stmt, error) : NULL;

  return confirm_all (vault, changes, error);
}

/* Within the transaction that drops what lies outside @scope: what HQ has of ours there will not
 * come back, and waits for nothing. */
gboolean
ruhu_outbox_confirm_outside (RuhuVault *vault, const char *scope, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  guint i;

  stmt = ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE state = 1", error);
  changes = stmt != NULL ? ruhu_outbox_list_changes (vault, stmt, error) : NULL;
  for (i = 0; changes != NULL && i < changes->len; i++) {
    RuhuChange *change = g_ptr_array_index (changes, i);

    if (!ruhu_outbox_is_outside (change, scope))
      continue;
    change->state = RUHU_OUTBOX_CONFIRMED;
    if (!ruhu_change_log_update (vault, change, error))
      return FALSE;
  }
  return changes != NULL;
}
