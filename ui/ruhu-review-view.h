/* ruhu-review-view.h: what still stops a response, and what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_REVIEW_VIEW (ruhu_review_view_get_type ())
G_DECLARE_FINAL_TYPE (RuhuReviewView, ruhu_review_view, RUHU, REVIEW_VIEW, AdwBin)

void ruhu_review_view_show (RuhuReviewView *self, RuhuSurvey *survey);
void ruhu_review_view_focus_unexplained (RuhuReviewView *self);
void ruhu_review_view_take (RuhuReviewView *self);

G_END_DECLS
