/* ruhu-response-listing.c: all responses of a store, wherever their rows are
 *
 * A response is a draft, then a line of the outbox, then (once it came back from HQ) an object of
 * the base; for a while it is the last two at once. What HQ has decided stands in the object,
 * whether it is *received* in receipt, line and attachments.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-listing-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-row-private.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-object-row-private.h"
#include "store/ruhu-outbox-private.h"

typedef struct {
  RuhuVault *vault;
  GHashTable *by_id;   /* id → RuhuResponse */
  GPtrArray *receipts; /* of Signed, in the order in which HQ signed */
  gint64 carried;      /* the lines up to here were handed over in a bundle */
  char *carrier;
} Listing;

typedef struct {
  char *text;
  gint64 upto;        /* HQ has the lines up to here */
  gint64 attachments; /* HQ has the attachments of the lines up to here */
} Signed;

static void
free_signed (gpointer data)
{
  Signed *receipt = data;

  g_free (receipt->text);
  g_free (receipt);
}

static void
add (Listing *listing, RuhuResponse *response)
{
  g_hash_table_insert (listing->by_id, g_strdup (ruhu_response_get_id (response)), response);
}

/* Those that its line is going to name; a draft may have more, which nobody wanted in the end. */
static void
count_named (RuhuDraft *draft, RuhuResponse *response)
{
  JsonObject *content = ruhu_json_get_object (draft->body, "content");
  JsonArray *att = content != NULL ? ruhu_json_get_array (content, "att") : NULL;
  guint n = att != NULL ? json_array_get_length (att) : 0;

  ruhu_response_set_n_attachments (response, n);
  ruhu_response_set_n_waiting (response, n);
}

static gboolean
add_drafts (Listing *listing, GError **error)
{
  g_autoptr (GPtrArray) drafts = ruhu_draft_list (listing->vault, error);
  guint i;

  if (drafts == NULL)
    return FALSE;

  for (i = 0; i < drafts->len; i++) {
    RuhuDraft *draft = g_ptr_array_index (drafts, i);
    RuhuResponse *response;

    if (ruhu_draft_is_discarded (draft))
      continue;
    response = ruhu_draft_to_response (listing->vault, draft, error);
    if (response == NULL)
      return FALSE;
    add (listing, response);
    count_named (draft, response);
  }

  return TRUE;
}

static gboolean
count_attachments (RuhuVault *vault, const guint8 rec[16], RuhuResponse *response, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT count (*), count (*) FILTER (WHERE state < 2) FROM att"
                           " WHERE rec = ?1",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, rec, 16);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  ruhu_response_set_n_attachments (response, sqlite3_column_int64 (stmt, 0));
  ruhu_response_set_n_waiting (response, sqlite3_column_int64 (stmt, 1));
  return TRUE;
}

/* The same of a correction, whose line also names files that came with the line before it. */
static gboolean
count_shared (RuhuVault *vault, GBytes *line, RuhuResponse *response, GError **error)
{
  g_autoptr (JsonObject) object =
    ruhu_json_parse (g_bytes_get_data (line, NULL), g_bytes_get_size (line), error);
  JsonArray *named = object != NULL ? ruhu_json_get_array (object, "att") : NULL;
  guint i, n = named != NULL ? json_array_get_length (named) : 0;
  guint waiting = 0;

  if (object == NULL)
    return FALSE;

  for (i = 0; i < n; i++) {
    const char *id = ruhu_json_get_string (json_array_get_object_element (named, i), "id");
    g_autoptr (RuhuAtt) att = NULL;
    guint8 bytes[16];

    if (ruhu_id_to_bytes (id, bytes) && !ruhu_att_find (vault, bytes, &att, error))
      return FALSE;
    waiting += att != NULL && att->state < RUHU_ATT_COMPLETE; /* what is gone is with HQ */
  }
  ruhu_response_set_n_attachments (response, n);
  ruhu_response_set_n_waiting (response, waiting);
  return TRUE;
}

/* What a worker may have written down stays what is shown: the first receipt that is over the line,
 * and over its attachments where it has any. */
static const char *
find_receipt (Listing *listing, RuhuResponse *response)
{
  gint64 seq = ruhu_response_get_seq (response);
  gboolean attached = ruhu_response_get_n_attachments (response) > 0;
  guint i;

  for (i = 0; i < listing->receipts->len; i++) {
    Signed *receipt = g_ptr_array_index (listing->receipts, i);

    if (receipt->upto >= seq &&
        (!attached || receipt->attachments >= seq || i + 1 == listing->receipts->len))
      return receipt->text;
  }
  return NULL;
}

