/* ruhu-file-chooser.h: asks for a file and reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

typedef void (*RuhuFileChooserFunc) (RuhuEditor *editor, GBytes *content, const char *type);

void ruhu_file_chooser_ask (RuhuEditor *editor, const char *types, RuhuFileChooserFunc chosen);
void ruhu_file_chooser_accept_drops (RuhuEditor *editor, RuhuFileChooserFunc chosen);

G_END_DECLS
