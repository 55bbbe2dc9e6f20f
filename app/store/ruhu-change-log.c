/* ruhu-change-log.c: the device's own log, cut into lines for HQ
 *
 * A line is `{"seq","hlc","ph","id","k", …}`, compact JSON with its members in that order: what is
 * hashed, signed and sent is these bytes and no others. `ph` is the hash of the line before, so a
 * changed, dropped or added line shows; the device's signature over the newest hash (`hs`) covers
 * them all. A line is sealed twice: under DK for this device, and to HQ, so that a locked or broken
 * device can still hand it over.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-change-log-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-object.h"
#include "store/ruhu-outbox-private.h"

#include <string.h>

#define KID 1

void
ruhu_change_free (RuhuChange *change)
{
  g_free (change->code);
  g_free (change->local);
  g_clear_pointer (&change->line, g_bytes_unref);
  g_clear_pointer (&change->hq, g_bytes_unref);
  g_free (change);
}

static RuhuSealAd *
make_ad (const RuhuChange *change)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("outbox");

  ruhu_seal_ad_int64 (ad, change->seq);
  ruhu_seal_ad_int64 (ad, change->kind);
  ruhu_seal_ad_blob (ad, change->rec, sizeof change->rec);
  ruhu_seal_ad_blob (ad, change->hash, sizeof change->hash);
  ruhu_seal_ad_blob (ad, change->hs, sizeof change->hs);
  ruhu_seal_ad_int64 (ad, KID);
  ruhu_seal_ad_int64 (ad, change->state);
  ruhu_seal_ad_text (ad, change->code);
  return ad;
}

static GBytes *
seal_body (RuhuVault *vault, const RuhuChange *change)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  RuhuSealAd *ad = make_ad (change);
  GBytes *sealed;

  g_byte_array_append (plain, (const guint8 *) change->local, strlen (change->local));
  g_byte_array_append (plain, (const guint8 *) "\n", 1);
  g_byte_array_append (plain,
                       g_bytes_get_data (change->line, NULL),
                       g_bytes_get_size (change->line));
  sealed = ruhu_seal (vault->keys->data, ad, plain->data, plain->len, RUHU_SEAL_PAD_RECORD);
  g_byte_array_unref (ad);
  return sealed;
}

static gboolean
unseal_body (RuhuVault *vault, RuhuChange *change, sqlite3_stmt *stmt, int column, GError **error)
{
  RuhuSealAd *ad = make_ad (change);
  g_autoptr (GBytes) plain = NULL;
  const char *data, *newline;
  gsize n;

  plain = ruhu_unseal (vault->keys->data,
                       ad,
                       sqlite3_column_blob (stmt, column),
                       sqlite3_column_bytes (stmt, column),
                       RUHU_SEAL_PAD_RECORD,
                       error);
  g_byte_array_unref (ad);
  if (plain == NULL)
    return FALSE;

  data = g_bytes_get_data (plain, &n);
  newline = memchr (data, '\n', n);
  if (newline == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a line of the log without its notes");
    return FALSE;
  }

  change->local = g_strndup (data, newline - data);
  change->line = g_bytes_new (newline + 1, data + n - newline - 1);
  return TRUE;
}

static gboolean
copy_column (sqlite3_stmt *stmt, int column, gpointer to, gsize n)
{
  if ((gsize) sqlite3_column_bytes (stmt, column) != n)
    return FALSE;

  memcpy (to, sqlite3_column_blob (stmt, column), n);
  return TRUE;
}

static RuhuChange *
read_clear (sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (RuhuChange) change = g_new0 (RuhuChange, 1);

  change->seq = sqlite3_column_int64 (stmt, 0);
  change->kind = sqlite3_column_int64 (stmt, 1);
  change->state = sqlite3_column_int64 (stmt, 7);
  change->code = g_strdup (ruhu_sql_text (stmt, 8));
  change->hq = ruhu_sql_bytes (stmt, 6);
  if (copy_column (stmt, 2, change->rec, sizeof change->rec) &&
      copy_column (stmt, 3, change->hash, sizeof change->hash) &&
      copy_column (stmt, 4, change->hs, sizeof change->hs))
    return g_steal_pointer (&change);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a line of the log without hash");
  return NULL;
}

/*
 * ruhu_change_log_read:
 * @stmt: stands on a row of %RUHU_CHANGE_COLUMNS
 *
 * Works while locked, without the line itself.
 *
 * Returns: (transfer full) (nullable): the change; %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuChange *
ruhu_change_log_read (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (RuhuChange) change = read_clear (stmt, error);

  if (change == NULL)
    return NULL;
  if (vault->keys != NULL && !unseal_body (vault, change, stmt, 5, error))
    return NULL;

  return g_steal_pointer (&change);
}

/* As ruhu_change_log_read(), without the line itself, whatever it holds. */
RuhuChange *
ruhu_change_log_read_sealed (sqlite3_stmt *stmt, GError **error)
{
  return read_clear (stmt, error);
}

