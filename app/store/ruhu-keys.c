/* ruhu-keys.c: the keys of an unlocked store, and those a device is enrolled with
 *
 * Both live in guarded memory, which is zeroed when the last holder lets go.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-keys-private.h"

#include "base/ruhu-error.h"

#include <string.h>

RuhuKeys *
ruhu_keys_new (void)
{
  RuhuKeys *self = ruhu_seal_secret_new (sizeof *self);

  self->ref_count = 1;
  return self;
}

RuhuKeys *
ruhu_keys_ref (RuhuKeys *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
ruhu_keys_unref (RuhuKeys *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    ruhu_seal_secret_free (self);
}

/* Derives what hangs on the data key. */
void
ruhu_keys_derive (RuhuKeys *self)
{
  ruhu_seal_hash (self->sum, sizeof self->sum, self->data, "RUHU1|sum|", 10);
}

/**
 * ruhu_device_keys_new:
 *
 * Makes a device's three key pairs, before it enrols. What becomes of them: the public halves go to
 * HQ, the whole into the store that ruhu_store_create_async() makes.
 *
 * Returns: (transfer full): the keys
 */
RuhuDeviceKeys *
ruhu_device_keys_new (void)
{
  RuhuDeviceKeys *self = ruhu_seal_secret_new (sizeof *self);

  g_atomic_ref_count_init (&self->references);
  ruhu_seal_sign_pair (self->ed_public, self->ed);
  ruhu_seal_box_pair (self->x_public, self->x);
  ruhu_seal_sign_pair (self->lk_public, self->lk);
  ruhu_seal_random (self->unlock, sizeof self->unlock);
  return self;
}

/* Makes the public halves of keys whose secret halves were put in. */
void
ruhu_keys_derive_public (RuhuDeviceKeys *self)
{
  /* An Ed25519 secret key of libsodium is the seed, and behind it the public key. */
  memcpy (self->ed_public, self->ed + RUHU_SEAL_KEY_SIZE, sizeof self->ed_public);
  memcpy (self->lk_public, self->lk + RUHU_SEAL_KEY_SIZE, sizeof self->lk_public);
  ruhu_seal_box_public (self->x_public, self->x);
}

RuhuDeviceKeys *
ruhu_device_keys_ref (RuhuDeviceKeys *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ruhu_device_keys_unref (RuhuDeviceKeys *self)
{
  if (g_atomic_ref_count_dec (&self->references))
    ruhu_seal_secret_free (self);
}

/** ruhu_device_keys_get_public: Returns: %RUHU_DEVICE_KEY_SIZE bytes, of the keys' own */
const guint8 *
ruhu_device_keys_get_public (RuhuDeviceKeys *self, RuhuDeviceKey which)
{
  switch (which) {
  case RUHU_DEVICE_KEY_ED:
    return self->ed_public;
  case RUHU_DEVICE_KEY_X:
    return self->x_public;
  case RUHU_DEVICE_KEY_LK:
    return self->lk_public;
  default:
    g_return_val_if_reached (NULL);
  }
}

/**
 * ruhu_device_keys_set_unlock_secret:
 * @sealed: the secret behind HQ's unlock codes, 32 bytes, sealed to the device's X25519 key
 * @error: %RUHU_ERROR_CORRUPT where it was not sealed to this device, %RUHU_ERROR_INVALID where it
 *   is of another size
 *
 * Without it the device makes one of its own, which no HQ knows.
 */
gboolean
ruhu_device_keys_set_unlock_secret (RuhuDeviceKeys *self, GBytes *sealed, GError **error)
{
  g_autoptr (GBytes) secret = ruhu_unseal_box (self->x_public, self->x, sealed, error);

  if (secret == NULL)
    return FALSE;

  if (g_bytes_get_size (secret) != sizeof self->unlock) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the unlock secret is of another size");
    return FALSE;
  }

  memcpy (self->unlock, g_bytes_get_data (secret, NULL), sizeof self->unlock);
  ruhu_seal_bytes_zero (secret);
  return TRUE;
}
