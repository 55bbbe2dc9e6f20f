/* ruhu-attempt-page.h: nobody was met: all that there is to record, on one page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"
#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_ATTEMPT_PAGE (ruhu_attempt_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuAttemptPage, ruhu_attempt_page, RUHU, ATTEMPT_PAGE, RuhuPage)

RuhuAttemptPage *ruhu_attempt_page_new (RuhuSurvey *survey);
RuhuSurvey *ruhu_attempt_page_get_survey (RuhuAttemptPage *self);
void ruhu_attempt_page_flush (RuhuAttemptPage *self);

G_END_DECLS
