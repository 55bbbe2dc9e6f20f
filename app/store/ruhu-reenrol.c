/* ruhu-reenrol.c: a store goes on under another device id
 *
 * A restored copy must not write on in a log that its twin writes, too. So it enrols anew, and what
 * HQ's backup is not known to have goes into a log of the new name from line 1 on, each line with
 * the place it had before (`orig`), by which HQ knows what it has already.
 *
 * The new files lie beside the old ones under other names until the transaction is through; which
 * of the two holds is what the database says. So a power cut leaves the old device or the new one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-reenrol-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-device-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-object.h"
#include "store/ruhu-outbox-private.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-unlock-private.h"

#include <string.h>

#define NEXT ".next"
#define INSTANCE_SIZE 16

/* Instance last: where it is there, all are. */
static const char *const files[] = { RUHU_PROFILE_LK,
                                     RUHU_PROFILE_UNLOCK,
                                     RUHU_PROFILE_HQ,
                                     RUHU_PROFILE_INSTANCE };

static gboolean
put_in_place (const char *dir, GError **error)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *next = g_strconcat (files[i], NEXT, NULL);

    if (ruhu_profile_has (dir, next) && !ruhu_profile_rename (dir, next, files[i], error))
      return FALSE;
  }
  return TRUE;
}

static void
take_away (const char *dir)
{
  guint i;

  for (i = G_N_ELEMENTS (files); i > 0; i--) {
    g_autofree char *next = g_strconcat (files[i - 1], NEXT, NULL);

    ruhu_profile_remove (dir, next);
  }
}

/*
 * ruhu_reenrol_settle:
 * @settled: (out): whether the device is another one from now on
 *
 * After a power cut: puts the new files in place, or takes them away, as the database says. It is
 * open; keys are not needed.
 */
gboolean
ruhu_reenrol_settle (RuhuVault *vault, gboolean *settled, GError **error)
{
  g_autoptr (GBytes) here = NULL;
  g_autoptr (GBytes) next = NULL;

  *settled = FALSE;
  next = ruhu_profile_read (vault->dir, RUHU_PROFILE_INSTANCE NEXT, NULL);
  if (next == NULL) {
    take_away (vault->dir);
    return TRUE;
  }
  if (!ruhu_meta_get (vault, RUHU_META_INSTANCE, &here, error))
    return FALSE;

  if (here == NULL || !g_bytes_equal (here, next)) {
    take_away (vault->dir);
    return TRUE;
  }
  *settled = TRUE;
  return put_in_place (vault->dir, error);
}

static gboolean
write_next (RuhuVault *vault,
            RuhuDevice *device,
            RuhuDeviceKeys *keys,
            GBytes *instance,
            GError **error)
{
  const char *dir = vault->dir;

  return ruhu_profile_write (dir, RUHU_PROFILE_LK NEXT, keys->lk, sizeof keys->lk, error) &&
         ruhu_profile_write (dir,
                             RUHU_PROFILE_UNLOCK NEXT,
                             keys->unlock,
                             sizeof keys->unlock,
                             error) &&
         ruhu_device_save_as (device, dir, RUHU_PROFILE_HQ NEXT, error) &&
         ruhu_profile_write (dir,
                             RUHU_PROFILE_INSTANCE NEXT,
                             g_bytes_get_data (instance, NULL),
                             g_bytes_get_size (instance),
                             error);
}

/* Also what HQ has, for it may have been restored, and have forgotten it together with the old
 * name: what is here still is in no backup, or waits for an attachment. */
static GPtrArray *
read_lines (RuhuVault *vault, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (vault->db,
                      ruhu_mutant (RENEWED_WITHOUT_CONFIRMED) ? RUHU_CHANGE_COLUMNS
                        "WHERE state <> 3 ORDER BY seq"
                                                              : RUHU_CHANGE_COLUMNS "ORDER BY seq",
                      error);

  return stmt != NULL ? ruhu_outbox_list_changes (vault, stmt, error) : NULL;
}

/* `self.<n>` named a write of the log as it was: it is `<old device>.<n>` to who has it from there,
 * and `self.<m>` to who gets it from here. */
static void
add_replaced (JsonArray *list, const char *write, const char *device, GHashTable *numbers)
{
  gint64 seq, renewed;
  g_autofree char *old = NULL;

  if (!g_str_has_prefix (write, "self.")) {
    json_array_add_string_element (list, write);
    return;
  }

  seq = g_ascii_strtoll (write + strlen ("self."), NULL, 10);
  renewed = GPOINTER_TO_SIZE (g_hash_table_lookup (numbers, GSIZE_TO_POINTER (seq)));
  old = g_strdup_printf ("%s.%" G_GINT64_FORMAT, device, seq);
  json_array_add_string_element (list, old);
  if (renewed > 0) {
    g_autofree char *own = g_strdup_printf ("self.%" G_GINT64_FORMAT, renewed);

    json_array_add_string_element (list, own);
  }
}

static JsonObject *
renew_replaced (JsonObject *replaced, const char *device, GHashTable *numbers)
{
  JsonObject *renewed = json_object_new ();
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, replaced);
  while (json_object_iter_next_ordered (&iter, &field, &node)) {
    JsonArray *list = json_array_new ();
    guint i;

    if (JSON_NODE_HOLDS_ARRAY (node)) {
      JsonArray *old = json_node_get_array (node);

      for (i = 0; i < json_array_get_length (old); i++)
        add_replaced (list, json_array_get_string_element (old, i), device, numbers);
    } else
      add_replaced (list, json_node_get_string (node), device, numbers);
    json_object_set_array_member (renewed, field, list);
  }
  return renewed;
}

