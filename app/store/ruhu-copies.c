/* ruhu-copies.c: the small files of a profile, once more in the store
 *
 * hq.json and the secrets of the locked device lie beside the database, as they are needed while it
 * is locked. One flipped bit in them would cost an enrolment. So the store has a copy of each, the
 * secrets sealed, and each unlock puts a damaged file right. A file that is whole and says
 * something else is newer, and the copy follows it.
 *
 * The device secret has no copy: with it the store could be opened by whoever has the store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-copies-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-device-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-profile-private.h"

#include <string.h>

#define DEVICE "device"
#define SECRETS "secrets"
#define LK_SIZE RUHU_SEAL_SIGN_SECRET_SIZE
#define UNLOCK_SIZE 32

/*
 * ruhu_copies_get_device:
 *
 * Where hq.json is damaged; what it says is not to be trusted before ruhu_meta_check().
 *
 * Returns: (transfer full) (nullable): %NULL with %RUHU_ERROR_CORRUPT where there is no copy
 */
RuhuDevice *
ruhu_copies_get_device (RuhuVault *vault, GError **error)
{
  g_autoptr (GBytes) text = NULL;

  if (!ruhu_meta_get (vault, DEVICE, &text, error))
    return NULL;
  if (text != NULL)
    return ruhu_device_parse (text, error);

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               RUHU_PROFILE_HQ " is damaged, and there is no copy of it");
  return NULL;
}

static gboolean
settle_device (RuhuVault *vault, GError **error)
{
  g_autoptr (RuhuDevice) device = ruhu_device_load (vault->dir, NULL);
  g_autoptr (GBytes) copy = NULL;
  g_autoptr (GBytes) now = NULL;
  char *text;

  if (!ruhu_meta_get (vault, DEVICE, &copy, error))
    return FALSE;
  if (device == NULL) {
    g_message (RUHU_PROFILE_HQ " was damaged: the store's copy took its place");
    return ruhu_device_save (vault->device, vault->dir, error);
  }

  text = ruhu_device_to_text (device);
  now = g_bytes_new_take (text, strlen (text));
  return (copy != NULL && g_bytes_equal (copy, now)) || ruhu_meta_set (vault, DEVICE, now, error);
}

/* Returns: (transfer full) (nullable): both secrets as they lie on the disk */
static GBytes *
read_secrets (RuhuVault *vault)
{
  g_autoptr (GBytes) lk = ruhu_profile_read (vault->dir, RUHU_PROFILE_LK, NULL);
  g_autoptr (GBytes) unlock = ruhu_profile_read (vault->dir, RUHU_PROFILE_UNLOCK, NULL);
  guint8 both[LK_SIZE + UNLOCK_SIZE];
  GBytes *bytes = NULL;

  if (lk != NULL && unlock != NULL && g_bytes_get_size (lk) == LK_SIZE &&
      g_bytes_get_size (unlock) == UNLOCK_SIZE) {
    memcpy (both, g_bytes_get_data (lk, NULL), LK_SIZE);
    memcpy (both + LK_SIZE, g_bytes_get_data (unlock, NULL), UNLOCK_SIZE);
    bytes = g_bytes_new (both, sizeof both);
    ruhu_seal_zero (both, sizeof both);
  }
  if (lk != NULL)
    ruhu_seal_bytes_zero (lk);
  if (unlock != NULL)
    ruhu_seal_bytes_zero (unlock);
  return bytes;
}

static gboolean
keep_secrets (RuhuVault *vault, GBytes *secrets, GError **error)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("meta." SECRETS);
  gsize n;
  gconstpointer data = g_bytes_get_data (secrets, &n);
  g_autoptr (GBytes) sealed = ruhu_seal (vault->keys->root, ad, data, n, RUHU_SEAL_PAD_NONE);

  g_byte_array_unref (ad);
  return ruhu_meta_set (vault, SECRETS, sealed, error);
}

/* @copy: (out) (transfer full) (nullable): %NULL where none was made yet */
static gboolean
get_secrets (RuhuVault *vault, GBytes **copy, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  RuhuSealAd *ad;

  *copy = NULL;
  if (!ruhu_meta_get (vault, SECRETS, &sealed, error))
    return FALSE;
  if (sealed == NULL)
    return TRUE;

  ad = ruhu_seal_ad_new ("meta." SECRETS);
  *copy = ruhu_unseal (vault->keys->root,
                       ad,
                       g_bytes_get_data (sealed, NULL),
                       g_bytes_get_size (sealed),
                       RUHU_SEAL_PAD_NONE,
                       error);
  g_byte_array_unref (ad);
  return *copy != NULL;
}

/* Another pair of keys, and a whole one: the device was enrolled anew. */
static gboolean
is_newer (GBytes *now, GBytes *copy)
{
  const guint8 *key = g_bytes_get_data (now, NULL);
  guint8 signature[RUHU_SEAL_SIGNATURE_SIZE];

  if (memcmp (key, g_bytes_get_data (copy, NULL), LK_SIZE) == 0)
    return FALSE;

  ruhu_seal_sign (signature, key, "", 0);
  return ruhu_seal_verify (signature, key + LK_SIZE / 2, "", 0);
}

static gboolean
settle_secrets (RuhuVault *vault, GError **error)
{
  g_autoptr (GBytes) now = read_secrets (vault);
  g_autoptr (GBytes) copy = NULL;
  const guint8 *data;
  gboolean done = TRUE;

  if (!get_secrets (vault, &copy, error))
    return FALSE;
  if (now != NULL && copy != NULL && g_bytes_equal (now, copy)) {
    done = TRUE;
  } else if (now != NULL && (copy == NULL || is_newer (now, copy))) {
    done = keep_secrets (vault, now, error);
  } else if (copy != NULL) {
    g_message ("a secret of the locked device was damaged: the store's copy took its place");
    data = g_bytes_get_data (copy, NULL);
    done = ruhu_profile_write (vault->dir, RUHU_PROFILE_LK, data, LK_SIZE, error) &&
           ruhu_profile_write (vault->dir, RUHU_PROFILE_UNLOCK, data + LK_SIZE, UNLOCK_SIZE, error);
  }

  if (now != NULL)
    ruhu_seal_bytes_zero (now);
  if (copy != NULL)
    ruhu_seal_bytes_zero (copy);
  return done;
}

/* Of an unlocked store whose sums were checked: files and copies agree afterwards. */
gboolean
ruhu_copies_settle (RuhuVault *vault, GError **error)
{
  return settle_device (vault, error) && settle_secrets (vault, error);
}
