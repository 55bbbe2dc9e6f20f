/* sim-revoke.c: tablets that HQ revokes
 *
 * I15: from then on HQ gives them nothing. What they had waiting they hand over first, to HQ or
 * into a file that only HQ opens; then no key is left, whenever the power goes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-revoke.h"

#include "sim-fail.h"

#include "ruhu-hq-bundle.h"
#include "ruhu-hq-quarantine-table.h"
#include "ruhu-hq-release.h"

#include "base/ruhu-error.h"

#include <sqlite3.h>

/* Whether HQ knows the tablet, and takes what it sends. */
gboolean
sim_revoke_is_in_use (SimWorld *world, guint tablet)
{
  g_autofree char *sql = g_strdup_printf ("SELECT scope FROM device WHERE dev = '%s' AND state = 0",
                                          world->tablets[tablet].dev);
  g_autofree char *scope = sim_hq_get_text (&world->hq, sql);

  return scope != NULL;
}

void
sim_revoke_order (SimWorld *world, guint tablet, SimRandom *random)
{
  if (!sim_revoke_is_in_use (world, tablet))
    return;
  world->revoked = TRUE;
  g_free (sim_hq_run (&world->hq, "device", "revoke", world->tablets[tablet].dev, NULL));
}

/* Somebody at HQ looks at what is held, and lets a line go; it may still be wrong. */
void
sim_revoke_release (SimWorld *world, guint tablet, SimRandom *random)
{
  guint before = sim_clock_enter (SIM_HQ);
  RuhuHqStore *store = ruhu_hq_dir_get_store (world->hq.dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = ruhu_hq_quarantine_list (store, "", NULL, &error);

  if (list != NULL && list->len > 0) {
    RuhuHqHeld *held = list->pdata[sim_random_below (random, list->len)];
    gboolean done = ruhu_hq_release (world->hq.dir, "command", held->dev, held->dseq, &error);

    sim_trace ("  %s.%" G_GINT64_FORMAT ": %s",
               held->dev,
               held->dseq,
               done ? "released" : error->message);
  }
  sim_clock_leave (before);
}

/* The file that the tablet left is brought to HQ. */
void
sim_revoke_hand_over (SimWorld *world, guint tablet)
{
  g_autofree char *path = ruhu_store_get_handed_over (world->tablets[tablet].store);
  g_auto (RuhuHqBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;
  guint before;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  before = sim_clock_enter (SIM_HQ);
  if (!ruhu_hq_bundle_take (world->hq.dir, path, &taken, &error) && world->restores == 0 &&
      !world->is_copy[tablet]) /* of two that write one log HQ takes what one says */
    sim_fail ("I15: HQ does not take what tablet %u left: %s", tablet, error->message);
  sim_clock_leave (before);
}

static gboolean
has_keys (const char *path)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gboolean has = FALSE;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
      sqlite3_exec (db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2 (db, "SELECT 1 FROM key_slot, data_key", -1, &stmt, NULL) == SQLITE_OK)
    has = sqlite3_step (stmt) == SQLITE_ROW;
  sqlite3_finalize (stmt);
  sqlite3_close_v2 (db);
  return has;
}

/* What is left of the tablet opens nothing. */
void
sim_revoke_check_erased (SimWorld *world, guint tablet)
{
  SimTablet *it = &world->tablets[tablet];
  g_autofree char *secret = g_build_filename (it->dir, "secret", "device", NULL);
  g_autofree char *store = g_build_filename (it->dir, "store.db", NULL);
  guint before = sim_clock_enter (tablet);

  if (g_file_test (secret, G_FILE_TEST_EXISTS) ||
      (g_file_test (store, G_FILE_TEST_EXISTS) && has_keys (store)))
    sim_fail ("I15: tablet %u is erased, and has keys", tablet);
  sim_clock_leave (before);
}
