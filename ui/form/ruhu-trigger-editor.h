/* ruhu-trigger-editor.h: something done, with one tick
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_TRIGGER_EDITOR (ruhu_trigger_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuTriggerEditor, ruhu_trigger_editor, RUHU, TRIGGER_EDITOR, RuhuEditor)

G_END_DECLS
