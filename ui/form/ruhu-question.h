/* ruhu-question.h: one question: its words, its answer, and what is wrong with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_QUESTION (ruhu_question_get_type ())
G_DECLARE_FINAL_TYPE (RuhuQuestion, ruhu_question, RUHU, QUESTION, AdwBin)

/**
 * RuhuQuestionPlace:
 * @RUHU_QUESTION_ALONE: has the page for itself
 * @RUHU_QUESTION_AMONG: shares the page with others
 * @RUHU_QUESTION_IN_ROW: opened from a row that says already what is asked
 */
typedef enum {
  RUHU_QUESTION_ALONE,
  RUHU_QUESTION_AMONG,
  RUHU_QUESTION_IN_ROW,
} RuhuQuestionPlace;

RuhuQuestion *ruhu_question_new (RuhuSurvey *survey,
                                 const RuhuControl *control,
                                 RuhuNode *within,
                                 RuhuQuestionPlace place);

const RuhuControl *ruhu_question_get_control (RuhuQuestion *self);
void ruhu_question_refresh (RuhuQuestion *self);
void ruhu_question_take (RuhuQuestion *self);
void ruhu_question_set_strict (RuhuQuestion *self, gboolean strict);

G_END_DECLS
