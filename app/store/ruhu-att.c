/* ruhu-att.c: attachments: sealed files and their rows
 *
 * The content lies in att/<random id>, sealed under a key of its own. That key, the content's hash
 * and its type are sealed in the row under DK (fkey), key and hash also to HQ (hqkey): key, 32
 * bytes, then hash, 32 bytes. The row is written after the file is on disk, so a crash leaves at
 * most a file without a row, which goes at the next unlock.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-att-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "store/ruhu-profile-private.h"

#include <string.h>

#define KID 1
#define SECRETS_SIZE (RUHU_SEAL_KEY_SIZE + RUHU_SEAL_HASH_SIZE)
#define COLUMNS "SELECT id, rec, len, sent, state, fkey, hqkey FROM att "

void
ruhu_att_free (RuhuAtt *att)
{
  g_clear_pointer (&att->sealed_key, g_bytes_unref);
  g_clear_pointer (&att->key, ruhu_seal_secret_free);
  g_free (att->hash);
  g_free (att->type);
  g_free (att);
}

/* What the answer says: the id, and an ending by the type, as other programs expect one. */
char *
ruhu_att_get_name (const guint8 id[16], const char *type)
{
  static const char *const endings[][2] = {
    { "image/jpeg", "jpg" }, { "image/png", "png" }, { "audio/ogg", "ogg" },
    { "audio/mp4", "m4a" },  { "video/mp4", "mp4" }, { "application/pdf", "pdf" },
  };
  g_autofree char *text = ruhu_id_from_bytes (id);
  const char *ending = "bin";
  guint i;

  for (i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (g_strcmp0 (type, endings[i][0]) == 0)
      ending = endings[i][1];
  }

  return g_strconcat (text, ".", ending, NULL);
}

static char *
get_local_name (const guint8 id[16])
{
  g_autofree char *text = ruhu_id_from_bytes (id);

  return g_build_filename (RUHU_PROFILE_ATT, text, NULL);
}

char *
ruhu_att_get_file (RuhuVault *vault, const guint8 id[16])
{
  g_autofree char *name = get_local_name (id);

  return g_build_filename (vault->dir, name, NULL);
}

static RuhuSealAd *
make_ad (const RuhuAtt *att)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("att");

  ruhu_seal_ad_blob (ad, att->id, sizeof att->id);
  ruhu_seal_ad_blob (ad, att->rec, sizeof att->rec);
  ruhu_seal_ad_int64 (ad, att->len);
  ruhu_seal_ad_int64 (ad, KID);
  ruhu_seal_ad_int64 (ad, att->sent);
  ruhu_seal_ad_int64 (ad, att->state);
  return ad;
}

/* key ‖ hash in hex ‖ type */
static GBytes *
seal_key (RuhuVault *vault, const RuhuAtt *att)
{
  gsize hash = strlen (att->hash);
  gsize n = RUHU_SEAL_KEY_SIZE + hash + strlen (att->type);
  guint8 *plain = ruhu_seal_secret_new (n);
  RuhuSealAd *ad = make_ad (att);
  GBytes *sealed;

  memcpy (plain, att->key, RUHU_SEAL_KEY_SIZE);
  memcpy (plain + RUHU_SEAL_KEY_SIZE, att->hash, hash);
  memcpy (plain + RUHU_SEAL_KEY_SIZE + hash, att->type, strlen (att->type));
  sealed = ruhu_seal (vault->keys->data, ad, plain, n, RUHU_SEAL_PAD_RECORD);
  g_byte_array_unref (ad);
  ruhu_seal_secret_free (plain);
  return sealed;
}

static gboolean
unseal_key (RuhuVault *vault, RuhuAtt *att, sqlite3_stmt *stmt, int column, GError **error)
{
  const gsize hash = RUHU_SEAL_HASH_SIZE * 2;
  RuhuSealAd *ad = make_ad (att);
  g_autoptr (GBytes) plain = NULL;
  const char *data;

  plain = ruhu_unseal (vault->keys->data,
                       ad,
                       sqlite3_column_blob (stmt, column),
                       sqlite3_column_bytes (stmt, column),
                       RUHU_SEAL_PAD_RECORD,
                       error);
  g_byte_array_unref (ad);
  if (plain == NULL)
    return FALSE;

  data = g_bytes_get_data (plain, NULL);
  att->key = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  memcpy (att->key, data, RUHU_SEAL_KEY_SIZE);
  att->hash = g_strndup (data + RUHU_SEAL_KEY_SIZE, hash);
  att->type = g_strdup (data + RUHU_SEAL_KEY_SIZE + hash);
  ruhu_seal_bytes_zero (plain);
  return TRUE;
}

