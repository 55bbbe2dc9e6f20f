/* ruhu-outbox-mend.c: lines that HQ has and this device cannot read any more
 *
 * A line stays here after HQ has it, for the day on which HQ comes back from a backup. Where its
 * row is damaged, HQ gives the line back; all else in the row follows from it, but for some notes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-outbox-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"

#include <string.h>

/* @upto: (out): the last line that HQ gave a receipt for; 0 for none
 * @head: (out) (transfer full): the hash of that line */
static gboolean
read_receipt (RuhuVault *vault, gint64 *upto, char **head, GError **error)
{
  g_autofree char *receipt = NULL;
  g_auto (GStrv) parts = NULL;
  gint64 attachments, at;

  *upto = 0;
  *head = NULL;
  if (!ruhu_outbox_get_last_receipt (vault, &receipt, error))
    return FALSE;
  if (receipt == NULL || !ruhu_outbox_read_receipt (receipt, upto, &attachments, &at))
    return TRUE;

  parts = g_strsplit (receipt, "|", -1);
  *head = g_strdup (parts[5]);
  return TRUE;
}

static gpointer
list_damaged (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autofree char *head = NULL;
  gboolean has_row;
  gint64 upto;

  if (!read_receipt (vault, &upto, &head, error))
    return NULL;
  stmt = ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE seq <= ?1 ORDER BY seq", error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_int64 (stmt, 1, upto);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    g_autoptr (RuhuChange) change = NULL;
    gint64 seq;

    if (!has_row)
      return g_steal_pointer (&damaged);
    seq = sqlite3_column_int64 (stmt, 0);
    change = ruhu_change_log_read (vault, stmt, NULL);
    if (change == NULL)
      g_array_append_val (damaged, seq);
  }
  return NULL;
}

/** ruhu_outbox_list_damaged_async: of an unlocked store */
void
ruhu_outbox_list_damaged_async (RuhuStore *store,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_outbox_list_damaged_async);
  ruhu_store_run (store, task, list_damaged, (GDestroyNotify) g_array_unref);
}

/**
 * ruhu_outbox_list_damaged_finish:
 *
 * Returns: (transfer full) (nullable) (element-type gint64): numbers of lines that HQ has a receipt
 *   for, and that cannot be read here; %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED
 *   (locked) or %RUHU_ERROR_CORRUPT
 */
GArray *
ruhu_outbox_list_damaged_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  gint64 seq;
  GBytes *line;
} Mending;

static void
mending_free (gpointer data)
{
  Mending *mending = data;

  g_bytes_unref (mending->line);
  g_free (mending);
}

/* @previous: (out) (transfer full): what the line behind @seq names as the one before it; %NULL
 *   where it is not there */
static gboolean
get_following (RuhuVault *vault, gint64 seq, char **previous, GError **error)
{
  g_autoptr (RuhuChange) change = NULL;
  g_autoptr (JsonObject) line = NULL;
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE seq = ?1", error);
  gboolean has_row;

  *previous = NULL;
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, seq + 1);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  change = has_row ? ruhu_change_log_read (vault, stmt, NULL) : NULL;
  if (change != NULL)
    line = ruhu_json_parse (g_bytes_get_data (change->line, NULL),
                            g_bytes_get_size (change->line),
                            NULL);
  *previous = g_strdup (ruhu_json_get_string (line, "ph"));
  return TRUE;
}

/* What was in the row and is not sealed; some of it may be what is damaged. */
static gboolean
read_row (RuhuVault *vault, RuhuChange *change, char **hash, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, "SELECT state, code, hash FROM outbox WHERE seq = ?1", error);
  g_autoptr (GBytes) bytes = NULL;
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, change->seq);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  change->state = RUHU_OUTBOX_ACKED;
  if (!has_row)
    return TRUE;
  bytes = ruhu_sql_bytes (stmt, 2);
  *hash = ruhu_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  change->code = g_strdup (ruhu_sql_text (stmt, 1));
  if (change->code != NULL)
    change->state = RUHU_OUTBOX_QUARANTINED;
  else if (sqlite3_column_int64 (stmt, 0) == RUHU_OUTBOX_CONFIRMED)
    change->state = RUHU_OUTBOX_CONFIRMED;
  return TRUE;
}

