/* sim-json.h: json-glib, with nothing of the programs' own between
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *sim_json_parse (const char *text);
char *sim_json_print (JsonObject *object);
const char *sim_json_get_text (JsonObject *object, const char *member);
gint64 sim_json_get_int (JsonObject *object, const char *member);
JsonObject *sim_json_get_object (JsonObject *object, const char *member);
JsonArray *sim_json_get_array (JsonObject *object, const char *member);

G_END_DECLS
