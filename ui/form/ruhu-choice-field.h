/* ruhu-choice-field.h: a long list as one button that says what was chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_FIELD (ruhu_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceField, ruhu_choice_field, RUHU, CHOICE_FIELD, AdwBin)

RuhuChoiceField *ruhu_choice_field_new (RuhuEditor *editor);
void ruhu_choice_field_refresh (RuhuChoiceField *self);
void ruhu_choice_field_forget (RuhuChoiceField *self);

G_END_DECLS
