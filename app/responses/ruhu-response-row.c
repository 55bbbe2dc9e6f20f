/* ruhu-response-row.c: rows of drafts and answers
 *
 * A draft's sealed body is
 *
 *   {"local": {"fm","fv","div","person","task","u","title","replaces","started","finished",
 *   "next","why","shared","entities"},
 *    "content": {…}}
 *
 * `local` is what this device keeps beside the line once it is cut (in it, of a correction,
 * `shared`: the attachments that the replaced line named, as it named them); `content` is there
 * once the response is finished: the members of its line after `k`, in order (ruhu-change-log.c
 * cuts it).
 *
 * A draft that is not finished and has a time in `finished` was thrown away then: nothing shows it
 * any more, and soon it goes for good (ruhu_change_log_drop_discarded()).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-row-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-store.h"
#include "store/ruhu-change-log-private.h"

#include <string.h>

#define KID 1
#define KEY_HASH 16
#define COLUMNS "SELECT rec, state, finished, body FROM draft "

void
ruhu_draft_free (RuhuDraft *draft)
{
  g_clear_pointer (&draft->body, json_object_unref);
  g_free (draft);
}

gboolean
ruhu_draft_is_discarded (const RuhuDraft *draft)
{
  return draft->state == RUHU_RESPONSE_DRAFT && draft->finished > 0;
}

static JsonObject *
make_local (RuhuResponse *response)
{
  JsonObject *local = json_object_new ();

  ruhu_json_set_string (local, "fm", ruhu_response_get_form_id (response));
  ruhu_json_set_string (local, "fv", ruhu_response_get_form_version (response));
  ruhu_json_set_string (local, "div", ruhu_response_get_division (response));
  ruhu_json_set_string (local, "person", ruhu_response_get_person_id (response));
  ruhu_json_set_string (local, "task", ruhu_response_get_task_id (response));
  ruhu_json_set_string (local, "u", ruhu_response_get_user (response));
  ruhu_json_set_string (local, "title", ruhu_response_get_title (response));
  ruhu_json_set_string (local, "replaces", ruhu_response_get_replaces (response));
  json_object_set_int_member (local, "started", ruhu_response_get_started_at (response));
  return local;
}

/* Returns: (transfer full) (nullable): a row for @response; %NULL with %RUHU_ERROR_INVALID */
RuhuDraft *
ruhu_draft_new (RuhuResponse *response, GError **error)
{
  g_autoptr (RuhuDraft) draft = g_new0 (RuhuDraft, 1);

  if (!ruhu_id_to_bytes (ruhu_response_get_id (response), draft->rec)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a response's id is no UUID");
    return NULL;
  }

  draft->body = json_object_new ();
  json_object_set_object_member (draft->body, "local", make_local (response));
  return g_steal_pointer (&draft);
}

static RuhuDraft *
read_draft (RuhuVault *vault, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (RuhuDraft) draft = g_new0 (RuhuDraft, 1);
  g_autoptr (GBytes) body = NULL;
  RuhuSealAd *ad;

  if (sqlite3_column_bytes (stmt, 0) != sizeof draft->rec) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a draft without id");
    return NULL;
  }

  memcpy (draft->rec, sqlite3_column_blob (stmt, 0), sizeof draft->rec);
  draft->state = sqlite3_column_int (stmt, 1);
  draft->finished = sqlite3_column_int64 (stmt, 2);
  ad = ruhu_draft_make_ad (draft->rec, draft->state, draft->finished);
  body = ruhu_unseal (vault->keys->data,
                      ad,
                      sqlite3_column_blob (stmt, 3),
                      sqlite3_column_bytes (stmt, 3),
                      RUHU_SEAL_PAD_RECORD,
                      error);
  g_byte_array_unref (ad);
  if (body != NULL)
    draft->body = ruhu_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), error);
  if (draft->body == NULL)
    return NULL;

  return g_steal_pointer (&draft);
}

