/* ruhu-unlock.c: making, unlocking and locking a store, on the store thread
 *
 * RK, the root key, is wrapped in each user's slot. Under it stand DK, which seals the rows, and
 * the device's own keys. HQ's recovery key holds RK in escrow, so a forgotten PIN loses nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-unlock-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-copies-private.h"
#include "store/ruhu-device-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-recovery.h"
#include "store/ruhu-reenrol-private.h"
#include "store/ruhu-schema-private.h"
#include "store/ruhu-vault-private.h"
#include "store/ruhu-slot-private.h"

#include <string.h>

#define NEW_STORE "store.new"
#define INSTANCE_SIZE 16
#define DATA_KEY 1

static void
free_secret (char *text)
{
  if (text != NULL)
    ruhu_seal_zero (text, strlen (text));
  g_free (text);
}

void
ruhu_unlock_request_free (RuhuUnlockRequest *request)
{
  g_free (request->user);
  free_secret (request->pin);
  free_secret (request->new_pin);
  g_free (request->code);
  g_clear_pointer (&request->sealed, g_bytes_unref);
  if (request->root != NULL)
    ruhu_seal_bytes_zero (request->root);
  g_clear_pointer (&request->root, g_bytes_unref);
  g_clear_pointer (&request->device, ruhu_device_unref);
  g_clear_pointer (&request->device_keys, ruhu_device_keys_unref);
  g_free (request);
}

static gboolean
write_secrets (RuhuVault *vault, RuhuDeviceKeys *keys, GBytes **instance, GError **error)
{
  const char *dir = vault->dir;
  guint8 *device = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  guint8 random[INSTANCE_SIZE];
  RuhuThrottle none = { 0 };
  gboolean done;

  ruhu_seal_random (device, RUHU_SEAL_KEY_SIZE);
  ruhu_seal_random (random, sizeof random);
  done = ruhu_profile_make (dir, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_DS, device, RUHU_SEAL_KEY_SIZE, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_LK, keys->lk, sizeof keys->lk, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_UNLOCK, keys->unlock, sizeof keys->unlock, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_INSTANCE, random, sizeof random, error) &&
         ruhu_throttle_succeed (&none, dir, error);
  ruhu_seal_secret_free (device);
  *instance = g_bytes_new (random, sizeof random);
  return done;
}

static RuhuSealAd *
make_data_key_ad (void)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("data_key");

  ruhu_seal_ad_int64 (ad, DATA_KEY);
  ruhu_seal_ad_int64 (ad, 1);
  return ad;
}

static gboolean
write_data_key (RuhuVault *vault, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) wrapped = NULL;
  RuhuSealAd *ad;

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO data_key (kid, wrapped, state) VALUES (?1, ?2, 1)",
                           error);
  if (stmt == NULL)
    return FALSE;

  ad = make_data_key_ad ();
  wrapped =
    ruhu_seal (vault->keys->root, ad, vault->keys->data, RUHU_SEAL_KEY_SIZE, RUHU_SEAL_PAD_NONE);
  g_byte_array_unref (ad);
  ruhu_sql_bind_int64 (stmt, 1, DATA_KEY);
  ruhu_sql_bind_bytes (stmt, 2, wrapped);
  return ruhu_sql_run (stmt, error);
}

/* With our name in it, the box is of use to nobody else: HQ opens it for this device alone. */
static gboolean
write_escrow (RuhuVault *vault, GError **error)
{
  RuhuKeys *keys = vault->keys;
  guint8 *content = ruhu_seal_secret_new (RUHU_RECOVERY_ESCROW_SIZE);
  g_autoptr (GBytes) escrow = NULL;

  memcpy (content, keys->root, RUHU_RECOVERY_KEY_SIZE);
  /* An Ed25519 secret key of libsodium has the public key behind the seed. */
  memcpy (content + RUHU_RECOVERY_KEY_SIZE, keys->ed + RUHU_SEAL_KEY_SIZE, RUHU_SEAL_KEY_SIZE);
  escrow = ruhu_seal_to (vault->device->hqe, content, RUHU_RECOVERY_ESCROW_SIZE);
  ruhu_seal_secret_free (content);
  return ruhu_meta_set (vault, RUHU_META_ESCROW, escrow, error);
}

