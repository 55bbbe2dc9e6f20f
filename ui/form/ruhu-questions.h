/* ruhu-questions.h: what stands on one page of a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-outline.h"
#include "form/ruhu-rows.h"

G_BEGIN_DECLS

#define RUHU_TYPE_QUESTIONS (ruhu_questions_get_type ())
G_DECLARE_FINAL_TYPE (RuhuQuestions, ruhu_questions, RUHU, QUESTIONS, AdwBin)

void ruhu_questions_show (RuhuQuestions *self,
                          RuhuSurvey *survey,
                          RuhuOutline *outline,
                          const RuhuOutlinePage *page);
void ruhu_questions_clear (RuhuQuestions *self);
void ruhu_questions_refresh (RuhuQuestions *self);
void ruhu_questions_leave (RuhuQuestions *self);

RuhuRows *ruhu_questions_get_rows (RuhuQuestions *self);
gboolean ruhu_questions_are_several (RuhuQuestions *self);
gboolean ruhu_questions_have_columns (RuhuQuestions *self);
gboolean ruhu_questions_are_confirmed_by_next (RuhuQuestions *self);
gboolean ruhu_questions_focus_behind (RuhuQuestions *self, GtkWidget *question);
void ruhu_questions_set_place (RuhuQuestions *self, const char *place);

G_END_DECLS
