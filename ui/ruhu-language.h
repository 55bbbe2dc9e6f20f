/* ruhu-language.h: which catalogue the words come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ruhu_language_init (const char *folder);
void ruhu_language_use (const char *language);
const char *ruhu_language_guess (void);

G_END_DECLS
