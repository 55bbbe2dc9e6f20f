/* ruhu-choice-editor.h: one or several of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_EDITOR (ruhu_choice_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceEditor, ruhu_choice_editor, RUHU, CHOICE_EDITOR, RuhuEditor)

G_END_DECLS
