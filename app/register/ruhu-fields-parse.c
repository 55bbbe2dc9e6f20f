/* ruhu-fields-parse.c: fields out of an object's body, with json-glib
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-fields-private.h"

#include "base/ruhu-error.h"

#include <json-glib/json-glib.h>

static char *
value_to_text (JsonNode *node)
{
  GType type;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");

  return g_strdup_printf ("%.15g", json_node_get_double (node));
}

static void
add_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  RuhuFieldsBuilder *builder = data;
  gboolean proposed = FALSE;
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *write = json_node_get_object (node);

    proposed = json_object_has_member (write, "src");
    node = json_object_get_member (write, "v");
  }

  text = node != NULL ? value_to_text (node) : NULL;
  if (text != NULL)
    ruhu_fields_builder_add (builder, name, text, proposed);
}

static gboolean
delete_saw_one (JsonObject *deleted, JsonObject *write)
{
  const char *device = json_object_get_string_member_with_default (write, "d", "");
  gint64 upto;

  if (g_str_equal (device, json_object_get_string_member_with_default (deleted, "d", "")))
    upto = json_object_get_int_member_with_default (deleted, "q", 0);
  else if (json_object_has_member (deleted, "s"))
    upto = json_object_get_int_member_with_default (json_object_get_object_member (deleted, "s"),
                                                    device,
                                                    0);
  else
    upto = 0;

  return json_object_get_int_member_with_default (write, "q", 0) <= upto;
}

/* The value that shows, and those that wait for people beside it. */
static gboolean
delete_saw (JsonObject *deleted, JsonObject *write)
{
  JsonArray *others =
    json_object_has_member (write, "h") ? json_object_get_array_member (write, "h") : NULL;
  guint i;

  for (i = 0; others != NULL && i < json_array_get_length (others); i++)
    if (!delete_saw_one (deleted, json_array_get_object_element (others, i)))
      return FALSE;

  return delete_saw_one (deleted, write);
}

/* An edit that the delete did not know wins over it. */
static gboolean
read_deleted (JsonObject *fields)
{
  JsonNode *node = json_object_get_member (fields, "_del");
  JsonObject *deleted =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;

  if (deleted == NULL || !json_object_has_member (deleted, "v") ||
      json_object_get_null_member (deleted, "v"))
    return FALSE;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, NULL, &node))
    if (JSON_NODE_HOLDS_OBJECT (node) && !delete_saw (deleted, json_node_get_object (node)))
      return FALSE;

  return TRUE;
}

/**
 * ruhu_fields_parse:
 * @body: anything
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): its fields, or %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuFields *
ruhu_fields_parse (const char *body, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (RuhuFieldsBuilder) builder = NULL;
  JsonObject *object;

  /* The parser's message quotes what it met, which may be personal: it is not passed on. */
  if (!json_parser_load_from_data (parser, body, -1, NULL) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser))) {
    g_set_error_literal (error,
                         RUHU_ERROR,
                         RUHU_ERROR_CORRUPT,
                         "an object's body is no JSON object");
    return NULL;
  }

  object = json_node_get_object (json_parser_get_root (parser));
  if (json_object_has_member (object, "f") &&
      JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, "f")))
    object = json_object_get_object_member (object, "f");

  builder = ruhu_fields_builder_new ();
  json_object_foreach_member (object, add_member, builder);
  return ruhu_fields_builder_make (builder, read_deleted (object));
}

/**
 * ruhu_fields_new_from_body:
 * @body: JSON as the object store keeps it: the state of sync/protocol/ruhu-merge.c, which has
 *   `{"v": value, "src": response …}` for each field under the member `f`; or an object of field →
 *   value
 * @error: return location for a #GError
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): its fields, or %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuFields *
ruhu_fields_new_from_body (const char *body, GError **error)
{
  RuhuFields *fields = ruhu_fields_scan (body);

  return fields != NULL ? fields : ruhu_fields_parse (body, error);
}
