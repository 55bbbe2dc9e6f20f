/* ruhu-hq-state.h: what the log makes of an object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-object-table.h"
#include "ruhu-line.h"

G_BEGIN_DECLS

RuhuHqObject *ruhu_hq_state_apply (RuhuHqObject *old,
                                   RuhuLine *line,
                                   const char *town,
                                   const char *dev,
                                   guint64 eff,
                                   const guint8 idk_secret[32]);
void ruhu_hq_state_decide (RuhuHqObject *target, GPtrArray *decisions);
JsonObject *ruhu_hq_state_parse (RuhuHqObject *object);
char *ruhu_hq_state_make_idk (const char *resident_id, const guint8 idk_secret[32]);
char *ruhu_hq_state_name_write (JsonObject *state, const char *field);
const char *ruhu_hq_state_name_response (gint64 state);

void
ruhu_hq_state_set_fields (RuhuHqObject *object, JsonObject *state, const guint8 idk_secret[32]);
void ruhu_hq_state_get_origin (JsonObject *change, const char **dev, guint64 *seq);

G_END_DECLS
