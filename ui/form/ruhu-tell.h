/* ruhu-tell.h: what an answer means, as a sentence to say aloud
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_TELL (ruhu_tell_get_type ())
G_DECLARE_FINAL_TYPE (RuhuTell, ruhu_tell, RUHU, TELL, AdwBin)

RuhuTell *ruhu_tell_new (RuhuSurvey *survey, const RuhuControl *control);
void ruhu_tell_refresh (RuhuTell *self, gboolean valid);

G_END_DECLS
