/* ruhu-recovery.c: the root key on its way back to a device whose PIN was forgotten
 *
 * Two locks: only the device that asked opens the box, and what is in it only who was told the
 * code. So neither who carries the answer nor who found the tablet gets at the key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-recovery.h"

#include "store/ruhu-seal-private.h"

#include <string.h>

#define LABEL "RUHU1|recover|"

/* @key is in guarded memory. The code has 100 bits, so it needs no slow derivation. */
static void
key_of_code (const char *code, guint8 *key)
{
  g_autofree char *text = g_strconcat (LABEL, code, NULL);

  ruhu_seal_hash (key, RUHU_SEAL_KEY_SIZE, NULL, text, strlen (text));
  ruhu_seal_zero (text, strlen (text));
}

/**
 * ruhu_recovery_seal:
 * @root: the root key, 32 bytes
 * @code: normalized; who is told it may open the device
 * @key: the X25519 key that the device made for this answer
 *
 * Returns: (transfer full): what may be sent
 */
GBytes *
ruhu_recovery_seal (GBytes *root, const char *code, GBytes *key)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("recovery");
  guint8 *inner = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  g_autoptr (GBytes) locked = NULL;
  gsize n;
  gconstpointer data = g_bytes_get_data (root, &n);

  key_of_code (code, inner);
  locked = ruhu_seal (inner, ad, data, n, RUHU_SEAL_PAD_NONE);
  ruhu_seal_secret_free (inner);
  g_byte_array_unref (ad);
  return ruhu_seal_to (key, g_bytes_get_data (locked, NULL), g_bytes_get_size (locked));
}

/**
 * ruhu_recovery_open:
 *
 * Returns: (transfer full) (nullable): the root key, which the caller zeroes; %NULL where the code
 *   or the device is another
 */
GBytes *
ruhu_recovery_open (GBytes *sealed,
                    const char *code,
                    const guint8 public_key[RUHU_RECOVERY_KEY_SIZE],
                    const guint8 secret_key[RUHU_RECOVERY_KEY_SIZE])
{
  RuhuSealAd *ad;
  guint8 *inner;
  g_autoptr (GBytes) locked = ruhu_unseal_box (public_key, secret_key, sealed, NULL);
  GBytes *root;

  if (locked == NULL)
    return NULL;

  ad = ruhu_seal_ad_new ("recovery");
  inner = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  key_of_code (code, inner);
  root = ruhu_unseal (inner,
                      ad,
                      g_bytes_get_data (locked, NULL),
                      g_bytes_get_size (locked),
                      RUHU_SEAL_PAD_NONE,
                      NULL);
  ruhu_seal_secret_free (inner);
  g_byte_array_unref (ad);
  if (root == NULL || g_bytes_get_size (root) == RUHU_SEAL_KEY_SIZE)
    return root;

  g_bytes_unref (root);
  return NULL;
}
