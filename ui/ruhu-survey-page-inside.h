/* ruhu-survey-page-inside.h: what the files of the survey page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-background-sign.h"
#include "form/ruhu-walk.h"
#include "ruhu-fill-view.h"
#include "ruhu-finished-view.h"
#include "ruhu-outline-view.h"
#include "ruhu-review-view.h"
#include "ruhu-survey-page.h"

G_BEGIN_DECLS

struct _RuhuSurveyPage {
  RuhuPage parent_instance;

  GtkWidget *views;
  RuhuFillView *fill_view;
  RuhuOutlineView *outline_view;
  RuhuReviewView *review_view;
  RuhuFinishedView *finished_view;
  RuhuBackgroundSign *sign;

  RuhuSurvey *survey;
  RuhuWalk *walk;
  gulong changed;
  gboolean ending;    /* asked of the store, and not yet answered */
  gboolean discarded; /* the draft is no more */
};

void ruhu_survey_page_show_view (RuhuSurveyPage *self, gpointer view);
void ruhu_survey_page_leave (RuhuSurveyPage *self);
void ruhu_survey_page_show_review (RuhuSurveyPage *self);

void ruhu_survey_page_say (RuhuSurveyPage *self, const char *sentence);
void ruhu_survey_page_add_end_actions (RuhuSurveyPage *self, GActionMap *map);

G_END_DECLS
