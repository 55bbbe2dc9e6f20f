/* ruhu-outbox.c: what waits for HQ
 *
 * A line is new until HQ's answer covers it, then acked or in quarantine, and confirmed once it
 * comes back with what is pulled. It is deleted only when it is confirmed and HQ's off-machine
 * backup has it
 * (`safe`): until then this device can give it again, byte for byte.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-outbox-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-object.h"

#include <string.h>

typedef struct {
  gint64 from;
  guint max_lines;
  gsize max_bytes;
} Reading;

struct _RuhuOutboxAnswer {
  gint64 acked;
  char *receipt;
  gint64 safe;
  char *generation;
  GHashTable *codes; /* gint64 → char */
};

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
  line->state = change->state;
  line->line = g_steal_pointer (&change->line);
  line->sealed = g_steal_pointer (&change->hq);
  memcpy (line->hash, change->hash, sizeof line->hash);
  memcpy (line->signature, change->hs, sizeof line->signature);
  return line;
}

static gpointer
read_lines (RuhuSession *session, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gsize bytes = 0;
  gboolean has_row;

  stmt = ruhu_sql_prepare (session->db,
                           RUHU_CHANGE_COLUMNS "WHERE seq >= ?1 ORDER BY seq LIMIT ?2",
                           error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_int64 (stmt, 1, reading->from);
  ruhu_sql_bind_int64 (stmt, 2, reading->max_lines);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    g_autoptr (RuhuChange) change = NULL;

    if (!has_row)
      return g_steal_pointer (&lines);
    change = ruhu_change_log_read (session, stmt, error);
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
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GTask) task = NULL;

  reading->from = from;
  reading->max_lines = max_lines;
  reading->max_bytes = max_bytes;
  task =
    make_task (store, ruhu_outbox_read_async, reading, g_free, cancellable, callback, user_data);
  ruhu_store_run_locked (store, task, read_lines, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_outbox_read_finish:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuOutboxLine): the lines, none where the log
 *   ends before; %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND (there is no store),
 *   %RUHU_ERROR_REFUSED (it is open elsewhere) or %RUHU_ERROR_CORRUPT
 */
GPtrArray *
ruhu_outbox_read_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ruhu_outbox_answer_new:
 * @acked: HQ has all lines up to this one
 * @receipt: (nullable): HQ's receipt, whose signature the caller has verified
 * @safe: HQ's backup has all lines up to this one
 * @generation: (nullable): which life of HQ's store; another one than before means that HQ was
 *   restored, and what lies behind @acked has to be sent again
 *
 * Returns: (transfer full): the answer to a push
 */
RuhuOutboxAnswer *
ruhu_outbox_answer_new (gint64 acked, const char *receipt, gint64 safe, const char *generation)
{
  RuhuOutboxAnswer *answer = g_new0 (RuhuOutboxAnswer, 1);

  answer->acked = acked;
  answer->receipt = g_strdup (receipt);
  answer->safe = safe;
  answer->generation = g_strdup (generation);
  answer->codes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return answer;
}

/** ruhu_outbox_answer_quarantine: HQ holds line @seq, and has not applied it because of @code */
void
ruhu_outbox_answer_quarantine (RuhuOutboxAnswer *answer, gint64 seq, const char *code)
{
  g_hash_table_insert (answer->codes, g_memdup2 (&seq, sizeof seq), g_strdup (code));
}

void
ruhu_outbox_answer_free (RuhuOutboxAnswer *answer)
{
  g_free (answer->receipt);
  g_free (answer->generation);
  g_hash_table_unref (answer->codes);
  g_free (answer);
}

/* Of `RUHU1|rcpt|gen|device|upto|head|at|attachments|signature`: what this device has to know. */
gboolean
ruhu_outbox_read_receipt (const char *receipt, gint64 *upto, gint64 *attachments)
{
  g_auto (GStrv) parts = g_strsplit (receipt, "|", -1);

  if (g_strv_length (parts) != 9 || !g_str_equal (parts[1], "rcpt"))
    return FALSE;

  *upto = g_ascii_strtoll (parts[4], NULL, 10);
  *attachments = g_ascii_strtoll (parts[7], NULL, 10);
  return TRUE;
}

/* @receipt: (out) (transfer full) (nullable): the newest, %NULL where HQ gave none yet */
gboolean
ruhu_outbox_get_last_receipt (RuhuSession *session, char **receipt, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  *receipt = NULL;
  stmt =
    ruhu_sql_prepare (session->db, "SELECT body FROM receipt ORDER BY upto DESC LIMIT 1", error);
  if (stmt == NULL || !ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    *receipt = g_strdup (ruhu_sql_text (stmt, 0));
  return TRUE;
}

static GPtrArray *
list_changes (RuhuSession *session, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) changes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_change_free);
  gboolean has_row;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    RuhuChange *change;

    if (!has_row)
      return g_steal_pointer (&changes);
    change = ruhu_change_log_read (session, stmt, error);
    if (change == NULL)
      return NULL;
    g_ptr_array_add (changes, change);
  }

  return NULL;
}