/* Writes what changed in state and code; the row is sealed anew with them. */
gboolean
ruhu_change_log_update (RuhuVault *vault, RuhuChange *change, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) body = NULL;

  stmt = ruhu_sql_prepare (vault->db,
                           "UPDATE outbox SET state = ?2, code = ?3, body = ?4 WHERE seq = ?1",
                           error);
  if (stmt == NULL)
    return FALSE;

  body = seal_body (vault, change);
  ruhu_sql_bind_int64 (stmt, 1, change->seq);
  ruhu_sql_bind_int64 (stmt, 2, change->state);
  ruhu_sql_bind_text (stmt, 3, change->code);
  ruhu_sql_bind_bytes (stmt, 4, body);
  vault->changes |= RUHU_STORE_OUTBOX;
  return ruhu_sql_run (stmt, error);
}

static gboolean
insert (RuhuVault *vault, RuhuChange *change, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) body = NULL;

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO outbox (seq, kind, rec, hash, hs, kid, body, hq, state)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                           error);
  if (stmt == NULL)
    return FALSE;

  body = seal_body (vault, change);
  ruhu_sql_bind_int64 (stmt, 1, change->seq);
  ruhu_sql_bind_int64 (stmt, 2, change->kind);
  ruhu_sql_bind_blob (stmt, 3, change->rec, sizeof change->rec);
  ruhu_sql_bind_blob (stmt, 4, change->hash, sizeof change->hash);
  ruhu_sql_bind_blob (stmt, 5, change->hs, sizeof change->hs);
  ruhu_sql_bind_int64 (stmt, 6, KID);
  ruhu_sql_bind_bytes (stmt, 7, body);
  ruhu_sql_bind_bytes (stmt, 8, change->hq);
  ruhu_sql_bind_int64 (stmt, 9, change->state);
  vault->changes |= RUHU_STORE_OUTBOX;
  return ruhu_sql_run (stmt, error);
}

static GBytes *
make_line (gint64 seq,
           RuhuHlc hlc,
           const char *previous,
           const char *kind,
           const char *id,
           JsonObject *members)
{
  g_autoptr (JsonObject) line = json_object_new ();
  g_autofree char *clock = ruhu_hlc_to_string (hlc);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  char *text;

  json_object_set_int_member (line, "seq", seq);
  json_object_set_string_member (line, "hlc", clock);
  json_object_set_string_member (line, "ph", previous);
  json_object_set_string_member (line, "id", id);
  json_object_set_string_member (line, "k", kind);
  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (line, name, json_node_copy (node));

  text = ruhu_json_to_text (line);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
get_head (RuhuVault *vault, char **head, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!ruhu_meta_get (vault, RUHU_META_HEAD, &bytes, error))
    return FALSE;

  *head = bytes == NULL ? g_strdup (RUHU_CHANGE_LOG_NONE)
                        : g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return TRUE;
}

