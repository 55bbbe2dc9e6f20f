/* ruhu-verify.c: is all that is stored here what was stored?
 *
 * Opens every sealed row and file, follows the log's chain, and looks at HQ's signatures and at the
 * sums of what is clear. It goes on after what is wrong, and names each thing by its number or id.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-verify.h"

#include "base/ruhu-hex.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-row-private.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-object-row-private.h"
#include "store/ruhu-outbox-private.h"
#include "store/ruhu-profile-private.h"

#include <string.h>

/* Looks at one row; the statement stands on it. */
typedef void (*Look) (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self);

void
ruhu_verified_free (RuhuVerified *self)
{
  g_ptr_array_unref (self->faults);
  g_free (self);
}

static void G_GNUC_PRINTF (2, 3) note (RuhuVerified *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->faults, g_strdup_vprintf (format, args));
  va_end (args);
}

/* @what: what the rows are, where they cannot be read to the end */
static void
look_at_all (RuhuVault *vault, RuhuVerified *self, const char *what, const char *sql, Look look)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (vault->db, sql, &error);
  gboolean has_row = stmt != NULL;

  while (has_row && ruhu_sql_next (stmt, &has_row, &error)) {
    if (has_row)
      look (vault, stmt, self);
  }
  if (error != NULL)
    note (self, "%s: %s", what, error->message);
}

static void
look_at_page (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self)
{
  const char *said = ruhu_sql_text (stmt, 0);

  if (g_strcmp0 (said, "ok") != 0)
    note (self, "the database's pages: %s", said != NULL ? said : "nothing is said of them");
}

static char *
get_id (sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_bytes (stmt, column) == 16
           ? ruhu_id_from_bytes (sqlite3_column_blob (stmt, column))
           : NULL;
}

static void
look_at_draft (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self)
{
  g_autofree char *id = get_id (stmt, 0);
  g_autoptr (RuhuDraft) draft = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;

  self->drafts++;
  if (id != NULL && ruhu_draft_find (vault, id, &draft, &error) && draft != NULL)
    answers = ruhu_answer_load (vault, draft->rec, &error);
  if (answers == NULL)
    note (self, "draft %s: %s", id, error != NULL ? error->message : "it cannot be found");
}

static void
look_at_stray_answer (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self)
{
  g_autofree char *id = get_id (stmt, 0);

  note (self, "draft %s is missing, its answers are there", id);
}

static void
look_at_object (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self)
{
  g_autofree char *id = get_id (stmt, 0);
  g_autoptr (RuhuObject) object = NULL;
  g_autoptr (GError) error = NULL;

  self->objects++;
  if (id == NULL || !ruhu_object_row_get (vault, id, &object, &error) || object == NULL)
    note (self, "object %s: %s", id, error != NULL ? error->message : "it cannot be found");
}

static void
look_at_attachment (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self)
{
  g_autofree char *id = get_id (stmt, 0);
  g_autoptr (RuhuAtt) att = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;
  gconstpointer data;

  self->attachments++;
  if (id != NULL && ruhu_att_find (vault, sqlite3_column_blob (stmt, 0), &att, &error) &&
      att != NULL)
    content = ruhu_att_read (vault, att, &error);
  if (content == NULL) {
    note (self, "attachment %s: %s", id, error != NULL ? error->message : "it cannot be found");
    return;
  }

  data = g_bytes_get_data (content, &n);
  hash = ruhu_seal_hash_hex (data, n);
  if (!g_str_equal (hash, att->hash) || (gint64) n != att->len)
    note (self, "attachment %s is not what was captured", id);
}

static void
look_at_receipt (RuhuVault *vault, sqlite3_stmt *stmt, RuhuVerified *self)
{
  const char *receipt = ruhu_sql_text (stmt, 1);
  const char *bar = receipt == NULL ? NULL : strrchr (receipt, '|');
  gint64 upto = 0, attachments, at;
  g_autofree guchar *signature = NULL;
  gsize n = 0;

  self->receipts++;
  if (bar != NULL)
    signature = g_base64_decode (bar + 1, &n);
  if (bar == NULL || n != RUHU_SEAL_SIGNATURE_SIZE ||
      !ruhu_outbox_read_receipt (receipt, &upto, &attachments, &at) ||
      upto != sqlite3_column_int64 (stmt, 0) ||
      !ruhu_seal_verify (signature,
                         g_bytes_get_data (vault->device->hqs, NULL),
                         receipt,
                         bar - receipt))
    note (self,
          "receipt up to line %" G_GINT64_FORMAT " is not as HQ signed it",
          (gint64) sqlite3_column_int64 (stmt, 0));
}

