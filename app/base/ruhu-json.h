/* ruhu-json.h: JSON objects from text and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean ruhu_json_is_deep (const char *text, gsize length, guint most);
JsonObject *ruhu_json_parse (const char *text, gssize n, GError **error);
char *ruhu_json_node_to_text (JsonNode *node);
char *ruhu_json_to_text (JsonObject *object);

const char *ruhu_json_get_string (JsonObject *object, const char *member);
gint64 ruhu_json_get_int64 (JsonObject *object, const char *member);
JsonObject *ruhu_json_get_object (JsonObject *object, const char *member);
JsonArray *ruhu_json_get_array (JsonObject *object, const char *member);
void ruhu_json_set_string (JsonObject *object, const char *member, const char *value);

G_END_DECLS
