/* ruhu-media.h: pictures that come with a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GdkPaintable *ruhu_media_load_picture (RuhuInstance *instance, const char *uri, int height);

GtkWidget *ruhu_media_hold (GtkWidget *picture);

G_END_DECLS
