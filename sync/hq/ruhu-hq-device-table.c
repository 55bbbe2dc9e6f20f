/* ruhu-hq-device-table.c: the tablets, and HQ's own logs
 *
 * HQ writes into a township's log as a device of its own, so that its lines are chained and checked
 * like all others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-device-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-wire.h"

#define COLUMNS \
  "town, dev, scope, worker, epoch, state, ed, lk, x, unlock, lockouts, acked, head, hs," \
  " last_eff, enrolled, seen, app, waiting, rcpt, wipe_n, wipe_at"

#define SEEN_EVERY (60 * 1000)

void
ruhu_hq_device_free (RuhuHqDevice *device)
{
  g_free (device->town);
  g_free (device->dev);
  g_free (device->scope);
  g_free (device->worker);
  g_clear_pointer (&device->ed, g_bytes_unref);
  g_clear_pointer (&device->lk, g_bytes_unref);
  g_clear_pointer (&device->x, g_bytes_unref);
  g_clear_pointer (&device->unlock, g_bytes_unref);
  g_free (device->head);
  g_free (device->hs);
  g_free (device->app);
  g_free (device->receipt);
  g_free (device);
}

/**
 * ruhu_hq_device_town_of:
 * @division: a division code of any level
 *
 * Returns: (transfer full): the nine digits that lead every key: the township, or for a county or
 *   city its own code with zeros
 */
char *
ruhu_hq_device_town_of (const char *division)
{
  g_autofree char *padded = g_strdup_printf ("%.9s000000000", division);

  padded[RUHU_DIVISION_TOWNSHIP] = '\0';
  return g_steal_pointer (&padded);
}

static RuhuHqDevice *
read_row (RuhuHqRows *rows)
{
  RuhuHqDevice *device = g_new0 (RuhuHqDevice, 1);

  device->town = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  device->dev = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  device->scope = g_strdup (ruhu_hq_rows_get_text (rows, 2));
  device->worker = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  device->epoch = ruhu_hq_rows_get_int64 (rows, 4);
  device->state = ruhu_hq_rows_get_int64 (rows, 5);
  device->ed = ruhu_hq_rows_get_blob (rows, 6);
  device->lk = ruhu_hq_rows_get_blob (rows, 7);
  device->x = ruhu_hq_rows_get_blob (rows, 8);
  device->unlock = ruhu_hq_rows_get_blob (rows, 9);
  device->lockouts = ruhu_hq_rows_get_int64 (rows, 10);
  device->acked = ruhu_hq_rows_get_int64 (rows, 11);
  device->head = ruhu_hq_rows_get_hash (rows, 12);
  device->hs = g_strdup (ruhu_hq_rows_get_text (rows, 13));
  device->last_eff = ruhu_hq_rows_get_int64 (rows, 14);
  device->enrolled = ruhu_hq_rows_get_int64 (rows, 15);
  device->seen = ruhu_hq_rows_get_int64 (rows, 16);
  device->app = g_strdup (ruhu_hq_rows_get_text (rows, 17));
  device->waiting = ruhu_hq_rows_get_int64 (rows, 18);
  device->receipt = g_strdup (ruhu_hq_rows_get_text (rows, 19));
  device->wipe_n = ruhu_hq_rows_get_int64 (rows, 20);
  device->wipe_at = ruhu_hq_rows_get_int64 (rows, 21);
  device->safe = ruhu_hq_rows_get_int64 (rows, 22);
  return device;
}

static RuhuHqDevice *
load (RuhuHqStore *store, RuhuHqRows *rows, const char *dev, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return read_row (rows);

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no device %s", dev);
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_device_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqDevice *
ruhu_hq_device_load (RuhuHqStore *store, const char *dev, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS ", safe FROM device WHERE dev = ?1 AND"
                              " town = (SELECT town FROM device_dir WHERE dev = ?1)",
                              "t",
                              dev);
  return load (store, rows, dev, error);
}

/**
 * ruhu_hq_device_own_name:
 * @restores: how often HQ came back from a backup
 *
 * What HQ wrote after the backup is lost, and tablets may still name it as what they replaced. So a
 * restored HQ begins another log: no number of a line ever stands for two.
 *
 * Returns: (transfer full): HQ's own log in @town as a device
 */
char *
ruhu_hq_device_own_name (const char *town, guint restores)
{
  return restores == 0 ? g_strconcat (RUHU_WIRE_HQ_LOG, town, NULL)
                       : g_strdup_printf (RUHU_WIRE_HQ_LOG "%s-%u", town, restores);
}

