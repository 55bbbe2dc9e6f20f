/* ruhu-text-editor.h: several lines of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_TEXT_EDITOR (ruhu_text_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuTextEditor, ruhu_text_editor, RUHU, TEXT_EDITOR, RuhuEditor)

G_END_DECLS
