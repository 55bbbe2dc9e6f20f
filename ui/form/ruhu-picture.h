/* ruhu-picture.h: photos made small enough for a mountain network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* The longer side, where the form does not say: enough to read a certificate. */
#define RUHU_PICTURE_PIXELS 1600

GdkPixbuf *ruhu_picture_read (GBytes *content);
GBytes *ruhu_picture_shrink (GBytes *content, int max_pixels, GError **error);
GBytes *ruhu_picture_encode (GdkPixbuf *pixbuf, int max_pixels, GError **error);
GBytes *ruhu_picture_encode_drawing (GdkPixbuf *drawing);

G_END_DECLS
