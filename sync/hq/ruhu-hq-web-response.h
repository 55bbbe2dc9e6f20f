/* ruhu-hq-web-response.h: one response, found and checked against the visitor's area
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-web.h"

G_BEGIN_DECLS

/**
 * RuhuHqReading: one response as HQ holds it; `g_auto (RuhuHqReading) reading = { 0 };`
 * @object: its state
 * @change: (nullable): its line; %NULL where that cannot be unpacked any more
 * @line: (nullable): the same as JSON
 */
typedef struct {
  RuhuHqObject *object;
  RuhuHqChange *change;
  JsonObject *line;
} RuhuHqReading;

void ruhu_hq_reading_clear (RuhuHqReading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuHqReading, ruhu_hq_reading_clear)

gboolean ruhu_hq_web_find_response (RuhuHqRequest *request,
                                    RuhuHqVisitor *visitor,
                                    const char *id,
                                    RuhuHqReading *reading);
gboolean ruhu_hq_web_load_line (RuhuHqRequest *request,
                                const char *town,
                                const char *id,
                                RuhuHqReading *reading,
                                GError **error);
gint64 ruhu_hq_web_find_state (const char *name);
const char *ruhu_hq_web_name_state (gint64 state);
JsonObject *ruhu_hq_web_describe_form (RuhuHqRequest *request, JsonObject *line);
RuhuForm *ruhu_hq_web_load_form (RuhuHqRequest *request, JsonObject *line);
void ruhu_hq_web_attachment_get (RuhuHqRequest *request,
                                 RuhuHqVisitor *visitor,
                                 const char *id,
                                 const char *hash);

G_END_DECLS
