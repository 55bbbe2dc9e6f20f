/* ruhu-seal.c: sealing, keys from PINs, hashes, signatures
 *
 * The only file of app/ that names a cipher. A sealed value is
 *
 *   suite (1 byte, 0x01) ‖ nonce (24, random) ‖ ciphertext ‖ tag (16)
 *
 * by XChaCha20-Poly1305 over the padded plaintext. The suite byte leaves room for another suite.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-seal-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-mutant.h"

#include <sodium.h>
#include <string.h>
#include <time.h>
#include <sys/resource.h>

#define SUITE 0x01
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

/* The schema in which a table's clear columns last changed; part of what a row is sealed with. */
#define AD_SCHEMA "1"

#define CHUNK (64 * 1024)
#define STREAM_HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define STREAM_TAG crypto_secretstream_xchacha20poly1305_ABYTES

#define MIN_OPERATIONS 3
#define MIN_MEMORY (128 * 1024 * 1024)
#define MIN_GUESS_TIME (500 * 1000) /* µs */
/* Passes × bytes that a guess may cost: a minute or so. */
#define MAX_WORK (16 * 1024 * 1024 * G_GUINT64_CONSTANT (1024))

G_STATIC_ASSERT (RUHU_SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT (RUHU_SEAL_KEY_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES);
G_STATIC_ASSERT (RUHU_SEAL_BOX_EXTRA == crypto_box_SEALBYTES);
G_STATIC_ASSERT (RUHU_SEAL_SALT_SIZE == crypto_pwhash_SALTBYTES);
G_STATIC_ASSERT (RUHU_SEAL_SIGN_SECRET_SIZE == crypto_sign_SECRETKEYBYTES);
G_STATIC_ASSERT (RUHU_SEAL_SIGNATURE_SIZE == crypto_sign_BYTES);

static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "%s does not open", what);
  return FALSE;
}

/* Any thread, any number of times, first of all. Also forbids core dumps: they would hold keys. */
void
ruhu_seal_init (void)
{
  static gsize done;

  if (g_once_init_enter (&done)) {
    const struct rlimit none = { 0, 0 };

    if (sodium_init () < 0)
      g_error ("libsodium does not start");
    setrlimit (RLIMIT_CORE, &none);
    g_once_init_leave (&done, 1);
  }
}

/* Returns: (transfer full): @n zero bytes, locked in memory where the system allows it */
gpointer
ruhu_seal_secret_new (gsize n)
{
  gpointer secret;

  ruhu_seal_init ();
  secret = sodium_malloc (n);
  if (secret == NULL)
    g_error ("no memory for keys");

  memset (secret, 0, n);
  return secret;
}

void
ruhu_seal_secret_free (gpointer secret)
{
  sodium_free (secret);
}

void
ruhu_seal_zero (gpointer data, gsize n)
{
  sodium_memzero (data, n);
}

/* Overwrites what the only holder of @bytes is about to let go. */
void
ruhu_seal_bytes_zero (GBytes *bytes)
{
  gsize n;
  gpointer data = (gpointer) g_bytes_get_data (bytes, &n);

  if (n > 0)
    sodium_memzero (data, n);
}

void
ruhu_seal_random (gpointer data, gsize n)
{
  ruhu_seal_init ();
  randombytes_buf (data, n);
}

/*
 * ruhu_seal_ad_new:
 * @table: where the row lives
 *
 * Begins a row's associated data; its clear columns follow in the order of the DDL. A row that was
 * edited, or put in another's place, does not open.
 *
 * Returns: (transfer full): free it with g_byte_array_unref()
 */
RuhuSealAd *
ruhu_seal_ad_new (const char *table)
{
  g_autofree char *head = g_strdup_printf ("RUHU1|" AD_SCHEMA "|%s|%d|", table, SUITE);
  RuhuSealAd *ad = g_byte_array_new ();

  return g_byte_array_append (ad, (const guint8 *) head, strlen (head));
}

