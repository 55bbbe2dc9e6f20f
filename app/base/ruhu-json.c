/* ruhu-json.c: JSON objects from text and back
 *
 * json-glib complains loudly about a member of another type than asked for. What is read here came
 * from somewhere else, so a wrong type is as good as no member.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-json.h"

#include "base/ruhu-error.h"

#include <string.h>

#define MOST_DEPTH 1000

/**
 * ruhu_json_is_deep:
 * @length: bytes of @text
 * @most: how deep objects and arrays may nest
 *
 * json-glib calls itself for each level, and a few kilobytes of “[” would end the program.
 *
 * Returns: %TRUE if @text nests deeper
 */
gboolean
ruhu_json_is_deep (const char *text, gsize length, guint most)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++) {
    if (quoted) {
      if (text[i] == '\\')
        i++;
      else
        quoted = text[i] != '"';
    } else if (text[i] == '"') {
      quoted = TRUE;
    } else if (text[i] == '[' || text[i] == '{') {
      if (++depth > most)
        return TRUE;
    } else if ((text[i] == ']' || text[i] == '}') && depth > 0) {
      depth--;
    }
  }

  return FALSE;
}

/**
 * ruhu_json_parse:
 * @n: bytes of @text, -1 where it ends with a zero
 * @error: %RUHU_ERROR_INVALID; the message holds nothing of @text
 *
 * Returns: (transfer full) (nullable): the object that @text is
 */
JsonObject *
ruhu_json_parse (const char *text, gssize n, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;

  if (!ruhu_json_is_deep (text, n < 0 ? strlen (text) : (gsize) n, MOST_DEPTH) &&
      json_parser_load_from_data (parser, text, n, NULL))
    root = json_parser_get_root (parser);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "no JSON object");
    return NULL;
  }

  return json_object_ref (json_node_get_object (root));
}

/**
 * ruhu_json_node_to_text:
 * @node: an object, array or value
 *
 * json-glib 1.6 writes U+001F as it is, which is no JSON (RFC 8259, 7); scanners put it into codes.
 *
 * Returns: (transfer full): compact, members in the order they were added
 */
char *
ruhu_json_node_to_text (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GString) mended = NULL;

  if (strchr (text, '\x1f') == NULL)
    return g_steal_pointer (&text);

  mended = g_string_new (text);
  g_string_replace (mended, "\x1f", "\\u001f", 0);
  return g_string_free (g_steal_pointer (&mended), FALSE);
}

/** ruhu_json_to_text: Returns: (transfer full): compact, members in the order they were added */
char *
ruhu_json_to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return ruhu_json_node_to_text (node);
}

static JsonNode *
get_value (JsonObject *object, const char *member, GType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type
           ? node
           : NULL;
}

/** ruhu_json_get_string: @object: (nullable). Returns: (nullable): of the object's own; %NULL where
 * there is no such text */
const char *
ruhu_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = get_value (object, member, G_TYPE_STRING);

  return node == NULL ? NULL : json_node_get_string (node);
}

/** ruhu_json_get_int64: Returns: 0 where there is no such whole number */
gint64
ruhu_json_get_int64 (JsonObject *object, const char *member)
{
  JsonNode *node = get_value (object, member, G_TYPE_INT64);

  return node == NULL ? 0 : json_node_get_int (node);
}

/** ruhu_json_get_object: @object: (nullable). Returns: (nullable): of the object's own; %NULL where
 * there is none */
JsonObject *
ruhu_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/** ruhu_json_get_array: @object: (nullable). Returns: (nullable): of the object's own; %NULL where
 * there is none */
JsonArray *
ruhu_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/** ruhu_json_set_string: @value: (nullable): adds nothing where %NULL */
void
ruhu_json_set_string (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}
