/* ruhu-store-recovery.c: a store whose PIN was forgotten opens again, with HQ's help
 *
 * The root key lies in the store in a box that only HQ's recovery key opens (escrow). The locked
 * device sends that box and a key of its own for the answer; two custodians open it at HQ, and HQ
 * reads out a code. With answer and code the worker chooses a new PIN. Nothing is lost meanwhile,
 * and wrong tries do not count against it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-store-own-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-recovery.h"
#include "store/ruhu-slot-private.h"
#include "store/ruhu-unlock-private.h"
#include "store/ruhu-vault-private.h"

#include <string.h>

void
ruhu_store_recovery_free (RuhuStoreRecovery *recovery)
{
  g_bytes_unref (recovery->escrow);
  g_bytes_unref (recovery->key);
  g_free (recovery);
}

/* The secret half of the key for HQ's answer, made at the first asking: HQ may take days. */
static GBytes *
get_secret (const char *dir, GError **error)
{
  g_autoptr (GError) local = NULL;
  GBytes *secret = ruhu_profile_read (dir, RUHU_PROFILE_RECOVERY, &local);
  guint8 made[RUHU_SEAL_KEY_SIZE], public_key[RUHU_SEAL_KEY_SIZE];
  gboolean written;

  if (secret != NULL && g_bytes_get_size (secret) == RUHU_SEAL_KEY_SIZE)
    return secret;
  if (secret == NULL && !g_error_matches (local, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }

  g_clear_pointer (&secret, g_bytes_unref);
  ruhu_seal_box_pair (public_key, made);
  written = ruhu_profile_write (dir, RUHU_PROFILE_RECOVERY, made, sizeof made, error);
  if (written)
    secret = g_bytes_new (made, sizeof made);
  ruhu_seal_zero (made, sizeof made);
  return secret;
}

static gpointer
begin_recovery (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuStoreRecovery *recovery;
  guint8 public_key[RUHU_SEAL_KEY_SIZE];
  g_autoptr (GBytes) escrow = NULL;
  g_autoptr (GBytes) secret = NULL;

  if (!ruhu_meta_get (vault, RUHU_META_ESCROW, &escrow, error))
    return NULL;
  if (escrow == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the store has no escrow");
    return NULL;
  }
  secret = get_secret (vault->dir, error);
  if (secret == NULL)
    return NULL;

  ruhu_seal_box_public (public_key, g_bytes_get_data (secret, NULL));
  ruhu_seal_bytes_zero (secret);
  recovery = g_new0 (RuhuStoreRecovery, 1);
  recovery->escrow = g_steal_pointer (&escrow);
  recovery->key = g_bytes_new (public_key, sizeof public_key);
  return recovery;
}

/** ruhu_store_begin_recovery_async: what HQ is to be asked with; the store is locked */
void
ruhu_store_begin_recovery_async (RuhuStore *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_store_begin_recovery_async);
  ruhu_store_run_locked (self, task, begin_recovery, (GDestroyNotify) ruhu_store_recovery_free);
}

/**
 * ruhu_store_begin_recovery_finish:
 *
 * Asked again it is the same, until the store was recovered.
 *
 * Returns: (transfer full) (nullable): %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND,
 *   %RUHU_ERROR_BUSY or %RUHU_ERROR_FULL
 */
RuhuStoreRecovery *
ruhu_store_begin_recovery_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Puts the root key of HQ's answer into @root, or %RUHU_ERROR_REFUSED where the code is another. */
static gboolean
open_answer (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  g_autoptr (GBytes) secret = ruhu_profile_read (vault->dir, RUHU_PROFILE_RECOVERY, error);
  guint8 public_key[RUHU_SEAL_KEY_SIZE];

  if (secret == NULL)
    return FALSE;
  if (g_bytes_get_size (secret) != RUHU_SEAL_KEY_SIZE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the key for HQ's answer is none");
    return FALSE;
  }

  ruhu_seal_box_public (public_key, g_bytes_get_data (secret, NULL));
  request->root = ruhu_recovery_open (request->sealed,
                                      request->code,
                                      public_key,
                                      g_bytes_get_data (secret, NULL));
  ruhu_seal_bytes_zero (secret);
  if (request->root != NULL)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "this is not the code for HQ's answer");
  return FALSE;
}

static gpointer
recover (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;
  gpointer keys;

  if (vault->device != NULL &&
      !ruhu_slot_check_pin (request->new_pin, vault->device->phrase, error))
    return NULL;
  if (!open_answer (vault, request, error))
    return NULL;

  keys = ruhu_unlock (vault, request, error);
  if (keys != NULL)
    ruhu_profile_remove (vault->dir, RUHU_PROFILE_RECOVERY);
  return keys;
}

/**
 * ruhu_store_recover_async:
 * @user: who forgot it; has a slot or gets one
 * @new_pin: their new PIN or phrase
 * @sealed: HQ's answer
 * @code: the code that HQ read out, normalized
 *
 * Opens the locked store, and from now on with @new_pin.
 */
void
ruhu_store_recover_async (RuhuStore *self,
                          const char *user,
                          const char *new_pin,
                          GBytes *sealed,
                          const char *code,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  RuhuUnlockRequest *request = ruhu_store_make_request (self, user, NULL);
  g_autoptr (GTask) task = NULL;

  request->new_pin = g_strdup (new_pin);
  request->sealed = g_bytes_ref (sealed);
  request->code = g_strdup (code);
  task = ruhu_store_make_task (self,
                               ruhu_store_recover_async,
                               request,
                               (GDestroyNotify) ruhu_unlock_request_free,
                               cancellable,
                               callback,
                               user_data);
  ruhu_store_run_settling (self, task, recover, ruhu_store_settle_unlock);
}

/**
 * ruhu_store_recover_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (another code),
 *   %RUHU_ERROR_INVALID (the PIN will not do), %RUHU_ERROR_NOT_FOUND (nobody asked HQ), or what
 *   ruhu_store_unlock_finish() gives: nothing is changed
 */
gboolean
ruhu_store_recover_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