static void
settle_state (RuhuChange *change, RuhuOutboxAnswer *answer)
{
  const char *code = g_hash_table_lookup (answer->codes, &change->seq);

  g_free (change->code);
  change->code = g_strdup (code);
  if (change->seq > answer->acked)
    change->state = RUHU_OUTBOX_NEW;
  else if (code != NULL)
    change->state = RUHU_OUTBOX_QUARANTINED;
  else
    change->state = RUHU_OUTBOX_ACKED;
}

/* New lines that are covered now; and, where HQ was restored, old ones that are not any more. */
static gboolean
settle_lines (RuhuSession *session, RuhuOutboxAnswer *answer, gboolean restored, GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint i;

  stmt = ruhu_sql_prepare (session->db,
                           RUHU_CHANGE_COLUMNS "WHERE (state = 0 AND seq <= ?1)"
                                               " OR (?2 AND state <> 0 AND seq > ?1)",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, answer->acked);
  ruhu_sql_bind_int64 (stmt, 2, restored);
  changes = list_changes (session, stmt, error);
  if (changes == NULL)
    return FALSE;

  for (i = 0; i < changes->len; i++) {
    RuhuChange *change = g_ptr_array_index (changes, i);

    settle_state (change, answer);
    if (!ruhu_change_log_update (session, change, error))
      return FALSE;
  }

  return TRUE;
}

/* Where HQ was restored, what receipts said of lines and attachments holds no more. */
static gboolean
forget_receipts (RuhuSession *session, gint64 acked, GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_in (session, RUHU_ATT_COMPLETE, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint i;

  if (atts == NULL)
    return FALSE;
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    att->state = RUHU_ATT_NAMED;
    att->sent = 0;
    if (!ruhu_att_update (session, att, error))
      return FALSE;
  }

  stmt = ruhu_sql_prepare (session->db, "DELETE FROM receipt WHERE upto > ?1", error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, acked);
  return ruhu_sql_run (stmt, error);
}