/* @draft: (out) (transfer full) (nullable): %NULL where there is none of that id */
gboolean
ruhu_draft_find (RuhuVault *vault, const char *id, RuhuDraft **draft, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint8 rec[16];
  gboolean has_row;

  *draft = NULL;
  if (!ruhu_id_to_bytes (id, rec))
    return TRUE;
  stmt = ruhu_sql_prepare (vault->db, COLUMNS "WHERE rec = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, rec, sizeof rec);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  *draft = read_draft (vault, stmt, error);
  return *draft != NULL;
}

/* Returns: (transfer full) (nullable): %NULL with %RUHU_ERROR_NOT_FOUND and others */
RuhuDraft *
ruhu_draft_get (RuhuVault *vault, const char *id, GError **error)
{
  RuhuDraft *draft;

  if (!ruhu_draft_find (vault, id, &draft, error))
    return NULL;
  if (draft == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no draft of that id");
  return draft;
}

/* Returns: (transfer full) (nullable) (element-type RuhuDraft): all drafts */
GPtrArray *
ruhu_draft_list (RuhuVault *vault, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_draft_free);
  g_autoptr (sqlite3_stmt) stmt = ruhu_sql_prepare (vault->db, COLUMNS, error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    RuhuDraft *draft;

    if (!has_row)
      return g_steal_pointer (&drafts);
    draft = read_draft (vault, stmt, error);
    if (draft == NULL)
      return NULL;
    g_ptr_array_add (drafts, draft);
  }

  return NULL;
}

/* Writes the row, over the one of its id where there is one. */
gboolean
ruhu_draft_write (RuhuVault *vault, RuhuDraft *draft, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  RuhuSealAd *ad;

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT OR REPLACE INTO draft (rec, state, finished, kid, body)"
                           " VALUES (?1, ?2, ?3, ?4, ?5)",
                           error);
  if (stmt == NULL)
    return FALSE;

  text = ruhu_json_to_text (draft->body);
  ad = ruhu_draft_make_ad (draft->rec, draft->state, draft->finished);
  body = ruhu_seal (vault->keys->data, ad, text, strlen (text), RUHU_SEAL_PAD_RECORD);
  g_byte_array_unref (ad);
  ruhu_sql_bind_blob (stmt, 1, draft->rec, sizeof draft->rec);
  ruhu_sql_bind_int64 (stmt, 2, draft->state);
  ruhu_sql_bind_int64 (stmt, 3, draft->finished);
  ruhu_sql_bind_int64 (stmt, 4, KID);
  ruhu_sql_bind_bytes (stmt, 5, body);
  vault->changes |= RUHU_STORE_RESPONSES;
  return ruhu_sql_run (stmt, error);
}

/* @local: what this device keeps of a response beside its line. */
RuhuResponse *
ruhu_response_from_local (const char *id, JsonObject *local)
{
  RuhuResponse *response = ruhu_response_new_with_id (id,
                                                      ruhu_json_get_string (local, "fm"),
                                                      ruhu_json_get_string (local, "fv"),
                                                      ruhu_json_get_string (local, "div"));

  ruhu_response_set_person_id (response, ruhu_json_get_string (local, "person"));
  ruhu_response_set_task_id (response, ruhu_json_get_string (local, "task"));
  ruhu_response_set_user (response, ruhu_json_get_string (local, "u"));
  ruhu_response_set_title (response, ruhu_json_get_string (local, "title"));
  ruhu_response_set_replaces (response, ruhu_json_get_string (local, "replaces"));
  ruhu_response_set_next (response, ruhu_json_get_string (local, RUHU_RESPONSE_NEXT));
  ruhu_response_set_why (response, ruhu_json_get_string (local, RUHU_RESPONSE_WHY));
  ruhu_response_set_started_at (response, ruhu_json_get_int64 (local, "started"));
  ruhu_response_set_finished_at (response, ruhu_json_get_int64 (local, "finished"));
  ruhu_response_set_saved_at (response, ruhu_json_get_int64 (local, "finished"));
  return response;
}

