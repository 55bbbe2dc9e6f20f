/* ruhu-fill-view.h: one page of a survey, being filled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-questions.h"
#include "form/ruhu-walk.h"

G_BEGIN_DECLS

#define RUHU_TYPE_FILL_VIEW (ruhu_fill_view_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFillView, ruhu_fill_view, RUHU, FILL_VIEW, AdwBin)

void ruhu_fill_view_set_survey (RuhuFillView *self, RuhuSurvey *survey, RuhuWalk *walk);
RuhuQuestions *ruhu_fill_view_get_questions (RuhuFillView *self);

void ruhu_fill_view_show (RuhuFillView *self);
void ruhu_fill_view_refresh (RuhuFillView *self);

G_END_DECLS
