/* ruhu-camera.h: takes a photo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*RuhuCameraFunc) (GdkPixbuf *pixbuf, gpointer data);

gboolean ruhu_camera_is_there (void);
/**
 * RuhuCameraLookFunc:
 * @frame: what the camera sees now
 *
 * Returns: %TRUE once what was looked for is found
 */
typedef gboolean (*RuhuCameraLookFunc) (GdkPixbuf *frame, gpointer data);

void ruhu_camera_look (GtkWidget *near,
                       RuhuCameraLookFunc look,
                       gpointer data,
                       GDestroyNotify free_data);
void
ruhu_camera_ask (GtkWidget *near, RuhuCameraFunc taken, gpointer data, GDestroyNotify free_data);

G_END_DECLS
