/* ruhu-response-entities.c: what the responses of this device make and change
 *
 * What a response says about persons, needs and other objects stands beside its line, sealed like
 * it (`entities` in the notes of ruhu-response-row.c; in the response's object once the line may
 * go). It is laid over what HQ has sent whenever that is read, and written nowhere else: so an undo
 * takes it back, and what comes back from HQ doubles nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-entities.h"

#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-row-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-object-row-private.h"

#include <string.h>

/* One response that is finished, final, or HQ's. */
typedef struct {
  char *id;
  char *division;
  gint64 said_at;
  gboolean counts;
  GPtrArray *entities; /* or NULL */
} Said;

typedef struct {
  RuhuVault *vault;
  GHashTable *by_id;    /* id → Said, which owns it */
  GHashTable *replaced; /* ids of responses that were corrected */
} Reading;

static void
free_said (gpointer data)
{
  Said *said = data;

  g_free (said->id);
  g_free (said->division);
  g_clear_pointer (&said->entities, g_ptr_array_unref);
  g_free (said);
}

/* @notes: members `entities` and `replaces`, of which one or both may be there */
static void
take (Reading *reading,
      const char *id,
      const char *division,
      gint64 said_at,
      gboolean counts,
      JsonObject *notes)
{
  const char *replaces = ruhu_json_get_string (notes, "replaces");
  JsonArray *array = ruhu_json_get_array (notes, RUHU_OUTBOX_ENTITIES);
  Said *said = g_hash_table_lookup (reading->by_id, id);

  if (replaces != NULL)
    g_hash_table_add (reading->replaced, g_strdup (replaces));
  if (said != NULL) {
    said->counts |= counts;
    return;
  }
  if (array == NULL)
    return;

  said = g_new0 (Said, 1);
  said->id = g_strdup (id);
  said->division = g_strdup (division);
  said->said_at = said_at;
  said->counts = counts;
  said->entities = ruhu_entities_from_json (array);
  g_hash_table_insert (reading->by_id, said->id, said);
}

static gboolean
read_drafts (Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) drafts = ruhu_draft_list (reading->vault, error);

  for (guint i = 0; drafts != NULL && i < drafts->len; i++) {
    RuhuDraft *draft = g_ptr_array_index (drafts, i);
    JsonObject *local = ruhu_json_get_object (draft->body, "local");
    g_autofree char *id = ruhu_id_from_bytes (draft->rec);

    if (draft->state == RUHU_RESPONSE_FINISHED && local != NULL)
      take (reading, id, ruhu_json_get_string (local, "div"), draft->finished, FALSE, local);
  }

  return drafts != NULL;
}

static gboolean
read_line (Reading *reading, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (RuhuChange) change = ruhu_change_log_read (reading->vault, stmt, error);
  g_autoptr (JsonObject) local = change != NULL ? ruhu_json_parse (change->local, -1, error) : NULL;
  g_autofree char *id = NULL;

  if (local == NULL)
    return FALSE;

  id = ruhu_id_from_bytes (change->rec);
  take (reading,
        id,
        ruhu_json_get_string (local, "div"),
        ruhu_json_get_int64 (local, "finished"),
        FALSE,
        local);
  return TRUE;
}

static gboolean
read_lines (Reading *reading, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (reading->vault->db,
                           RUHU_CHANGE_COLUMNS "WHERE kind = ?1 ORDER BY seq",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, RUHU_OBJECT_RESPONSE);
  while (ruhu_sql_next (stmt, &has_row, error)) {
    if (!has_row)
      return TRUE;
    if (!read_line (reading, stmt, error))
      return FALSE;
  }

  return FALSE;
}

/* Most say nothing here, and reading all their answers would take long. */
static gboolean
is_of_use (Reading *reading, const RuhuObject *object)
{
  return g_hash_table_contains (reading->by_id, object->id) ||
         strstr (object->body, "\"" RUHU_OUTBOX_ENTITIES "\"") != NULL ||
         strstr (object->body, "\"replaces\"") != NULL;
}

static gboolean
read_objects (Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) objects =
    ruhu_object_row_list (reading->vault, RUHU_OBJECT_RESPONSE, error);

  for (guint i = 0; objects != NULL && i < objects->len; i++) {
    RuhuObject *object = g_ptr_array_index (objects, i);
    g_autoptr (JsonObject) body = NULL;
    JsonObject *par;

    if (!is_of_use (reading, object))
      continue;
    body = ruhu_json_parse (object->body, -1, error);
    if (body == NULL)
      return FALSE;
    par = ruhu_json_get_object (body, "par");
    take (reading,
          object->id,
          object->division,
          par != NULL ? ruhu_json_get_int64 (par, "finished") : 0,
          object->state == RUHU_RESPONSE_ACCEPTED,
          body);
  }

  return objects != NULL;
}

