/* ruhu-hex.c: bytes as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-hex.h"

/**
 * ruhu_hex_encode:
 * @bytes: (array length=n): may be %NULL where @n is 0
 *
 * Returns: (transfer full): two lower-case digits for each byte; any thread
 */
char *
ruhu_hex_encode (const guint8 *bytes, gsize n)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (2 * n + 1);
  gsize i;

  for (i = 0; i < n; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  text[2 * n] = '\0';

  return text;
}
