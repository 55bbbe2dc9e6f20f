/* ruhu-finished-view.h: it is done and safe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_FINISHED_VIEW (ruhu_finished_view_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFinishedView, ruhu_finished_view, RUHU, FINISHED_VIEW, AdwBin)

void ruhu_finished_view_show (RuhuFinishedView *self, RuhuSurvey *survey);

G_END_DECLS