static gboolean
is_covered (Listing *listing, gint64 seq)
{
  guint n = listing->receipts->len;

  return n > 0 && ((Signed *) g_ptr_array_index (listing->receipts, n - 1))->upto >= seq;
}

static gboolean
add_line (Listing *listing, RuhuChange *change, GError **error)
{
  g_autofree char *id = ruhu_id_from_bytes (change->rec);
  g_autoptr (JsonObject) local = ruhu_json_parse (change->local, -1, error);
  RuhuResponse *response;

  if (local == NULL)
    return FALSE;

  response = ruhu_response_from_local (id, local);
  add (listing, response);
  ruhu_response_set_seq (response, change->seq);
  ruhu_response_set_question (response, change->code);
  ruhu_response_set_state (response, RUHU_RESPONSE_FINAL);
  if (json_object_has_member (local, RUHU_DRAFT_SHARED)
        ? !count_shared (listing->vault, change->line, response, error)
        : !count_attachments (listing->vault, change->rec, response, error))
    return FALSE;

  if (change->state != RUHU_OUTBOX_NEW && is_covered (listing, change->seq) &&
      ruhu_response_get_n_waiting (response) == 0) {
    ruhu_response_set_state (response, RUHU_RESPONSE_RECEIVED);
    ruhu_response_set_receipt (response, find_receipt (listing, response));
  } else if (change->state == RUHU_OUTBOX_NEW && change->seq <= listing->carried)
    ruhu_response_set_carrier (response, listing->carrier);
  return TRUE;
}

static gboolean
add_lines (Listing *listing, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (listing->vault->db,
                           RUHU_CHANGE_COLUMNS "WHERE kind = ?1 ORDER BY seq",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, RUHU_OBJECT_RESPONSE);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    g_autoptr (RuhuChange) change = NULL;

    if (!has_row)
      return TRUE;
    change = ruhu_change_log_read (listing->vault, stmt, error);
    if (change == NULL || !add_line (listing, change, error))
      return FALSE;
  }

  return FALSE;
}

static RuhuResponse *
read_object (RuhuObject *object, JsonObject *body)
{
  g_autofree char *version = NULL;
  JsonObject *par;
  RuhuResponse *response;

  version = g_strdup (ruhu_json_get_string (body, "fv"));
  if (version == NULL)
    version = g_strdup_printf ("%" G_GINT64_FORMAT, ruhu_json_get_int64 (body, "fv"));
  response = ruhu_response_new_with_id (object->id,
                                        ruhu_json_get_string (body, "fm"),
                                        version,
                                        object->division);
  ruhu_response_set_person_id (response, ruhu_json_get_string (body, "person"));
  ruhu_response_set_task_id (response, ruhu_json_get_string (body, "task"));
  ruhu_response_set_user (response, ruhu_json_get_string (body, "u"));
  ruhu_response_set_replaces (response, ruhu_json_get_string (body, "replaces"));
  ruhu_response_set_next (response, ruhu_json_get_string (body, RUHU_RESPONSE_NEXT));
  par = ruhu_json_get_object (body, "par");
  if (par != NULL) {
    ruhu_response_set_started_at (response, ruhu_json_get_int64 (par, "started"));
    ruhu_response_set_finished_at (response, ruhu_json_get_int64 (par, "finished"));
    ruhu_response_set_saved_at (response, ruhu_response_get_finished_at (response));
    ruhu_response_set_why (response, ruhu_json_get_string (par, RUHU_RESPONSE_WHY));
  }
  return response;
}

/* Why the township or the county sent it back: the reason of their last decision. */
static const char *
get_reason (JsonObject *body)
{
  JsonArray *decisions = ruhu_json_get_array (body, "decisions");
  guint n = decisions == NULL ? 0 : json_array_get_length (decisions);

  return n == 0 ? NULL
                : ruhu_json_get_string (json_array_get_object_element (decisions, n - 1), "reason");
}

/* What HQ decided of a response whose line is still here counts as soon as all of it is there. */
static gboolean
add_object (Listing *listing, RuhuObject *object, GError **error)
{
  g_autoptr (JsonObject) body = ruhu_json_parse (object->body, -1, error);
  RuhuResponse *response = g_hash_table_lookup (listing->by_id, object->id);

  if (body == NULL)
    return FALSE;
  if (response != NULL && ruhu_response_get_state (response) < RUHU_RESPONSE_RECEIVED)
    return TRUE;

  if (response == NULL) {
    if (!json_object_has_member (body, "fm"))
      return TRUE; /* a decision came before the response it is about */
    response = read_object (object, body);
    add (listing, response);
  }
  ruhu_response_set_state (response, MAX (object->state, RUHU_RESPONSE_RECEIVED));
  ruhu_response_set_reason (response, get_reason (body));
  return TRUE;
}

