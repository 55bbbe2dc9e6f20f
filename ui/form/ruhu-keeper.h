/* ruhu-keeper.h: puts what was photographed, signed or chosen among a response's attachments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

typedef void (*RuhuKeeperShowFunc) (RuhuEditor *editor, GBytes *content);

void ruhu_keeper_keep (RuhuEditor *editor, GBytes *content, const char *type);
void ruhu_keeper_load (RuhuEditor *editor, RuhuKeeperShowFunc show);

G_END_DECLS
