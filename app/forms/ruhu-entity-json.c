/* ruhu-entity-json.c: entities as they are kept with their response
 *
 *   [{"list","id","label","create","update","base","trunk","branch","set":{property: value}}]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-entity.h"

#include "base/ruhu-json.h"

#include <stdlib.h>
#include <string.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static JsonObject *
values_to_json (GHashTable *values)
{
  JsonObject *object = json_object_new ();
  g_autofree const char **names = (const char **) g_hash_table_get_keys_as_array (values, NULL);
  guint n = g_hash_table_size (values);

  qsort (names, n, sizeof *names, compare_names);
  for (guint i = 0; i < n; i++)
    json_object_set_string_member (object, names[i], g_hash_table_lookup (values, names[i]));
  return object;
}

/**
 * ruhu_entities_to_json:
 * @entities: (element-type RuhuEntity): those with a fault are left out
 *
 * Returns: (transfer full): the others, without what their response knows of itself
 */
JsonArray *
ruhu_entities_to_json (GPtrArray *entities)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < entities->len; i++) {
    const RuhuEntity *entity = g_ptr_array_index (entities, i);
    JsonObject *object;

    if (entity->fault != RUHU_ENTITY_SOUND)
      continue;
    object = json_object_new ();
    json_object_set_string_member (object, "list", entity->dataset);
    json_object_set_string_member (object, "id", entity->id);
    ruhu_json_set_string (object, "label", entity->label);
    json_object_set_boolean_member (object, "create", entity->creates);
    json_object_set_boolean_member (object, "update", entity->updates);
    json_object_set_int_member (object, "base", (gint64) entity->base_version);
    ruhu_json_set_string (object, "trunk", entity->trunk_version);
    ruhu_json_set_string (object, "branch", entity->branch_id);
    json_object_set_object_member (object, "set", values_to_json (entity->values));
    json_array_add_object_element (array, object);
  }

  return array;
}

static void
take_value (JsonObject *values, const char *name, JsonNode *node, gpointer data)
{
  RuhuEntity *entity = data;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_hash_table_replace (entity->values, g_strdup (name), json_node_dup_string (node));
}

/**
 * ruhu_entities_from_json:
 * @array: what ruhu_entities_to_json() gave
 *
 * Returns: (transfer full) (element-type RuhuEntity): them again; what is no entity is left out
 */
GPtrArray *
ruhu_entities_from_json (JsonArray *array)
{
  GPtrArray *entities = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_entity_free);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *list = object != NULL ? ruhu_json_get_string (object, "list") : NULL;
    const char *id = object != NULL ? ruhu_json_get_string (object, "id") : NULL;
    JsonObject *values = object != NULL ? ruhu_json_get_object (object, "set") : NULL;
    RuhuEntity *entity;

    if (list == NULL || id == NULL)
      continue;
    entity = ruhu_entity_new (list, id);
    entity->label = g_strdup (ruhu_json_get_string (object, "label"));
    entity->creates = json_object_get_boolean_member_with_default (object, "create", FALSE);
    entity->updates = json_object_get_boolean_member_with_default (object, "update", FALSE);
    entity->base_version = (guint64) ruhu_json_get_int64 (object, "base");
    entity->trunk_version = g_strdup (ruhu_json_get_string (object, "trunk"));
    entity->branch_id = g_strdup (ruhu_json_get_string (object, "branch"));
    if (values != NULL)
      json_object_foreach_member (values, take_value, entity);
    g_ptr_array_add (entities, entity);
  }

  return entities;
}
