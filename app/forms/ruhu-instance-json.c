/* ruhu-instance-json.c: the answers as JSON: groups as objects, repeats as arrays, values as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

static JsonObject *collect (RuhuNode *node);

static void
add_text (JsonArray *array, RuhuNode *row)
{
  const char *text = ruhu_node_get_text (row);

  json_array_add_string_element (array, text != NULL ? text : "");
}

static void
add_rows (JsonObject *object, RuhuNode *parent, RuhuSchema *repeat)
{
  GPtrArray *rows = ruhu_row_get_series (parent->row, repeat)->rows;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < rows->len; i++) {
    RuhuNode *row = ((RuhuRow *) rows->pdata[i])->cells;

    if (row->flags & RUHU_NODE_NOT_RELEVANT)
      continue;
    if (repeat->is_leaf)
      add_text (array, row);
    else
      json_array_add_object_element (array, collect (row));
  }

  if (json_array_get_length (array) > 0)
    json_object_set_array_member (object, repeat->name, array);
  else
    json_array_unref (array);
}

static void
add_child (JsonObject *object, RuhuNode *parent, RuhuSchema *child)
{
  RuhuNode *node = &parent->row->cells[child->slot];
  const char *text;
  JsonObject *inner;

  if (child->is_repeat) {
    add_rows (object, parent, child);
    return;
  }
  if (node->flags & RUHU_NODE_NOT_RELEVANT)
    return;
  text = child->is_leaf ? ruhu_node_get_text (node) : NULL;
  if (child->is_attribute) {
    g_autofree char *name = g_strconcat ("@", child->name, NULL);

    if (text != NULL)
      json_object_set_string_member (object, name, text);
    return;
  }
  if (child->children == NULL) {
    if (text != NULL)
      json_object_set_string_member (object, child->name, text);
    return;
  }

  /* A group; or a question with attributes, whose own answer has no name. */
  inner = collect (node);
  if (text != NULL)
    json_object_set_string_member (inner, "", text);
  if (json_object_get_size (inner) > 0)
    json_object_set_object_member (object, child->name, inner);
  else
    json_object_unref (inner);
}

static JsonObject *
collect (RuhuNode *node)
{
  JsonObject *object = json_object_new ();
  GPtrArray *children = node->schema->children;

  for (guint i = 0; children != NULL && i < children->len; i++)
    add_child (object, node, children->pdata[i]);

  return object;
}

/**
 * ruhu_instance_to_json:
 * @self: a filling that was started
 *
 * Members stand in the order of the form, so the same answers always give the same bytes.
 *
 * Returns: (transfer full): an object that mirrors the instance: the relevant answers that are not
 *   empty, and the rows of repeats
 */
JsonNode *
ruhu_instance_to_json (RuhuInstance *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, collect (self->root->cells));
  return node;
}