/* What the store knows about itself as the device of @instance, whose log begins. */
gboolean
ruhu_unlock_write_meta (RuhuVault *vault, GBytes *instance, GError **error)
{
  RuhuKeys *keys = vault->keys;
  RuhuSealAd *ad = ruhu_seal_ad_new ("meta.keys");
  g_autoptr (GBytes) sealed = NULL;
  guint8 *own = ruhu_seal_secret_new (sizeof keys->ed + sizeof keys->x);

  memcpy (own, keys->ed, sizeof keys->ed);
  memcpy (own + sizeof keys->ed, keys->x, sizeof keys->x);
  sealed = ruhu_seal (keys->root, ad, own, sizeof keys->ed + sizeof keys->x, RUHU_SEAL_PAD_NONE);
  ruhu_seal_secret_free (own);
  g_byte_array_unref (ad);

  return ruhu_meta_set (vault, RUHU_META_KEYS, sealed, error) && write_escrow (vault, error) &&
         ruhu_meta_set (vault, RUHU_META_INSTANCE, instance, error) &&
         ruhu_meta_set_int64 (vault, RUHU_META_NEXT_SEQ, 1, error);
}

static void
make_keys (RuhuVault *vault, RuhuDeviceKeys *device_keys)
{
  vault->keys = ruhu_keys_new ();
  ruhu_seal_random (vault->keys->root, RUHU_SEAL_KEY_SIZE);
  ruhu_seal_random (vault->keys->data, RUHU_SEAL_KEY_SIZE);
  memcpy (vault->keys->ed, device_keys->ed, sizeof device_keys->ed);
  memcpy (vault->keys->x, device_keys->x, sizeof device_keys->x);
  ruhu_keys_derive (vault->keys);
}

static void
forget (RuhuVault *vault)
{
  ruhu_vault_close (vault);
  g_clear_pointer (&vault->keys, ruhu_keys_unref);
  g_clear_pointer (&vault->user, g_free);
}

/* All of a new store, under a name of its own until it is whole. */
static gboolean
fill_new_store (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  g_autoptr (GBytes) instance = NULL;
  g_autofree char *path = g_build_filename (vault->dir, NEW_STORE, NULL);
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!write_secrets (vault, request->device_keys, &instance, error))
    return FALSE;

  ruhu_profile_remove (vault->dir, NEW_STORE);
  ruhu_profile_remove (vault->dir, NEW_STORE "-wal");
  make_keys (vault, request->device_keys);
  return ruhu_vault_open (vault, NEW_STORE, error) &&
         ruhu_schema_upgrade (vault->db, path, error) &&
         ruhu_sql_tx_begin (&tx, vault->db, error) && write_data_key (vault, error) &&
         ruhu_unlock_write_meta (vault, instance, error) &&
         ruhu_slot_put (vault,
                        request->user,
                        request->pin,
                        request->operations,
                        request->memory,
                        error) &&
         ruhu_sql_tx_commit (&tx, error) && ruhu_vault_truncate_wal (vault, error);
}

/*
 * ruhu_unlock_create:
 * @data: a #RuhuUnlockRequest with user, PIN, device, its keys, and a cost unless to be measured
 * @error: %RUHU_ERROR_REFUSED where the profile has a store, %RUHU_ERROR_INVALID where PIN or
 *   enrolment will not do
 *
 * Returns: not %NULL once the store is there and unlocked
 */
gpointer
ruhu_unlock_create (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;
  gboolean done;

  if (vault->db != NULL || ruhu_profile_has (vault->dir, RUHU_PROFILE_STORE)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the profile has a store");
    return NULL;
  }
  if (!ruhu_device_check (request->device, error) ||
      !ruhu_slot_check_pin (request->pin, request->device->phrase, error))
    return NULL;

  ruhu_seal_init ();
  if (request->operations == 0)
    ruhu_seal_kdf_measure (&request->operations, &request->memory);

  g_clear_pointer (&vault->device, ruhu_device_unref);
  vault->device = ruhu_device_ref (request->device);
  vault->user = g_strdup (request->user);
  done = fill_new_store (vault, request, error);
  ruhu_vault_close (vault);
  done = done && ruhu_device_save (request->device, vault->dir, error) &&
         ruhu_profile_rename (vault->dir, NEW_STORE, RUHU_PROFILE_STORE, error) &&
         ruhu_vault_open (vault, RUHU_PROFILE_STORE, error) && ruhu_copies_settle (vault, error);
  if (!done) {
    forget (vault);
    return NULL;
  }

  ruhu_profile_remove (vault->dir, RUHU_PROFILE_ERASE); /* of the device that this was before */
  return ruhu_keys_ref (vault->keys);
}

static gboolean
read_data_key (RuhuVault *vault, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) key = NULL;
  RuhuSealAd *ad;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db, "SELECT wrapped FROM data_key WHERE kid = ?1", error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, DATA_KEY);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  ad = make_data_key_ad ();
  key = ruhu_unseal (vault->keys->root,
                     ad,
                     sqlite3_column_blob (stmt, 0),
                     sqlite3_column_bytes (stmt, 0),
                     RUHU_SEAL_PAD_NONE,
                     error);
  g_byte_array_unref (ad);
  if (key == NULL)
    return FALSE;

  memcpy (vault->keys->data, g_bytes_get_data (key, NULL), RUHU_SEAL_KEY_SIZE);
  ruhu_seal_bytes_zero (key);
  ruhu_keys_derive (vault->keys);
  return TRUE;
}

