/* ruhu-pending.c: keys of a device that has asked HQ by file, until the answer is here
 *
 * The answer may take days, and the keys must be the same then. They lie in `secret/pending`,
 * sealed under the PIN that was chosen; there is no store and nobody's answer on the device yet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-pending.h"

#include "base/ruhu-error.h"
#include "store/ruhu-keys-private.h"
#include "store/ruhu-profile-private.h"

#include <string.h>

#define SALT 16
#define PAD 64
#define KEYS G_STRUCT_OFFSET (RuhuDeviceKeys, references) /* all but who holds them here */

/* What stands before what is sealed; a device writes and reads its own. */
typedef struct {
  guint8 salt[SALT];
  guint64 operations;
  guint64 memory;
} Head;

static RuhuSealAd *
make_ad (const Head *head)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("pending");

  ruhu_seal_ad_blob (ad, head, sizeof *head);
  return ad;
}

/**
 * ruhu_pending_save:
 * @note: what else has to be known then
 * @pin: the PIN or phrase under which the store will be made
 * @error: %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT or %RUHU_ERROR_FAILED
 *
 * Takes as long as one try of a PIN.
 */
gboolean
ruhu_pending_save (const char *dir,
                   RuhuDeviceKeys *keys,
                   const char *note,
                   const char *pin,
                   GError **error)
{
  gsize length = strlen (note), n = KEYS + length;
  guint8 *plain = ruhu_seal_secret_new (n);
  guint8 *key = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;
  Head head = { { 0 } };
  gsize memory;
  gboolean done;

  ruhu_seal_random (head.salt, sizeof head.salt);
  ruhu_seal_kdf_measure (&head.operations, &memory);
  head.memory = memory;
  memcpy (plain, keys, KEYS);
  memcpy (plain + KEYS, note, length);
  done = ruhu_profile_make (dir, error) &&
         ruhu_seal_kdf (pin, head.salt, head.operations, memory, key, error);
  if (done) {
    RuhuSealAd *ad = make_ad (&head);

    sealed = ruhu_seal (key, ad, plain, n, PAD);
    g_byte_array_unref (ad);
    g_byte_array_append (file, (const guint8 *) &head, sizeof head);
    g_byte_array_append (file, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
    done = ruhu_profile_write (dir, RUHU_PROFILE_PENDING, file->data, file->len, error);
  }
  ruhu_seal_secret_free (plain);
  ruhu_seal_secret_free (key);
  return done;
}

static gboolean
read_head (GBytes *file, Head *head, GError **error)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (file, &n);

  if (n > sizeof *head) {
    memcpy (head, data, sizeof *head);
    if (ruhu_seal_kdf_may_cost (head->operations, head->memory))
      return TRUE;
  }
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the keys that wait are damaged");
  return FALSE;
}

static GBytes *
open_file (GBytes *file, const char *pin, GError **error)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (file, &n);
  guint8 *key;
  GBytes *plain = NULL;
  Head head;

  if (!read_head (file, &head, error))
    return NULL;

  key = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  if (ruhu_seal_kdf (pin, head.salt, head.operations, head.memory, key, error)) {
    RuhuSealAd *ad = make_ad (&head);

    plain = ruhu_unseal (key, ad, data + sizeof head, n - sizeof head, PAD, NULL);
    g_byte_array_unref (ad);
    if (plain == NULL)
      g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "not the PIN that was chosen");
  }
  ruhu_seal_secret_free (key);
  return plain;
}

/**
 * ruhu_pending_load:
 * @note: (out) (transfer full): what ruhu_pending_save() was given
 * @error: %RUHU_ERROR_NOT_FOUND (nobody has asked HQ), %RUHU_ERROR_REFUSED (another PIN),
 *   %RUHU_ERROR_CORRUPT
 *
 * Returns: (transfer full) (nullable): the keys
 */
RuhuDeviceKeys *
ruhu_pending_load (const char *dir, const char *pin, char **note, GError **error)
{
  g_autoptr (GBytes) file = ruhu_profile_read (dir, RUHU_PROFILE_PENDING, error);
  g_autoptr (GBytes) plain = file != NULL ? open_file (file, pin, error) : NULL;
  RuhuDeviceKeys *keys;
  const char *data;
  gsize n;

  if (plain == NULL)
    return NULL;

  data = g_bytes_get_data (plain, &n);
  if (n < KEYS) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the keys that wait are damaged");
    return NULL;
  }
  keys = ruhu_device_keys_new ();
  memcpy (keys, data, KEYS);
  *note = g_strndup (data + KEYS, n - KEYS);
  ruhu_seal_bytes_zero (plain);
  return keys;
}

/** ruhu_pending_is_there: Returns: whether HQ has been asked by file, and has not answered yet */
gboolean
ruhu_pending_is_there (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, RUHU_PROFILE_PENDING, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/** ruhu_pending_remove: the answer is here, and the keys are in the store */
void
ruhu_pending_remove (const char *dir)
{
  ruhu_profile_remove (dir, RUHU_PROFILE_PENDING);
}

/** ruhu_device_keys_sign: Returns: (transfer full): Ed25519 over @text by AK, in base64 */
char *
ruhu_device_keys_sign (RuhuDeviceKeys *keys, const char *text)
{
  guint8 signature[64];

  ruhu_seal_sign (signature, keys->ed, text, strlen (text));
  return g_base64_encode (signature, sizeof signature);
}
