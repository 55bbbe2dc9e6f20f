/* ruhu-store-users.c: who works with this device: each has a PIN of their own, and all one store
 *
 * HQ says who; with each of its pages it names all of them. Their work is kept apart by the name in
 * every line, not from one another.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-store-own-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-slot-private.h"
#include "store/ruhu-unlock-private.h"
#include "store/ruhu-vault-private.h"

#include <string.h>

static gpointer
list_users (RuhuVault *vault, gpointer data, GError **error)
{
  return ruhu_slot_list_users (vault, error);
}

/** ruhu_store_list_users_async: who may unlock this device; also while locked */
void
ruhu_store_list_users_async (RuhuStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_store_list_users_async);
  ruhu_store_run_locked (self, task, list_users, (GDestroyNotify) g_strfreev);
}

/**
 * ruhu_store_list_users_finish:
 *
 * Returns: (transfer full) (nullable): their names with HQ; %NULL with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_NOT_FOUND (there is no store) or %RUHU_ERROR_BUSY (it is open elsewhere)
 */
char **
ruhu_store_list_users_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ruhu_store_dup_device_keys:
 * @error: %RUHU_ERROR_REFUSED while locked
 *
 * With them the device shows HQ that it is itself, where a code is for a device that is enrolled.
 *
 * Returns: (transfer full) (nullable): the keys this device was enrolled with
 */
RuhuDeviceKeys *
ruhu_store_dup_device_keys (RuhuStore *self, GError **error)
{
  g_autoptr (GBytes) lk = NULL;
  RuhuDeviceKeys *keys;

  if (self->keys == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the store is locked");
    return NULL;
  }
  lk = ruhu_profile_read (self->dir, RUHU_PROFILE_LK, error);
  if (lk == NULL)
    return NULL;
  if (g_bytes_get_size (lk) != RUHU_SEAL_SIGN_SECRET_SIZE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the key of the locked transport is none");
    return NULL;
  }

  keys = ruhu_device_keys_new ();
  memcpy (keys->ed, self->keys->ed, sizeof keys->ed);
  memcpy (keys->x, self->keys->x, sizeof keys->x);
  memcpy (keys->lk, g_bytes_get_data (lk, NULL), sizeof keys->lk);
  ruhu_seal_bytes_zero (lk);
  ruhu_keys_derive_public (keys);
  return keys;
}

static gpointer
add_user (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;

  if (!ruhu_slot_check_pin (request->pin, vault->device->phrase, error))
    return NULL;

  if (request->operations == 0)
    ruhu_seal_kdf_measure (&request->operations, &request->memory);
  if (!ruhu_slot_put (vault,
                      request->user,
                      request->pin,
                      request->operations,
                      request->memory,
                      error))
    return NULL;

  vault->changes |= RUHU_STORE_USERS;
  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_store_add_user_async:
 * @user: whom HQ has enrolled for this device
 * @pin: their PIN or phrase
 *
 * While somebody else has it unlocked. Who was there already gets another PIN.
 */
void
ruhu_store_add_user_async (RuhuStore *self,
                           const char *user,
                           const char *pin,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  RuhuUnlockRequest *request = ruhu_store_make_request (self, user, pin);
  g_autoptr (GTask) task = ruhu_store_make_task (self,
                                                 ruhu_store_add_user_async,
                                                 request,
                                                 (GDestroyNotify) ruhu_unlock_request_free,
                                                 cancellable,
                                                 callback,
                                                 user_data);

  ruhu_store_run (self, task, add_user, NULL);
}

/**
 * ruhu_store_add_user_finish:
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_INVALID
 *   (the PIN will not do), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_store_add_user_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/* A list that would leave nobody is a mistake somewhere, and removes nobody. */
static gpointer
keep_users (RuhuVault *vault, gpointer data, GError **error)
{
  const char *const *kept = data;
  g_auto (GStrv) users = ruhu_slot_list_users (vault, error);
  guint i, left = 0;

  if (users == NULL)
    return NULL;

  for (i = 0; users[i] != NULL; i++)
    left += g_strv_contains (kept, users[i]);
  if (left == 0 || left == i)
    return GINT_TO_POINTER (TRUE);

  for (i = 0; users[i] != NULL; i++) {
    if (!g_strv_contains (kept, users[i]) && !ruhu_slot_remove (vault, users[i], error))
      return NULL;
  }
  ruhu_vault_truncate_wal (vault, NULL); /* overwritten in the file itself; else at the next lock */
  vault->changes |= RUHU_STORE_USERS;
  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_store_keep_users_async:
 * @users: who works with this device, as HQ says
 *
 * Who is not among them unlocks it no more. What they did stays, and so does the key of the store.
 */
void
ruhu_store_keep_users_async (RuhuStore *self,
                             const char *const *users,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = ruhu_store_make_task (self,
                                                 ruhu_store_keep_users_async,
                                                 g_strdupv ((char **) users),
                                                 (GDestroyNotify) g_strfreev,
                                                 cancellable,
                                                 callback,
                                                 user_data);

  ruhu_store_run (self, task, keep_users, NULL);
}

/** ruhu_store_keep_users_finish: Returns: %FALSE with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED …
 */
gboolean
ruhu_store_keep_users_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
