/* ruhu-background-sound.h: a recording that runs while a form is filled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

G_BEGIN_DECLS

typedef struct _RuhuBackgroundSound RuhuBackgroundSound;

RuhuBackgroundSound *ruhu_background_sound_new (RuhuSurvey *survey);
void ruhu_background_sound_free (RuhuBackgroundSound *self);

gboolean
ruhu_background_sound_ask (RuhuBackgroundSound *self, const char *key, const char *quality);
gboolean ruhu_background_sound_is_running (RuhuBackgroundSound *self);
guint ruhu_background_sound_get_seconds (RuhuBackgroundSound *self);
void ruhu_background_sound_stop (RuhuBackgroundSound *self);
void ruhu_background_sound_drop (RuhuBackgroundSound *self);
void ruhu_background_sound_keep_async (RuhuBackgroundSound *self,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ruhu_background_sound_keep_finish (GAsyncResult *result, GError **error);

G_END_DECLS