static gboolean
set_head (RuhuVault *vault, RuhuChange *change, GError **error)
{
  g_autofree char *head = NULL;
  g_autoptr (GBytes) bytes = NULL;

  head =
    ruhu_seal_hash_hex (g_bytes_get_data (change->line, NULL), g_bytes_get_size (change->line));
  bytes = g_bytes_new (head, strlen (head));
  return ruhu_meta_set (vault, RUHU_META_HEAD, bytes, error) &&
         ruhu_meta_set_int64 (vault, RUHU_META_NEXT_SEQ, change->seq + 1, error);
}

/* With spaces up to a whole block, which HQ takes off: a box is as long as what is in it, and one
 * option is longer than another. */
static GBytes *
seal_to_hq (RuhuVault *vault, GBytes *line)
{
  gsize n = g_bytes_get_size (line);
  gsize blocks = n / RUHU_SEAL_PAD_RECORD + 1;
  g_autofree char *padded = g_malloc (blocks * RUHU_SEAL_PAD_RECORD);

  memset (padded, ' ', blocks * RUHU_SEAL_PAD_RECORD);
  memcpy (padded, g_bytes_get_data (line, NULL), n);
  return ruhu_seal_to (vault->device->hqx, padded, blocks * RUHU_SEAL_PAD_RECORD);
}

/*
 * ruhu_change_log_put_back:
 * @change: its number, line, notes, state and code; what follows from the line is made here
 *
 * Over a row that cannot be read.
 */
gboolean
ruhu_change_log_put_back (RuhuVault *vault, RuhuChange *change, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, "DELETE FROM outbox WHERE seq = ?1", error);
  gsize n;
  gconstpointer line = g_bytes_get_data (change->line, &n);

  if (stmt == NULL)
    return FALSE;

  ruhu_seal_hash (change->hash, sizeof change->hash, NULL, line, n);
  ruhu_seal_sign (change->hs, vault->keys->ed, change->hash, sizeof change->hash);
  g_clear_pointer (&change->hq, g_bytes_unref);
  change->hq = seal_to_hq (vault, change->line);
  ruhu_sql_bind_int64 (stmt, 1, change->seq);
  return ruhu_sql_run (stmt, error) && insert (vault, change, error) &&
         ruhu_change_log_update (vault, change, error);
}

/*
 * ruhu_change_log_append_at:
 * @hlc: when it was written, where that was before
 *
 * As ruhu_change_log_append(), for what was in a log already.
 */
gboolean
ruhu_change_log_append_at (RuhuVault *vault,
                           const char *kind,
                           const char *id,
                           guint64 hlc,
                           JsonObject *members,
                           JsonObject *local,
                           GError **error)
{
  g_autoptr (RuhuChange) change = g_new0 (RuhuChange, 1);
  g_autofree char *previous = NULL;
  RuhuObjectKind number;

  if (!ruhu_object_kind_from_string (kind, &number) || !ruhu_id_to_bytes (id, change->rec)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "no line about a %s like this", kind);
    return FALSE;
  }
  if (!ruhu_meta_get_int64 (vault, RUHU_META_NEXT_SEQ, &change->seq, error) ||
      !get_head (vault, &previous, error))
    return FALSE;

  change->kind = number;
  change->local = ruhu_json_to_text (local);
  change->line = make_line (change->seq, hlc, previous, kind, id, members);
  ruhu_seal_hash (change->hash,
                  sizeof change->hash,
                  NULL,
                  g_bytes_get_data (change->line, NULL),
                  g_bytes_get_size (change->line));
  ruhu_seal_sign (change->hs, vault->keys->ed, change->hash, sizeof change->hash);
  change->hq = seal_to_hq (vault, change->line);

  return insert (vault, change, error) && set_head (vault, change, error);
}