static JsonObject *
make_origin (RuhuChange *change, const char *device)
{
  JsonObject *orig = json_object_new ();
  g_autofree char *hash = ruhu_hex_encode (change->hash, sizeof change->hash);

  json_object_set_string_member (orig, "dev", device);
  json_object_set_int_member (orig, "seq", change->seq);
  json_object_set_string_member (orig, "hash", hash);
  return orig;
}

/* What the line says, without its place in the old log. A line that was renewed before keeps the
 * place it had at first. */
static JsonObject *
make_members (JsonObject *line, RuhuChange *change, const char *device, GHashTable *numbers)
{
  static const char *const place[] = { "seq", "hlc", "ph", "id", "k", NULL };
  JsonObject *members = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, line);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (g_strv_contains (place, name))
      continue;
    if (g_str_equal (name, "rp"))
      json_object_set_object_member (members,
                                     name,
                                     renew_replaced (json_node_get_object (node), device, numbers));
    else
      json_object_set_member (members, name, json_node_copy (node));
  }
  if (!json_object_has_member (members, "orig"))
    json_object_set_object_member (members, "orig", make_origin (change, device));
  return members;
}

static gboolean
renew (RuhuVault *vault,
       RuhuChange *change,
       const char *device,
       GHashTable *numbers,
       GError **error)
{
  gsize n;
  const char *data = g_bytes_get_data (change->line, &n);
  g_autoptr (JsonObject) line = ruhu_json_parse (data, n, error);
  g_autoptr (JsonObject) local = ruhu_json_parse (change->local, -1, error);
  g_autoptr (JsonObject) members = NULL;
  g_autofree char *id = ruhu_id_from_bytes (change->rec);
  RuhuHlc hlc;

  if (line == NULL || local == NULL)
    return FALSE;
  if (!ruhu_hlc_from_string (ruhu_json_get_string (line, "hlc"), &hlc)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a line of the log without its clock");
    return FALSE;
  }

  members = make_members (line, change, device, numbers);
  return ruhu_change_log_append_at (vault,
                                    ruhu_json_get_string (line, "k"),
                                    id,
                                    hlc,
                                    members,
                                    local,
                                    error);
}

/* What HQ has comes back with the first pull; receipts and cursor were the old device's. */
static gboolean
forget_old (RuhuVault *vault, GError **error)
{
  g_autoptr (GBytes) head =
    g_bytes_new_static (RUHU_CHANGE_LOG_NONE, strlen (RUHU_CHANGE_LOG_NONE));

  return ruhu_sql_exec (vault->db,
                        "DELETE FROM outbox; DELETE FROM receipt; DELETE FROM cursor",
                        error) &&
         ruhu_meta_set (vault, RUHU_META_HEAD, head, error) &&
         ruhu_meta_set_int64 (vault, RUHU_META_SAFE, 0, error);
}

static gboolean
renew_all (RuhuVault *vault, GPtrArray *changes, const char *device, GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  guint i;

  for (i = 0; i < changes->len; i++) {
    RuhuChange *change = g_ptr_array_index (changes, i);

    if (!renew (vault, change, device, numbers, error))
      return FALSE;
    g_hash_table_insert (numbers, GSIZE_TO_POINTER (change->seq), GSIZE_TO_POINTER (i + 1));
  }
  return TRUE;
}

static gboolean
is_same_hq (RuhuDevice *old, RuhuDevice *device, GError **error)
{
  if (g_bytes_equal (old->hqs, device->hqs) && g_bytes_equal (old->hqx, device->hqx))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "what is stored here is for another headquarters");
  return FALSE;
}

/*
 * ruhu_reenrol:
 * @device: what HQ says of it from now on
 * @keys: the keys that were enrolled
 * @error: %RUHU_ERROR_INVALID where it is another HQ
 *
 * The vault is open, with its keys. From the commit on it is the new device.
 */
gboolean
ruhu_reenrol (RuhuVault *vault, RuhuDevice *device, RuhuDeviceKeys *keys, GError **error)
{
  g_autoptr (RuhuDevice) old = ruhu_device_ref (vault->device);
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GBytes) instance = NULL;
  guint8 random[INSTANCE_SIZE];
  g_auto (RuhuSqlTx) tx = { NULL };
  gboolean done;

  if (!ruhu_device_check (device, error) || !is_same_hq (old, device, error))
    return FALSE;

  ruhu_seal_random (random, sizeof random);
  instance = g_bytes_new (random, sizeof random);
  changes = read_lines (vault, error);
  if (changes == NULL || !write_next (vault, device, keys, instance, error))
    return FALSE;

  ruhu_device_unref (vault->device);
  vault->device = ruhu_device_ref (device);
  memcpy (vault->keys->ed, keys->ed, sizeof keys->ed);
  memcpy (vault->keys->x, keys->x, sizeof keys->x);
  done = ruhu_sql_tx_begin (&tx, vault->db, error) && forget_old (vault, error) &&
         ruhu_unlock_write_meta (vault, instance, error) &&
         renew_all (vault, changes, old->id, error) && ruhu_sql_tx_commit (&tx, error);
  if (done)
    return put_in_place (vault->dir, error);

  take_away (vault->dir);
  ruhu_device_unref (vault->device);
  vault->device = g_steal_pointer (&old);
  return FALSE;
}