/* %NULL is told apart from no bytes. */
void
ruhu_seal_ad_blob (RuhuSealAd *ad, gconstpointer data, gsize n)
{
  guint32 length = data == NULL ? G_MAXUINT32 : GUINT32_TO_BE ((guint32) n);

  g_byte_array_append (ad, (const guint8 *) &length, sizeof length);
  if (data != NULL)
    g_byte_array_append (ad, data, n);
}

void
ruhu_seal_ad_text (RuhuSealAd *ad, const char *text)
{
  ruhu_seal_ad_blob (ad, text, text == NULL ? 0 : strlen (text));
}

void
ruhu_seal_ad_int64 (RuhuSealAd *ad, gint64 value)
{
  gint64 big_endian = GINT64_TO_BE (value);

  ruhu_seal_ad_blob (ad, &big_endian, sizeof big_endian);
}

/*
 * ruhu_seal:
 * @key: %RUHU_SEAL_KEY_SIZE bytes
 * @ad: (transfer none): what the value belongs to
 * @pad: pad to a multiple of this many bytes, 0 for not at all
 *
 * Returns: (transfer full): the sealed value
 */
GBytes *
ruhu_seal (const guint8 *key, RuhuSealAd *ad, gconstpointer data, gsize n, gsize pad)
{
  gsize padded = n;
  g_autofree guint8 *plain = g_malloc (n + pad + 1);
  guint8 *sealed;

  if (n > 0)
    memcpy (plain, data, n);
  if (pad > 0 && sodium_pad (&padded, plain, n, pad, n + pad) != 0)
    g_assert_not_reached ();

  sealed = g_malloc (1 + NONCE + padded + TAG);
  sealed[0] = SUITE;
  if (ruhu_mutant (NONCE_REUSED))
    memset (sealed + 1, 0, NONCE);
  else
    randombytes_buf (sealed + 1, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + 1 + NONCE,
                                              NULL,
                                              plain,
                                              padded,
                                              ad->data,
                                              ad->len,
                                              NULL,
                                              sealed + 1,
                                              key);
  sodium_memzero (plain, padded);
  return g_bytes_new_take (sealed, 1 + NONCE + padded + TAG);
}

/*
 * ruhu_unseal:
 * @ad: the same as when it was sealed
 * @pad: the same as when it was sealed
 * @error: %RUHU_ERROR_CORRUPT where key, value or associated data are not what they were
 *
 * Returns: (transfer full) (nullable): the plaintext; a zero byte follows it, so text is a string
 */
GBytes *
ruhu_unseal (const guint8 *key,
             RuhuSealAd *ad,
             gconstpointer data,
             gsize n,
             gsize pad,
             GError **error)
{
  const guint8 *sealed = data;
  g_autofree guint8 *plain = NULL;
  gsize length;

  if (n < 1 + NONCE + TAG || sealed[0] != SUITE) {
    refuse ("a sealed value", error);
    return NULL;
  }

  length = n - 1 - NONCE - TAG;
  plain = g_malloc0 (length + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain,
                                                  NULL,
                                                  NULL,
                                                  sealed + 1 + NONCE,
                                                  length + TAG,
                                                  ad->data,
                                                  ad->len,
                                                  sealed + 1,
                                                  key) != 0 ||
      (pad > 0 && sodium_unpad (&length, plain, length, pad) != 0)) {
    refuse ("a sealed value", error);
    return NULL;
  }

  plain[length] = '\0';
  return g_bytes_new_take (g_steal_pointer (&plain), length);
}

/* Returns: (transfer full): @data for the holder of the secret half of @public_key alone */
GBytes *
ruhu_seal_to (GBytes *public_key, gconstpointer data, gsize n)
{
  guint8 *sealed = g_malloc (n + crypto_box_SEALBYTES);

  g_assert (g_bytes_get_size (public_key) == crypto_box_PUBLICKEYBYTES);
  if (crypto_box_seal (sealed, data, n, g_bytes_get_data (public_key, NULL)) != 0)
    g_error ("HQ's key is no key");

  return g_bytes_new_take (sealed, n + crypto_box_SEALBYTES);
}