static GBytes *
seal_key_to_hq (RuhuVault *vault, const RuhuAtt *att, GBytes *content)
{
  guint8 plain[SECRETS_SIZE];
  GBytes *sealed;

  memcpy (plain, att->key, RUHU_SEAL_KEY_SIZE);
  ruhu_seal_hash (plain + RUHU_SEAL_KEY_SIZE,
                  RUHU_SEAL_HASH_SIZE,
                  NULL,
                  g_bytes_get_data (content, NULL),
                  g_bytes_get_size (content));
  sealed = ruhu_seal_to (vault->device->hqx, plain, sizeof plain);
  ruhu_seal_zero (plain, sizeof plain);
  return sealed;
}

static gboolean
insert (RuhuVault *vault, const RuhuAtt *att, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) key = NULL;

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO att (id, rec, len, kid, fkey, hqkey, sent, state)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                           error);
  if (stmt == NULL)
    return FALSE;

  key = seal_key (vault, att);
  ruhu_sql_bind_blob (stmt, 1, att->id, sizeof att->id);
  ruhu_sql_bind_blob (stmt, 2, att->rec, sizeof att->rec);
  ruhu_sql_bind_int64 (stmt, 3, att->len);
  ruhu_sql_bind_int64 (stmt, 4, KID);
  ruhu_sql_bind_bytes (stmt, 5, key);
  ruhu_sql_bind_bytes (stmt, 6, att->sealed_key);
  ruhu_sql_bind_int64 (stmt, 7, att->sent);
  ruhu_sql_bind_int64 (stmt, 8, att->state);
  return ruhu_sql_run (stmt, error);
}

/*
 * ruhu_att_add:
 * @rec: the response
 *
 * Within the caller's transaction, the file before the row.
 *
 * Returns: (transfer full) (nullable): the attachment, on disk
 */
RuhuAtt *
ruhu_att_add (RuhuVault *vault,
              const guint8 rec[16],
              GBytes *content,
              const char *type,
              GError **error)
{
  g_autoptr (RuhuAtt) att = g_new0 (RuhuAtt, 1);
  g_autofree char *name = NULL;
  g_autoptr (GBytes) sealed = NULL;

  ruhu_seal_random (att->id, sizeof att->id);
  memcpy (att->rec, rec, sizeof att->rec);
  att->len = g_bytes_get_size (content);
  att->key = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  ruhu_seal_random (att->key, RUHU_SEAL_KEY_SIZE);
  att->hash = ruhu_seal_hash_hex (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  att->type = g_strdup (type);
  att->sealed_key = seal_key_to_hq (vault, att, content);

  name = get_local_name (att->id);
  sealed = ruhu_seal_stream (att->key, content);
  if (!ruhu_profile_write (vault->dir,
                           name,
                           g_bytes_get_data (sealed, NULL),
                           g_bytes_get_size (sealed),
                           error) ||
      !insert (vault, att, error))
    return NULL;

  return g_steal_pointer (&att);
}

static RuhuAtt *
read_row (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (RuhuAtt) att = g_new0 (RuhuAtt, 1);

  if (sqlite3_column_bytes (stmt, 0) != sizeof att->id ||
      sqlite3_column_bytes (stmt, 1) != sizeof att->rec) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "an attachment without id");
    return NULL;
  }

  memcpy (att->id, sqlite3_column_blob (stmt, 0), sizeof att->id);
  memcpy (att->rec, sqlite3_column_blob (stmt, 1), sizeof att->rec);
  att->len = sqlite3_column_int64 (stmt, 2);
  att->sent = sqlite3_column_int64 (stmt, 3);
  att->state = sqlite3_column_int (stmt, 4);
  att->sealed_key = ruhu_sql_bytes (stmt, 6);
  if (vault->keys != NULL && !unseal_key (vault, att, stmt, 5, error))
    return NULL;

  return g_steal_pointer (&att);
}

static GPtrArray *
read_rows (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) atts = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_att_free);
  gboolean has_row;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    RuhuAtt *att;

    if (!has_row)
      return g_steal_pointer (&atts);
    att = read_row (vault, stmt, error);
    if (att == NULL)
      return NULL;
    g_ptr_array_add (atts, att);
  }

  return NULL;
}

