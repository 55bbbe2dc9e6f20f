/* ruhu-hq-request.h: one request of a tablet, and its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"
#include "ruhu-refusal.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * RuhuHqRequest:
 * @dir: HQ
 * @message: what libsoup has of it
 * @path: behind the route's own part, not decoded; "" where there is nothing more
 * @query: (nullable): decoded
 * @body: as sent; empty where the handler took the bytes as they came
 * @now: ms since 1970 UTC
 * @device: (nullable): who asks, its signature checked; %NULL on an open route
 * @locked: it signed with LK: its AK is sealed
 */
typedef struct {
  RuhuHqDir *dir;
  SoupServerMessage *message;
  const char *path;
  GHashTable *query;
  GBytes *body;
  gint64 now;
  RuhuHqDevice *device;
  gboolean locked;
} RuhuHqRequest;

void ruhu_hq_request_answer (RuhuHqRequest *request, guint status, JsonObject *body);
void ruhu_hq_request_answer_bytes (RuhuHqRequest *request, const char *type, GBytes *bytes);
void ruhu_hq_request_refuse (RuhuHqRequest *request, RuhuRefusal refusal, JsonObject *members);
void ruhu_hq_request_fail (RuhuHqRequest *request, GError *error);
const char *ruhu_hq_request_get_header (RuhuHqRequest *request, const char *name);
void ruhu_hq_request_set_header (RuhuHqRequest *request, const char *name, const char *value);

G_END_DECLS
