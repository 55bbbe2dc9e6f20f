/* ruhu-outbox-answer.c: what HQ says about lines of the outbox
 *
 * A line is new until HQ's answer covers it, then acked or in quarantine, and confirmed once it
 * comes back with what is pulled. It is deleted only when it is confirmed and HQ's off-machine
 * backup has it
 * (`safe`): until then this device can give it again, byte for byte.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-outbox-private.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-object-row-private.h"

#include <string.h>

struct _RuhuOutboxAnswer {
  gint64 acked;
  char *receipt;
  gint64 safe;
  char *generation;
  RuhuOutboxTold told;
  char *complete;      /* id of an attachment, or NULL */
  GHashTable *codes;   /* gint64 → char */
  GHashTable *doubles; /* of gint64 */
};

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
  answer->doubles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return answer;
}

/** ruhu_outbox_answer_confirm: HQ has line @seq already, from this device under a former name */
void
ruhu_outbox_answer_confirm (RuhuOutboxAnswer *answer, gint64 seq)
{
  g_hash_table_add (answer->doubles, g_memdup2 (&seq, sizeof seq));
}

/** ruhu_outbox_answer_quarantine: HQ holds line @seq, and has not applied it because of @code */
void
ruhu_outbox_answer_quarantine (RuhuOutboxAnswer *answer, gint64 seq, const char *code)
{
  g_hash_table_insert (answer->codes, g_memdup2 (&seq, sizeof seq), g_strdup (code));
}

/**
 * ruhu_outbox_answer_set_told:
 * @told: %RUHU_OUTBOX_TOLD_NEW where this is not called
 *
 * What HQ has may be in quarantine: a line of which the answer does not say that it is not stays
 * what it was, and HQ is asked about it again.
 */
void
ruhu_outbox_answer_set_told (RuhuOutboxAnswer *answer, RuhuOutboxTold told)
{
  answer->told = told;
}

/** ruhu_outbox_answer_complete: HQ said that it has all of the attachment @id */
void
ruhu_outbox_answer_complete (RuhuOutboxAnswer *answer, const char *id)
{
  g_free (answer->complete);
  answer->complete = g_strdup (id);
}

void
ruhu_outbox_answer_free (RuhuOutboxAnswer *answer)
{
  g_free (answer->complete);
  g_free (answer->receipt);
  g_free (answer->generation);
  g_hash_table_unref (answer->codes);
  g_hash_table_unref (answer->doubles);
  g_free (answer);
}

/* Of `RUHU1|rcpt|gen|device|upto|head|at|attachments|signature`: what this device has to know. */
gboolean
ruhu_outbox_read_receipt (const char *receipt, gint64 *upto, gint64 *attachments, gint64 *at)
{
  g_auto (GStrv) parts = g_strsplit (receipt, "|", -1);

  if (g_strv_length (parts) != 9 || !g_str_equal (parts[1], "rcpt"))
    return FALSE;

  *upto = g_ascii_strtoll (parts[4], NULL, 10);
  *attachments = g_ascii_strtoll (parts[7], NULL, 10);
  *at = g_ascii_strtoll (parts[6], NULL, 10);
  return TRUE;
}

/* @receipt: (out) (transfer full) (nullable): the newest, %NULL where HQ gave none yet */
gboolean
ruhu_outbox_get_last_receipt (RuhuVault *vault, char **receipt, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  *receipt = NULL;
  stmt = ruhu_sql_prepare (vault->db, "SELECT body FROM receipt ORDER BY upto DESC LIMIT 1", error);
  if (stmt == NULL || !ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    *receipt = g_strdup (ruhu_sql_text (stmt, 0));
  return TRUE;
}

/* Returns: (transfer full) (nullable) (element-type RuhuChange): what @stmt gives */
GPtrArray *
ruhu_outbox_list_changes (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) changes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_change_free);
  gboolean has_row;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    RuhuChange *change;

    if (!has_row)
      return g_steal_pointer (&changes);
    change = ruhu_change_log_read (vault, stmt, error);
    if (change == NULL)
      return NULL;
    g_ptr_array_add (changes, change);
  }

  return NULL;
}

