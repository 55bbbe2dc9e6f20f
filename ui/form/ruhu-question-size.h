/* ruhu-question-size.h: how much of a page a question takes, before it is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/* What a page has room for under its heading, in pixels at 100 % text: 800×1280 upright, and one of
 * the two columns of 1280×800. Each question brings the gap below it, also the last. */
#define RUHU_PAGE_HEIGHT 1066
#define RUHU_COLUMN_HEIGHT 588

gboolean
ruhu_question_is_note (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within);
gboolean
ruhu_question_is_on_record (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within);
guint ruhu_question_count_rows (GPtrArray *choices, gboolean alone, guint *columns);
gboolean ruhu_question_declines_beside (RuhuInstance *instance,
                                        const RuhuControl *control,
                                        RuhuNode *within);
guint ruhu_question_find_break (const guint *heights, guint n, guint n_records);
guint ruhu_question_measure (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within);

G_END_DECLS
