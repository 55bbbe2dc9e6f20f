/* ruhu-outbox.c: what waits for HQ
 *
 * Reading works while locked, too: from what is clear, and from what is sealed to HQ.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-outbox-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-meta-private.h"

#include <string.h>

typedef struct {
  gint64 from;
  gboolean sealed;
  guint max_lines;
  gsize max_bytes;
} Reading;

static void
line_free (RuhuOutboxLine *line)
{
  g_clear_pointer (&line->line, g_bytes_unref);
  g_clear_pointer (&line->sealed, g_bytes_unref);
  g_free (line);
}

static RuhuOutboxLine *
make_line (RuhuChange *change)
{
  RuhuOutboxLine *line = g_new0 (RuhuOutboxLine, 1);

  line->seq = change->seq;
  line->kind = change->kind;
  line->state = change->state;
  line->line = g_steal_pointer (&change->line);
  line->sealed = g_steal_pointer (&change->hq);
  memcpy (line->hash, change->hash, sizeof line->hash);
  memcpy (line->signature, change->hs, sizeof line->signature);
  return line;
}

static gpointer
read_lines (RuhuVault *vault, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gsize bytes = 0;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db,
                           RUHU_CHANGE_COLUMNS "WHERE seq >= ?1 ORDER BY seq LIMIT ?2",
                           error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_int64 (stmt, 1, reading->from);
  ruhu_sql_bind_int64 (stmt, 2, reading->max_lines);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    g_autoptr (RuhuChange) change = NULL;

    if (ruhu_mutant (OUTBOX_DROPPED_ON_SEND) && !has_row && lines->len > 0 && vault->keys != NULL)
      ruhu_sql_exec (vault->db, "DELETE FROM outbox", NULL);
    if (!has_row)
      return g_steal_pointer (&lines);
    change = reading->sealed ? ruhu_change_log_read_sealed (stmt, error)
                             : ruhu_change_log_read (vault, stmt, error);
    if (change == NULL)
      return NULL;

    bytes += g_bytes_get_size (change->hq);
    if (lines->len > 0 && bytes > reading->max_bytes)
      return g_steal_pointer (&lines);
    g_ptr_array_add (lines, make_line (change));
  }

  return NULL;
}

static GTask *
make_task (RuhuStore *store,
           gpointer tag,
           gpointer data,
           GDestroyNotify data_free,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, data, data_free);
  return task;
}

static void
start_reading (RuhuStore *store,
               const Reading *reading,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = make_task (store,
                                      ruhu_outbox_read_async,
                                      g_memdup2 (reading, sizeof *reading),
                                      g_free,
                                      cancellable,
                                      callback,
                                      user_data);

  ruhu_store_run_locked (store, task, read_lines, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_outbox_read_async:
 * @from: number of the first line
 * @max_lines: at most so many
 * @max_bytes: no more lines than this comes to, sealed; but one in any case
 *
 * Consecutive lines of the log, whatever their state; also while locked, then without @line.
 */
void
ruhu_outbox_read_async (RuhuStore *store,
                        gint64 from,
                        guint max_lines,
                        gsize max_bytes,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  const Reading reading = { from, FALSE, max_lines, max_bytes };

  start_reading (store, &reading, cancellable, callback, user_data);
}

/** ruhu_outbox_read_sealed_async: as ruhu_outbox_read_async(), without @line, also where that is
 * damaged; ends in the same way */
void
ruhu_outbox_read_sealed_async (RuhuStore *store,
                               gint64 from,
                               guint max_lines,
                               gsize max_bytes,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  const Reading reading = { from, TRUE, max_lines, max_bytes };

  start_reading (store, &reading, cancellable, callback, user_data);
}

/**
 * ruhu_outbox_read_finish:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuOutboxLine): the lines, none where the log
 *   ends before; %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND (there is no store),
 *   %RUHU_ERROR_BUSY (it is open elsewhere) or %RUHU_ERROR_CORRUPT
 */
GPtrArray *
ruhu_outbox_read_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ruhu_outbox_counts_free (RuhuOutboxCounts *counts)
{
  g_free (counts->receipt);
  g_free (counts);
}

/* What HQ is known to have, besides what the store says. */
typedef struct {
  gint64 acked;
  gint64 attachments;
} Known;

static const char count_sql[] =
  "WITH line AS (SELECT seq, kind, length (hq) AS bytes FROM outbox WHERE state = 0 AND seq > ?1),"
  " file AS (SELECT len - sent AS bytes FROM att WHERE state = 1 AND (?2 = 0 OR"
  "  (SELECT seq FROM outbox WHERE outbox.rec = att.rec AND outbox.kind = ?3) > ?2))"
  " SELECT (SELECT count (*) FROM line WHERE kind = ?3), (SELECT count (*) FROM line),"
  " (SELECT count (*) FROM file),"
  " (SELECT total (bytes) FROM line) + (SELECT total (bytes) FROM file),"
  " (SELECT count (*) FROM draft WHERE state > 0 OR coalesce (finished, 0) = 0), (SELECT count (*) FROM outbox WHERE state = 2),"
  " (SELECT min (seq) FROM line)";

