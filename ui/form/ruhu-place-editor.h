/* ruhu-place-editor.h: where something is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_PLACE_EDITOR (ruhu_place_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPlaceEditor, ruhu_place_editor, RUHU, PLACE_EDITOR, RuhuEditor)

G_END_DECLS
