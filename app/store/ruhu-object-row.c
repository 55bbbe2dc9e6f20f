/* ruhu-object-row.c: rows of the tables object and incoming
 *
 * Both are sealed alike, so that rows of the one become rows of the other as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-object-row-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "store/ruhu-vault-private.h"

#include <string.h>

#define KID 1
#define COLUMNS "SELECT id, uuid, kind, division, parent, state, due, eff, body FROM object "

#define GET(table) \
  "SELECT id, uuid, kind, division, parent, state, due, eff, body FROM " table " WHERE uuid = ?1"
/* The row's number is sealed with it, so it is chosen before the row is written. */
#define FIND(table) \
  "SELECT coalesce ((SELECT id FROM " table " WHERE uuid = ?1)," \
  " (SELECT max (id) + 1 FROM " table "), 1)"
#define PUT(table) \
  "INSERT OR REPLACE INTO " table \
  " (id, uuid, kind, division, parent, state, due, eff, kid, body)" \
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
#define DELETE(table) "DELETE FROM " table " WHERE uuid = ?1"

static const struct {
  const char *get;
  const char *find;
  const char *put;
  const char *delete;
} sql[] = {
  [RUHU_OBJECT_TABLE_SHOWN] = { GET ("object"),
                                FIND ("object"),
                                PUT ("object"),
                                DELETE ("object") },
  [RUHU_OBJECT_TABLE_INCOMING] = { GET ("incoming"),
                                   FIND ("incoming"),
                                   PUT ("incoming"),
                                   DELETE ("incoming") },
};

static RuhuSealAd *
make_ad (gint64 id, const guint8 uuid[16], RuhuObject *object, const guint8 *parent)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("object");

  ruhu_seal_ad_int64 (ad, id);
  ruhu_seal_ad_blob (ad, uuid, 16);
  ruhu_seal_ad_int64 (ad, object->kind);
  ruhu_seal_ad_text (ad, object->division);
  ruhu_seal_ad_blob (ad, parent, parent == NULL ? 0 : 16);
  ruhu_seal_ad_int64 (ad, object->state);
  ruhu_seal_ad_int64 (ad, object->due);
  ruhu_seal_ad_int64 (ad, object->eff);
  ruhu_seal_ad_int64 (ad, KID);
  return ad;
}

static gboolean
unseal_body (RuhuVault *vault,
             sqlite3_stmt *stmt,
             RuhuObject *object,
             const guint8 *parent,
             GError **error)
{
  RuhuSealAd *ad =
    make_ad (sqlite3_column_int64 (stmt, 0), sqlite3_column_blob (stmt, 1), object, parent);
  g_autoptr (GBytes) body = ruhu_unseal (vault->keys->data,
                                         ad,
                                         sqlite3_column_blob (stmt, 8),
                                         sqlite3_column_bytes (stmt, 8),
                                         RUHU_SEAL_PAD_RECORD,
                                         error);

  g_byte_array_unref (ad);
  if (body == NULL)
    return FALSE;

  g_free (object->body);
  object->body = g_strdup (g_bytes_get_data (body, NULL)); /* a zero byte stands after it */
  return TRUE;
}

static RuhuObject *
read_row (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (RuhuObject) object = NULL;
  g_autofree char *id = NULL;
  const guint8 *parent = sqlite3_column_blob (stmt, 4);

  if (sqlite3_column_bytes (stmt, 1) != 16 || sqlite3_column_type (stmt, 3) != SQLITE_TEXT ||
      (parent != NULL && sqlite3_column_bytes (stmt, 4) != 16)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "an object without id");
    return NULL;
  }

  id = ruhu_id_from_bytes (sqlite3_column_blob (stmt, 1));
  object = ruhu_object_new (id, sqlite3_column_int (stmt, 2), ruhu_sql_text (stmt, 3));
  object->parent = parent == NULL ? NULL : ruhu_id_from_bytes (parent);
  object->state = sqlite3_column_int (stmt, 5);
  object->due = sqlite3_column_int64 (stmt, 6);
  object->eff = sqlite3_column_int64 (stmt, 7);
  if (!unseal_body (vault, stmt, object, parent, error))
    return NULL;

  return g_steal_pointer (&object);
}

static gboolean
get_uuid (const char *id, guint8 uuid[16], GError **error)
{
  if (ruhu_id_to_bytes (id, uuid))
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "an object's id is no UUID");
  return FALSE;
}

/* @object: (out) (transfer full) (nullable): %NULL where there is none of that id */
gboolean
ruhu_object_row_get_in (RuhuVault *vault,
                        RuhuObjectTable table,
                        const char *id,
                        RuhuObject **object,
                        GError **error)
{
  g_autoptr (RuhuLentStmt) stmt = NULL;
  guint8 uuid[16];
  gboolean has_row;

  *object = NULL;
  if (!get_uuid (id, uuid, error))
    return FALSE;
  stmt = ruhu_vault_lend (vault, sql[table].get, error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, uuid, sizeof uuid);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  *object = read_row (vault, stmt, error);
  return *object != NULL;
}

gboolean
ruhu_object_row_get (RuhuVault *vault, const char *id, RuhuObject **object, GError **error)
{
  return ruhu_object_row_get_in (vault, RUHU_OBJECT_TABLE_SHOWN, id, object, error);
}

