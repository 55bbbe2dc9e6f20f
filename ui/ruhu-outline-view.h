/* ruhu-outline-view.h: what is missing, and where one is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_OUTLINE_VIEW (ruhu_outline_view_get_type ())
G_DECLARE_FINAL_TYPE (RuhuOutlineView, ruhu_outline_view, RUHU, OUTLINE_VIEW, AdwBin)

void ruhu_outline_view_show (RuhuOutlineView *self, RuhuSurvey *survey, const RuhuControl *here);

G_END_DECLS
