/* ruhu-sketch-editor.h: a drawing, free or on a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SKETCH_EDITOR (ruhu_sketch_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSketchEditor, ruhu_sketch_editor, RUHU, SKETCH_EDITOR, RuhuEditor)

G_END_DECLS