static void
settle_state (RuhuChange *change, RuhuOutboxAnswer *answer, const char *scope)
{
  const char *code = g_hash_table_lookup (answer->codes, &change->seq);

  g_free (change->code);
  change->code = g_strdup (code);
  if (change->seq > answer->acked)
    change->state = RUHU_OUTBOX_NEW;
  else if (code != NULL)
    change->state = RUHU_OUTBOX_QUARANTINED;
  else if (change->state == RUHU_OUTBOX_ACKED || change->state == RUHU_OUTBOX_CONFIRMED)
    return;
  else if (g_hash_table_contains (answer->doubles, &change->seq))
    change->state = RUHU_OUTBOX_CONFIRMED;
  else
    change->state =
      ruhu_outbox_is_outside (change, scope) ? RUHU_OUTBOX_CONFIRMED : RUHU_OUTBOX_ACKED;
}

/* As ruhu_outbox_list_changes(), without what is damaged: see ruhu-outbox-mend.c. */
static GPtrArray *
list_readable (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) changes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_change_free);
  gboolean has_row;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    RuhuChange *change = has_row ? ruhu_change_log_read (vault, stmt, NULL) : NULL;

    if (!has_row)
      return g_steal_pointer (&changes);
    if (change != NULL)
      g_ptr_array_add (changes, change);
  }
  return NULL;
}

/* New lines that are covered now; and, where HQ was restored, old ones that are not any more, or
 * that it holds in quarantine again. */
static gboolean
settle_lines (RuhuVault *vault, RuhuOutboxAnswer *answer, gboolean restored, GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint i;

  stmt =
    ruhu_sql_prepare (vault->db,
                      RUHU_CHANGE_COLUMNS "WHERE (seq <= ?1 AND (?3 = 1 OR (?3 = 0 AND state = 0)))"
                                          " OR (?2 AND state <> 0 AND seq > ?1)",
                      error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, answer->acked);
  ruhu_sql_bind_int64 (stmt, 2, restored);
  ruhu_sql_bind_int64 (stmt, 3, answer->told);
  changes = list_readable (vault, stmt, error);
  if (changes == NULL)
    return FALSE;

  for (i = 0; i < changes->len; i++) {
    RuhuChange *change = g_ptr_array_index (changes, i);

    settle_state (change, answer, vault->device->scope);
    if (ruhu_mutant (PENDING_DROPPED_ON_ACK) && change->state == RUHU_OUTBOX_ACKED)
      ruhu_sql_exec (vault->db, "DELETE FROM outbox WHERE state = 0", NULL);
    if (!ruhu_change_log_update (vault, change, error))
      return FALSE;
  }

  return TRUE;
}

/* Where HQ was restored, what receipts said of lines and attachments holds no more. */
static gboolean
forget_receipts (RuhuVault *vault, gint64 acked, GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_in (vault, RUHU_ATT_COMPLETE, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint i;

  if (atts == NULL)
    return FALSE;
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    att->state = RUHU_ATT_NAMED;
    att->sent = 0;
    if (!ruhu_att_update (vault, att, error))
      return FALSE;
  }

  stmt = ruhu_sql_prepare (vault->db, "DELETE FROM receipt WHERE upto > ?1", error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, acked);
  return ruhu_sql_run (stmt, error);
}

