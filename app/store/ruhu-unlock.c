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
#include "store/ruhu-device-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-schema-private.h"
#include "store/ruhu-session-private.h"
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
  g_clear_pointer (&request->device, ruhu_device_unref);
  g_clear_pointer (&request->device_keys, ruhu_device_keys_free);
  g_free (request);
}

static gboolean
write_secrets (RuhuSession *session, RuhuDeviceKeys *keys, GBytes **instance, GError **error)
{
  const char *dir = session->dir;
  guint8 *device = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  guint8 random[INSTANCE_SIZE];
  gboolean done;

  ruhu_seal_random (device, RUHU_SEAL_KEY_SIZE);
  ruhu_seal_random (random, sizeof random);
  done = ruhu_profile_make (dir, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_DS, device, RUHU_SEAL_KEY_SIZE, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_LK, keys->lk, sizeof keys->lk, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_UNLOCK, keys->unlock, sizeof keys->unlock, error) &&
         ruhu_profile_write (dir, RUHU_PROFILE_INSTANCE, random, sizeof random, error);
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
write_data_key (RuhuSession *session, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) wrapped = NULL;
  RuhuSealAd *ad;

  stmt = ruhu_sql_prepare (session->db,
                           "INSERT INTO data_key (kid, wrapped, state) VALUES (?1, ?2, 1)",
                           error);
  if (stmt == NULL)
    return FALSE;

  ad = make_data_key_ad ();
  wrapped = ruhu_seal (session->keys->root,
                       ad,
                       session->keys->data,
                       RUHU_SEAL_KEY_SIZE,
                       RUHU_SEAL_PAD_NONE);
  g_byte_array_unref (ad);
  ruhu_sql_bind_int64 (stmt, 1, DATA_KEY);
  ruhu_sql_bind_bytes (stmt, 2, wrapped);
  return ruhu_sql_run (stmt, error);
}

static gboolean
write_meta (RuhuSession *session, GBytes *instance, GError **error)
{
  RuhuKeys *keys = session->keys;
  RuhuSealAd *ad = ruhu_seal_ad_new ("meta.keys");
  g_autoptr (GBytes) escrow = NULL;
  g_autoptr (GBytes) sealed = NULL;
  guint8 *own = ruhu_seal_secret_new (sizeof keys->ed + sizeof keys->x);

  memcpy (own, keys->ed, sizeof keys->ed);
  memcpy (own + sizeof keys->ed, keys->x, sizeof keys->x);
  sealed = ruhu_seal (keys->root, ad, own, sizeof keys->ed + sizeof keys->x, RUHU_SEAL_PAD_NONE);
  ruhu_seal_secret_free (own);
  g_byte_array_unref (ad);
  escrow = ruhu_seal_to (session->device->hqe, keys->root, sizeof keys->root);

  return ruhu_meta_set (session, RUHU_META_KEYS, sealed, error) &&
         ruhu_meta_set (session, RUHU_META_ESCROW, escrow, error) &&
         ruhu_meta_set (session, RUHU_META_INSTANCE, instance, error) &&
         ruhu_meta_set_int64 (session, RUHU_META_NEXT_SEQ, 1, error);
}

static void
make_keys (RuhuSession *session, RuhuDeviceKeys *device_keys)
{
  session->keys = ruhu_keys_new ();
  ruhu_seal_random (session->keys->root, RUHU_SEAL_KEY_SIZE);
  ruhu_seal_random (session->keys->data, RUHU_SEAL_KEY_SIZE);
  memcpy (session->keys->ed, device_keys->ed, sizeof device_keys->ed);
  memcpy (session->keys->x, device_keys->x, sizeof device_keys->x);
  ruhu_keys_derive (session->keys);
}

static void
forget (RuhuSession *session)
{
  ruhu_session_close (session);
  g_clear_pointer (&session->keys, ruhu_keys_unref);
  g_clear_pointer (&session->user, g_free);
}

