/* ruhu-hq-night.h: what the night brought
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *ruhu_hq_night_make (RuhuHqStore *store,
                                const char *scope,
                                const char *day,
                                gint64 now,
                                GError **error);
char *ruhu_hq_night_to_table (JsonObject *night);
char *ruhu_hq_night_to_csv (JsonObject *night);

G_END_DECLS
