/* ruhu-media.h: pictures that come with a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *ruhu_media_get_name (const char *uri);
GdkPixbuf *ruhu_media_load_pixbuf (RuhuInstance *instance, const char *uri);
GdkPaintable *ruhu_media_load_picture (RuhuInstance *instance, const char *uri, int height);
GdkTexture *ruhu_media_shrink (GdkPixbuf *pixbuf, int width, int height);

GtkWidget *ruhu_media_hold (GtkWidget *picture);
GtkLabel *ruhu_media_make_trouble (void);

G_END_DECLS