static gboolean
read_own_keys (RuhuVault *vault, GError **error)
{
  RuhuKeys *keys = vault->keys;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) own = NULL;
  RuhuSealAd *ad;
  const guint8 *data;

  if (!ruhu_meta_get (vault, RUHU_META_KEYS, &sealed, error))
    return FALSE;

  ad = ruhu_seal_ad_new ("meta.keys");
  own = ruhu_unseal (keys->root,
                     ad,
                     sealed == NULL ? NULL : g_bytes_get_data (sealed, NULL),
                     sealed == NULL ? 0 : g_bytes_get_size (sealed),
                     RUHU_SEAL_PAD_NONE,
                     error);
  g_byte_array_unref (ad);
  if (own == NULL)
    return FALSE;

  data = g_bytes_get_data (own, NULL);
  memcpy (keys->ed, data, sizeof keys->ed);
  memcpy (keys->x, data + sizeof keys->ed, sizeof keys->x);
  ruhu_seal_bytes_zero (own);
  return TRUE;
}

/* A copy of a store that lived on elsewhere must not go on under the same name. */
static gboolean
check_instance (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  g_autoptr (GBytes) here = NULL;
  g_autoptr (GBytes) there = NULL;

  if (request->device_keys != NULL)
    return ruhu_reenrol (vault, request->device, request->device_keys, error);

  there = ruhu_profile_read (vault->dir, RUHU_PROFILE_INSTANCE, error);
  if (there == NULL || !ruhu_meta_get (vault, RUHU_META_INSTANCE, &here, error))
    return FALSE;
  if (here != NULL && g_bytes_equal (here, there))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CONFLICT,
               "the store is a copy: enrol the device again");
  return FALSE;
}

/* Where hq.json is damaged the store's copy says who this is; its sum is checked with all others.
 */
static gboolean
find_device (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  if (vault->device == NULL)
    vault->device = ruhu_device_load (vault->dir, NULL);
  if (vault->device != NULL)
    return TRUE;

  vault->device = ruhu_copies_get_device (vault, error);
  if (vault->device == NULL)
    return FALSE;
  if (request->device == NULL)
    request->device = ruhu_device_ref (vault->device);
  return TRUE;
}

static gboolean
find_root (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  if (request->root == NULL)
    return ruhu_throttle_begin (&request->throttle,
                                vault->dir,
                                vault->device,
                                request->code,
                                error) &&
           ruhu_slot_open (vault, request->user, request->pin, error) &&
           ruhu_throttle_succeed (&request->throttle, vault->dir, error);

  request->throttle.lockout_if_right = request->throttle.lockout; /* HQ has counted it already */
  memcpy (vault->keys->root, g_bytes_get_data (request->root, NULL), RUHU_SEAL_KEY_SIZE);
  return TRUE;
}

/* A root key that opened the store is the right one: now it gets a PIN. */
static gboolean
renew_slot (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  if (request->root == NULL)
    return TRUE;

  if (request->operations == 0)
    ruhu_seal_kdf_measure (&request->operations, &request->memory);
  return ruhu_slot_put (vault,
                        request->user,
                        request->new_pin,
                        request->operations,
                        request->memory,
                        error) &&
         ruhu_throttle_succeed (&request->throttle, vault->dir, error);
}

/* Where the power went while the device got another name. */
static gboolean
settle_name (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  gboolean settled;

  if (!ruhu_reenrol_settle (vault, &settled, error))
    return FALSE;
  if (!settled)
    return TRUE;

  g_clear_pointer (&vault->device, ruhu_device_unref);
  vault->device = ruhu_device_load (vault->dir, error);
  if (vault->device == NULL)
    return FALSE;
  if (request->device == NULL)
    request->device = ruhu_device_ref (vault->device);
  return TRUE;
}

static gboolean
open_with_pin (RuhuVault *vault, RuhuUnlockRequest *request, GError **error)
{
  g_autofree char *path = g_build_filename (vault->dir, RUHU_PROFILE_STORE, NULL);

  return ruhu_schema_is_known (vault->db, error) && settle_name (vault, request, error) &&
         find_root (vault, request, error) && ruhu_schema_upgrade (vault->db, path, error) &&
         read_data_key (vault, error) && ruhu_meta_check (vault, error) &&
         read_own_keys (vault, error) && check_instance (vault, request, error) &&
         renew_slot (vault, request, error);
}