/* All of a new store, under a name of its own until it is whole. */
static gboolean
fill_new_store (RuhuSession *session, RuhuUnlockRequest *request, GError **error)
{
  g_autoptr (GBytes) instance = NULL;
  g_autofree char *path = g_build_filename (session->dir, NEW_STORE, NULL);
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!write_secrets (session, request->device_keys, &instance, error))
    return FALSE;

  ruhu_profile_remove (session->dir, NEW_STORE);
  ruhu_profile_remove (session->dir, NEW_STORE "-wal");
  make_keys (session, request->device_keys);
  return ruhu_session_open (session, NEW_STORE, error) &&
         ruhu_schema_upgrade (session->db, path, error) &&
         ruhu_sql_tx_begin (&tx, session->db, error) && write_data_key (session, error) &&
         write_meta (session, instance, error) &&
         ruhu_slot_put (session,
                        request->user,
                        request->pin,
                        request->operations,
                        request->memory,
                        error) &&
         ruhu_sql_tx_commit (&tx, error) && ruhu_session_truncate_wal (session, error);
}

/*
 * ruhu_unlock_create:
 * @data: a #RuhuUnlockRequest with user, PIN, device and device keys; no cost for one to be
 * measured
 * @error: %RUHU_ERROR_REFUSED where the profile has a store, %RUHU_ERROR_INVALID where PIN or
 *   enrolment will not do
 *
 * Returns: not %NULL once the store is there and unlocked
 */
gpointer
ruhu_unlock_create (RuhuSession *session, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;
  gboolean done;

  if (session->db != NULL || ruhu_profile_has (session->dir, RUHU_PROFILE_STORE)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the profile has a store");
    return NULL;
  }
  if (!ruhu_device_check (request->device, error) ||
      !ruhu_slot_check_pin (request->pin, request->device->phrase, error))
    return NULL;

  ruhu_seal_init ();
  if (request->operations == 0)
    ruhu_seal_kdf_measure (&request->operations, &request->memory);

  g_clear_pointer (&session->device, ruhu_device_unref);
  session->device = ruhu_device_ref (request->device);
  session->user = g_strdup (request->user);
  done = fill_new_store (session, request, error);
  ruhu_session_close (session);
  done = done && ruhu_device_save (request->device, session->dir, error) &&
         ruhu_profile_rename (session->dir, NEW_STORE, RUHU_PROFILE_STORE, error) &&
         ruhu_session_open (session, RUHU_PROFILE_STORE, error);
  if (!done) {
    forget (session);
    return NULL;
  }

  return ruhu_keys_ref (session->keys);
}

static gboolean
read_data_key (RuhuSession *session, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GBytes) key = NULL;
  RuhuSealAd *ad;
  gboolean has_row;

  stmt = ruhu_sql_prepare (session->db, "SELECT wrapped FROM data_key WHERE kid = ?1", error);
  if (stmt == NULL)
    return FALSE;
  ruhu_sql_bind_int64 (stmt, 1, DATA_KEY);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  ad = make_data_key_ad ();
  key = ruhu_unseal (session->keys->root,
                     ad,
                     sqlite3_column_blob (stmt, 0),
                     sqlite3_column_bytes (stmt, 0),
                     RUHU_SEAL_PAD_NONE,
                     error);
  g_byte_array_unref (ad);
  if (key == NULL)
    return FALSE;

  memcpy (session->keys->data, g_bytes_get_data (key, NULL), RUHU_SEAL_KEY_SIZE);
  ruhu_seal_bytes_zero (key);
  ruhu_keys_derive (session->keys);
  return TRUE;
}

static gboolean
read_own_keys (RuhuSession *session, GError **error)
{
  RuhuKeys *keys = session->keys;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) own = NULL;
  RuhuSealAd *ad;
  const guint8 *data;

  if (!ruhu_meta_get (session, RUHU_META_KEYS, &sealed, error))
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
check_instance (RuhuSession *session, GError **error)
{
  g_autoptr (GBytes) here = NULL;
  g_autoptr (GBytes) there = NULL;

  there = ruhu_profile_read (session->dir, RUHU_PROFILE_INSTANCE, error);
  if (there == NULL || !ruhu_meta_get (session, RUHU_META_INSTANCE, &here, error))
    return FALSE;
  if (here != NULL && g_bytes_equal (here, there))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CONFLICT,
               "the store is a copy: enrol the device again");
  return FALSE;
}

