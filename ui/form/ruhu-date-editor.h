/* ruhu-date-editor.h: a date, a time, or both
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_DATE_EDITOR (ruhu_date_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuDateEditor, ruhu_date_editor, RUHU, DATE_EDITOR, RuhuEditor)

G_END_DECLS