static gboolean
count (RuhuVault *vault, Known *known, RuhuOutboxCounts *counts, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (vault->db, count_sql, error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, known->acked);
  ruhu_sql_bind_int64 (stmt, 2, known->attachments);
  ruhu_sql_bind_int64 (stmt, 3, RUHU_OBJECT_RESPONSE);
  if (!ruhu_sql_next (stmt, &has_row, error) ||
      !ruhu_meta_get_int64 (vault, RUHU_META_NEXT_SEQ, &counts->next, error))
    return FALSE;

  counts->responses = sqlite3_column_int64 (stmt, 0);
  counts->lines = sqlite3_column_int64 (stmt, 1);
  counts->attachments = sqlite3_column_int64 (stmt, 2);
  counts->bytes = sqlite3_column_int64 (stmt, 3);
  counts->drafts = sqlite3_column_int64 (stmt, 4);
  counts->quarantined = sqlite3_column_int64 (stmt, 5);
  counts->first = sqlite3_column_int64 (stmt, 6);
  if (counts->first == 0)
    counts->first = counts->next;
  return TRUE;
}

/* Those that are here, and those that were deleted once HQ had them safe. */
static gboolean
count_covered (RuhuVault *vault, RuhuOutboxCounts *counts, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gint64 upto, attachments, at;
  gboolean has_row;

  if (counts->receipt == NULL ||
      !ruhu_outbox_read_receipt (counts->receipt, &upto, &attachments, &at))
    return TRUE;

  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT count (*) FROM outbox WHERE kind = ?1 AND seq <= ?2",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, RUHU_OBJECT_RESPONSE);
  ruhu_sql_bind_int64 (stmt, 2, upto);
  if (!ruhu_sql_next (stmt, &has_row, error) ||
      !ruhu_meta_get_int64 (vault, RUHU_META_GONE, &counts->covered, error))
    return FALSE;

  counts->covered += sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

static gpointer
read_counts (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (RuhuOutboxCounts) counts = g_new0 (RuhuOutboxCounts, 1);

  if (!count (vault, data, counts, error) ||
      !ruhu_outbox_get_last_receipt (vault, &counts->receipt, error) ||
      !count_covered (vault, counts, error))
    return NULL;

  return g_steal_pointer (&counts);
}

/**
 * ruhu_outbox_count_async:
 * @acked: HQ is known to have lines up to this one, whatever the store says; 0 for no more than
 * that
 * @attachments: the same of the attachments that lines up to this one name
 *
 * What waits, in numbers; also while locked.
 */
void
ruhu_outbox_count_async (RuhuStore *store,
                         gint64 acked,
                         gint64 attachments,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  const Known known = { acked, attachments };
  g_autoptr (GTask) task = make_task (store,
                                      ruhu_outbox_count_async,
                                      g_memdup2 (&known, sizeof known),
                                      g_free,
                                      cancellable,
                                      callback,
                                      user_data);

  ruhu_store_run_locked (store, task, read_counts, (GDestroyNotify) ruhu_outbox_counts_free);
}

/**
 * ruhu_outbox_count_finish:
 *
 * Returns: (transfer full) (nullable): the counts; %NULL with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_NOT_FOUND (there is no store) or %RUHU_ERROR_BUSY (it is open elsewhere)
 */
RuhuOutboxCounts *
ruhu_outbox_count_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
attachment_free (RuhuOutboxAttachment *attachment)
{
  g_free (attachment->id);
  g_free (attachment->file);
  g_clear_pointer (&attachment->sealed_key, g_bytes_unref);
  g_free (attachment->hash);
  g_free (attachment->type);
  g_free (attachment);
}

static RuhuOutboxAttachment *
make_attachment (RuhuVault *vault, RuhuAtt *att, gint64 seq)
{
  RuhuOutboxAttachment *attachment = g_new0 (RuhuOutboxAttachment, 1);

  attachment->id = ruhu_id_from_bytes (att->id);
  attachment->seq = seq;
  attachment->file = ruhu_att_get_file (vault, att->id);
  attachment->sealed_key = g_bytes_ref (att->sealed_key);
  attachment->hash = g_strdup (att->hash);
  attachment->type = g_strdup (att->type);
  attachment->size = att->len;
  attachment->sent = att->sent;
  return attachment;
}

static gpointer
list_attachments (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  g_autoptr (GPtrArray) atts = ruhu_att_list_in (vault, RUHU_ATT_NAMED, error);
  guint i;

  if (atts == NULL)
    return NULL;

  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);
    gint64 seq;

    if (!ruhu_outbox_find_seq (vault, att->rec, &seq, error))
      return NULL;
    g_ptr_array_add (list, make_attachment (vault, att, seq));
  }

  return g_steal_pointer (&list);
}

