/* ruhu-entry-editor.h: a line of text or a number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_ENTRY_EDITOR (ruhu_entry_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuEntryEditor, ruhu_entry_editor, RUHU, ENTRY_EDITOR, RuhuEditor)

G_END_DECLS