/* It must be the line that was there: by what is left of the row, by the line behind it, or by HQ's
 * receipt. */
static gboolean
check (RuhuVault *vault, RuhuChange *change, const char *stored, GError **error)
{
  g_autofree char *hash =
    ruhu_seal_hash_hex (g_bytes_get_data (change->line, NULL), g_bytes_get_size (change->line));
  g_autofree char *named = NULL;
  g_autofree char *head = NULL;
  gint64 upto;

  if (!get_following (vault, change->seq, &named, error) ||
      !read_receipt (vault, &upto, &head, error))
    return FALSE;
  if (g_strcmp0 (hash, stored) == 0 || g_strcmp0 (hash, named) == 0 ||
      (change->seq == upto && g_strcmp0 (hash, head) == 0))
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "HQ gives back another line");
  return FALSE;
}

static void
copy_text (JsonObject *from, const char *name, JsonObject *to, const char *as)
{
  ruhu_json_set_string (to, as, ruhu_json_get_string (from, name));
}

/* The notes that the line itself holds; what it was called here is lost, so its form is named. */
static char *
make_notes (JsonObject *line)
{
  g_autoptr (JsonObject) notes = json_object_new ();
  const char *clock = ruhu_json_get_string (line, "hlc");
  RuhuHlc hlc = 0;

  copy_text (line, "fm", notes, "fm");
  copy_text (line, "fm", notes, "title");
  copy_text (line, "div", notes, "div");
  copy_text (line, "u", notes, "u");
  copy_text (line, "replaces", notes, "replaces");
  if (json_object_has_member (line, "fv")) {
    g_autofree char *version =
      ruhu_json_get_int64 (line, "fv") != 0
        ? g_strdup_printf ("%" G_GINT64_FORMAT, ruhu_json_get_int64 (line, "fv"))
        : g_strdup (ruhu_json_get_string (line, "fv"));

    ruhu_json_set_string (notes, "fv", version);
  }
  if (clock != NULL && ruhu_hlc_from_string (clock, &hlc))
    json_object_set_int_member (notes, "finished", ruhu_hlc_get_ms (hlc));
  return ruhu_json_to_text (notes);
}

static gpointer
mend (RuhuVault *vault, gpointer data, GError **error)
{
  Mending *mending = data;
  g_autoptr (JsonObject) line = ruhu_json_parse (g_bytes_get_data (mending->line, NULL),
                                                 g_bytes_get_size (mending->line),
                                                 error);
  g_autoptr (RuhuChange) change = g_new0 (RuhuChange, 1);
  g_autofree char *stored = NULL;
  const char *id = ruhu_json_get_string (line, "id");
  g_auto (RuhuSqlTx) tx = { NULL };
  RuhuObjectKind kind;

  if (line == NULL)
    return NULL;
  if (ruhu_json_get_int64 (line, "seq") != mending->seq || id == NULL ||
      !ruhu_id_to_bytes (id, change->rec) ||
      !ruhu_object_kind_from_string (ruhu_json_get_string (line, "k"), &kind)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "HQ gives back another line");
    return NULL;
  }

  change->seq = mending->seq;
  change->kind = kind;
  change->line = g_bytes_ref (mending->line);
  change->local = make_notes (line);
  if (!ruhu_sql_tx_begin (&tx, vault->db, error) || !read_row (vault, change, &stored, error) ||
      !check (vault, change, stored, error) || !ruhu_change_log_put_back (vault, change, error) ||
      !ruhu_sql_tx_commit (&tx, error))
    return NULL;

  vault->changes |= RUHU_STORE_OUTBOX | RUHU_STORE_RESPONSES;
  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_outbox_mend_async:
 * @seq: of a line that cannot be read
 * @line: what HQ has
 */
void
ruhu_outbox_mend_async (RuhuStore *store,
                        gint64 seq,
                        GBytes *line,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  Mending *mending = g_new (Mending, 1);

  mending->seq = seq;
  mending->line = g_bytes_ref (line);
  g_task_set_source_tag (task, ruhu_outbox_mend_async);
  g_task_set_task_data (task, mending, mending_free);
  g_task_set_check_cancellable (task, FALSE);
  ruhu_store_run (store, task, mend, NULL);
}

/**
 * ruhu_outbox_mend_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT (it is not that line)
 */
gboolean
ruhu_outbox_mend_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
