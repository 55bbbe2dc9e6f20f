/* ruhu-frame.h: one picture of a camera or film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* What ruhu_frame_pull() pulls from: the newest frame only, as RGB. */
#define RUHU_FRAME_SINK \
  "videoconvert ! video/x-raw,format=RGB ! appsink name=frames max-buffers=1 drop=true"

GdkPixbuf *ruhu_frame_pull (GstElement *pipeline);

G_END_DECLS
