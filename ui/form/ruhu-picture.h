/* ruhu-picture.h: photos made small enough for a mountain network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *ruhu_picture_shrink (GBytes *content, int max_pixels, GError **error);
GBytes *ruhu_picture_encode (GdkPixbuf *pixbuf, int max_pixels, GError **error);

G_END_DECLS