static gboolean
add_objects (Listing *listing, GError **error)
{
  g_autoptr (GPtrArray) objects = NULL;
  guint i;

  objects = ruhu_object_row_list (listing->vault, RUHU_OBJECT_RESPONSE, error);
  if (objects == NULL)
    return FALSE;

  for (i = 0; i < objects->len; i++) {
    if (!add_object (listing, g_ptr_array_index (objects, i), error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_receipts (Listing *listing, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (listing->vault->db, "SELECT body FROM receipt ORDER BY upto", error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    Signed *receipt;
    gint64 at;

    if (!has_row)
      return TRUE;
    receipt = g_new0 (Signed, 1);
    receipt->text = g_strdup (ruhu_sql_text (stmt, 0));
    g_ptr_array_add (listing->receipts, receipt);
    ruhu_outbox_read_receipt (receipt->text, &receipt->upto, &receipt->attachments, &at);
  }
  return FALSE;
}

static gboolean
is_newer (RuhuResponse *response, RuhuResponse *than)
{
  gint64 at = ruhu_response_get_finished_at (response);
  gint64 other = ruhu_response_get_finished_at (than);

  return at != other ? at > other
                     : g_strcmp0 (ruhu_response_get_id (response), ruhu_response_get_id (than)) > 0;
}

/* A draft only says that somebody is at it; the reason for which it came back goes along. */
static void
link_draft (Listing *listing, RuhuResponse *draft)
{
  const char *id = ruhu_response_get_replaces (draft);
  RuhuResponse *old = id != NULL ? g_hash_table_lookup (listing->by_id, id) : NULL;

  if (old == NULL)
    return;

  ruhu_response_set_correction (old, ruhu_response_get_id (draft));
  if (ruhu_response_get_state (old) == RUHU_RESPONSE_RETURNED)
    ruhu_response_set_reason (draft, ruhu_response_get_reason (old));
}

/* What all that go back to the same response have in common, also where that one is not here. Where
 * somebody made a ring of corrections, HQ says which one counts. */
static const char *
find_root (Listing *listing, RuhuResponse *response)
{
  guint left = g_hash_table_size (listing->by_id);
  const char *root = ruhu_response_get_id (response);
  const char *older;

  while (response != NULL && left-- > 0 &&
         (older = ruhu_response_get_replaces (response)) != NULL) {
    root = older;
    response = g_hash_table_lookup (listing->by_id, older);
  }
  return root;
}

/* Who corrects comes after what is corrected; of two ends the one that was finished later. */
static gboolean
is_better (GHashTable *corrected, RuhuResponse *response, RuhuResponse *than)
{
  gboolean is_link = g_hash_table_contains (corrected, ruhu_response_get_id (response));
  gboolean was_link = g_hash_table_contains (corrected, ruhu_response_get_id (than));

  return is_link != was_link ? was_link : is_newer (response, than);
}

/* Returns: (transfer full): root → the response that counts, of all that go back to it */
static GHashTable *
find_newest (Listing *listing, GPtrArray *done)
{
  g_autoptr (GHashTable) corrected = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *newest = g_hash_table_new (g_str_hash, g_str_equal);
  guint i;

  for (i = 0; i < done->len; i++) {
    if (ruhu_response_get_replaces (done->pdata[i]) != NULL)
      g_hash_table_add (corrected, (gpointer) ruhu_response_get_replaces (done->pdata[i]));
  }
  for (i = 0; i < done->len; i++) {
    const char *root = find_root (listing, done->pdata[i]);
    RuhuResponse *best = g_hash_table_lookup (newest, root);

    if (best == NULL || is_better (corrected, done->pdata[i], best))
      g_hash_table_replace (newest, (gpointer) root, done->pdata[i]);
  }
  return newest;
}

/* What counts is the newest link, as HQ counts it, and the whole chain stays. */
static void
link_corrections (Listing *listing)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new ();
  g_autoptr (GHashTable) newest = NULL;
  GHashTableIter iter;
  gpointer response;
  guint i;

  g_hash_table_iter_init (&iter, listing->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &response)) {
    if (ruhu_response_get_state (response) == RUHU_RESPONSE_DRAFT)
      link_draft (listing, response);
    else
      g_ptr_array_add (done, response);
  }

  newest = find_newest (listing, done);
  for (i = 0; i < done->len; i++) {
    RuhuResponse *best = g_hash_table_lookup (newest, find_root (listing, done->pdata[i]));

    if (best != done->pdata[i])
      ruhu_response_set_replaced_by (done->pdata[i], ruhu_response_get_id (best));
  }
}

/* Returns: (transfer full) (nullable) (element-type RuhuResponse): in no particular order */
GPtrArray *
ruhu_response_listing_read (RuhuVault *vault, GError **error)
{
  g_autoptr (GHashTable) by_id =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GPtrArray) receipts = g_ptr_array_new_with_free_func (free_signed);
  g_autofree char *carrier = NULL;
  Listing listing = { vault, by_id, receipts };
  GPtrArray *responses;
  GHashTableIter iter;
  gpointer response;

  if (!ruhu_outbox_get_carried (vault, &listing.carried, &carrier, error))
    return NULL;
  listing.carrier = carrier;
  if (!read_receipts (&listing, error) || !add_drafts (&listing, error) ||
      !add_lines (&listing, error) || !add_objects (&listing, error))
    return NULL;

  link_corrections (&listing);
  responses = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, by_id);
  while (g_hash_table_iter_next (&iter, NULL, &response))
    g_ptr_array_add (responses, g_object_ref (response));
  return responses;
}

