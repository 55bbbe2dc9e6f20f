/* ruhu-field-words.h: what a field of the register, and what stands in it, is called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

char *ruhu_field_words_name (RuhuInstance *visit, const char *field);
char *ruhu_field_words_value (RuhuInstance *visit, const char *field, const char *value);

G_END_DECLS
