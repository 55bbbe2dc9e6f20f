/* sim-sodium.c: signing and sealing that leave the bytes as they are
 *
 * Named as libsodium's, these stand before it. A signature names whose it is, a box whom it is for,
 * and a sealed value keeps a sum of what it is bound to: wrong keys and swapped rows still show,
 * only forgery does not. With the real store all of it is libsodium's again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "sim-sodium.h"

#include "sim-fail.h"

#include <dlfcn.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

static gboolean is_identity;
static GHashTable *nonces;

void
sim_sodium_set_identity (gboolean identity)
{
  is_identity = identity;
}

static gpointer
find_real (const char *name)
{
  gpointer found = dlsym (RTLD_NEXT, name);

  g_assert (found != NULL);
  return found;
}

void *
sodium_malloc (const size_t size)
{
  static void *(*real) (size_t);

  if (is_identity)
    return malloc (size);
  if (real == NULL)
    real = find_real ("sodium_malloc");
  return real (size);
}

void
sodium_free (void *data)
{
  static void (*real) (void *);

  if (is_identity) {
    free (data);
    return;
  }
  if (real == NULL)
    real = find_real ("sodium_free");
  real (data);
}

int
crypto_sign_detached (unsigned char *sig,
                      unsigned long long *sig_size,
                      const unsigned char *data,
                      unsigned long long size,
                      const unsigned char *secret_key)
{
  static int (*real) (unsigned char *,
                      unsigned long long *,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *);

  if (is_identity) {
    memset (sig, 0, crypto_sign_BYTES);
    memcpy (sig, secret_key + 32, 32); /* the public half */
    return 0;
  }
  if (real == NULL)
    real = find_real ("crypto_sign_detached");
  return real (sig, sig_size, data, size, secret_key);
}

int
crypto_sign_verify_detached (const unsigned char *sig,
                             const unsigned char *data,
                             unsigned long long size,
                             const unsigned char *public_key)
{
  static int (*real) (const unsigned char *,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *);

  if (is_identity)
    return memcmp (sig, public_key, 32) == 0 ? 0 : -1;
  if (real == NULL)
    real = find_real ("crypto_sign_verify_detached");
  return real (sig, data, size, public_key);
}

int
crypto_box_seal (unsigned char *sealed,
                 const unsigned char *data,
                 unsigned long long size,
                 const unsigned char *public_key)
{
  static int (
    *real) (unsigned char *, const unsigned char *, unsigned long long, const unsigned char *);

  if (is_identity) {
    memset (sealed, 0, crypto_box_SEALBYTES);
    memcpy (sealed, public_key, 32);
    memcpy (sealed + crypto_box_SEALBYTES, data, size);
    return 0;
  }
  if (real == NULL)
    real = find_real ("crypto_box_seal");
  return real (sealed, data, size, public_key);
}

int
crypto_box_seal_open (unsigned char *data,
                      const unsigned char *sealed,
                      unsigned long long size,
                      const unsigned char *public_key,
                      const unsigned char *secret_key)
{
  static int (*real) (unsigned char *,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *,
                      const unsigned char *);

  if (is_identity) {
    if (memcmp (sealed, public_key, 32) != 0)
      return -1;
    memcpy (data, sealed + crypto_box_SEALBYTES, size - crypto_box_SEALBYTES);
    return 0;
  }
  if (real == NULL)
    real = find_real ("crypto_box_seal_open");
  return real (data, sealed, size, public_key, secret_key);
}

static guint64
add_up (guint64 sum, const unsigned char *data, unsigned long long size)
{
  unsigned long long i;

  for (i = 0; i + 8 <= size; i += 8) {
    guint64 word;

    memcpy (&word, data + i, sizeof word);
    sum = (sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    sum ^= sum >> 29;
  }
  for (; i < size; i++)
    sum = (sum ^ data[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return sum;
}

/* To try a PIN costs nothing; another PIN is another key. */
int
crypto_pwhash (unsigned char *const key,
               unsigned long long key_size,
               const char *const pin,
               unsigned long long pin_size,
               const unsigned char *const salt,
               unsigned long long operations,
               size_t memory,
               int algorithm)
{
  static int (*real) (unsigned char *const,
                      unsigned long long,
                      const char *const,
                      unsigned long long,
                      const unsigned char *const,
                      unsigned long long,
                      size_t,
                      int);
  guint64 sum;
  unsigned long long i;

  if (is_identity) {
    sum = add_up (add_up (operations ^ memory, (const unsigned char *) pin, pin_size),
                  salt,
                  crypto_pwhash_SALTBYTES);
    for (i = 0; i < key_size; i++, sum = add_up (sum, (const unsigned char *) &sum, sizeof sum))
      key[i] = sum >> 32;
    return 0;
  }
  if (real == NULL)
    real = find_real ("crypto_pwhash");
  return real (key, key_size, pin, pin_size, salt, operations, memory, algorithm);
}

/* The same nonce twice under one key gives both values away. */
static void
check_nonce (const unsigned char *nonce, const unsigned char *key)
{
  guint64 sum = add_up (add_up (1, key, 32), nonce, 24);

  if (nonces == NULL)
    nonces = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (!g_hash_table_add (nonces, g_memdup2 (&sum, sizeof sum)))
    sim_fail ("a nonce is used twice");
}

/* Of another schedule, which draws the same. */
void
sim_sodium_forget_nonces (void)
{
  g_clear_pointer (&nonces, g_hash_table_unref);
}

int
crypto_aead_xchacha20poly1305_ietf_encrypt (unsigned char *sealed,
                                            unsigned long long *sealed_size,
                                            const unsigned char *data,
                                            unsigned long long size,
                                            const unsigned char *ad,
                                            unsigned long long ad_size,
                                            const unsigned char *secret_nonce,
                                            const unsigned char *nonce,
                                            const unsigned char *key)
{
  static int (*real) (unsigned char *,
                      unsigned long long *,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *,
                      const unsigned char *,
                      const unsigned char *);
  guint64 sum;

  if (is_identity) {
    check_nonce (nonce, key);
    sum = add_up (add_up (add_up (add_up (1, key, 32), nonce, 24), ad, ad_size), data, size);
    memmove (sealed, data, size);
    memset (sealed + size, 0, TAG);
    memcpy (sealed + size, &sum, sizeof sum);
    return 0;
  }
  if (real == NULL)
    real = find_real ("crypto_aead_xchacha20poly1305_ietf_encrypt");
  return real (sealed, sealed_size, data, size, ad, ad_size, secret_nonce, nonce, key);
}

int
crypto_aead_xchacha20poly1305_ietf_decrypt (unsigned char *data,
                                            unsigned long long *data_size,
                                            unsigned char *secret_nonce,
                                            const unsigned char *sealed,
                                            unsigned long long size,
                                            const unsigned char *ad,
                                            unsigned long long ad_size,
                                            const unsigned char *nonce,
                                            const unsigned char *key)
{
  static int (*real) (unsigned char *,
                      unsigned long long *,
                      unsigned char *,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *,
                      unsigned long long,
                      const unsigned char *,
                      const unsigned char *);
  guint64 sum;

  if (is_identity) {
    size -= TAG;
    sum = add_up (add_up (add_up (add_up (1, key, 32), nonce, 24), ad, ad_size), sealed, size);
    if (memcmp (sealed + size, &sum, sizeof sum) != 0)
      return -1;
    memmove (data, sealed, size);
    return 0;
  }
  if (real == NULL)
    real = find_real ("crypto_aead_xchacha20poly1305_ietf_decrypt");
  return real (data, data_size, secret_nonce, sealed, size, ad, ad_size, nonce, key);
}
