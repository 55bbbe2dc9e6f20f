/* ruhu-focus.h: puts the focus on the first thing that takes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean ruhu_focus_first_within (GtkWidget *widget);

G_END_DECLS
