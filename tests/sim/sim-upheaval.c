/* sim-upheaval.c: steps after which things are not as they were
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-upheaval.h"

#include "sim-copy.h"
#include "sim-disk.h"
#include "sim-fail.h"
#include "sim-folder.h"
#include "sim-revoke.h"
#include "sim-soup.h"

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-store-sqlite.h"

#include "base/ruhu-id.h"

/* The tablet's second push comes, some time, before its first. */
void
sim_upheaval_overtake (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];

  if (it->syncing || !sim_tablet_push_ahead (it))
    return;
  g_ptr_array_add (world->late, sim_request_ref (sim_soup_get_request (tablet)));
  sim_soup_break (tablet);
  sim_tablet_run (it);
}

/* The worker goes to the other village; HQ knows it first. */
void
sim_upheaval_move (SimWorld *world, guint tablet, SimRandom *random)
{
  const char *scope = sim_random_below (random, 2) == 0 ? SIM_VILLAGE : SIM_OTHER_VILLAGE;

  if (tablet == SIM_TABLETS - 1 || !sim_revoke_is_in_use (world, tablet))
    return; /* a township's, revoked, or enrolled after the backup that HQ is from */
  world->moved = TRUE;
  world->tablets[tablet].moved = TRUE;
  g_free (
    sim_hq_run (&world->hq, "device", "move", world->tablets[tablet].dev, "--scope", scope, NULL));
}

static void
note_safe (RuhuHqStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = ruhu_hq_device_list (store, "", &error);
  g_auto (RuhuHqTx) tx = { NULL };
  guint i;

  ruhu_hq_tx_begin (&tx, store, TRUE, &error);
  for (i = 0; i < devices->len; i++) {
    RuhuHqDevice *device = devices->pdata[i];

    if (device->ed != NULL)
      ruhu_hq_device_set_safe (store,
                               device->dev,
                               ruhu_hq_att_get_upto (store, device->dev, device->acked, &error),
                               &error);
  }
  ruhu_hq_tx_commit (&tx, &error);
  g_assert_no_error (error);
}

/* As ruhu-hq backup does it, without the archive: tablets may forget what is in it. */
void
sim_upheaval_back_up (SimWorld *world, guint tablet, SimRandom *random)
{
  guint before = sim_clock_enter (SIM_HQ);

  if (world->in_memory) {
    g_clear_pointer (&world->backup, sim_disk_copy_free);
    g_clear_pointer ((SimFolder **) &world->backup_files, sim_folder_free);
    world->backup = sim_disk_copy (SIM_HQ);
    world->backup_files = sim_folder_keep (world->hq.path, FALSE);
    note_safe (ruhu_hq_dir_get_store (world->hq.dir));
  }
  sim_clock_leave (before);
}

/* As ruhu-hq restore does it: the store begins another life. */
static void
begin_life (SimWorld *world)
{
  g_autofree char *path = g_build_filename (world->hq.path, "hq.db", NULL);
  g_autofree char *gen = ruhu_id_new ();
  g_autofree char *restores = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqStore) store = ruhu_hq_store_sqlite_new (path, &error);
  g_auto (RuhuHqTx) tx = { NULL };

  g_assert_no_error (error);
  ruhu_hq_tx_begin (&tx, store, TRUE, &error);
  restores = g_strdup_printf ("%u", ++world->restores);
  ruhu_hq_meta_set (store, "gen", gen, &error);
  ruhu_hq_meta_set (store, "restores", restores, &error);
  ruhu_hq_tx_commit (&tx, &error);
  note_safe (store);
  g_assert_no_error (error);
}

/* HQ's machine breaks, and what it was at the last backup is what there is. */
void
sim_upheaval_restore (SimWorld *world, guint tablet, SimRandom *random)
{
  guint before, i;

  if (world->backup == NULL)
    return;

  sim_hq_kill (&world->hq);
  sim_disk_put_back (world->backup);
  sim_folder_put_back (world->backup_files);
  sim_disk_start (SIM_HQ);
  before = sim_clock_enter (SIM_HQ);
  begin_life (world);
  sim_clock_leave (before);
  sim_hq_start (&world->hq);
  for (i = 0; i < SIM_TABLETS; i++)
    sim_copy_hear_of_restore (world, i);
}