/* Returns: (transfer full) (nullable) (element-type RuhuObject): all of @kind */
GPtrArray *
ruhu_object_row_list (RuhuVault *vault, RuhuObjectKind kind, GError **error)
{
  g_autoptr (GPtrArray) objects =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_object_unref);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db, COLUMNS "WHERE kind = ?1", error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_int64 (stmt, 1, kind);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    RuhuObject *object;

    if (!has_row)
      return g_steal_pointer (&objects);
    object = read_row (vault, stmt, error);
    if (object == NULL)
      return NULL;
    g_ptr_array_add (objects, object);
  }

  return NULL;
}

static gboolean
find_number (RuhuVault *vault,
             RuhuObjectTable table,
             const guint8 uuid[16],
             gint64 *number,
             GError **error)
{
  g_autoptr (RuhuLentStmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_vault_lend (vault, sql[table].find, error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, uuid, 16);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  *number = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

static gboolean
write_row (RuhuVault *vault,
           RuhuObjectTable table,
           gint64 number,
           const guint8 uuid[16],
           const guint8 *parent,
           RuhuObject *object,
           GError **error)
{
  g_autoptr (RuhuLentStmt) stmt = NULL;
  g_autoptr (GBytes) body = NULL;
  RuhuSealAd *ad;

  stmt = ruhu_vault_lend (vault, sql[table].put, error);
  if (stmt == NULL)
    return FALSE;

  ad = make_ad (number, uuid, object, parent);
  body =
    ruhu_seal (vault->keys->data, ad, object->body, strlen (object->body), RUHU_SEAL_PAD_RECORD);
  g_byte_array_unref (ad);
  ruhu_sql_bind_int64 (stmt, 1, number);
  ruhu_sql_bind_blob (stmt, 2, uuid, 16);
  ruhu_sql_bind_int64 (stmt, 3, object->kind);
  ruhu_sql_bind_text (stmt, 4, object->division);
  ruhu_sql_bind_blob (stmt, 5, parent, parent == NULL ? 0 : 16);
  ruhu_sql_bind_int64 (stmt, 6, object->state);
  ruhu_sql_bind_int64 (stmt, 7, object->due);
  ruhu_sql_bind_int64 (stmt, 8, object->eff);
  ruhu_sql_bind_int64 (stmt, 9, KID);
  ruhu_sql_bind_bytes (stmt, 10, body);
  return ruhu_sql_run (stmt, error);
}

static void
note_change (RuhuVault *vault, RuhuObjectKind kind)
{
  vault->changes |= RUHU_STORE_OBJECTS;
  if (kind == RUHU_OBJECT_RESPONSE)
    vault->changes |= RUHU_STORE_RESPONSES;
}

/* Writes @object, over the one of its id where there is one. */
gboolean
ruhu_object_row_put_in (RuhuVault *vault, RuhuObjectTable table, RuhuObject *object, GError **error)
{
  guint8 uuid[16], parent[16];
  gint64 number;

  if (!get_uuid (object->id, uuid, error) ||
      (object->parent != NULL && !get_uuid (object->parent, parent, error)) ||
      !find_number (vault, table, uuid, &number, error))
    return FALSE;

  if (table == RUHU_OBJECT_TABLE_SHOWN)
    note_change (vault, object->kind);
  return write_row (vault,
                    table,
                    number,
                    uuid,
                    object->parent == NULL ? NULL : parent,
                    object,
                    error);
}

gboolean
ruhu_object_row_put (RuhuVault *vault, RuhuObject *object, GError **error)
{
  return ruhu_object_row_put_in (vault, RUHU_OBJECT_TABLE_SHOWN, object, error);
}

/* No object of that id is as good as a deleted one. */
gboolean
ruhu_object_row_delete_in (RuhuVault *vault, RuhuObjectTable table, const char *id, GError **error)
{
  g_autoptr (RuhuLentStmt) stmt = NULL;
  guint8 uuid[16];

  if (!get_uuid (id, uuid, error))
    return FALSE;
  stmt = ruhu_vault_lend (vault, sql[table].delete, error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, uuid, sizeof uuid);
  if (table == RUHU_OBJECT_TABLE_SHOWN)
    note_change (vault, RUHU_OBJECT_RESPONSE);
  return ruhu_sql_run (stmt, error);
}

gboolean
ruhu_object_row_delete (RuhuVault *vault, const char *id, GError **error)
{
  return ruhu_object_row_delete_in (vault, RUHU_OBJECT_TABLE_SHOWN, id, error);
}

/* What came so far is of no use any more. */
gboolean
ruhu_object_row_drop_incoming (RuhuVault *vault, GError **error)
{
  return ruhu_sql_exec (vault->db, "DELETE FROM incoming", error);
}

/* All is here: it takes the place of what was shown. */
gboolean
ruhu_object_row_show_incoming (RuhuVault *vault, GError **error)
{
  note_change (vault, RUHU_OBJECT_RESPONSE);
  return ruhu_sql_exec (vault->db,
                        "DELETE FROM object;"
                        "INSERT INTO object"
                        " (id, uuid, kind, division, parent, state, due, eff, kid, body)"
                        " SELECT id, uuid, kind, division, parent, state, due, eff, kid, body"
                        " FROM incoming;"
                        "DELETE FROM incoming",
                        error);
}
