/* ruhu-hex.h: bytes as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ruhu_hex_encode (const guint8 *bytes, gsize n);

G_END_DECLS