/* Returns: (transfer full) (nullable): what was sealed; %NULL with %RUHU_ERROR_CORRUPT */
GBytes *
ruhu_unseal_box (const guint8 *public_key, const guint8 *secret_key, GBytes *sealed, GError **error)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (sealed, &n);
  g_autofree guint8 *plain = NULL;

  if (n < crypto_box_SEALBYTES) {
    refuse ("a sealed box", error);
    return NULL;
  }

  plain = g_malloc (n - crypto_box_SEALBYTES + 1);
  if (crypto_box_seal_open (plain, data, n, public_key, secret_key) != 0) {
    refuse ("a sealed box", error);
    return NULL;
  }

  return g_bytes_new_take (g_steal_pointer (&plain), n - crypto_box_SEALBYTES);
}

/*
 * ruhu_seal_kdf:
 * @operations: passes of Argon2id
 * @memory: bytes it fills
 * @key: where %RUHU_SEAL_KEY_SIZE bytes go
 *
 * Takes half a second and more by design.
 *
 * Returns: %FALSE with %RUHU_ERROR_FAILED where there is not that much memory
 */
gboolean
ruhu_seal_kdf (const char *pin,
               const guint8 *salt,
               guint64 operations,
               gsize memory,
               guint8 *key,
               GError **error)
{
  if (crypto_pwhash (key,
                     RUHU_SEAL_KEY_SIZE,
                     pin,
                     strlen (pin),
                     salt,
                     operations,
                     memory,
                     crypto_pwhash_ALG_ARGON2ID13) == 0)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "the PIN cannot be tried: out of memory");
  return FALSE;
}

/* A cost that was damaged on the disk would have a try take years. */
gboolean
ruhu_seal_kdf_may_cost (guint64 operations, guint64 memory)
{
  return operations > 0 && memory > 0 && operations <= MAX_WORK / memory;
}