/* Which question has an answer is an answer: the path stands in the row only as a keyed hash. */
static void
hash_key (RuhuVault *vault, const char *key, guint8 pk[KEY_HASH])
{
  ruhu_seal_hash (pk, KEY_HASH, vault->keys->data, key, strlen (key));
}

static RuhuSealAd *
make_answer_ad (const guint8 rec[16], const guint8 pk[KEY_HASH], gint64 hlc)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("answer");

  ruhu_seal_ad_blob (ad, rec, 16);
  ruhu_seal_ad_blob (ad, pk, KEY_HASH);
  ruhu_seal_ad_int64 (ad, hlc);
  ruhu_seal_ad_int64 (ad, 0); /* cut */
  ruhu_seal_ad_int64 (ad, KID);
  return ad;
}

/* Writes one answer, over an older one. Of the body the first line is the path. */
gboolean
ruhu_answer_put (RuhuVault *vault,
                 const guint8 rec[16],
                 const char *key,
                 const char *value,
                 guint64 hlc,
                 GError **error)
{
  g_autofree char *text = g_strconcat (key, "\n", value, NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) body = NULL;
  guint8 pk[KEY_HASH];
  RuhuSealAd *ad;

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO answer (rec, pk, hlc, cut, kid, body)"
                           " VALUES (?1, ?2, ?3, 0, ?4, ?5) ON CONFLICT (rec, pk) DO UPDATE SET"
                           " hlc = excluded.hlc, kid = excluded.kid, body = excluded.body",
                           error);
  if (stmt == NULL)
    return FALSE;

  hash_key (vault, key, pk);
  ad = make_answer_ad (rec, pk, hlc);
  body = ruhu_seal (vault->keys->data, ad, text, strlen (text), RUHU_SEAL_PAD_ANSWER);
  g_byte_array_unref (ad);
  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  ruhu_sql_bind_blob (stmt, 2, pk, sizeof pk);
  ruhu_sql_bind_int64 (stmt, 3, hlc);
  ruhu_sql_bind_int64 (stmt, 4, KID);
  ruhu_sql_bind_bytes (stmt, 5, body);
  if (g_str_equal (key, RUHU_ANSWER_MISSING))
    vault->changes |= RUHU_STORE_RESPONSES; /* lists show it */
  return ruhu_sql_run (stmt, error);
}

static gboolean
delete_one (RuhuVault *vault, const guint8 rec[16], const char *key, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint8 pk[KEY_HASH];

  stmt = ruhu_sql_prepare (vault->db, "DELETE FROM answer WHERE rec = ?1 AND pk = ?2", error);
  if (stmt == NULL)
    return FALSE;

  hash_key (vault, key, pk);
  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  ruhu_sql_bind_blob (stmt, 2, pk, sizeof pk);
  return ruhu_sql_run (stmt, error);
}

static gboolean
is_row (const char *key)
{
  const char *slash = strrchr (key, '/');

  return slash != NULL && strchr (slash, '#') != NULL;
}