/* @seq: (out): the line of that response, 0 for none */
gboolean
ruhu_outbox_find_seq (RuhuVault *vault, const guint8 rec[16], gint64 *seq, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db,
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

/* Whether the line was sent before under another name of this tablet. */
static gboolean
is_renewed (RuhuChange *change)
{
  gsize length;
  const char *text = g_bytes_get_data (change->line, &length);
  g_autoptr (JsonObject) line = ruhu_json_parse (text, length, NULL);

  return line == NULL || json_object_has_member (line, "orig");
}

/* @covered: (out): whether a receipt over the attachments of the lines up to @upto is over @att. A
 * line in quarantine names nothing yet, as a new one may be for all that is known, and a renewed
 * one may be HQ's under the name it had: of their attachments a receipt says nothing. */
static gboolean
is_covered (RuhuVault *vault, RuhuAtt *att, gint64 upto, gboolean *covered, GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE rec = ?1 AND kind = ?2", error);
  RuhuChange *change;

  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, att->rec, sizeof att->rec);
  ruhu_sql_bind_int64 (stmt, 2, RUHU_OBJECT_RESPONSE);
  changes = ruhu_outbox_list_changes (vault, stmt, error);
  if (changes == NULL)
    return FALSE;

  change = changes->len > 0 ? g_ptr_array_index (changes, 0) : NULL;
  *covered = change != NULL && change->seq <= upto &&
             (ruhu_mutant (ATT_OF_HELD_COVERED) ||
              (change->state != RUHU_OUTBOX_QUARANTINED && change->state != RUHU_OUTBOX_NEW &&
               !is_renewed (change)));
  return TRUE;
}

/* @named: (nullable): id of one that HQ has, whatever the receipt is over */
static gboolean
complete_attachments (RuhuVault *vault, gint64 upto, const char *named, GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_in (vault, RUHU_ATT_NAMED, error);
  guint i;

  if (atts == NULL)
    return FALSE;

  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);
    g_autofree char *id = ruhu_id_from_bytes (att->id);
    gboolean covered;

    if (!is_covered (vault, att, upto, &covered, error))
      return FALSE;
    if (!covered && g_strcmp0 (id, named) != 0)
      continue;
    att->state = RUHU_ATT_COMPLETE;
    att->sent = att->len;
    if (!ruhu_att_update (vault, att, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
keep_receipt (RuhuVault *vault, const char *receipt, const char *complete, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gint64 upto, attachments, at;

  if (!ruhu_outbox_read_receipt (receipt, &upto, &attachments, &at)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "this is no receipt");
    return FALSE;
  }

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT OR REPLACE INTO receipt (upto, body) VALUES (?1, ?2)",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, upto);
  ruhu_sql_bind_text (stmt, 2, receipt);
  vault->changes |= RUHU_STORE_RESPONSES;
  return ruhu_sql_run (stmt, error) && complete_attachments (vault, attachments, complete, error);
}

static void
copy_member (JsonObject *from, const char *name, JsonNode *node, gpointer to)
{
  json_object_set_member (to, name, json_node_copy (node));
}

/* What a response makes and changes stands beside its line; when the line goes it is put beside the
 * response that came back. */
static gboolean
keep_entities (RuhuVault *vault, RuhuChange *change, GError **error)
{
  g_autofree char *id = ruhu_id_from_bytes (change->rec);
  g_autoptr (JsonObject) local = ruhu_json_parse (change->local, -1, error);
  g_autoptr (JsonObject) known = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (RuhuObject) object = NULL;

  if (local == NULL)
    return FALSE;
  if (!json_object_has_member (local, RUHU_OUTBOX_ENTITIES))
    return TRUE;
  if (!ruhu_object_row_get (vault, id, &object, error))
    return FALSE;
  if (object == NULL)
    return TRUE; /* it has left what this device may see */

  known = ruhu_json_parse (object->body, -1, error);
  if (known == NULL)
    return FALSE;
  body = json_object_new ();
  json_object_foreach_member (known, copy_member, body);
  json_object_set_member (body,
                          RUHU_OUTBOX_ENTITIES,
                          json_object_dup_member (local, RUHU_OUTBOX_ENTITIES));
  g_free (object->body);
  object->body = ruhu_json_to_text (body);
  return ruhu_object_row_put (vault, object, error);
}

/* A receipt says how many responses are among its lines, also when they are here no more. */
static gboolean
count_gone (RuhuVault *vault, GError **error)
{
  gint64 gone;

  return ruhu_meta_get_int64 (vault, RUHU_META_GONE, &gone, error) &&
         ruhu_meta_set_int64 (vault, RUHU_META_GONE, gone + 1, error);
}

static gboolean
delete_line (RuhuVault *vault, RuhuChange *change, GPtrArray *files, GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_of (vault, change->rec, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint i;

  if (atts == NULL)
    return FALSE;
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    if (att->state != RUHU_ATT_COMPLETE && !ruhu_mutant (ATT_FREED_EARLY))
      return TRUE; /* the line stays as long as a file of it is needed */
  }
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);

    g_ptr_array_add (files, g_memdup2 (att->id, sizeof att->id));
    if (!ruhu_att_delete_row (vault, att->id, error))
      return FALSE;
  }

  if (change->kind == RUHU_OBJECT_RESPONSE &&
      (!keep_entities (vault, change, error) || !count_gone (vault, error)))
    return FALSE;

  stmt = ruhu_sql_prepare (vault->db, "DELETE FROM outbox WHERE seq = ?1", error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, change->seq);
  vault->changes |= RUHU_STORE_OUTBOX;
  return ruhu_sql_run (stmt, error);
}

