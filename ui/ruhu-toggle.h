/* ruhu-toggle.h: a toggle button says whether it is on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *ruhu_toggle_new (const char *label, GtkAccessibleRole role);
void ruhu_toggle_tell (GtkToggleButton *button);

G_END_DECLS
