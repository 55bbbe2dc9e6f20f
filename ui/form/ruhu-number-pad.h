/* ruhu-number-pad.h: keys for a number, beside its field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *ruhu_number_pad_new (GtkEditable *field, gboolean letter);

G_END_DECLS