/* @att: (out) (transfer full) (nullable): %NULL where there is none of that id */
gboolean
ruhu_att_find (RuhuVault *vault, const guint8 id[16], RuhuAtt **att, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  *att = NULL;
  stmt = ruhu_sql_prepare (vault->db, COLUMNS "WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, id, 16);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  *att = read_row (vault, stmt, error);
  return *att != NULL;
}

/* Returns: (transfer full) (nullable) (element-type RuhuAtt): those of one response */
GPtrArray *
ruhu_att_list_of (RuhuVault *vault, const guint8 rec[16], GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = ruhu_sql_prepare (vault->db, COLUMNS "WHERE rec = ?1 ORDER BY id", error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  return read_rows (vault, stmt, error);
}

/* Returns: (transfer full) (nullable) (element-type RuhuAtt): those in @state; works while locked
 */
GPtrArray *
ruhu_att_list_in (RuhuVault *vault, RuhuAttState state, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = ruhu_sql_prepare (vault->db, COLUMNS "WHERE state = ?1 ORDER BY id", error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_int64 (stmt, 1, state);
  return read_rows (vault, stmt, error);
}

/* Writes what changed in @sent and @state; the row is sealed anew with them. */
gboolean
ruhu_att_update (RuhuVault *vault, RuhuAtt *att, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) key = NULL;

  stmt = ruhu_sql_prepare (vault->db,
                           "UPDATE att SET sent = ?2, state = ?3, fkey = ?4 WHERE id = ?1",
                           error);
  if (stmt == NULL)
    return FALSE;

  key = seal_key (vault, att);
  ruhu_sql_bind_blob (stmt, 1, att->id, sizeof att->id);
  ruhu_sql_bind_int64 (stmt, 2, att->sent);
  ruhu_sql_bind_int64 (stmt, 3, att->state);
  ruhu_sql_bind_bytes (stmt, 4, key);
  return ruhu_sql_run (stmt, error);
}

gboolean
ruhu_att_delete_row (RuhuVault *vault, const guint8 id[16], GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = ruhu_sql_prepare (vault->db, "DELETE FROM att WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, id, 16);
  return ruhu_sql_run (stmt, error);
}

/* After the commit that deleted the row; its key went with the row. */
void
ruhu_att_delete_file (RuhuVault *vault, const guint8 id[16])
{
  g_autofree char *name = get_local_name (id);

  ruhu_profile_remove (vault->dir, name);
}

/* Returns: (transfer full) (nullable): the content; %NULL with %RUHU_ERROR_CORRUPT and others */
GBytes *
ruhu_att_read (RuhuVault *vault, RuhuAtt *att, GError **error)
{
  g_autofree char *name = get_local_name (att->id);
  g_autoptr (GBytes) sealed = ruhu_profile_read (vault->dir, name, error);

  return sealed == NULL ? NULL : ruhu_unseal_stream (att->key, sealed, error);
}

/* Whether the table can be trusted to say that it has no row: a file whose row is only damaged is
 * kept, it may be all there is of a photo. */
static gboolean
check_table (RuhuVault *vault, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db, "PRAGMA integrity_check (att)", error);
  g_autoptr (sqlite3_stmt) all = ruhu_sql_prepare (vault->db, COLUMNS, error);
  g_autoptr (GPtrArray) atts = NULL;
  gboolean has_row;

  if (stmt == NULL || all == NULL || !ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (has_row && g_strcmp0 (ruhu_sql_text (stmt, 0), "ok") == 0)
    atts = read_rows (vault, all, error);
  else
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the attachments do not pass their check");
  return atts != NULL;
}

static gboolean
is_orphan (RuhuVault *vault, const char *name, gboolean *orphan, GError **error)
{
  g_autoptr (RuhuAtt) att = NULL;
  guint8 id[16];

  *orphan = TRUE;
  if (!ruhu_id_to_bytes (name, id))
    return TRUE;
  if (!ruhu_att_find (vault, id, &att, error))
    return FALSE;

  *orphan = att == NULL;
  return TRUE;
}

/* Removes files that no row names: what a crash left between file and row, or row and file. */
gboolean
ruhu_att_collect_orphans (RuhuVault *vault, GError **error)
{
  g_autofree char *path = g_build_filename (vault->dir, RUHU_PROFILE_ATT, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gboolean checked = FALSE;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *local = g_build_filename (RUHU_PROFILE_ATT, name, NULL);
    gboolean orphan;

    if (!is_orphan (vault, name, &orphan, error))
      return FALSE;
    if (orphan && !checked && !check_table (vault, error))
      return FALSE;
    checked |= orphan;
    if (orphan)
      ruhu_profile_remove (vault->dir, local);
  }

  return TRUE;
}
