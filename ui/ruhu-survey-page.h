/* ruhu-survey-page.h: a response from the first question to the end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"
#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SURVEY_PAGE (ruhu_survey_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSurveyPage, ruhu_survey_page, RUHU, SURVEY_PAGE, RuhuPage)

RuhuSurveyPage *ruhu_survey_page_new (RuhuSurvey *survey);
RuhuSurvey *ruhu_survey_page_get_survey (RuhuSurveyPage *self);

char *ruhu_survey_page_get_place (RuhuSurveyPage *self);
void ruhu_survey_page_go_to (RuhuSurveyPage *self, const char *place);
void ruhu_survey_page_review (RuhuSurveyPage *self);
void ruhu_survey_page_flush (RuhuSurveyPage *self);

G_END_DECLS
