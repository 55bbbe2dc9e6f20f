/* ruhu-chosen.h: which choices an answer holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ruhu_chosen_has (const char *answer, const char *choice);
char *ruhu_chosen_toggle (const char *answer, const char *choice, gboolean on);
guint ruhu_chosen_count (const char *answer);

G_END_DECLS
