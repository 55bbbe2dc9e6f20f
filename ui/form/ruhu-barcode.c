/* ruhu-barcode.c: reads barcodes and QR codes in a picture
 *
 * By zbar, where Ruhu was built with it; without it codes are typed, or a scanner types them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-barcode.h"

#ifdef RUHU_HAVE_ZBAR
#include <zbar.h>
#endif

/** ruhu_barcode_can_read: Returns: whether ruhu_barcode_read() ever finds anything */
gboolean
ruhu_barcode_can_read (void)
{
#ifdef RUHU_HAVE_ZBAR
  return TRUE;
#else
  return FALSE;
#endif
}

#ifdef RUHU_HAVE_ZBAR
static guint8 *
make_gray (GdkPixbuf *picture, guint width, guint height)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  guint stride = (guint) gdk_pixbuf_get_rowstride (picture);
  guint channels = (guint) gdk_pixbuf_get_n_channels (picture);
  guint8 *gray = g_malloc ((gsize) width * height);
  guint x, y;

  for (y = 0; y < height; y++)
    for (x = 0; x < width; x++) {
      const guint8 *p = pixels + (gsize) y * stride + (gsize) x * channels;

      gray[(gsize) y * width + x] = (guint8) ((p[0] * 77 + p[1] * 150 + p[2] * 29) >> 8);
    }
  return gray;
}
#endif

/** ruhu_barcode_read: Returns: (transfer full) (nullable): the first code in @picture, as UTF-8 */
char *
ruhu_barcode_read (GdkPixbuf *picture)
{
#ifdef RUHU_HAVE_ZBAR
  guint width = (guint) gdk_pixbuf_get_width (picture);
  guint height = (guint) gdk_pixbuf_get_height (picture);
  g_autofree guint8 *gray = make_gray (picture, width, height);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  char *code = NULL;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, width, height);
  zbar_image_set_data (image, gray, (gsize) width * height, NULL);
  if (zbar_scan_image (scanner, image) > 0) {
    const zbar_symbol_t *symbol = zbar_image_first_symbol (image);

    code = g_utf8_make_valid (zbar_symbol_get_data (symbol),
                              (gssize) zbar_symbol_get_data_length (symbol));
  }
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return code;
#else
  return NULL;
#endif
}
