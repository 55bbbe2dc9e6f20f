/* ruhu-hq-dispute.c: two decided differently, and neither knew of the other
 *
 * Until somebody decides who names one of them, and a second who names the other, or a higher level
 * decides, what they are about is as if nobody had: it waits. That it does is said as a conflict.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-dispute.h"

#include "ruhu-hq-conflict-table.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-hlc.h"
#include "base/ruhu-json.h"
#include "ruhu-decision.h"
#include "ruhu-merge.h"

#include <string.h>

#define PATH "decisions"

static JsonArray *
describe (GPtrArray *standing, GHashTable *objects)
{
  JsonArray *heads = json_array_new ();
  guint i;

  for (i = 0; i < standing->len; i++) {
    JsonObject *body = g_ptr_array_index (standing, i);
    RuhuHqObject *decision = g_hash_table_lookup (objects, body);
    g_autofree char *eff = ruhu_hlc_to_string (decision->eff);
    JsonObject *head = json_object_new ();

    json_object_set_string_member (head, "v", ruhu_json_get_string (body, "outcome"));
    json_object_set_string_member (head, "id", ruhu_json_get_string (body, "id"));
    json_object_set_string_member (head, "e", eff);
    json_object_set_string_member (head, "d", ruhu_json_get_string (body, "d"));
    json_object_set_int_member (head, "q", ruhu_json_get_int64 (body, "q"));
    json_object_set_string_member (head, "u", ruhu_json_get_string (body, "u"));
    json_array_add_object_element (heads, head);
  }
  return heads;
}

static gboolean
save (RuhuHqStore *store, RuhuHqObject *target, JsonArray *heads, gint64 sseq, GError **error)
{
  g_autofree char *uuid = ruhu_merge_conflict_id (target->uuid, PATH);
  gboolean closed = json_array_get_length (heads) < 2;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  RuhuHqConflict conflict = { target->town,  uuid,   target->uuid, target->division,
                              (char *) PATH, closed, sseq,         NULL };

  json_object_set_string_member (body, "id", uuid);
  json_object_set_string_member (body, "rec", target->uuid);
  json_object_set_string_member (body, "k", ruhu_object_kind_to_string (target->kind));
  json_object_set_string_member (body, "div", target->division);
  json_object_set_string_member (body, "path", PATH);
  json_object_set_array_member (body, "heads", json_array_ref (heads));
  if (closed)
    json_object_set_int_member (body, "closed", 1);
  text = ruhu_json_to_text (body);
  conflict.body = text;
  return ruhu_hq_conflict_save (store, &conflict, error);
}

static gboolean
is_open (RuhuHqStore *store, RuhuHqObject *target, gboolean *open, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
    ruhu_hq_conflict_list_of (store, target->town, target->uuid, error);
  guint i;

  *open = FALSE;
  for (i = 0; conflicts != NULL && i < conflicts->len; i++)
    *open |= g_str_equal (((RuhuHqConflict *) g_ptr_array_index (conflicts, i))->path, PATH);
  return conflicts != NULL;
}

static gboolean
collect (RuhuHqObject *object, gpointer data, GError **error)
{
  g_ptr_array_add (data, g_memdup2 (object, sizeof *object));
  memset (object, 0, sizeof *object);
  return TRUE;
}

/**
 * ruhu_hq_dispute_list_decisions:
 * @target: the UUID of a response or need, which may not have come yet
 *
 * Returns: (transfer full) (element-type RuhuHqObject): all decisions about it, in no order
 */
GPtrArray *
ruhu_hq_dispute_list_decisions (RuhuHqStore *store,
                                const char *town,
                                const char *target,
                                GError **error)
{
  g_autoptr (GPtrArray) decisions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_object_free);

  if (!ruhu_hq_object_foreach_of_parent (store,
                                         town,
                                         target,
                                         RUHU_OBJECT_DECISION,
                                         collect,
                                         decisions,
                                         error))
    return NULL;

  return g_steal_pointer (&decisions);
}

/**
 * ruhu_hq_dispute_settle:
 * @target: a response or need
 * @decisions: (element-type RuhuHqObject): all decisions about it, in any order
 * @sseq: the line that brought the last one
 *
 * Opens the conflict where two of one level stand, and closes it where no two do.
 */
gboolean
ruhu_hq_dispute_settle (RuhuHqStore *store,
                        RuhuHqObject *target,
                        GPtrArray *decisions,
                        gint64 sseq,
                        GError **error)
{
  g_autoptr (GPtrArray) bodies =
    g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GHashTable) objects = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) standing = NULL;
  g_autoptr (JsonArray) heads = NULL;
  gboolean open;
  guint i;

  for (i = 0; i < decisions->len; i++) {
    JsonObject *body = ruhu_hq_state_parse (g_ptr_array_index (decisions, i));

    g_ptr_array_add (bodies, body);
    g_hash_table_insert (objects, body, g_ptr_array_index (decisions, i));
  }
  standing = ruhu_decision_list_standing (bodies);
  if (!is_open (store, target, &open, error))
    return FALSE;
  if (standing->len < 2 && !open)
    return TRUE;

  heads = describe (standing, objects);
  return save (store, target, heads, sseq, error);
}