/* What this thread has had of a processor, µs: the same whatever else the machine does. */
static gint64
get_thread_time (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* How many passes over 128 MiB one guess must cost on this machine to take half a second; at
 * least 3. */
void
ruhu_seal_kdf_measure (guint64 *operations, gsize *memory)
{
  guint8 salt[RUHU_SEAL_SALT_SIZE] = { 0 };
  guint8 key[RUHU_SEAL_KEY_SIZE];
  gint64 began = get_thread_time ();
  gint64 took;

  *operations = MIN_OPERATIONS;
  *memory = MIN_MEMORY;
  if (!ruhu_seal_kdf ("", salt, *operations, *memory, key, NULL))
    return;

  took = MAX (get_thread_time () - began, 1);
  *operations = MAX (MIN_OPERATIONS, (MIN_OPERATIONS * MIN_GUESS_TIME + took - 1) / took);
}

void
ruhu_seal_hash (guint8 *out, gsize size, const guint8 *key, gconstpointer data, gsize n)
{
  ruhu_seal_init ();
  crypto_generichash (out, size, data, n, key, key == NULL ? 0 : RUHU_SEAL_KEY_SIZE);
}

/* Returns: (transfer full): BLAKE2b-256 in hex */
char *
ruhu_seal_hash_hex (gconstpointer data, gsize n)
{
  guint8 hash[RUHU_SEAL_HASH_SIZE];
  char *hex = g_malloc (sizeof hash * 2 + 1);

  ruhu_seal_hash (hash, sizeof hash, NULL, data, n);
  return sodium_bin2hex (hex, sizeof hash * 2 + 1, hash, sizeof hash);
}

void
ruhu_seal_sign_pair (guint8 *public_key, guint8 *secret_key)
{
  ruhu_seal_init ();
  crypto_sign_keypair (public_key, secret_key);
}

void
ruhu_seal_box_pair (guint8 *public_key, guint8 *secret_key)
{
  ruhu_seal_init ();
  crypto_box_keypair (public_key, secret_key);
}

/* Of an X25519 key pair, made from its secret half. */
void
ruhu_seal_box_public (guint8 *public_key, const guint8 *secret_key)
{
  crypto_scalarmult_base (public_key, secret_key);
}

void
ruhu_seal_sign (guint8 *signature, const guint8 *secret_key, gconstpointer data, gsize n)
{
  crypto_sign_detached (signature, NULL, data, n, secret_key);
}

gboolean
ruhu_seal_verify (const guint8 *signature, const guint8 *public_key, gconstpointer data, gsize n)
{
  return crypto_sign_verify_detached (signature, data, n, public_key) == 0;
}

/* In constant time. */
gboolean
ruhu_seal_equal (gconstpointer a, gconstpointer b, gsize n)
{
  return sodium_memcmp (a, b, n) == 0;
}

/* Returns: what ruhu_seal_stream() makes of @content bytes; nothing at all is one chunk, too */
gsize
ruhu_seal_stream_size (gsize content)
{
  gsize chunks = content == 0 ? 1 : (content - 1) / CHUNK + 1;

  return STREAM_HEADER + content + chunks * STREAM_TAG;
}

/* Returns: (transfer full): header, then chunks of 64 KiB; the last one says that it is */
GBytes *
ruhu_seal_stream (const guint8 *key, GBytes *content)
{
  crypto_secretstream_xchacha20poly1305_state state;
  gsize n, done = 0;
  const guint8 *data = g_bytes_get_data (content, &n);
  GByteArray *out = g_byte_array_sized_new (STREAM_HEADER + n + (n / CHUNK + 1) * STREAM_TAG);
  guint8 header[STREAM_HEADER];
  g_autofree guint8 *chunk = g_malloc (CHUNK + STREAM_TAG);
  gboolean last;

  crypto_secretstream_xchacha20poly1305_init_push (&state, header, key);
  g_byte_array_append (out, header, sizeof header);
  do {
    gsize take = MIN (n - done, CHUNK);
    guint8 tag = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;

    last = done + take == n;
    if (last)
      tag = crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    crypto_secretstream_xchacha20poly1305_push (&state,
                                                chunk,
                                                NULL,
                                                n == 0 ? NULL : data + done,
                                                take,
                                                NULL,
                                                0,
                                                tag);
    g_byte_array_append (out, chunk, take + STREAM_TAG);
    done += take;
  } while (!last);

  sodium_memzero (&state, sizeof state);
  return g_byte_array_free_to_bytes (out);
}

/* Returns: (transfer full) (nullable): the content; %NULL with %RUHU_ERROR_CORRUPT */
GBytes *
ruhu_unseal_stream (const guint8 *key, GBytes *sealed, GError **error)
{
  crypto_secretstream_xchacha20poly1305_state state;
  gsize n, done = STREAM_HEADER;
  const guint8 *data = g_bytes_get_data (sealed, &n);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  guint8 tag = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  gboolean good =
    n > STREAM_HEADER && crypto_secretstream_xchacha20poly1305_init_pull (&state, data, key) == 0;

  while (good && done < n) {
    gsize take = MIN (n - done, CHUNK + STREAM_TAG);
    unsigned long long length = 0;

    good = take >= STREAM_TAG && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL &&
           crypto_secretstream_xchacha20poly1305_pull (&state,
                                                       chunk,
                                                       &length,
                                                       &tag,
                                                       data + done,
                                                       take,
                                                       NULL,
                                                       0) == 0;
    if (good)
      g_byte_array_append (out, chunk, length);
    done += take;
  }

  sodium_memzero (&state, sizeof state);
  if (!good || tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    refuse ("an attachment", error);
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
