/* ruhu-barcode.h: reads barcodes and QR codes in a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

gboolean ruhu_barcode_can_read (void);
char *ruhu_barcode_read (GdkPixbuf *picture);

G_END_DECLS
