/* ruhu-qr.h: a text as a picture that a camera reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_QR (ruhu_qr_get_type ())
G_DECLARE_FINAL_TYPE (RuhuQr, ruhu_qr, RUHU, QR, GtkWidget)

gboolean ruhu_qr_set_text (RuhuQr *self, const char *text, const char *label);

G_END_DECLS