/*
 * ruhu_change_log_append:
 * @kind: what the line is about, as ruhu_object_kind_to_string() names it
 * @id: UUID of the response or object
 * @members: what follows `k` in the line, in this order
 * @local: what this device keeps beside the line and sends nobody
 *
 * Call inside the transaction that writes or removes the rows the line is made of, so that HQ hears
 * of both or neither.
 */
gboolean
ruhu_change_log_append (RuhuVault *vault,
                        const char *kind,
                        const char *id,
                        JsonObject *members,
                        JsonObject *local,
                        GError **error)
{
  gboolean suspect;
  gint64 now;
  RuhuHlc hlc;

  if (!ruhu_meta_now (vault, &now, &suspect, error) || !ruhu_meta_next_hlc (vault, &hlc, error))
    return FALSE;

  if (suspect)
    json_object_set_int_member (members, "cs", 1);
  return ruhu_change_log_append_at (vault, kind, id, hlc, members, local, error);
}

/* What seals a row of table draft. */
RuhuSealAd *
ruhu_draft_make_ad (const guint8 rec[16], gint64 state, gint64 finished)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("draft");

  ruhu_seal_ad_blob (ad, rec, 16);
  ruhu_seal_ad_int64 (ad, state);
  ruhu_seal_ad_int64 (ad, finished);
  ruhu_seal_ad_int64 (ad, KID);
  return ad;
}

static gboolean
delete_of (RuhuVault *vault, const char *sql, const guint8 rec[16], GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (vault->db, sql, error);

  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  return ruhu_sql_run (stmt, error);
}

static gboolean
is_named (JsonArray *named, const RuhuAtt *att)
{
  g_autofree char *id = ruhu_id_from_bytes (att->id);
  guint i;

  for (i = 0; named != NULL && i < json_array_get_length (named); i++) {
    JsonObject *object = json_array_get_object_element (named, i);

    if (g_strcmp0 (ruhu_json_get_string (object, "id"), id) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Attachments that the line names go on; the others, of replaced or withheld answers, go. */
static gboolean
settle_attachments (RuhuVault *vault,
                    const guint8 rec[16],
                    JsonArray *named,
                    GPtrArray *dropped,
                    GError **error)
{
  g_autoptr (GPtrArray) atts = ruhu_att_list_of (vault, rec, error);
  guint i;

  if (atts == NULL)
    return FALSE;

  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);
    gboolean done;

    if (is_named (named, att)) {
      att->state = RUHU_ATT_NAMED;
      done = ruhu_att_update (vault, att, error);
    } else {
      done = ruhu_att_delete_row (vault, att->id, error);
      g_ptr_array_add (dropped, g_memdup2 (att->id, sizeof att->id));
    }
    if (!done)
      return FALSE;
  }

  return TRUE;
}

/* One response becomes one line, in one transaction; its draft and answers go with it. */
static gboolean
cut (RuhuVault *vault, const guint8 rec[16], JsonObject *draft, GError **error)
{
  JsonObject *content = ruhu_json_get_object (draft, "content");
  JsonObject *local = ruhu_json_get_object (draft, "local");
  g_autofree char *id = ruhu_id_from_bytes (rec);
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_free);
  g_auto (RuhuSqlTx) tx = { NULL };
  guint i;

  if (content == NULL || local == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a finished response without content");
    return FALSE;
  }

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) ||
      !ruhu_change_log_append (vault, "response", id, content, local, error) ||
      (ruhu_mutant (CUT_IN_TWO) &&
       (!ruhu_sql_tx_commit (&tx, error) || !ruhu_sql_tx_begin (&tx, vault->db, error))) ||
      !settle_attachments (vault, rec, ruhu_json_get_array (content, "att"), dropped, error) ||
      !delete_of (vault, "DELETE FROM answer WHERE rec = ?1", rec, error) ||
      !delete_of (vault, "DELETE FROM draft WHERE rec = ?1", rec, error) ||
      !ruhu_sql_tx_commit (&tx, error))
    return FALSE;

  for (i = 0; i < dropped->len; i++)
    ruhu_att_delete_file (vault, g_ptr_array_index (dropped, i));
  vault->changes |= RUHU_STORE_RESPONSES;
  return TRUE;
}

