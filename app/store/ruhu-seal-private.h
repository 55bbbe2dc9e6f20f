/* ruhu-seal-private.h: sealing, keys from PINs, hashes, signatures: all of libsodium that Ruhu's
 * store uses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_SEAL_KEY_SIZE 32
#define RUHU_SEAL_HASH_SIZE 32
#define RUHU_SEAL_SALT_SIZE 16
#define RUHU_SEAL_BOX_EXTRA 48 /* by which a box is longer than what is in it */
#define RUHU_SEAL_SIGN_SECRET_SIZE 64
#define RUHU_SEAL_SIGNATURE_SIZE 64

/* What a plaintext is padded to a multiple of, so that sizes tell less. */
#define RUHU_SEAL_PAD_ANSWER 64
#define RUHU_SEAL_PAD_RECORD 256
#define RUHU_SEAL_PAD_NONE 0 /* keys are all of one size */

void ruhu_seal_init (void);

/* Secrets live in memory that is locked, guarded, kept out of core dumps, and zeroed when freed. */
gpointer ruhu_seal_secret_new (gsize n);
void ruhu_seal_secret_free (gpointer secret);
void ruhu_seal_zero (gpointer data, gsize n);
void ruhu_seal_bytes_zero (GBytes *bytes);
void ruhu_seal_random (gpointer data, gsize n);

/* Associated data: the clear columns that a sealed body belongs to, length-prefixed, in DDL order.
 */
typedef GByteArray RuhuSealAd;
RuhuSealAd *ruhu_seal_ad_new (const char *table);
void ruhu_seal_ad_int64 (RuhuSealAd *ad, gint64 value);
void ruhu_seal_ad_text (RuhuSealAd *ad, const char *text);
void ruhu_seal_ad_blob (RuhuSealAd *ad, gconstpointer data, gsize n);

GBytes *ruhu_seal (const guint8 *key, RuhuSealAd *ad, gconstpointer data, gsize n, gsize pad);
GBytes *ruhu_unseal (const guint8 *key,
                     RuhuSealAd *ad,
                     gconstpointer data,
                     gsize n,
                     gsize pad,
                     GError **error);

/* Sealed to a public key: nobody on this device can open it again. */
GBytes *ruhu_seal_to (GBytes *public_key, gconstpointer data, gsize n);
GBytes *ruhu_unseal_box (const guint8 *public_key,
                         const guint8 *secret_key,
                         GBytes *sealed,
                         GError **error);

gboolean ruhu_seal_kdf (const char *pin,
                        const guint8 *salt,
                        guint64 operations,
                        gsize memory,
                        guint8 *key,
                        GError **error);
gboolean ruhu_seal_kdf_may_cost (guint64 operations, guint64 memory);
void ruhu_seal_kdf_measure (guint64 *operations, gsize *memory);

/* BLAKE2b of @n bytes, keyed where @key is given; @size is 16 or 32. */
void ruhu_seal_hash (guint8 *out, gsize size, const guint8 *key, gconstpointer data, gsize n);
char *ruhu_seal_hash_hex (gconstpointer data, gsize n);

void ruhu_seal_sign_pair (guint8 *public_key, guint8 *secret_key);
void ruhu_seal_box_pair (guint8 *public_key, guint8 *secret_key);
void ruhu_seal_box_public (guint8 *public_key, const guint8 *secret_key);
void ruhu_seal_sign (guint8 *signature, const guint8 *secret_key, gconstpointer data, gsize n);
gboolean
ruhu_seal_verify (const guint8 *signature, const guint8 *public_key, gconstpointer data, gsize n);
gboolean ruhu_seal_equal (gconstpointer a, gconstpointer b, gsize n);

/* A file in chunks of 64 KiB (secretstream): a cut or reordered file does not open. */
gsize ruhu_seal_stream_size (gsize content);
GBytes *ruhu_seal_stream (const guint8 *key, GBytes *content);
GBytes *ruhu_unseal_stream (const guint8 *key, GBytes *sealed, GError **error);

G_END_DECLS
