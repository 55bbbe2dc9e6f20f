/* ruhu-hq-qr.c: a text as a picture that a camera reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-qr.h"

#include "base/ruhu-error.h"

#include <png.h>
#include <qrencode.h>
#include <string.h>

#define SCALE 8
#define QUIET 4 /* modules of white around it: ISO/IEC 18004 asks for four */

/* One byte a pixel, 0 black and 255 white. */
static guint8 *
draw (QRcode *code, guint side)
{
  guint8 *pixels = g_malloc ((gsize) side * side);
  guint x, y;

  memset (pixels, 255, (gsize) side * side);
  for (y = 0; y < (guint) code->width * SCALE; y++) {
    for (x = 0; x < (guint) code->width * SCALE; x++) {
      if (code->data[y / SCALE * code->width + x / SCALE] & 1)
        pixels[(y + QUIET * SCALE) * side + x + QUIET * SCALE] = 0;
    }
  }
  return pixels;
}

static GBytes *
encode (const guint8 *pixels, guint side)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  png_alloc_size_t size;
  guint8 *data;

  image.width = side;
  image.height = side;
  image.format = PNG_FORMAT_GRAY;
  size = PNG_IMAGE_PNG_SIZE_MAX (image);
  data = g_malloc (size);
  if (png_image_write_to_memory (&image, data, &size, 0, pixels, 0, NULL))
    return g_bytes_new_take (data, size);

  g_free (data);
  return NULL;
}

/**
 * ruhu_hq_qr_make_png:
 * @text: at most about a thousand bytes
 *
 * Returns: (transfer full) (nullable): a QR code as PNG; %NULL with %RUHU_ERROR_FAILED
 */
GBytes *
ruhu_hq_qr_make_png (const char *text, GError **error)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  g_autofree guint8 *pixels = NULL;
  GBytes *png = NULL;

  if (code != NULL) {
    guint side = (code->width + 2 * QUIET) * SCALE;

    pixels = draw (code, side);
    png = encode (pixels, side);
    QRcode_free (code);
  }
  if (png == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "cannot draw the QR code");
  return png;
}
