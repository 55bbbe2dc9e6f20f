/* ruhu-hash.h: BLAKE2b-256, by which lines, bodies and attachments are named
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_HASH_BYTES 32
#define RUHU_HASH_DIGITS 64

/* What the first line of a device's log names as the line before it. */
#define RUHU_HASH_NONE "0000000000000000000000000000000000000000000000000000000000000000"

char *ruhu_hash_text (const void *data, gsize length);
char *ruhu_hash_bytes (GBytes *bytes);
gboolean ruhu_hash_is_valid (const char *text);

G_END_DECLS