/* @change: (out) (transfer full) (nullable): the line of that response in this device's log */
gboolean
ruhu_response_listing_find_line (RuhuVault *vault,
                                 const char *id,
                                 RuhuChange **change,
                                 GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint8 rec[16];
  gboolean has_row;

  *change = NULL;
  if (!ruhu_id_to_bytes (id, rec))
    return TRUE;
  stmt =
    ruhu_sql_prepare (vault->db, RUHU_CHANGE_COLUMNS "WHERE rec = ?1 AND kind = ?2 LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_blob (stmt, 1, rec, sizeof rec);
  ruhu_sql_bind_int64 (stmt, 2, RUHU_OBJECT_RESPONSE);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  *change = ruhu_change_log_read (vault, stmt, error);
  return *change != NULL;
}

static char *
take_answers (JsonObject *line, GError **error)
{
  JsonObject *ans = ruhu_json_get_object (line, "ans");

  if (ans != NULL)
    return ruhu_json_to_text (ans);
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "the response has no answers");
  return NULL;
}

/* Returns: (transfer full) (nullable): the line of a final response, of this device's log or from
 * HQ; %NULL with %RUHU_ERROR_NOT_FOUND … */
JsonObject *
ruhu_response_listing_get_line (RuhuVault *vault, const char *id, GError **error)
{
  g_autoptr (RuhuChange) change = NULL;
  g_autoptr (RuhuObject) object = NULL;

  if (!ruhu_response_listing_find_line (vault, id, &change, error))
    return NULL;
  if (change != NULL)
    return ruhu_json_parse (g_bytes_get_data (change->line, NULL),
                            g_bytes_get_size (change->line),
                            error);

  if (ruhu_id_is_valid (id) && !ruhu_object_row_get (vault, id, &object, error))
    return NULL;
  if (object != NULL && object->kind == RUHU_OBJECT_RESPONSE)
    return ruhu_json_parse (object->body, -1, error);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no final response of that id");
  return NULL;
}

/* What its line is going to say; %NULL without @error where it is no finished response. */
static char *
get_finished (RuhuVault *vault, const char *id, GError **error)
{
  g_autoptr (RuhuDraft) draft = NULL;
  JsonObject *content, *ans;

  if (!ruhu_draft_find (vault, id, &draft, error) || draft == NULL)
    return NULL;

  content = ruhu_json_get_object (draft->body, "content");
  ans = content != NULL ? ruhu_json_get_object (content, "ans") : NULL;
  return ans != NULL ? ruhu_json_to_text (ans) : NULL;
}

/* Returns: (transfer full) (nullable): `ans` of a finished or final response;
 * %RUHU_ERROR_NOT_FOUND … */
char *
ruhu_response_listing_get_answers (RuhuVault *vault, const char *id, GError **error)
{
  g_autoptr (JsonObject) line = NULL;
  GError *failed = NULL;
  char *finished = get_finished (vault, id, &failed);

  if (failed != NULL)
    g_propagate_error (error, failed);
  if (finished != NULL || failed != NULL)
    return finished;

  line = ruhu_response_listing_get_line (vault, id, error);
  return line != NULL ? take_answers (line, error) : NULL;
}

/* @final: (out): whether it was cut, here or elsewhere */
gboolean
ruhu_response_listing_is_final (RuhuVault *vault, const char *id, gboolean *final, GError **error)
{
  g_autoptr (RuhuChange) change = NULL;
  g_autoptr (RuhuObject) object = NULL;

  if (!ruhu_response_listing_find_line (vault, id, &change, error) ||
      (ruhu_id_is_valid (id) && !ruhu_object_row_get (vault, id, &object, error)))
    return FALSE;

  *final = change != NULL || object != NULL;
  return TRUE;
}
