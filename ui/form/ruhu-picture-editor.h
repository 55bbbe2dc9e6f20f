/* ruhu-picture-editor.h: a photo, from the camera or a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_PICTURE_EDITOR (ruhu_picture_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPictureEditor, ruhu_picture_editor, RUHU, PICTURE_EDITOR, RuhuEditor)

G_END_DECLS
