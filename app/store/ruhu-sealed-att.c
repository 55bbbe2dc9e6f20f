/* ruhu-sealed-att.c: an attachment as a locked tablet sends it, for HQ to open
 *
 * The file as ruhu-att.c wrote it, and its key and the content's hash in a box to hqx.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-sealed-att.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "store/ruhu-seal-private.h"

#include <string.h>

G_STATIC_ASSERT (RUHU_SEALED_ATT_KEY_SIZE == RUHU_SEAL_KEY_SIZE);

/** ruhu_sealed_att_get_size: Returns: bytes of the file that holds @content bytes */
gsize
ruhu_sealed_att_get_size (gsize content)
{
  return ruhu_seal_stream_size (content);
}

/**
 * ruhu_sealed_att_open_key:
 * @hqx: HQ's key for what is sealed to it
 * @hqx_secret: its secret half
 * @sealed_key: file key and content hash, sealed
 * @key: (out caller-allocates): the file key; the caller zeroes it
 * @error: %RUHU_ERROR_CORRUPT where it was not sealed to this HQ, or holds something else
 *
 * Returns: (transfer full) (nullable): the content's hash, in hex
 */
char *
ruhu_sealed_att_open_key (const guint8 hqx[32],
                          const guint8 hqx_secret[32],
                          GBytes *sealed_key,
                          guint8 key[RUHU_SEALED_ATT_KEY_SIZE],
                          GError **error)
{
  g_autoptr (GBytes) plain = ruhu_unseal_box (hqx, hqx_secret, sealed_key, error);
  char *hash;
  const guint8 *data;
  gsize n;

  if (plain == NULL)
    return NULL;

  data = g_bytes_get_data (plain, &n);
  if (n != RUHU_SEAL_KEY_SIZE + RUHU_SEAL_HASH_SIZE) {
    ruhu_seal_bytes_zero (plain);
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "this is no key of an attachment");
    return NULL;
  }

  memcpy (key, data, RUHU_SEAL_KEY_SIZE);
  hash = ruhu_hex_encode (data + RUHU_SEAL_KEY_SIZE, RUHU_SEAL_HASH_SIZE);
  ruhu_seal_bytes_zero (plain);
  return hash;
}

/**
 * ruhu_sealed_att_open:
 * @key: from ruhu_sealed_att_open_key()
 * @file: the whole file
 *
 * Returns: (transfer full) (nullable): the content; %NULL with %RUHU_ERROR_CORRUPT
 */
GBytes *
ruhu_sealed_att_open (const guint8 key[RUHU_SEALED_ATT_KEY_SIZE], GBytes *file, GError **error)
{
  return ruhu_unseal_stream (key, file, error);
}
