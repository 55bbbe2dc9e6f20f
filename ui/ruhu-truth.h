/* ruhu-truth.h: the one sentence of where the records are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-status.h"

#include "cases/ruhu-day.h"

G_BEGIN_DECLS

RuhuStatus ruhu_truth_get_status (RuhuResponse *response);
char *ruhu_truth_get_words (RuhuResponse *response);
const char *ruhu_truth_get_link (RuhuResponse *response);
char *ruhu_truth_get_receipt (RuhuResponse *response, GDateTime *now);
char *ruhu_truth_get_title (const RuhuDay *day);
char *ruhu_truth_get_sentence (const RuhuDay *day, gint64 next_try, GDateTime *now);
char *ruhu_truth_get_locked_sentence (guint here, gint64 next_try, GDateTime *now);

G_END_DECLS