/* Removes one answer; of a repeat's row, `/data/dev#3`, also all below it. */
gboolean
ruhu_answer_delete (RuhuVault *vault, const guint8 rec[16], const char *key, GError **error)
{
  g_autoptr (GHashTable) answers = NULL;
  g_autofree char *below = NULL;
  GHashTableIter iter;
  gpointer other;

  if (!delete_one (vault, rec, key, error))
    return FALSE;
  if (!is_row (key))
    return TRUE;

  answers = ruhu_answer_load (vault, rec, error);
  if (answers == NULL)
    return FALSE;
  below = g_strconcat (key, "/", NULL);
  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &other, NULL)) {
    if (g_str_has_prefix (other, below) && !delete_one (vault, rec, other, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_answer (RuhuVault *vault,
             sqlite3_stmt *stmt,
             const guint8 rec[16],
             GHashTable *answers,
             GError **error)
{
  g_autoptr (GBytes) body = NULL;
  const char *text, *newline;
  RuhuSealAd *ad;

  if (sqlite3_column_bytes (stmt, 0) == KEY_HASH) {
    ad = make_answer_ad (rec, sqlite3_column_blob (stmt, 0), sqlite3_column_int64 (stmt, 1));
    body = ruhu_unseal (vault->keys->data,
                        ad,
                        sqlite3_column_blob (stmt, 2),
                        sqlite3_column_bytes (stmt, 2),
                        RUHU_SEAL_PAD_ANSWER,
                        NULL);
    g_byte_array_unref (ad);
  }

  text = body == NULL ? NULL : g_bytes_get_data (body, NULL);
  newline = text == NULL ? NULL : strchr (text, '\n');
  if (newline == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "an answer does not open");
    return FALSE;
  }

  g_hash_table_insert (answers, g_strndup (text, newline - text), g_strdup (newline + 1));
  return TRUE;
}

/* Returns: (transfer full) (nullable): path → value */
GHashTable *
ruhu_answer_load (RuhuVault *vault, const guint8 rec[16], GError **error)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT pk, hlc, body FROM answer WHERE rec = ?1 ORDER BY pk",
                           error);
  if (stmt == NULL)
    return NULL;

  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    if (!has_row)
      return g_steal_pointer (&answers);
    if (!read_answer (vault, stmt, rec, answers, error))
      return NULL;
  }

  return NULL;
}

static gboolean
get_saved_at (RuhuVault *vault, const guint8 rec[16], gint64 *saved_at, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db, "SELECT max (hlc) FROM answer WHERE rec = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  *saved_at = ruhu_hlc_get_ms (sqlite3_column_int64 (stmt, 0));
  return TRUE;
}

/* @missing: (out): what the page put beside the answers when it was last left; 0 for nothing */
static gboolean
get_missing (RuhuVault *vault, const guint8 rec[16], gint64 *missing, GError **error)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint8 pk[KEY_HASH];
  gboolean has_row;
  const char *number;

  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT pk, hlc, body FROM answer WHERE rec = ?1 AND pk = ?2",
                           error);
  if (stmt == NULL)
    return FALSE;

  hash_key (vault, RUHU_ANSWER_MISSING, pk);
  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  ruhu_sql_bind_blob (stmt, 2, pk, sizeof pk);
  if (!ruhu_sql_next (stmt, &has_row, error) ||
      (has_row && !read_answer (vault, stmt, rec, answers, error)))
    return FALSE;

  number = g_hash_table_lookup (answers, RUHU_ANSWER_MISSING);
  *missing = number != NULL ? g_ascii_strtoll (number, NULL, 10) : 0;
  return TRUE;
}

/* Returns: (transfer full) (nullable): what a list shows of it */
RuhuResponse *
ruhu_draft_to_response (RuhuVault *vault, RuhuDraft *draft, GError **error)
{
  g_autofree char *id = ruhu_id_from_bytes (draft->rec);
  JsonObject *local = ruhu_json_get_object (draft->body, "local");
  RuhuResponse *response;
  gint64 saved_at, missing;

  if (local == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a draft that says not what it is");
    return NULL;
  }
  if (!get_saved_at (vault, draft->rec, &saved_at, error) ||
      !get_missing (vault, draft->rec, &missing, error))
    return NULL;

  response = ruhu_response_from_local (id, local);
  ruhu_response_set_state (response, draft->state);
  ruhu_response_set_saved_at (response, saved_at);
  ruhu_response_set_finished_at (response, draft->finished);
  ruhu_response_set_missing (response, draft->state == RUHU_RESPONSE_DRAFT ? missing : 0);
  return response;
}
