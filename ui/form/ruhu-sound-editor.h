/* ruhu-sound-editor.h: a sound, recorded or from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SOUND_EDITOR (ruhu_sound_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSoundEditor, ruhu_sound_editor, RUHU, SOUND_EDITOR, RuhuEditor)

G_END_DECLS