static gboolean
save_row (RuhuHqStore *store, RuhuHqDevice *device, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO device (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                            " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
                            " ?22) ON CONFLICT (town, dev) DO UPDATE SET scope = excluded.scope,"
                            " worker = excluded.worker, epoch = excluded.epoch,"
                            " state = excluded.state, lockouts = excluded.lockouts,"
                            " acked = excluded.acked, head = excluded.head, hs = excluded.hs,"
                            " last_eff = excluded.last_eff, seen = excluded.seen,"
                            " app = excluded.app, waiting = excluded.waiting,"
                            " rcpt = excluded.rcpt, wipe_n = excluded.wipe_n,"
                            " wipe_at = excluded.wipe_at",
                            "ttttiibbbbiihtiiititii",
                            device->town,
                            device->dev,
                            device->scope,
                            device->worker,
                            device->epoch,
                            (gint64) device->state,
                            device->ed,
                            device->lk,
                            device->x,
                            device->unlock,
                            device->lockouts,
                            device->acked,
                            device->head,
                            device->hs,
                            device->last_eff,
                            device->enrolled,
                            device->seen,
                            device->app,
                            device->waiting,
                            device->receipt,
                            device->wipe_n,
                            device->wipe_at);
}

/**
 * ruhu_hq_device_save:
 *
 * Adds the device or writes what may change of it; its keys never do. In a transaction.
 */
gboolean
ruhu_hq_device_save (RuhuHqStore *store, RuhuHqDevice *device, GError **error)
{
  if (!save_row (store, device, error))
    return FALSE;

  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO device_dir (dev, town) VALUES (?1, ?2)"
                            " ON CONFLICT (dev) DO UPDATE SET town = excluded.town",
                            "tt",
                            device->dev,
                            device->town);
}

/** ruhu_hq_device_remove: takes the row out, to be saved again under another township */
gboolean
ruhu_hq_device_remove (RuhuHqStore *store, RuhuHqDevice *device, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM device WHERE town = ?1 AND dev = ?2",
                            "tt",
                            device->town,
                            device->dev);
}

/**
 * ruhu_hq_device_advance:
 * @device: with the new head, signature, clock and receipt
 * @acked: the new last line
 *
 * In the transaction that writes the lines. @device's acked is still the old one: where the row
 * says otherwise somebody else was faster.
 *
 * Returns: %FALSE with %RUHU_ERROR_CONFLICT in that case, else what the store says
 */
gboolean
ruhu_hq_device_advance (RuhuHqStore *store, RuhuHqDevice *device, gint64 acked, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "UPDATE device SET acked = ?4, head = ?5, hs = ?6, last_eff = ?7,"
                              " rcpt = ?8 WHERE town = ?1 AND dev = ?2 AND acked = ?3"
                              " RETURNING acked",
                              "ttiihtit",
                              device->town,
                              device->dev,
                              device->acked,
                              acked,
                              device->head,
                              device->hs,
                              device->last_eff,
                              device->receipt);
  if (rows == NULL)
    return FALSE;

  if (ruhu_hq_rows_next (rows, &failed)) {
    device->acked = acked;
    return TRUE;
  }
  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_CONFLICT, "device %s moved on", device->dev);
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/**
 * ruhu_hq_device_see:
 * @now: ms
 *
 * Notes that the device spoke, its app and what it said is waiting; to the minute, so that a busy
 * device costs one write of its own and not one for each request.
 */
gboolean
ruhu_hq_device_see (RuhuHqStore *store, RuhuHqDevice *device, gint64 now, GError **error)
{
  if (ABS (now - device->seen) < SEEN_EVERY)
    return TRUE;

  device->seen = now;
  return ruhu_hq_store_run (store,
                            error,
                            "UPDATE device SET seen = ?3, app = ?4, waiting = ?5"
                            " WHERE town = ?1 AND dev = ?2",
                            "ttiti",
                            device->town,
                            device->dev,
                            device->seen,
                            device->app,
                            device->waiting);
}

/** ruhu_hq_device_set_safe: @safe: the last line that a verified backup has, attachments and all */
gboolean
ruhu_hq_device_set_safe (RuhuHqStore *store, const char *dev, gint64 safe, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "UPDATE device SET safe = ?2 WHERE dev = ?1",
                            "ti",
                            dev,
                            safe);
}

/**
 * ruhu_hq_device_list:
 * @scope: a division prefix, "" for all
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqDevice): the tablets in it, by division
 *   and id, and HQ's own logs, which have no keys
 */
GPtrArray *
ruhu_hq_device_list (RuhuHqStore *store, const char *scope, GError **error)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_device_free);
  g_autoptr (GError) failed = NULL;
  g_autofree char *after = ruhu_division_after (scope);
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT " COLUMNS ", safe FROM device WHERE scope >= ?1"
                              " AND scope < ?2 ORDER BY scope, dev",
                              "tt",
                              scope,
                              after);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (list, read_row (rows));
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}