/* The oldest draft finished up to @before: (out) @body %NULL where there is none. */
static gboolean
find_finished (RuhuVault *vault, gint64 before, guint8 rec[16], JsonObject **body, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) plain = NULL;
  RuhuSealAd *ad;
  gboolean has_row;

  *body = NULL;
  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT rec, finished, body FROM draft WHERE state = 1"
                           " AND finished <= ?1 ORDER BY finished, rec LIMIT 1",
                           error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, before);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  if (!copy_column (stmt, 0, rec, 16)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a draft without id");
    return FALSE;
  }
  ad = ruhu_draft_make_ad (rec, 1, sqlite3_column_int64 (stmt, 1));
  plain = ruhu_unseal (vault->keys->data,
                       ad,
                       sqlite3_column_blob (stmt, 2),
                       sqlite3_column_bytes (stmt, 2),
                       RUHU_SEAL_PAD_RECORD,
                       error);
  g_byte_array_unref (ad);
  if (plain != NULL)
    *body = ruhu_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), error);
  return *body != NULL;
}

/*
 * ruhu_change_log_cut_finished:
 * @finished_before: ms since 1970 UTC; %G_MAXINT64 for all
 *
 * Freezes finished responses into lines, oldest first. From here on they are final.
 */
gboolean
ruhu_change_log_cut_finished (RuhuVault *vault, gint64 finished_before, GError **error)
{
  for (;;) {
    g_autoptr (JsonObject) draft = NULL;
    guint8 rec[16];

    if (!find_finished (vault, finished_before, rec, &draft, error))
      return FALSE;
    if (draft == NULL)
      return TRUE;
    if (!cut (vault, rec, draft, error))
      return FALSE;
  }
}

/* A draft of which HQ never hears, with its answers and what was attached to it. */
static gboolean
drop (RuhuVault *vault, const guint8 rec[16], GError **error)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_free);
  g_auto (RuhuSqlTx) tx = { NULL };
  guint i;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) ||
      !settle_attachments (vault, rec, NULL, dropped, error) ||
      !delete_of (vault, "DELETE FROM answer WHERE rec = ?1", rec, error) ||
      !delete_of (vault, "DELETE FROM draft WHERE rec = ?1", rec, error) ||
      !ruhu_sql_tx_commit (&tx, error))
    return FALSE;

  for (i = 0; i < dropped->len; i++)
    ruhu_att_delete_file (vault, g_ptr_array_index (dropped, i));
  return TRUE;
}

/* @found: (out): whether there is one */
static gboolean
find_discarded (RuhuVault *vault, gint64 before, guint8 rec[16], gboolean *found, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db,
                      "SELECT rec FROM draft WHERE state = 0 AND finished > 0 AND finished <= ?1"
                      " LIMIT 1",
                      error);

  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, before);
  if (!ruhu_sql_next (stmt, found, error))
    return FALSE;
  if (!*found || copy_column (stmt, 0, rec, 16))
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a draft without id");
  return FALSE;
}

/*
 * ruhu_change_log_drop_discarded:
 * @discarded_before: ms since 1970 UTC; %G_MAXINT64 for all
 *
 * Deletes for good the drafts that were thrown away.
 */
gboolean
ruhu_change_log_drop_discarded (RuhuVault *vault, gint64 discarded_before, GError **error)
{
  gboolean found = TRUE;

  while (found) {
    guint8 rec[16];

    if (!find_discarded (vault, discarded_before, rec, &found, error) ||
        (found && !drop (vault, rec, error)))
      return FALSE;
  }
  return TRUE;
}