/*
 * ruhu_outbox_purge:
 * @files: (element-type guint8): where ids of attachments go whose files may go after the commit
 *
 * Deletes what is confirmed and safe, and no line sooner.
 */
gboolean
ruhu_outbox_purge (RuhuVault *vault, GPtrArray *files, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  gint64 safe;
  guint i;

  if (!ruhu_meta_get_int64 (vault, RUHU_META_SAFE, &safe, error))
    return FALSE;
  stmt = ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE state = 3 AND seq <= ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, ruhu_mutant (PURGED_BEFORE_SAFE) ? G_MAXINT64 : safe);
  changes = list_readable (vault, stmt, error);
  if (changes == NULL)
    return FALSE;
  for (i = 0; i < changes->len; i++) {
    if (!delete_line (vault, g_ptr_array_index (changes, i), files, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
note_generation (RuhuVault *vault, RuhuOutboxAnswer *answer, gboolean *restored, GError **error)
{
  g_autoptr (GBytes) known = NULL;
  g_autoptr (GBytes) now = NULL;

  *restored = FALSE;
  if (answer->generation == NULL)
    return TRUE;
  if (!ruhu_meta_get (vault, RUHU_META_GENERATION, &known, error))
    return FALSE;

  now = g_bytes_new (answer->generation, strlen (answer->generation));
  *restored = known != NULL && !g_bytes_equal (known, now);
  if (known != NULL && !*restored)
    return TRUE;

  return ruhu_meta_set (vault, RUHU_META_GENERATION, now, error) &&
         (!*restored || forget_receipts (vault, answer->acked, error));
}

static gboolean
check_answer (RuhuVault *vault, RuhuOutboxAnswer *answer, GError **error)
{
  gint64 next;

  if (!ruhu_meta_get_int64 (vault, RUHU_META_NEXT_SEQ, &next, error))
    return FALSE;
  if (answer->acked < next && answer->safe < next)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "HQ answers about lines that were never cut");
  return FALSE;
}

static gpointer
take_answer (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuOutboxAnswer *answer = data;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_auto (RuhuSqlTx) tx = { NULL };
  gboolean restored;
  guint i;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) || !check_answer (vault, answer, error) ||
      !note_generation (vault, answer, &restored, error) ||
      !settle_lines (vault, answer, restored, error) ||
      (answer->receipt != NULL &&
       !keep_receipt (vault, answer->receipt, answer->complete, error)) ||
      !ruhu_meta_set_int64 (vault, RUHU_META_SAFE, answer->safe, error) ||
      !ruhu_outbox_purge (vault, files, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;

  for (i = 0; i < files->len; i++)
    ruhu_att_delete_file (vault, g_ptr_array_index (files, i));
  vault->changes |= RUHU_STORE_OUTBOX;
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
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_outbox_answer_async);
  g_task_set_task_data (task, answer, (GDestroyNotify) ruhu_outbox_answer_free);
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
