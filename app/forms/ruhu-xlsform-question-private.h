/* ruhu-xlsform-question-private.h: rows of the survey sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-write-private.h"

G_BEGIN_DECLS

const char *ruhu_xls_survey_cell (RuhuXlsForm *form, const RuhuXlsRow *row, const char *key);
void ruhu_xls_node_read (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsRow *row);
void ruhu_xls_question_read (RuhuXlsForm *form,
                             RuhuXlsNode *parent,
                             const RuhuXlsRow *row,
                             const char *text);

G_END_DECLS
