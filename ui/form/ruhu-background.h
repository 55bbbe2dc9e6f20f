/* ruhu-background.h: what a form has the tablet answer by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"
#include "forms/ruhu-audit.h"

G_BEGIN_DECLS

#define RUHU_TYPE_BACKGROUND (ruhu_background_get_type ())
G_DECLARE_FINAL_TYPE (RuhuBackground, ruhu_background, RUHU, BACKGROUND, GObject)

RuhuBackground *ruhu_background_new (RuhuSurvey *survey, RuhuAudit *audit);

gboolean ruhu_background_is_recording (RuhuBackground *self);
char *ruhu_background_describe (RuhuBackground *self);

void ruhu_background_go_on (RuhuBackground *self);
void ruhu_background_forget_notes (RuhuBackground *self);
void ruhu_background_stop_recording (RuhuBackground *self);
void ruhu_background_keep (RuhuBackground *self);
void ruhu_background_rest (RuhuBackground *self);
void ruhu_background_end_async (RuhuBackground *self,
                                gboolean wanted,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ruhu_background_end_finish (RuhuBackground *self, GAsyncResult *result, GError **error);

G_END_DECLS
