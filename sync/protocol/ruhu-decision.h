/* ruhu-decision.h: what several decisions about one thing come to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

GPtrArray *ruhu_decision_list_standing (GPtrArray *decisions);
JsonObject *ruhu_decision_find_standing (GPtrArray *decisions, gboolean *disputed);

G_END_DECLS
