/* ruhu-file-editor.h: a sound or another file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_FILE_EDITOR (ruhu_file_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFileEditor, ruhu_file_editor, RUHU, FILE_EDITOR, RuhuEditor)

G_END_DECLS
