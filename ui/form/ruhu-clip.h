/* ruhu-clip.h: a sound or film that came with a form, and the button that plays it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RuhuClipKind:
 * @RUHU_CLIP_SOUND: a button with words
 * @RUHU_CLIP_SOUND_SHORT: a button with a sign only, beside a choice
 * @RUHU_CLIP_FILM: a button with words, and a picture above it while it plays
 */
typedef enum {
  RUHU_CLIP_SOUND,
  RUHU_CLIP_SOUND_SHORT,
  RUHU_CLIP_FILM,
} RuhuClipKind;

#define RUHU_TYPE_CLIP (ruhu_clip_get_type ())
G_DECLARE_FINAL_TYPE (RuhuClip, ruhu_clip, RUHU, CLIP, AdwBin)

RuhuClip *
ruhu_clip_new (RuhuClipKind kind, RuhuInstance *instance, const char *uri, const char *about);
void ruhu_clip_play_when_shown (RuhuClip *self);

G_END_DECLS
