/* ruhu-store-access.c: opening and closing the store: making, unlocking, locking it, PINs
 *
 * The work itself is in ruhu-unlock.c, on the store thread; here it is asked for, and the store is
 * told what came of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-store-own-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-slot-private.h"
#include "store/ruhu-unlock-private.h"

/* After a try to create or unlock. */
void
ruhu_store_settle_unlock (RuhuStore *self, RuhuJob *job)
{
  RuhuUnlockRequest *request = g_task_get_task_data (job->task);

  if (g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  ruhu_store_take_throttle (self, &request->throttle);
  if (job->result == NULL)
    return;

  self->keys = job->result;
  job->result = GINT_TO_POINTER (TRUE);
  g_free (self->user);
  self->user = g_strdup (request->user);
  if (request->device != NULL) {
    g_clear_pointer (&self->device, ruhu_device_unref);
    self->device = ruhu_device_ref (request->device);
  }
  ruhu_store_set_state (self, RUHU_STORE_UNLOCKED);
}

static void
settle_change_pin (RuhuStore *self, RuhuJob *job)
{
  RuhuUnlockRequest *request = g_task_get_task_data (job->task);

  if (!g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ruhu_store_take_throttle (self, &request->throttle);
}

static void
settle_lock (RuhuStore *self, RuhuJob *job)
{
  if (g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_pointer (&self->keys, ruhu_keys_unref);
  g_clear_pointer (&self->user, g_free);
  if (self->state == RUHU_STORE_UNLOCKED)
    ruhu_store_set_state (self, RUHU_STORE_LOCKED);
}

RuhuUnlockRequest *
ruhu_store_make_request (RuhuStore *self, const char *user, const char *pin)
{
  RuhuUnlockRequest *request = g_new0 (RuhuUnlockRequest, 1);

  request->user = g_strdup (user);
  request->pin = g_strdup (pin);
  request->operations = self->kdf_operations;
  request->memory = self->kdf_memory;
  return request;
}

/**
 * ruhu_store_check_pin:
 * @pin: digits, or a phrase
 * @phrase: whether it has to be a phrase
 * @error: %RUHU_ERROR_INVALID where it will not do
 *
 * For asking before anything is used up; ruhu_store_create_async() looks again.
 */
gboolean
ruhu_store_check_pin (const char *pin, gboolean phrase, GError **error)
{
  return ruhu_slot_check_pin (pin, phrase, error);
}

/**
 * ruhu_store_create_async:
 * @device: what the enrolment said
 * @keys: (transfer full): the keys that were enrolled
 * @user: who works with this device first
 * @pin: their PIN, ten digits or more, or phrase of four words or twelve characters
 *
 * Makes the store, and unlocks it.
 */
void
ruhu_store_create_async (RuhuStore *self,
                         RuhuDevice *device,
                         RuhuDeviceKeys *keys,
                         const char *user,
                         const char *pin,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  RuhuUnlockRequest *request = ruhu_store_make_request (self, user, pin);
  g_autoptr (GTask) task = NULL;

  request->device = ruhu_device_ref (device);
  request->device_keys = keys;
  task = ruhu_store_make_task (self,
                               ruhu_store_create_async,
                               request,
                               (GDestroyNotify) ruhu_unlock_request_free,
                               cancellable,
                               callback,
                               user_data);
  ruhu_store_run_settling (self, task, ruhu_unlock_create, ruhu_store_settle_unlock);
}

/**
 * ruhu_store_create_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED (there is no store),
 *   %RUHU_ERROR_REFUSED (there was one), %RUHU_ERROR_INVALID (PIN or enrolment), %RUHU_ERROR_FULL
 */
gboolean
ruhu_store_create_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * ruhu_store_reenrol_async:
 * @device: what HQ said to a new code
 * @keys: (transfer full): the keys that were enrolled with it
 * @user: who works with the device
 * @pin: the PIN or phrase in use
 *
 * The locked store, which is a copy of another or whose log HQ does not go on with, opens, and goes
 * on under another device id. Nothing in it is lost.
 */
void
ruhu_store_reenrol_async (RuhuStore *self,
                          RuhuDevice *device,
                          RuhuDeviceKeys *keys,
                          const char *user,
                          const char *pin,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  RuhuUnlockRequest *request = ruhu_store_make_request (self, user, pin);
  g_autoptr (GTask) task = NULL;

  request->device = ruhu_device_ref (device);
  request->device_keys = keys;
  task = ruhu_store_make_task (self,
                               ruhu_store_reenrol_async,
                               request,
                               (GDestroyNotify) ruhu_unlock_request_free,
                               cancellable,
                               callback,
                               user_data);
  ruhu_store_run_settling (self, task, ruhu_unlock, ruhu_store_settle_unlock);
}

/**
 * ruhu_store_reenrol_finish:
 *
 * Returns: %FALSE with what ruhu_store_unlock_finish() gives, or %RUHU_ERROR_INVALID (another HQ)
 */
gboolean
ruhu_store_reenrol_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * ruhu_store_unlock_async:
 * @code: (nullable): HQ's code, where ruhu_store_get_lockout() asks for one
 */
void
ruhu_store_unlock_async (RuhuStore *self,
                         const char *user,
                         const char *pin,
                         const char *code,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  RuhuUnlockRequest *request = ruhu_store_make_request (self, user, pin);
  g_autoptr (GTask) task = NULL;

  request->code = g_strdup (code);
  task = ruhu_store_make_task (self,
                               ruhu_store_unlock_async,
                               request,
                               (GDestroyNotify) ruhu_unlock_request_free,
                               cancellable,
                               callback,
                               user_data);
  ruhu_store_run_settling (self, task, ruhu_unlock, ruhu_store_settle_unlock);
}

/**
 * ruhu_store_unlock_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED (no try was counted),
 *   %RUHU_ERROR_REFUSED (wrong PIN, or wait, or HQ's code is missing: see
 *   ruhu_store_get_wait_until() and ruhu_store_get_lockout()), %RUHU_ERROR_BUSY (open elsewhere),
 *   %RUHU_ERROR_NEWER (a newer Ruhu wrote it), %RUHU_ERROR_NOT_FOUND (no such user),
 * %RUHU_ERROR_CONFLICT (a copied store: enrol again), %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_store_unlock_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * ruhu_store_lock_async:
 *
 * After everything asked for before it: cuts finished responses, closes, zeroes the keys.
 */
void
ruhu_store_lock_async (RuhuStore *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = ruhu_store_make_task (self,
                                                 ruhu_store_lock_async,
                                                 NULL,
                                                 NULL,
                                                 cancellable,
                                                 callback,
                                                 user_data);

  ruhu_store_run_settling (self, task, ruhu_unlock_lock, settle_lock);
}

/**
 * ruhu_store_lock_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED (still unlocked), or to
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT (locked, but what was finished is not cut yet)
 */
gboolean
ruhu_store_lock_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/** ruhu_store_change_pin_async: the store is unlocked; @pin is asked for all the same */
void
ruhu_store_change_pin_async (RuhuStore *self,
                             const char *user,
                             const char *pin,
                             const char *new_pin,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  RuhuUnlockRequest *request = ruhu_store_make_request (self, user, pin);
  g_autoptr (GTask) task = NULL;

  request->new_pin = g_strdup (new_pin);
  task = ruhu_store_make_task (self,
                               ruhu_store_change_pin_async,
                               request,
                               (GDestroyNotify) ruhu_unlock_request_free,
                               cancellable,
                               callback,
                               user_data);
  ruhu_store_run_settling (self, task, ruhu_unlock_change_pin, settle_change_pin);
}

/**
 * ruhu_store_change_pin_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked, wrong PIN,
 *   or wait) or %RUHU_ERROR_INVALID (the new one is too short)
 */
gboolean
ruhu_store_change_pin_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
