/* ruhu-id.h: ids made on the device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ruhu_id_new (void);
char *ruhu_id_new_ordered (void);
gboolean ruhu_id_is_valid (const char *id);
gboolean ruhu_id_to_bytes (const char *id, guint8 bytes[16]);
char *ruhu_id_from_bytes (const guint8 bytes[16]);

G_END_DECLS
