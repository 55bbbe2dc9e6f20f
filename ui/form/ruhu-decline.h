/* ruhu-decline.h: "prefers not to say" and "does not know"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean ruhu_decline_is (const char *value);
GtkWidget *
ruhu_decline_buttons_new (RuhuSurvey *survey, const RuhuControl *control, RuhuNode *within);
void ruhu_decline_buttons_refresh (GtkWidget *buttons);

G_END_DECLS
