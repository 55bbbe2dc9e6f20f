/* ruhu-sealed-att.h: an attachment as a locked tablet sends it, for HQ to open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_SEALED_ATT_KEY_SIZE 32

gsize ruhu_sealed_att_get_size (gsize content);
char *ruhu_sealed_att_open_key (const guint8 hqx[32],
                                const guint8 hqx_secret[32],
                                GBytes *sealed_key,
                                guint8 key[RUHU_SEALED_ATT_KEY_SIZE],
                                GError **error);
GBytes *
ruhu_sealed_att_open (const guint8 key[RUHU_SEALED_ATT_KEY_SIZE], GBytes *file, GError **error);

G_END_DECLS
