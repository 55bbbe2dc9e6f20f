/* sim-carrier.c: bundles, carried by somebody who takes their time
 *
 * I16: what they bring to HQ, in whatever order and however often, is as if it had been pushed
 * once; and so is what they bring back. A bundle stays with the carrier, and may be given again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-carrier.h"

#include "sim-disk.h"
#include "sim-fail.h"

#include "ruhu-hq-bundle.h"

#include "base/ruhu-error.h"

#include <glib/gstdio.h>

/* What the carrier has: a file, and whose it is. */
typedef struct {
  guint tablet;
  char *dev; /* and what that was called */
  char *path;
} Carried;

static void
carried_free (gpointer data)
{
  Carried *carried = data;

  g_unlink (carried->path);
  g_free (carried->path);
  g_free (carried->dev);
  g_free (carried);
}

void
sim_carrier_begin (SimWorld *world)
{
  world->bundles = g_ptr_array_new_with_free_func (carried_free);
  world->replies = g_ptr_array_new_with_free_func (carried_free);
}

void
sim_carrier_end (SimWorld *world)
{
  g_clear_pointer (&world->bundles, g_ptr_array_unref);
  g_clear_pointer (&world->replies, g_ptr_array_unref);
}

static char *
add (SimWorld *world, GPtrArray *to, guint tablet, const char *dev, const char *what)
{
  Carried *carried = g_new0 (Carried, 1);
  g_autofree char *name = g_strdup_printf ("%s-%u-%u.rbb", what, tablet, to->len);

  carried->tablet = tablet;
  carried->dev = g_strdup (dev);
  carried->path = g_build_filename (world->dir, name, NULL);
  g_ptr_array_add (to, carried);
  return carried->path;
}

/* The tablet writes what waits for HQ into a file. */
void
sim_carrier_take (SimWorld *world, guint tablet, SimRandom *random)
{
  const char *path = add (world, world->bundles, tablet, world->tablets[tablet].dev, "bundle");

  if (sim_tablet_export (&world->tablets[tablet], path) != SIM_DONE)
    g_ptr_array_set_size (world->bundles, world->bundles->len - 1);
}

static Carried *
pick (GPtrArray *from, SimRandom *random)
{
  return from->len > 0 ? from->pdata[sim_random_below (random, from->len)] : NULL;
}

static gboolean
is_no (const GError *error)
{
  return g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED) ||
         g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT) ||
         g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

/* HQ takes one of them in, and gives a receipt to carry back. */
void
sim_carrier_give (SimWorld *world, guint tablet, SimRandom *random)
{
  Carried *carried = pick (world->bundles, random);
  g_auto (RuhuHqBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;
  guint before;
  gboolean done;

  if (carried == NULL)
    return;

  before = sim_clock_enter (SIM_HQ);
  done = ruhu_hq_bundle_take (world->hq.dir, carried->path, &taken, &error);
  sim_clock_leave (before);
  sim_trace ("  bundle of tablet %u: %s", carried->tablet, done ? "taken" : error->message);
  if (sim_disk_is_stopped (SIM_HQ))
    return;
  if (!done && !is_no (error))
    sim_fail ("HQ does not take a bundle of tablet %u: %s", carried->tablet, error->message);
  if (!done || taken.reply == NULL)
    return;

  if (g_str_equal (carried->dev, world->tablets[carried->tablet].dev))
    world->known_acked[carried->tablet] = MAX (world->known_acked[carried->tablet], taken.acked);
  g_file_set_contents (add (world, world->replies, carried->tablet, carried->dev, "reply"),
                       g_bytes_get_data (taken.reply, NULL),
                       g_bytes_get_size (taken.reply),
                       &error);
  g_assert_no_error (error);
}

/* The tablet takes in one that is for it, or is given one that is not. */
void
sim_carrier_bring_back (SimWorld *world, guint tablet, SimRandom *random)
{
  Carried *carried = pick (world->replies, random);

  if (carried != NULL && !world->tablets[tablet].syncing)
    sim_tablet_import (&world->tablets[tablet], carried->path);
}
