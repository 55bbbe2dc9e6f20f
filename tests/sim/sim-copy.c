/* sim-copy.c: tablets that are set back to what they were, and go on under another name
 *
 * Somebody keeps a copy of a tablet's disk, and brings it back later. What HQ has heard in between
 * it keeps; what only the tablet knew is lost with the disk. Where nothing beside the store tells
 * that it is a copy, HQ finds out: two lines have the same number. Either way the tablet enrols
 * anew, and gives again what it had waiting: HQ has all of that once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-copy.h"

#include "sim-disk.h"
#include "sim-fail.h"
#include "sim-folder.h"

#include <string.h>

/* A tablet's disk, and what its worker knew then. */
typedef struct {
  gpointer disk;
  SimFolder *folder;
  SimModel model;
  char *dev;
} Copy;

static void
copy_free (Copy *copy)
{
  sim_disk_copy_free (copy->disk);
  sim_folder_free (copy->folder);
  sim_model_end (&copy->model);
  g_free (copy->dev);
  g_free (copy);
}

/* Of the schedule that ends. */
void
sim_copy_clear (SimWorld *world)
{
  guint i;

  for (i = 0; i < SIM_TABLETS; i++) {
    g_clear_pointer ((Copy **) &world->copies[i], copy_free);
    world->is_copy[i] = FALSE;
  }
}

void
sim_copy_make (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  Copy *copy;

  if (!world->in_memory)
    return;

  /* As it is when it starts, so that nothing is unsure. */
  sim_tablet_kill (it);
  sim_world_wake (world, tablet);
  if (!sim_tablet_is_unlocked (it))
    return; /* it was erased */

  sim_tablet_kill (it);
  g_clear_pointer ((Copy **) &world->copies[tablet], copy_free);
  copy = g_new0 (Copy, 1);
  copy->disk = sim_disk_copy (tablet);
  copy->folder = sim_folder_keep (it->dir, FALSE);
  copy->dev = g_strdup (it->dev);
  sim_model_begin (&copy->model);
  sim_model_copy (&copy->model, &world->models[tablet]);
  world->copies[tablet] = copy;
}

/* What HQ has of @tablet now it must have at the end, whoever forgets it. */
static void
note_lines (SimWorld *world, guint tablet)
{
  g_autoptr (GPtrArray) log = sim_hq_read_log (&world->hq);
  SimTablet *it = &world->tablets[tablet];
  SimModel *model = &world->models[tablet];
  guint i;

  g_hash_table_remove_all (model->known);
  for (i = 0; i < log->len; i++) {
    SimLogLine *line = log->pdata[i];

    if (sim_tablet_was (it, line->dev))
      g_hash_table_add (model->known, g_strdup (line->hash));
  }
}

/* HQ is what it was at its last backup, and has forgotten what came after it. */
void
sim_copy_hear_of_restore (SimWorld *world, guint tablet)
{
  world->known_acked[tablet] = sim_hq_get_acked (&world->hq, world->tablets[tablet].dev);
  if (world->models[tablet].forked)
    note_lines (world, tablet);
}

/* As on another machine, where what stands beside the store is another. */
static void
take_instance (SimTablet *it)
{
  g_autofree char *path = g_build_filename (it->dir, "secret", "instance", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "sixteen bytes 16", 16, &error);
  g_assert_no_error (error);
}

void
sim_copy_put_back (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  Copy *copy = world->copies[tablet];
  guint n_edits = world->models[tablet].n_edits;

  if (copy == NULL)
    return;
  if (it->store == NULL)
    sim_tablet_start (it);
  if (sim_tablet_is_erased (it) || ruhu_store_is_ordered (it->store))
    return; /* nothing is left of it */

  sim_tablet_kill (it);
  sim_disk_put_back (copy->disk);
  sim_disk_start (tablet);
  sim_folder_put_back (copy->folder);
  sim_model_end (&world->models[tablet]);
  sim_model_begin (&world->models[tablet]);
  sim_model_copy (&world->models[tablet], &copy->model);
  sim_tablet_be (it, copy->dev);
  note_lines (world, tablet);
  world->models[tablet].n_edits = n_edits; /* no number twice */
  sim_model_fork (&world->models[tablet]);
  world->known_acked[tablet] = sim_hq_get_acked (&world->hq, world->tablets[tablet].dev);
  world->is_copy[tablet] = TRUE;
  if (sim_random_below (random, 2) == 0)
    take_instance (it);
}

/* Whether HQ has said so, or the tablet itself. */
gboolean
sim_copy_must_reenrol (SimWorld *world, guint tablet)
{
  SimTablet *it = &world->tablets[tablet];

  if (!it->forked || sim_tablet_is_erased (it))
    return FALSE;
  if (it->unknown ? world->restores == 0 : !world->is_copy[tablet])
    sim_fail ("HQ takes tablet %u for a copy", tablet);
  return TRUE;
}

/* The worker gets a code, and types it in. The tablet runs, and is locked or unlocked. */
void
sim_copy_reenrol (SimWorld *world, guint tablet)
{
  SimTablet *it = &world->tablets[tablet];
  g_autofree char *sql = g_strdup_printf ("SELECT scope FROM user WHERE name = '%s'", it->user);
  g_autofree char *scope = sim_hq_get_text (&world->hq, sql);
  g_autofree char *code = sim_hq_make_code (&world->hq, it->user, scope);

  world->models[tablet].forked = TRUE; /* the order of its lines is another */
  if (sim_tablet_is_unlocked (it) && sim_tablet_lock (it) != SIM_DONE)
    return;
  if (sim_tablet_reenrol (it, code) == SIM_DONE)
    world->known_acked[tablet] = 0;
  else if (it->store != NULL && !sim_disk_is_stopped (tablet))
    sim_fail ("tablet %u does not enrol anew", tablet);
}