static gboolean
open_with_pin (RuhuSession *session, RuhuUnlockRequest *request, GError **error)
{
  g_autofree char *path = g_build_filename (session->dir, RUHU_PROFILE_STORE, NULL);
  const char *dir = session->dir;

  return ruhu_schema_is_known (session->db, error) &&
         ruhu_throttle_begin (&request->throttle, dir, session->device, request->code, error) &&
         ruhu_slot_open (session, request->user, request->pin, error) &&
         ruhu_throttle_succeed (&request->throttle, dir, error) &&
         ruhu_schema_upgrade (session->db, path, error) && read_data_key (session, error) &&
         ruhu_meta_check (session, error) && read_own_keys (session, error) &&
         check_instance (session, error);
}

/*
 * ruhu_unlock:
 * @data: a #RuhuUnlockRequest with user, PIN and perhaps HQ's code
 * @error: %RUHU_ERROR_REFUSED where the PIN is wrong or must wait, or the store is open elsewhere
 * or newer than this Ruhu; %RUHU_ERROR_NOT_FOUND where there is no such user; %RUHU_ERROR_CONFLICT
 *   where the store is a copy; %RUHU_ERROR_CORRUPT where it was altered
 *
 * Returns: (transfer full) (nullable): a reference to the keys
 */
gpointer
ruhu_unlock (RuhuSession *session, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;

  if (session->keys != NULL || !ruhu_profile_has (session->dir, RUHU_PROFILE_STORE)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "there is nothing to unlock");
    return NULL;
  }
  if (session->device == NULL)
    session->device = ruhu_device_load (session->dir, error);
  if (session->device == NULL || !ruhu_throttle_load (&request->throttle, session->dir, error) ||
      !ruhu_session_open (session, RUHU_PROFILE_STORE, error))
    return NULL;

  session->keys = ruhu_keys_new ();
  session->user = g_strdup (request->user);
  if (!open_with_pin (session, request, error) || !ruhu_att_collect_orphans (session, error) ||
      !ruhu_change_log_cut_finished (session,
                                     ruhu_clock_now () - RUHU_CHANGE_LOG_UNDO_TIME,
                                     error)) {
    forget (session);
    return NULL;
  }

  return ruhu_keys_ref (session->keys);
}

/*
 * ruhu_unlock_change_pin:
 * @data: a #RuhuUnlockRequest with user, PIN and the new PIN
 *
 * The store is unlocked; the old PIN is asked for again, and a wrong one counts as a wrong try.
 */
gpointer
ruhu_unlock_change_pin (RuhuSession *session, gpointer data, GError **error)
{
  RuhuUnlockRequest *request = data;
  const char *dir = session->dir;

  if (session->keys == NULL || session->db == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the store is locked");
    return NULL;
  }
  if (!ruhu_slot_check_pin (request->new_pin, session->device->phrase, error) ||
      !ruhu_throttle_load (&request->throttle, dir, error) ||
      !ruhu_throttle_begin (&request->throttle, dir, session->device, NULL, error) ||
      !ruhu_slot_open (session, request->user, request->pin, error) ||
      !ruhu_throttle_succeed (&request->throttle, dir, error))
    return NULL;

  if (request->operations == 0)
    ruhu_seal_kdf_measure (&request->operations, &request->memory);

  return GINT_TO_POINTER (ruhu_slot_put (session,
                                         request->user,
                                         request->new_pin,
                                         request->operations,
                                         request->memory,
                                         error));
}

/*
 * ruhu_unlock_lock:
 *
 * Cuts what is finished, empties the WAL into the file, closes, and lets go of the keys. All of it
 * is tried whatever fails; what fails is told, and the store is locked all the same.
 */
gpointer
ruhu_unlock_lock (RuhuSession *session, gpointer data, GError **error)
{
  gboolean done = TRUE;

  if (session->db != NULL && session->keys != NULL) {
    done = ruhu_change_log_cut_finished (session, G_MAXINT64, error);
    done = ruhu_session_truncate_wal (session, done ? error : NULL) && done;
  }

  forget (session);
  return GINT_TO_POINTER (done);
}
