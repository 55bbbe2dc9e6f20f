/* ruhu-picture.c: photos made small enough for a mountain network
 *
 * A photo is turned as its camera says, scaled and written anew, so that where and with what it was
 * taken, which cameras write into files, does not travel.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-picture.h"

#include "base/ruhu-error.h"

#define QUALITY "75"

/**
 * ruhu_picture_encode:
 * @max_pixels: the longer side at most; 0 for no limit
 *
 * Returns: (transfer full) (nullable): a JPEG file, or %NULL with %RUHU_ERROR_FAILED
 */
GBytes *
ruhu_picture_encode (GdkPixbuf *pixbuf, int max_pixels, GError **error)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  g_autoptr (GdkPixbuf) scaled = NULL;
  g_autoptr (GError) failure = NULL;
  char *jpeg = NULL;
  gsize size = 0;

  if (max_pixels > 0 && MAX (width, height) > max_pixels) {
    double scale = (double) max_pixels / MAX (width, height);

    scaled = gdk_pixbuf_scale_simple (pixbuf,
                                      MAX (1, (int) (width * scale)),
                                      MAX (1, (int) (height * scale)),
                                      GDK_INTERP_BILINEAR);
  }
  if (!gdk_pixbuf_save_to_buffer (scaled != NULL ? scaled : pixbuf,
                                  &jpeg,
                                  &size,
                                  "jpeg",
                                  &failure,
                                  "quality",
                                  QUALITY,
                                  NULL)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "writing a picture: %s", failure->message);
    return NULL;
  }
  return g_bytes_new_take (jpeg, size);
}

/**
 * ruhu_picture_encode_drawing:
 *
 * Returns: (transfer full) (nullable): a PNG file, which keeps thin lines sharp
 */
GBytes *
ruhu_picture_encode_drawing (GdkPixbuf *drawing)
{
  g_autoptr (GError) error = NULL;
  char *png = NULL;
  gsize size = 0;

  if (!gdk_pixbuf_save_to_buffer (drawing, &png, &size, "png", &error, NULL)) {
    g_message ("writing a drawing: %s", error->message);
    return NULL;
  }
  return g_bytes_new_take (png, size);
}

static GdkPixbuf *
read_upright (GBytes *content, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (content);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new_from_stream (stream, NULL, &failure);

  if (picture == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "no picture: %s", failure->message);
    return NULL;
  }
  return gdk_pixbuf_apply_embedded_orientation (picture);
}

/** ruhu_picture_read: Returns: (transfer full) (nullable): the picture upright; %NULL for no
 * picture
 */
GdkPixbuf *
ruhu_picture_read (GBytes *content)
{
  return read_upright (content, NULL);
}

/**
 * ruhu_picture_shrink:
 * @content: a picture file in a format that GdkPixbuf reads
 * @max_pixels: the longer side at most; 0 for no limit
 *
 * Returns: (transfer full) (nullable): a JPEG file, or %NULL with %RUHU_ERROR_INVALID where
 * @content is no picture
 */
GBytes *
ruhu_picture_shrink (GBytes *content, int max_pixels, GError **error)
{
  g_autoptr (GdkPixbuf) picture = read_upright (content, error);

  return picture != NULL ? ruhu_picture_encode (picture, max_pixels, error) : NULL;
}
