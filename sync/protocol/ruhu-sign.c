/* ruhu-sign.c: who said it: requests, heads of logs, HQ's time and orders
 *
 * What is signed is a text that begins with what it is (a head excepted: 32 bytes), so that a
 * signature for one thing is none for another. Ed25519; signatures travel as base64.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sign.h"

#include "ruhu-hash.h"

#include <sodium.h>
#include <string.h>

/**
 * ruhu_sign_make_keys:
 * @public_key: (out): 32 bytes
 * @secret_key: (out): 64 bytes; the caller wipes them with sodium_memzero()
 */
void
ruhu_sign_make_keys (guint8 public_key[32], guint8 secret_key[64])
{
  crypto_sign_keypair (public_key, secret_key);
}

/** ruhu_sign_fingerprint: Returns: (transfer full): hash of a public key, 64 hex digits */
char *
ruhu_sign_fingerprint (const guint8 public_key[32])
{
  return ruhu_hash_text (public_key, RUHU_SIGN_PUBLIC_BYTES);
}

/** ruhu_sign_text: Returns: (transfer full): the signature over @text, in base64 */
char *
ruhu_sign_text (const char *text, const guint8 secret_key[64])
{
  guint8 signature[crypto_sign_BYTES];

  crypto_sign_detached (signature, NULL, (const guint8 *) text, strlen (text), secret_key);
  return g_base64_encode (signature, sizeof signature);
}

static gboolean
verify (const void *data, gsize n, const char *signature, const guint8 public_key[32])
{
  guint8 bytes[crypto_sign_BYTES];
  size_t length;

  /* libsodium 1.0.18 reads a slash with its eighth bit set as a slash. */
  if (signature == NULL || !g_str_is_ascii (signature) ||
      sodium_base642bin (bytes,
                         sizeof bytes,
                         signature,
                         strlen (signature),
                         NULL,
                         &length,
                         NULL,
                         sodium_base64_VARIANT_ORIGINAL) != 0 ||
      length != sizeof bytes)
    return FALSE;

  return crypto_sign_verify_detached (bytes, data, n, public_key) == 0;
}

/**
 * ruhu_sign_verify:
 * @signature: (nullable): base64, not trusted
 *
 * Returns: whether the owner of @public_key signed @text
 */
gboolean
ruhu_sign_verify (const char *text, const char *signature, const guint8 public_key[32])
{
  return verify (text, strlen (text), signature, public_key);
}

static gboolean
read_head (const char *head, guint8 bytes[RUHU_HASH_BYTES])
{
  return ruhu_hash_is_valid (head) &&
         sodium_hex2bin (bytes, RUHU_HASH_BYTES, head, RUHU_HASH_DIGITS, NULL, NULL, NULL) == 0;
}

/**
 * ruhu_sign_head:
 * @head: hash of a line, 64 hex digits
 *
 * A head signature (hs) is over the 32 bytes of the hash: the device stands by its log up to this
 * line. No text that is signed elsewhere is 32 bytes long.
 *
 * Returns: (transfer full): the signature, in base64
 */
char *
ruhu_sign_head (const char *head, const guint8 secret_key[64])
{
  guint8 bytes[RUHU_HASH_BYTES], signature[crypto_sign_BYTES];

  g_return_val_if_fail (read_head (head, bytes), NULL);

  crypto_sign_detached (signature, NULL, bytes, sizeof bytes, secret_key);
  return g_base64_encode (signature, sizeof signature);
}

/**
 * ruhu_sign_verify_head:
 * @head: (nullable): hash of the last line
 * @signature: (nullable): what came with it, base64
 *
 * Returns: whether the owner of @public_key stands by the log up to that line
 */
gboolean
ruhu_sign_verify_head (const char *head, const char *signature, const guint8 public_key[32])
{
  guint8 bytes[RUHU_HASH_BYTES];

  return read_head (head, bytes) && verify (bytes, sizeof bytes, signature, public_key);
}

/**
 * ruhu_sign_request_text:
 * @hqs: HQ's signing key: a request made for one HQ is none for another
 * @method: in capitals
 * @path: with the query, exactly as the device sends it
 * @at: Ruhu-T, milliseconds since 1970 UTC
 * @body: (nullable): the body as sent, compressed where it is
 *
 * Returns: (transfer full): what Ruhu-Sig is over
 */
char *
ruhu_sign_request_text (const guint8 hqs[32],
                        const char *method,
                        const char *path,
                        gint64 at,
                        GBytes *body)
{
  g_autofree char *hq = ruhu_sign_fingerprint (hqs);
  g_autofree char *hash = ruhu_hash_bytes (body);

  return g_strdup_printf ("RUHU1\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%s",
                          hq,
                          method,
                          path,
                          at,
                          hash);
}

/**
 * ruhu_sign_now_text:
 * @device: who asked
 * @asked: the Ruhu-T that was refused, so that an old answer cannot be played again
 * @now: HQ's time
 *
 * Returns: (transfer full): what HQ signs in a CLOCK answer
 */
char *
ruhu_sign_now_text (const char *device, gint64 asked, gint64 now)
{
  return g_strdup_printf ("RUHU1|now|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT,
                          device,
                          asked,
                          now);
}

/**
 * ruhu_sign_wipe_text:
 * @n: number of the order; the device obeys none that is not above the last
 * @at: when it was given
 *
 * Returns: (transfer full): what HQ signs when it orders a device to erase itself
 */
char *
ruhu_sign_wipe_text (const char *device, guint64 n, gint64 at)
{
  return g_strdup_printf ("RUHU1|wipe|%s|%" G_GUINT64_FORMAT "|%" G_GINT64_FORMAT, device, n, at);
}