/* Whether the base holds @entry since the response was finished, or because of it. */
static gboolean
is_newer (JsonObject *entry, const RuhuEntity *entity)
{
  RuhuHlc eff;

  if (g_strcmp0 (ruhu_json_get_string (entry, "src"), entity->response) == 0)
    return TRUE;

  return ruhu_hlc_from_string (ruhu_json_get_string (entry, "e"), &eff) &&
         ruhu_hlc_get_ms (eff) > entity->said_at;
}

/* A set of the register has a field for each option, `hardship:dibao`. */
static gboolean
is_known (JsonObject *fields, const char *property, const RuhuEntity *entity)
{
  g_autofree char *option = g_strconcat (property, ":", NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &node))
    if ((strcmp (name, property) == 0 || g_str_has_prefix (name, option)) &&
        JSON_NODE_HOLDS_OBJECT (node) && is_newer (json_node_get_object (node), entity))
      return TRUE;

  return FALSE;
}

/* What HQ has heard since, or has taken in from this very response, stands as HQ has it. */
static gboolean
drop_known (RuhuVault *vault, RuhuEntity *entity, GError **error)
{
  g_autoptr (RuhuObject) object = NULL;
  g_autoptr (JsonObject) body = NULL;
  JsonObject *fields;
  RuhuObjectKind kind;
  GHashTableIter iter;
  gpointer property;

  if (!ruhu_object_kind_from_string (entity->dataset, &kind) || !ruhu_id_is_valid (entity->id))
    return TRUE;
  if (!ruhu_object_row_get (vault, entity->id, &object, error))
    return FALSE;
  body = object != NULL ? ruhu_json_parse (object->body, -1, error) : NULL;
  if (body == NULL)
    return object == NULL;

  fields = ruhu_json_get_object (body, "f");
  g_hash_table_iter_init (&iter, entity->values);
  while (fields != NULL && g_hash_table_iter_next (&iter, &property, NULL))
    if (is_known (fields, property, entity)) {
      g_hash_table_iter_remove (&iter);
      g_clear_pointer (&entity->label, g_free); /* which may be made of it */
    }
  return TRUE;
}

static int
compare_said (gconstpointer a, gconstpointer b)
{
  const Said *left = *(const Said *const *) a, *right = *(const Said *const *) b;

  if (left->said_at != right->said_at)
    return left->said_at < right->said_at ? -1 : 1;
  return strcmp (left->id, right->id);
}

static GPtrArray *
list_said (Reading *reading)
{
  GPtrArray *all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer said;

  g_hash_table_iter_init (&iter, reading->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &said))
    if (!g_hash_table_contains (reading->replaced, ((Said *) said)->id))
      g_ptr_array_add (all, said);
  g_ptr_array_sort (all, compare_said);
  return all;
}

static gboolean
add_said (Reading *reading, Said *said, GPtrArray *entities, GError **error)
{
  while (said->entities->len > 0) {
    RuhuEntity *entity = g_ptr_array_steal_index (said->entities, 0);

    g_ptr_array_add (entities, entity);
    entity->response = g_strdup (said->id);
    entity->division = g_strdup (said->division);
    entity->said_at = said->said_at;
    entity->counts = said->counts;
    if (!drop_known (reading->vault, entity, error))
      return FALSE;
  }
  return TRUE;
}

static gpointer
list_entities (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_said);
  g_autoptr (GHashTable) replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) entities =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_entity_free);
  g_autoptr (GPtrArray) all = NULL;
  Reading reading = { vault, by_id, replaced };

  if (!read_drafts (&reading, error) || !read_lines (&reading, error) ||
      !read_objects (&reading, error))
    return NULL;

  all = list_said (&reading);
  for (guint i = 0; i < all->len; i++)
    if (!add_said (&reading, g_ptr_array_index (all, i), entities, error))
      return NULL;
  return g_steal_pointer (&entities);
}

/**
 * ruhu_response_store_list_entities_async:
 *
 * Reads what the responses finished on this device make and change, as far as the base does not
 * hold it or something newer. One that was corrected says nothing any more: its correction does.
 */
void
ruhu_response_store_list_entities_async (RuhuResponseStore *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_response_store_list_entities_async);
  ruhu_store_run (ruhu_response_store_get_store (self),
                  task,
                  list_entities,
                  (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_response_store_list_entities_finish:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuEntity): them, those said first before the
 *   others; %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked) or %RUHU_ERROR_CORRUPT
 */
GPtrArray *
ruhu_response_store_list_entities_finish (RuhuResponseStore *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