/** ruhu_outbox_list_attachments_async: of cut responses, not complete at HQ; also while locked */
void
ruhu_outbox_list_attachments_async (RuhuStore *store,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = make_task (store,
                                      ruhu_outbox_list_attachments_async,
                                      NULL,
                                      NULL,
                                      cancellable,
                                      callback,
                                      user_data);

  ruhu_store_run_locked (store, task, list_attachments, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_outbox_list_attachments_finish:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuOutboxAttachment): %NULL with
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_BUSY or %RUHU_ERROR_CORRUPT
 */
GPtrArray *
ruhu_outbox_list_attachments_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  guint8 id[16];
  gint64 sent;
} Sent;

static gpointer
set_sent (RuhuVault *vault, gpointer data, GError **error)
{
  Sent *sent = data;
  g_autoptr (RuhuAtt) att = NULL;

  if (!ruhu_att_find (vault, sent->id, &att, error))
    return NULL;
  if (att == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such attachment");
    return NULL;
  }

  att->sent = CLAMP (sent->sent, 0, att->len);
  vault->changes |= RUHU_STORE_OUTBOX;
  return GINT_TO_POINTER (ruhu_att_update (vault, att, error));
}

/**
 * ruhu_outbox_set_sent_async:
 * @attachment: its id
 * @sent: how many bytes HQ says it has; whether it is complete is for the receipt to say
 */
void
ruhu_outbox_set_sent_async (RuhuStore *store,
                            const char *attachment,
                            gint64 sent,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Sent *data = g_new0 (Sent, 1);
  g_autoptr (GTask) task =
    make_task (store, ruhu_outbox_set_sent_async, data, g_free, cancellable, callback, user_data);

  ruhu_id_to_bytes (attachment, data->id); /* no id finds no attachment */
  data->sent = sent;
  g_task_set_check_cancellable (task, FALSE);
  ruhu_store_run (store, task, set_sent, NULL);
}

/** ruhu_outbox_set_sent_finish: Returns: %FALSE with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND …
 */
gboolean
ruhu_outbox_set_sent_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

typedef struct {
  char *kind;
  char *id;
  char *division;
  char *members;
} Appending;

static void
appending_free (Appending *appending)
{
  g_free (appending->kind);
  g_free (appending->id);
  g_free (appending->division);
  g_free (appending->members);
  g_free (appending);
}

static JsonObject *
make_members (RuhuVault *vault, Appending *appending, GError **error)
{
  g_autoptr (JsonObject) given = ruhu_json_parse (appending->members, -1, error);
  JsonObject *members;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (given == NULL)
    return NULL;

  members = json_object_new ();
  json_object_set_string_member (members, "div", appending->division);
  json_object_set_string_member (members, "u", vault->user);
  json_object_iter_init_ordered (&iter, given);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (members, name, json_node_copy (node));
  return members;
}

static gpointer
append (RuhuVault *vault, gpointer data, GError **error)
{
  Appending *appending = data;
  g_autoptr (JsonObject) members = make_members (vault, appending, error);
  g_autoptr (JsonObject) local = json_object_new ();
  g_auto (RuhuSqlTx) tx = { NULL };

  if (members == NULL || !ruhu_sql_tx_begin (&tx, vault->db, error) ||
      !ruhu_change_log_append (vault, appending->kind, appending->id, members, local, error) ||
      !ruhu_sql_tx_commit (&tx, error))
    return NULL;

  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_outbox_append_async:
 * @kind: `decision`, `person` … : anything but a response, which is cut from a draft
 * @id: UUID of what it is about, or of the decision itself
 * @division: where that belongs
 * @members: what follows `u` in the line: a JSON object
 *
 * Adds one line to the device's log: signed, sealed, and final at once.
 */
void
ruhu_outbox_append_async (RuhuStore *store,
                          const char *kind,
                          const char *id,
                          const char *division,
                          const char *members,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Appending *appending = g_new0 (Appending, 1);
  g_autoptr (GTask) task = make_task (store,
                                      ruhu_outbox_append_async,
                                      appending,
                                      (GDestroyNotify) appending_free,
                                      cancellable,
                                      callback,
                                      user_data);

  appending->kind = g_strdup (kind);
  appending->id = g_strdup (id);
  appending->division = g_strdup (division);
  appending->members = g_strdup (members);
  g_task_set_check_cancellable (task, FALSE);
  ruhu_store_run (store, task, append, NULL);
}

/**
 * ruhu_outbox_append_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED (there is no line), %RUHU_ERROR_INVALID
 *   (no such kind, no UUID, no JSON object), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_FULL or
 *   %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_outbox_append_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static gpointer
cut_all (RuhuVault *vault, gpointer data, GError **error)
{
  return GINT_TO_POINTER (ruhu_change_log_cut_finished (vault, G_MAXINT64, error));
}

/** ruhu_outbox_cut_async: a send begins: freezes all finished responses into lines */
void
ruhu_outbox_cut_async (RuhuStore *store,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task =
    make_task (store, ruhu_outbox_cut_async, NULL, NULL, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  ruhu_store_run (store, task, cut_all, NULL);
}

/**
 * ruhu_outbox_cut_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT; what was cut before stays cut
 */
gboolean
ruhu_outbox_cut_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
