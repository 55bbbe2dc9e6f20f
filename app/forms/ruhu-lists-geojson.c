/* ruhu-lists-geojson.c: a list from GeoJSON (RFC 7946): one row for each feature
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-json.h"
#include "forms/ruhu-lists-private.h"
#include "forms/xpath/ruhu-xpath-private.h"

#include <json-glib/json-glib.h>

#include <string.h>

#define GEOJSON_DEPTH 32

/* What is missing, or no number, is 0. */
static void
append_number (GString *text, JsonArray *array, guint i)
{
  JsonNode *node = i < json_array_get_length (array) ? json_array_get_element (array, i) : NULL;
  GType type =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : 0;
  g_autofree char *printed = ruhu_xpath_number_to_string (number);

  g_string_append (text, printed);
}

/* GeoJSON has longitude first, ODK latitude; then altitude and accuracy. */
static void
append_point (GString *text, JsonArray *point)
{
  if (text->len > 0)
    g_string_append (text, "; ");
  append_number (text, point, 1);
  g_string_append_c (text, ' ');
  append_number (text, point, 0);
  g_string_append (text, " 0 0");
}

static void
append_points (GString *text, JsonNode *node)
{
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;

  array = json_node_get_array (node);
  if (json_array_get_length (array) == 0)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0))) {
    append_point (text, array);
    return;
  }
  for (guint i = 0; i < json_array_get_length (array); i++)
    append_points (text, json_array_get_element (array, i));
}

static void
set_member (JsonObject *object, const char *name, JsonNode *member, gpointer data)
{
  gpointer *place = data;
  RuhuList *list = place[0];
  int column = ruhu_list_find_column (list, name);
  g_autofree char *text = NULL;

  if (!JSON_NODE_HOLDS_VALUE (member))
    return;
  if (json_node_get_value_type (member) == G_TYPE_STRING)
    text = json_node_dup_string (member);
  else if (json_node_get_value_type (member) == G_TYPE_BOOLEAN)
    text = g_strdup (json_node_get_boolean (member) ? "true" : "false");
  else
    text = ruhu_xpath_number_to_string (json_node_get_double (member));

  ruhu_list_set_value (list,
                       GPOINTER_TO_UINT (place[1]),
                       column >= 0 ? (guint) column : ruhu_list_add_column (list, name),
                       text,
                       -1);
}

static void
add_feature (RuhuList *list, JsonObject *feature)
{
  guint row = ruhu_list_add_row (list);
  gpointer place[] = { list, GUINT_TO_POINTER (row) };
  JsonNode *geometry = json_object_get_member (feature, "geometry");
  JsonNode *properties = json_object_get_member (feature, "properties");
  JsonNode *id = json_object_get_member (feature, "id");
  g_autoptr (GString) text = g_string_new (NULL);

  if (geometry != NULL && JSON_NODE_HOLDS_OBJECT (geometry))
    append_points (text, json_object_get_member (json_node_get_object (geometry), "coordinates"));
  ruhu_list_set_value (list, row, 0, text->str, -1);
  if (properties != NULL && JSON_NODE_HOLDS_OBJECT (properties))
    json_object_foreach_member (json_node_get_object (properties), set_member, place);
  if (id != NULL)
    set_member (feature, "id", id, place);
}

RuhuList *
ruhu_list_new_from_geojson (GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = ruhu_file_get_data (bytes, &length);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root, *features = NULL;
  RuhuList *list;

  if (ruhu_json_is_deep (data, length, GEOJSON_DEPTH)) {
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "is not GeoJSON: nested too deep");
    return NULL;
  }
  if (length == 0 || !json_parser_load_from_data (parser, data, (gssize) length, &reason)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "is not JSON: %s",
                 reason != NULL ? reason->message : "the file is empty");
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    features = json_object_get_member (json_node_get_object (root), "features");
  if (features == NULL || !JSON_NODE_HOLDS_ARRAY (features)) {
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "is no GeoJSON FeatureCollection");
    return NULL;
  }

  list = ruhu_list_new ((const char *[]){ "geometry", NULL });
  ruhu_list_set_source_size (list, length);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (features)); i++) {
    JsonNode *feature = json_array_get_element (json_node_get_array (features), i);

    if (JSON_NODE_HOLDS_OBJECT (feature))
      add_feature (list, json_node_get_object (feature));
  }
  if (!ruhu_list_is_too_wide (list))
    return list;

  ruhu_list_unref (list);
  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "has too many properties");
  return NULL;
}
