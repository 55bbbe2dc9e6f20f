/* ruhu-rows.h: a repeat: how many, which
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_ROWS (ruhu_rows_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRows, ruhu_rows, RUHU, ROWS, AdwBin)

RuhuRows *ruhu_rows_new (RuhuSurvey *survey, const RuhuControl *repeat, RuhuNode *within);

void ruhu_rows_refresh (RuhuRows *self);
void ruhu_rows_strike (RuhuRows *self, const char *key, gboolean struck);
void ruhu_rows_remove_struck (RuhuRows *self);

G_END_DECLS
