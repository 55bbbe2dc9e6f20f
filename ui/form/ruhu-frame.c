/* ruhu-frame.c: one picture of a camera or film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-frame.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

static GdkPixbuf *
copy_frame (GstSample *sample)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  GdkPixbuf *pixbuf;
  int y;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;

  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, info.width, info.height);
  for (y = 0; y < info.height; y++)
    memcpy (gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf),
            (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0) +
              (gsize) y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            (gsize) info.width * 3);
  gst_video_frame_unmap (&frame);
  return pixbuf;
}

/**
 * ruhu_frame_pull:
 * @pipeline: one with a %RUHU_FRAME_SINK in it, or none yet
 *
 * Returns: (transfer full) (nullable): a frame that was not pulled yet; %NULL where there is none
 */
GdkPixbuf *
ruhu_frame_pull (GstElement *pipeline)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "frames");
  g_autoptr (GstSample) sample =
    sink != NULL ? gst_app_sink_try_pull_sample (GST_APP_SINK (sink), 0) : NULL;

  return sample != NULL ? copy_frame (sample) : NULL;
}
