/* ruhu-push-answer.h: what HQ answers to a push
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-receipt.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RuhuPushAnswer:
 * @acked: HQ has all lines up to this one
 * @receipt: its signature over that, verified
 * @quarantined: (element-type RuhuQuarantined): lines among them that HQ has a question about
 * @tells: whether it names those at all
 * @doubles: (element-type guint64): lines among them that HQ has already under a former name
 * @safe: up to here they also lie in a backup outside HQ
 * @gen: which life of HQ's store
 * @pull: whether there is something to fetch
 * @now: HQ's time, ms since 1970 UTC; 0 where it does not say
 * @kept: (nullable): path of its file, where it waited in the inbox
 */
typedef struct {
  guint64 acked;
  RuhuReceipt *receipt;
  GArray *quarantined;
  gboolean tells;
  GArray *doubles;
  guint64 safe;
  char *gen;
  gboolean pull;
  gint64 now;
  char *kept;
} RuhuPushAnswer;

/** RuhuQuarantined: line @seq is held back, because of @code */
typedef struct {
  guint64 seq;
  char code[16];
} RuhuQuarantined;

GArray *ruhu_quarantined_read (JsonObject *answer);

RuhuPushAnswer *
ruhu_push_answer_parse (GBytes *json, const char *device, const guint8 hqs[32], GError **error);
void ruhu_push_answer_free (RuhuPushAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuPushAnswer, ruhu_push_answer_free)

RuhuReceipt *ruhu_push_answer_parse_receipt (GBytes *json,
                                             const char *device,
                                             const guint8 hqs[32],
                                             guint64 *safe,
                                             GError **error);

G_END_DECLS
