/* ruhu-hq-qr.h: a text as a picture that a camera reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *ruhu_hq_qr_make_png (const char *text, GError **error);

G_END_DECLS