static gboolean
find_seq (RuhuSession *session, const guint8 rec[16], gint64 *seq, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (session->db,
                           "SELECT seq FROM outbox WHERE rec = ?1 AND kind = ?2 LIMIT 1",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  ruhu_sql_bind_int64 (stmt, 2, RUHU_OBJECT_RESPONSE);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  *seq = has_row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

static gboolean
complete_attachments (RuhuSession *session, gint64 upto, GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_in (session, RUHU_ATT_NAMED, error);
  guint i;

  if (atts == NULL)
    return FALSE;

  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);
    gint64 seq;

    if (!find_seq (session, att->rec, &seq, error))
      return FALSE;
    if (seq > upto)
      continue;
    att->state = RUHU_ATT_COMPLETE;
    att->sent = att->len;
    if (!ruhu_att_update (session, att, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
keep_receipt (RuhuSession *session, const char *receipt, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gint64 upto, attachments;

  if (!ruhu_outbox_read_receipt (receipt, &upto, &attachments)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "this is no receipt");
    return FALSE;
  }

  stmt = ruhu_sql_prepare (session->db,
                           "INSERT OR REPLACE INTO receipt (upto, body) VALUES (?1, ?2)",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, upto);
  ruhu_sql_bind_text (stmt, 2, receipt);
  session->changes |= RUHU_STORE_RESPONSES;
  return ruhu_sql_run (stmt, error) && complete_attachments (session, attachments, error);
}

static gboolean
delete_line (RuhuSession *session, RuhuChange *change, GPtrArray *files, GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_of (session, change->rec, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint i;

  if (atts == NULL)
    return FALSE;
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    if (att->state != RUHU_ATT_COMPLETE)
      return TRUE; /* the line stays as long as a file of it is needed */
  }
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    g_ptr_array_add (files, g_memdup2 (att->id, sizeof att->id));
    if (!ruhu_att_delete_row (session, att->id, error))
      return FALSE;
  }

  stmt = ruhu_sql_prepare (session->db, "DELETE FROM outbox WHERE seq = ?1", error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, change->seq);
  session->changes |= RUHU_STORE_OUTBOX;
  return ruhu_sql_run (stmt, error);
}

/*
 * ruhu_outbox_purge:
 * @files: (element-type guint8): where the ids of attachments go whose files may go after the
 * commit
 *
 * Deletes what is confirmed and safe, and no line sooner.
 */
gboolean
ruhu_outbox_purge (RuhuSession *session, GPtrArray *files, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  gint64 safe;
  guint i;

  if (!ruhu_meta_get_int64 (session, RUHU_META_SAFE, &safe, error))
    return FALSE;
  stmt = ruhu_sql_prepare (session->db, RUHU_CHANGE_COLUMNS "WHERE state = 3 AND seq <= ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, safe);
  changes = list_changes (session, stmt, error);
  if (changes == NULL)
    return FALSE;
  for (i = 0; i < changes->len; i++) {
    if (!delete_line (session, g_ptr_array_index (changes, i), files, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
note_generation (RuhuSession *session, RuhuOutboxAnswer *answer, gboolean *restored, GError **error)
{
  g_autoptr (GBytes) known = NULL;
  g_autoptr (GBytes) now = NULL;

  *restored = FALSE;
  if (answer->generation == NULL)
    return TRUE;
  if (!ruhu_meta_get (session, RUHU_META_GENERATION, &known, error))
    return FALSE;

  now = g_bytes_new (answer->generation, strlen (answer->generation));
  *restored = known != NULL && !g_bytes_equal (known, now);
  if (known != NULL && !*restored)
    return TRUE;

  return ruhu_meta_set (session, RUHU_META_GENERATION, now, error) &&
         (!*restored || forget_receipts (session, answer->acked, error));
}

static gboolean
check_answer (RuhuSession *session, RuhuOutboxAnswer *answer, GError **error)
{
  gint64 next;

  if (!ruhu_meta_get_int64 (session, RUHU_META_NEXT_SEQ, &next, error))
    return FALSE;
  if (answer->acked < next && answer->safe < next)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "HQ answers about lines that were never cut");
  return FALSE;
}

static gpointer
take_answer (RuhuSession *session, gpointer data, GError **error)
{
  RuhuOutboxAnswer *answer = data;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_auto (RuhuSqlTx) tx = { NULL };
  gboolean restored;
  guint i;

  if (!ruhu_sql_tx_begin (&tx, session->db, error) || !check_answer (session, answer, error) ||
      !note_generation (session, answer, &restored, error) ||
      !settle_lines (session, answer, restored, error) ||
      (answer->receipt != NULL && !keep_receipt (session, answer->receipt, error)) ||
      !ruhu_meta_set_int64 (session, RUHU_META_SAFE, answer->safe, error) ||
      !ruhu_outbox_purge (session, files, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;

  for (i = 0; i < files->len; i++)
    ruhu_att_delete_file (session, g_ptr_array_index (files, i));
  session->changes |= RUHU_STORE_OUTBOX;
  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_outbox_answer_async:
 * @answer: (transfer full): what HQ answered
 *
 * Marks lines, keeps the receipt, and frees what is safe, in one transaction.
 */
void
ruhu_outbox_answer_async (RuhuStore *store,
                          RuhuOutboxAnswer *answer,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = make_task (store,
                                      ruhu_outbox_answer_async,
                                      answer,
                                      (GDestroyNotify) ruhu_outbox_answer_free,
                                      cancellable,
                                      callback,
                                      user_data);

  g_task_set_check_cancellable (task, FALSE);
  ruhu_store_run (store, task, take_answer, NULL);
}

/**
 * ruhu_outbox_answer_finish:
 *
 * Returns: %FALSE (and nothing was noted) with @error set to %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_INVALID (no receipt, or of lines this device never cut), %RUHU_ERROR_REFUSED
 * (locked), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_outbox_answer_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/* Within the transaction of a page from HQ; see ruhu_object_page_confirm(). */
gboolean
ruhu_outbox_confirm (RuhuSession *session, gint64 seq, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  RuhuChange *change;

  stmt = ruhu_sql_prepare (session->db, RUHU_CHANGE_COLUMNS "WHERE seq = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, seq);
  changes = list_changes (session, stmt, error);
  if (changes == NULL || changes->len == 0)
    return changes != NULL;

  change = g_ptr_array_index (changes, 0);
  change->state = RUHU_OUTBOX_CONFIRMED;
  g_clear_pointer (&change->code, g_free);
  return ruhu_change_log_update (session, change, error);
}

void
ruhu_outbox_counts_free (RuhuOutboxCounts *counts)
{
  g_free (counts->receipt);
  g_free (counts);
}

static gboolean
count (RuhuSession *session, RuhuOutboxCounts *counts, GError **error)
{
  sqlite3 *db = session->db;
  gint64 responses, lines, attachments, line_bytes, attachment_bytes, drafts, quarantined;

  if (!ruhu_sql_get_int64 (db,
                           "SELECT count(*) FROM outbox WHERE state = 0 AND kind = 6",
                           &responses,
                           error) ||
      !ruhu_sql_get_int64 (db, "SELECT count(*) FROM outbox WHERE state = 0", &lines, error) ||
      !ruhu_sql_get_int64 (db,
                           "SELECT sum(length(hq)) FROM outbox WHERE state = 0",
                           &line_bytes,
                           error) ||
      !ruhu_sql_get_int64 (db, "SELECT count(*) FROM att WHERE state = 1", &attachments, error) ||
      !ruhu_sql_get_int64 (db,
                           "SELECT sum(len - sent) FROM att WHERE state = 1",
                           &attachment_bytes,
                           error) ||
      !ruhu_sql_get_int64 (db, "SELECT count(*) FROM draft", &drafts, error) ||
      !ruhu_sql_get_int64 (db,
                           "SELECT count(*) FROM outbox WHERE state = 2",
                           &quarantined,
                           error) ||
      !ruhu_sql_get_int64 (db,
                           "SELECT min(seq) FROM outbox WHERE state = 0",
                           &counts->first,
                           error) ||
      !ruhu_meta_get_int64 (session, RUHU_META_NEXT_SEQ, &counts->next, error))
    return FALSE;

  counts->responses = responses;
  counts->lines = lines;
  counts->attachments = attachments;
  counts->bytes = line_bytes + attachment_bytes;
  counts->drafts = drafts;
  counts->quarantined = quarantined;
  if (counts->first == 0)
    counts->first = counts->next;
  return TRUE;
}

static gpointer
read_counts (RuhuSession *session, gpointer data, GError **error)
{
  g_autoptr (RuhuOutboxCounts) counts = g_new0 (RuhuOutboxCounts, 1);

  if (!count (session, counts, error) ||
      !ruhu_outbox_get_last_receipt (session, &counts->receipt, error))
    return NULL;

  return g_steal_pointer (&counts);
}

/** ruhu_outbox_count_async: what waits, in numbers; also while locked */
void
ruhu_outbox_count_async (RuhuStore *store,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task =
    make_task (store, ruhu_outbox_count_async, NULL, NULL, cancellable, callback, user_data);

  ruhu_store_run_locked (store, task, read_counts, (GDestroyNotify) ruhu_outbox_counts_free);
}

/**
 * ruhu_outbox_count_finish:
 *
 * Returns: (transfer full) (nullable): the counts; %NULL with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_NOT_FOUND (there is no store) or %RUHU_ERROR_REFUSED (it is open elsewhere)
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
make_attachment (RuhuSession *session, RuhuAtt *att, gint64 seq)
{
  RuhuOutboxAttachment *attachment = g_new0 (RuhuOutboxAttachment, 1);

  attachment->id = ruhu_id_from_bytes (att->id);
  attachment->seq = seq;
  attachment->file = ruhu_att_get_file (session, att->id);
  attachment->sealed_key = g_bytes_ref (att->sealed_key);
  attachment->hash = g_strdup (att->hash);
  attachment->type = g_strdup (att->type);
  attachment->size = att->len;
  attachment->sent = att->sent;
  return attachment;
}

static gpointer
list_attachments (RuhuSession *session, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  g_autoptr (GPtrArray) atts = ruhu_att_list_in (session, RUHU_ATT_NAMED, error);
  guint i;

  if (atts == NULL)
    return NULL;

  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);
    gint64 seq;

    if (!find_seq (session, att->rec, &seq, error))
      return NULL;
    g_ptr_array_add (list, make_attachment (session, att, seq));
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
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_REFUSED or %RUHU_ERROR_CORRUPT
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
set_sent (RuhuSession *session, gpointer data, GError **error)
{
  Sent *sent = data;
  g_autoptr (RuhuAtt) att = NULL;

  if (!ruhu_att_find (session, sent->id, &att, error))
    return NULL;
  if (att == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such attachment");
    return NULL;
  }

  att->sent = CLAMP (sent->sent, 0, att->len);
  session->changes |= RUHU_STORE_OUTBOX;
  return GINT_TO_POINTER (ruhu_att_update (session, att, error));
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

static gpointer
cut_all (RuhuSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (ruhu_change_log_cut_finished (session, G_MAXINT64, error));
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
