/* ruhu-truth.h: the one sentence of where the records are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-status.h"

#include "responses/ruhu-response.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RuhuTruth:
 * @today: finished today
 * @received: of these, HQ has signed for
 * @here: finished on any day, and only on this tablet
 * @drafts: begun, not finished
 * @returned: to correct
 * @oldest_returned: (nullable): the response returned longest ago, owned by the model
 */
typedef struct {
  guint today;
  guint received;
  guint here;
  guint drafts;
  guint returned;
  RuhuResponse *oldest_returned;
} RuhuTruth;

RuhuTruth ruhu_truth_count (GListModel *responses, GDateTime *now);
RuhuStatus ruhu_truth_get_status (RuhuResponse *response);
char *ruhu_truth_get_title (const RuhuTruth *truth);
char *ruhu_truth_get_sentence (const RuhuTruth *truth, gint64 next_try, GDateTime *now);
char *ruhu_truth_get_locked_sentence (guint here, gint64 next_try, GDateTime *now);

G_END_DECLS
