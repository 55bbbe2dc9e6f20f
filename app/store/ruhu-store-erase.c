/* ruhu-store-erase.c: a store that HQ has revoked erases itself
 *
 * Whether an order is HQ's is for the caller to say. It is noted before anything is done, so that
 * what was begun goes on at the next start, whatever happens in between.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-store-own-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-erase-private.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-vault-private.h"

/** ruhu_store_get_order: Returns: number of HQ's last order to erase that was taken; 0 for none */
guint64
ruhu_store_get_order (RuhuStore *self)
{
  RuhuErase erase;

  ruhu_erase_load (&erase, self->dir);
  return erase.n;
}

/** ruhu_store_is_ordered: Returns: whether an order was taken that is not carried out yet */
gboolean
ruhu_store_is_ordered (RuhuStore *self)
{
  RuhuErase erase;

  ruhu_erase_load (&erase, self->dir);
  return erase.state == RUHU_ERASE_ORDERED;
}

/** ruhu_store_is_told: Returns: whether HQ has heard that the store is erased */
gboolean
ruhu_store_is_told (RuhuStore *self)
{
  RuhuErase erase;

  ruhu_erase_load (&erase, self->dir);
  return erase.state == RUHU_ERASE_TOLD;
}

/**
 * ruhu_store_take_order:
 * @n: the order's number, greater than ruhu_store_get_order()
 *
 * Notes on disk that the store is to erase itself. What may be handed over before still may.
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where the order is older than the last, or the disk's
 */
gboolean
ruhu_store_take_order (RuhuStore *self, guint64 n, GError **error)
{
  RuhuErase erase;

  ruhu_erase_load (&erase, self->dir);
  if (erase.state == RUHU_ERASE_ORDERED && n == erase.n)
    return TRUE;
  if (n <= erase.n) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "an order like this was there before");
    return FALSE;
  }

  erase.n = n;
  erase.state = RUHU_ERASE_ORDERED;
  return ruhu_erase_save (&erase, self->dir, error);
}

/* The file in the profile for what HQ has not got. */
char *
ruhu_store_get_handed_over (RuhuStore *self)
{
  return g_build_filename (self->dir, RUHU_PROFILE_HANDED_OVER, NULL);
}

static gpointer
erase_all (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuErase erase;

  ruhu_erase_load (&erase, vault->dir);
  if (erase.state == RUHU_ERASE_NONE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "nobody has ordered that");
    return NULL;
  }

  ruhu_vault_close (vault);
  g_clear_pointer (&vault->keys, ruhu_keys_unref);
  g_clear_pointer (&vault->user, g_free);
  ruhu_erase_run (vault->dir, RUHU_ERASE_STEPS);
  if (erase.state == RUHU_ERASE_ORDERED)
    erase.state = RUHU_ERASE_DONE;
  return GINT_TO_POINTER (ruhu_erase_save (&erase, vault->dir, error));
}

static void
settle_erase (RuhuStore *self, RuhuJob *job)
{
  if (g_error_matches (job->error, RUHU_ERROR, RUHU_ERROR_REFUSED) ||
      g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_pointer (&self->keys, ruhu_keys_unref);
  g_clear_pointer (&self->user, g_free);
  ruhu_store_set_state (self, RUHU_STORE_ERASED);
}

/** ruhu_store_erase_async: carries out the order that ruhu_store_take_order() took */
void
ruhu_store_erase_async (RuhuStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = ruhu_store_make_task (self,
                                                 ruhu_store_erase_async,
                                                 NULL,
                                                 NULL,
                                                 cancellable,
                                                 callback,
                                                 user_data);

  ruhu_store_run_settling (self, task, erase_all, settle_erase);
}

/** ruhu_store_erase_finish: Returns: %FALSE with %RUHU_ERROR_REFUSED (no order), or the disk's */
gboolean
ruhu_store_erase_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/** ruhu_store_note_told: HQ has heard that the store is erased; the last key goes, too */
gboolean
ruhu_store_note_told (RuhuStore *self, GError **error)
{
  RuhuErase erase;

  ruhu_erase_load (&erase, self->dir);
  erase.state = RUHU_ERASE_TOLD;
  if (!ruhu_erase_save (&erase, self->dir, error))
    return FALSE;

  ruhu_profile_remove (self->dir, RUHU_PROFILE_LK);
  return TRUE;
}
