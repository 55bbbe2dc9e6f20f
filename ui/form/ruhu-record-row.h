/* ruhu-record-row.h: what the register says, to be confirmed by a look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_RECORD_ROW (ruhu_record_row_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRecordRow, ruhu_record_row, RUHU, RECORD_ROW, AdwExpanderRow)

RuhuRecordRow *
ruhu_record_row_new (RuhuSurvey *survey, const RuhuControl *control, RuhuNode *within);

const RuhuControl *ruhu_record_row_get_control (RuhuRecordRow *self);
gboolean ruhu_record_row_is_changed (RuhuRecordRow *self);
void ruhu_record_row_refresh (RuhuRecordRow *self);
void ruhu_record_row_take (RuhuRecordRow *self);

G_END_DECLS
