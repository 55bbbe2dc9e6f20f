/* ruhu-proposal.c: what this device's responses say, laid over what HQ has sent
 *
 * A value that a response gives stands in an object's body as HQ would write it: with the response
 * as its source (`src`) for as long as that is not accepted, by which it shows as proposed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-proposal.h"

#include "base/ruhu-division.h"
#include "base/ruhu-json.h"

#include <string.h>

static void
set_field (JsonObject *fields, const RuhuEntity *entity, const char *name, const char *value)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "v", value);
  if (!entity->counts)
    ruhu_json_set_string (entry, "src", entity->response);
  json_object_set_object_member (fields, name, entry);
}

/* A set that the response gives as one text replaces the options that HQ has of it. */
static gboolean
is_replaced (const RuhuEntity *entity, const char *name)
{
  const char *mark = strchr (name, ':');
  g_autofree char *set = mark != NULL ? g_strndup (name, (gsize) (mark - name)) : NULL;

  return g_hash_table_contains (entity->values, set != NULL ? set : name);
}

static JsonObject *
make_fields (JsonObject *known, const RuhuEntity *entity, RuhuObjectKind kind)
{
  JsonObject *fields = json_object_new ();
  JsonObjectIter iter;
  GHashTableIter values;
  gpointer property, value;
  const char *name;
  JsonNode *node;

  if (known != NULL) {
    json_object_iter_init_ordered (&iter, known);
    while (json_object_iter_next_ordered (&iter, &name, &node))
      if (!is_replaced (entity, name))
        json_object_set_member (fields, name, json_node_copy (node));
  }
  if (entity->label != NULL && kind != RUHU_OBJECT_PERSON)
    set_field (fields, entity, "label", entity->label);
  else if (entity->label != NULL && entity->creates &&
           !json_object_has_member (fields, "person_name"))
    set_field (fields, entity, "person_name", entity->label);
  g_hash_table_iter_init (&values, entity->values);
  while (g_hash_table_iter_next (&values, &property, &value))
    set_field (fields, entity, property, value);

  return fields;
}

/* Returns: (nullable): the body with the entity's word in it; %NULL where it is no body */
static char *
make_body (const char *body, const RuhuEntity *entity, RuhuObjectKind kind)
{
  g_autoptr (JsonObject) known = ruhu_json_parse (body, -1, NULL);
  g_autoptr (JsonObject) made = NULL;
  JsonObject *fields;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (known == NULL)
    return NULL;

  /* An object of field → value has no member for them. */
  fields = ruhu_json_get_object (known, "f");
  made = json_object_new ();
  json_object_iter_init_ordered (&iter, known);
  while (fields != NULL && json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_str_equal (name, "f"))
      json_object_set_member (made, name, json_node_copy (node));
  json_object_set_object_member (made,
                                 "f",
                                 make_fields (fields != NULL ? fields : known, entity, kind));
  return ruhu_json_to_text (made);
}

/* @places: id → place, where the ids belong to the objects */
static void
change (GPtrArray *objects, GHashTable *places, guint place, const RuhuEntity *entity)
{
  g_autoptr (RuhuObject) old = g_ptr_array_index (objects, place);
  g_autofree char *body = make_body (old->body, entity, old->kind);
  RuhuObject *object;

  if (body == NULL) {
    ruhu_object_ref (old);
    return; /* whoever reads the objects says so */
  }

  object = ruhu_object_new (old->id, old->kind, old->division);
  object->state = old->state;
  object->parent = g_strdup (old->parent);
  object->due = old->due;
  object->eff = old->eff;
  g_free (object->body);
  object->body = g_steal_pointer (&body);
  objects->pdata[place] = object;
  g_hash_table_replace (places, object->id, GUINT_TO_POINTER (place));
}

static void
make (GPtrArray *objects, RuhuObjectKind kind, const RuhuEntity *entity)
{
  const char *code = g_hash_table_lookup (entity->values, "division_code");
  RuhuObject *object =
    ruhu_object_new (entity->id, kind, ruhu_division_is_valid (code) ? code : entity->division);

  g_free (object->body);
  object->body = make_body ("{}", entity, kind);
  g_ptr_array_add (objects, object);
}

static GHashTable *
index_objects (GPtrArray *objects)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < objects->len; i++)
    g_hash_table_insert (places,
                         ((RuhuObject *) g_ptr_array_index (objects, i))->id,
                         GUINT_TO_POINTER (i));
  return places;
}

/**
 * ruhu_proposal_lay_over:
 * @objects: (element-type RuhuObject): all of one kind, as HQ has them; those that change are
 *   exchanged, new ones added
 * @kind: which
 * @entities: (nullable) (element-type RuhuEntity): as ruhu_response_store_list_entities_finish()
 *   gives them
 *
 * Any thread.
 */
void
ruhu_proposal_lay_over (GPtrArray *objects, RuhuObjectKind kind, GPtrArray *entities)
{
  const char *dataset = ruhu_object_kind_to_string (kind);
  g_autoptr (GHashTable) places = NULL;

  if (!ruhu_entities_concern (entities, dataset))
    return;

  places = index_objects (objects);
  for (guint i = 0; i < entities->len; i++) {
    const RuhuEntity *entity = g_ptr_array_index (entities, i);
    gpointer place;

    if (strcmp (entity->dataset, dataset) != 0)
      continue;
    if (g_hash_table_lookup_extended (places, entity->id, NULL, &place)) {
      change (objects, places, GPOINTER_TO_UINT (place), entity);
    } else if (entity->creates) {
      g_hash_table_insert (places, entity->id, GUINT_TO_POINTER (objects->len));
      make (objects, kind, entity);
    }
  }
}
