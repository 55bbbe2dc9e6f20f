/* ruhu-rank-editor.h: a list put in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_RANK_EDITOR (ruhu_rank_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRankEditor, ruhu_rank_editor, RUHU, RANK_EDITOR, RuhuEditor)

G_END_DECLS
