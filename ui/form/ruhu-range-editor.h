/* ruhu-range-editor.h: a number on a scale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_RANGE_EDITOR (ruhu_range_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRangeEditor, ruhu_range_editor, RUHU, RANGE_EDITOR, RuhuEditor)

G_END_DECLS