/* The first versions wrote the root key alone into it. */
static gboolean
renew_escrow (RuhuVault *vault, GError **error)
{
  g_autoptr (GBytes) escrow = NULL;

  if (!ruhu_meta_get (vault, RUHU_META_ESCROW, &escrow, error))
    return FALSE;
  return (escrow != NULL &&
          g_bytes_get_size (escrow) == RUHU_RECOVERY_ESCROW_SIZE + RUHU_SEAL_BOX_EXTRA) ||
         write_escrow (vault, error);
}

/* What a crash left over. What cannot be done now, as on a full disk, keeps nobody out. */
static void
tidy (RuhuVault *vault)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_copies_settle (vault, &error))
    g_info ("copies at unlock: %s", error->message);
  g_clear_error (&error);
  if (!renew_escrow (vault, &error) || !ruhu_att_collect_orphans (vault, &error) ||
      !ruhu_change_log_cut_finished (vault,
                                     ruhu_clock_now () - RUHU_CHANGE_LOG_UNDO_TIME,
                                     &error) ||
      !ruhu_change_log_drop_discarded (vault, G_MAXINT64, &error))
    g_info ("tidying at unlock: %s", error->message);
}

/*
 * ruhu_unlock:
 * @data: a #RuhuUnlockRequest with user, PIN and perhaps HQ's code
 * @error: %RUHU_ERROR_REFUSED where the PIN is wrong or must wait; %RUHU_ERROR_BUSY where the store
 *   is open elsewhere; %RUHU_ERROR_NEWER where a newer Ruhu wrote it; %RUHU_ERROR_NOT_FOUND where
 *   there is no such user; %RUHU_ERROR_CONFLICT where the store is a copy; %RUHU_ERROR_CORRUPT
 *   where it was altered
 *
 * Returns: (transfer full) (nullable): a reference to the keys
 */
gpointer
ruhu_unlock (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;

  if (vault->keys != NULL || !ruhu_profile_has (vault->dir, RUHU_PROFILE_STORE)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "there is nothing to unlock");
    return NULL;
  }
  if (!ruhu_throttle_load (&request->throttle, vault->dir, error) ||
      !ruhu_vault_open (vault, RUHU_PROFILE_STORE, error))
    return NULL;

  vault->keys = ruhu_keys_new ();
  vault->user = g_strdup (request->user);
  if (!find_device (vault, request, error) || !open_with_pin (vault, request, error)) {
    forget (vault);
    return NULL;
  }

  tidy (vault);
  return ruhu_keys_ref (vault->keys);
}

/*
 * ruhu_unlock_change_pin:
 * @data: a #RuhuUnlockRequest with user, PIN and the new PIN
 *
 * The store is unlocked; the old PIN is asked for again, and a wrong one counts as a wrong try.
 */
gpointer
ruhu_unlock_change_pin (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;
  const char *dir = vault->dir;

  if (vault->keys == NULL || vault->db == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the store is locked");
    return NULL;
  }
  if (!ruhu_slot_check_pin (request->new_pin, vault->device->phrase, error) ||
      !ruhu_throttle_load (&request->throttle, dir, error) ||
      !ruhu_throttle_begin (&request->throttle, dir, vault->device, NULL, error) ||
      !ruhu_slot_open (vault, request->user, request->pin, error) ||
      !ruhu_throttle_succeed (&request->throttle, dir, error))
    return NULL;

  if (request->operations == 0)
    ruhu_seal_kdf_measure (&request->operations, &request->memory);

  if (!ruhu_slot_put (vault,
                      request->user,
                      request->new_pin,
                      request->operations,
                      request->memory,
                      error))
    return NULL;

  /* The row before is overwritten in the file only now; a PIN that was seen opens no copy made from
   * here on. Where that cannot be now it is at the next lock. */
  ruhu_vault_truncate_wal (vault, NULL);
  return GINT_TO_POINTER (TRUE);
}

/*
 * ruhu_unlock_lock:
 *
 * Cuts what is finished, empties the WAL into the file, closes, and lets go of the keys. All of it
 * is tried whatever fails; what fails is told, and the store is locked all the same.
 */
gpointer
ruhu_unlock_lock (RuhuVault *vault, gpointer data, GError **error)
{
  gboolean done = TRUE;

  if (vault->db != NULL && vault->keys != NULL) {
    done = ruhu_change_log_cut_finished (vault, G_MAXINT64, error);
    done = ruhu_change_log_drop_discarded (vault, G_MAXINT64, done ? error : NULL) && done;
    done = ruhu_vault_truncate_wal (vault, done ? error : NULL) && done;
  }

  forget (vault);
  return GINT_TO_POINTER (done);
}
