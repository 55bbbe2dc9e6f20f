/* ruhu-hash.c: BLAKE2b-256, by which lines, bodies and attachments are named
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hash.h"

#include <sodium.h>
#include <string.h>

/**
 * ruhu_hash_text:
 * @data: (nullable): the bytes
 * @length: how many; 0 gives the hash of nothing
 *
 * Returns: (transfer full): 64 lower-case hex digits
 */
char *
ruhu_hash_text (const void *data, gsize length)
{
  guint8 hash[RUHU_HASH_BYTES];
  char *text = g_malloc (RUHU_HASH_DIGITS + 1);

  crypto_generichash (hash, sizeof hash, data, length, NULL, 0);
  sodium_bin2hex (text, RUHU_HASH_DIGITS + 1, hash, sizeof hash);
  return text;
}

/** ruhu_hash_bytes: Returns: (transfer full): as ruhu_hash_text(); @bytes may be %NULL for none */
char *
ruhu_hash_bytes (GBytes *bytes)
{
  gsize length = 0;
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return ruhu_hash_text (data, length);
}

/** ruhu_hash_is_valid: Returns: whether @text (which may be %NULL) is 64 lower-case hex digits */
gboolean
ruhu_hash_is_valid (const char *text)
{
  gsize length = text != NULL ? strspn (text, "0123456789abcdef") : 0;

  return length == RUHU_HASH_DIGITS && text[length] == '\0';
}
