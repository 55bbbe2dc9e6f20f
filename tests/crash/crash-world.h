/* crash-world.h: something that promises, and may be crashed: a tablet, or HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

/* How many times less is done under a sanitizer. */
#if defined __SANITIZE_ADDRESS__
#define CRASH_SLOWER 20
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define CRASH_SLOWER 20
#endif
#endif
#ifndef CRASH_SLOWER
#define CRASH_SLOWER 1
#endif

/**
 * World:
 * @make: with all chance of that seed
 * @start_over: nothing was promised yet; what is on the disk stays there
 * @choose: what fits to be done next
 * @prepare: does what has to be done before @act has something to do
 * @act: does it; %FALSE with @error where it was not reported as done
 * @crash: ends and starts again, as a process does; where the power was off it is on again
 * @find_fault: looks for everything that was promised, and for nothing else; what was begun and not
 *   reported has happened or not, and is not doubtful any more. Returns: (nullable): what is wrong
 */
typedef struct {
  const char *name;
  guint n_acts;
  const char *const *act_names;
  gpointer (*make) (guint32 seed);
  void (*free) (gpointer world);
  void (*start_over) (gpointer world);
  guint (*choose) (gpointer world);
  void (*prepare) (gpointer world, guint act);
  gboolean (*act) (gpointer world, guint act, GError **error);
  void (*crash) (gpointer world);
  char *(*find_fault) (gpointer world);
} World;

extern const World tablet_world;
extern const World hq_world;

void crash_register (void);
int crash_cut_often (int argc, char **argv, const World *world, int n);