/* One line by itself: @hash gets its hash, in hex. Returns: whether it is what was signed */
static gboolean
check_line (RuhuVault *vault, RuhuChange *change, const char *previous, RuhuVerified *self)
{
  const guint8 *public_key = vault->keys->ed + 32; /* libsodium's secret key ends with it */
  gsize n;
  const char *data = g_bytes_get_data (change->line, &n);
  g_autoptr (JsonObject) line = ruhu_json_parse (data, n, NULL);
  guint8 hash[RUHU_OUTBOX_HASH_SIZE];

  ruhu_seal_hash (hash, sizeof hash, NULL, data, n);
  return memcmp (hash, change->hash, sizeof hash) == 0 &&
         ruhu_seal_verify (change->hs, public_key, hash, sizeof hash) && line != NULL &&
         ruhu_json_get_int64 (line, "seq") == change->seq &&
         (previous == NULL || g_strcmp0 (ruhu_json_get_string (line, "ph"), previous) == 0);
}

/* The lines that are still here, without a gap and each linked to the one before. */
static void
check_log (RuhuVault *vault, RuhuVerified *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "ORDER BY seq", &error);
  g_autofree char *previous = NULL;
  gint64 expected = 0, next = 0;
  gboolean has_row = stmt != NULL;

  while (has_row && ruhu_sql_next (stmt, &has_row, &error) && has_row) {
    g_autoptr (GError) failed = NULL;
    gint64 seq = sqlite3_column_int64 (stmt, 0);
    g_autoptr (RuhuChange) change = ruhu_change_log_read (vault, stmt, &failed);

    self->lines++;
    if (expected != 0 && seq != expected)
      note (self, "line %" G_GINT64_FORMAT " is missing", expected);
    if (change == NULL)
      note (self, "line %" G_GINT64_FORMAT ": %s", seq, failed->message);
    else if (!check_line (vault, change, seq == expected ? previous : NULL, self))
      note (self, "line %" G_GINT64_FORMAT " is not what was signed", seq);
    g_clear_pointer (&previous, g_free);
    if (change != NULL)
      previous = ruhu_hex_encode (change->hash, sizeof change->hash);
    expected = seq + 1;
  }

  if (error == NULL && ruhu_meta_get_int64 (vault, RUHU_META_NEXT_SEQ, &next, &error) &&
      expected != 0 && expected != next)
    note (self, "line %" G_GINT64_FORMAT " is missing", expected);
  if (error != NULL)
    note (self, "the log: %s", error->message);
}

/* What is clear, and the small files. */
static void
check_clear (RuhuVault *vault, RuhuVerified *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) lk = NULL;
  guint8 signature[RUHU_SEAL_SIGNATURE_SIZE];

  if (!ruhu_meta_check (vault, &error))
    note (self, "%s", error->message);
  g_clear_error (&error);

  lk = ruhu_profile_read (vault->dir, RUHU_PROFILE_LK, &error);
  if (lk != NULL && g_bytes_get_size (lk) == RUHU_SEAL_SIGN_SECRET_SIZE) {
    const guint8 *secret = g_bytes_get_data (lk, NULL);

    ruhu_seal_sign (signature, secret, "", 0);
    if (ruhu_seal_verify (signature, secret + 32, "", 0))
      return;
  }
  note (self, RUHU_PROFILE_LK " is no key: this device cannot send while it is locked");
}

static gpointer
verify (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuVerified *self = g_new0 (RuhuVerified, 1);

  self->faults = g_ptr_array_new_with_free_func (g_free);
  look_at_all (vault, self, "the database's pages", "PRAGMA integrity_check", look_at_page);
  check_clear (vault, self);
  look_at_all (vault, self, "drafts", "SELECT rec FROM draft", look_at_draft);
  look_at_all (vault,
               self,
               "answers",
               "SELECT DISTINCT rec FROM answer WHERE rec NOT IN (SELECT rec FROM draft)",
               look_at_stray_answer);
  check_log (vault, self);
  look_at_all (vault, self, "attachments", "SELECT id FROM att", look_at_attachment);
  look_at_all (vault, self, "objects", "SELECT uuid FROM object", look_at_object);
  look_at_all (vault, self, "receipts", "SELECT upto, body FROM receipt", look_at_receipt);
  return self;
}

/** ruhu_verify_async: reads all of an unlocked store, and writes nothing */
void
ruhu_verify_async (RuhuStore *store,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_verify_async);
  ruhu_store_run (store, task, verify, (GDestroyNotify) ruhu_verified_free);
}

/**
 * ruhu_verify_finish:
 *
 * Returns: (transfer full) (nullable): what was found; %NULL with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_REFUSED (locked), or where the file cannot be opened at all
 */
RuhuVerified *
ruhu_verify_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
