/* ruhu-answers.h: the answers of a response as JSON and as XML, each made from the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *ruhu_answers_to_text (JsonNode *answers);
GBytes *ruhu_answers_to_xml (RuhuForm *form, JsonNode *answers, GError **error);
JsonNode *ruhu_answers_from_xml (RuhuForm *form, GBytes *xml, GError **error);
GHashTable *ruhu_answers_to_keys (RuhuForm *form, JsonNode *answers);

G_END_DECLS
