/* ruhu-part.h: parts of a page that are made in C and fold like the rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ruhu_part_name (GtkWidget *widget, const char *id);

G_END_DECLS
