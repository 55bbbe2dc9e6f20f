/* ruhu-recorder.h: records what the microphone hears
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuRecorder RuhuRecorder;

gboolean ruhu_recorder_is_there (void);
RuhuRecorder *ruhu_recorder_start (const char *quality);
guint ruhu_recorder_get_seconds (RuhuRecorder *self);
GBytes *ruhu_recorder_get_content (RuhuRecorder *self);
GBytes *ruhu_recorder_stop (RuhuRecorder *self);

G_END_DECLS
