/* main-sim.c: ruhu-sim [--seeds A..B] [--store memory|sqlite] [--lives] [--mutants] [--trace]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-fail.h"
#include "sim-malloc.h"
#include "sim-mutant.h"
#include "sim-run.h"

#include <stdio.h>
#include <stdlib.h>

static char *seeds = NULL;
static char *store = NULL;
static gboolean trace = FALSE;
static gboolean tap = FALSE;
static gboolean mutants = FALSE, all;
static gboolean digests = FALSE;
static gboolean first_only = FALSE;
static gboolean lives = FALSE;
static char *only = NULL;
static int stop_after = 1;

static const GOptionEntry options[] = {
  { "seeds", 0, 0, G_OPTION_ARG_STRING, &seeds, "Schedules of these seeds; 1..1000", "A..B" },
  { "store", 0, 0, G_OPTION_ARG_STRING, &store, "memory, or sqlite for real files and keys", NULL },
  { "trace", 0, 0, G_OPTION_ARG_NONE, &trace, "Tell each step", NULL },
  { "tap",
    0,
    0,
    G_OPTION_ARG_NONE,
    &tap,
    "Say it as a test does; under sanitizers a fiftieth",
    NULL },
  { "lives", 0, 0, G_OPTION_ARG_NONE, &lives, "Long schedules, with many responses", NULL },
  { "first", 0, 0, G_OPTION_ARG_NONE, &first_only, "Make what fails no smaller", NULL },
  { "digests", 0, 0, G_OPTION_ARG_NONE, &digests, "Tell what HQ had at the end of each", NULL },
  { "mutants", 0, 0, G_OPTION_ARG_NONE, &mutants, "Plant one bug after the other", NULL },
  { "all", 0, 0, G_OPTION_ARG_NONE, &all, "Tablets are set back and revoked, too", NULL },
  { "only", 0, 0, G_OPTION_ARG_STRING, &only, "Of the bugs, this one", "NAME" },
  { "failures", 0, 0, G_OPTION_ARG_INT, &stop_after, "Stop after so many; 0 for never", "N" },
  { NULL },
};

static gboolean
read_seeds (guint64 *first, guint64 *last)
{
  g_auto (GStrv) parts = g_strsplit (seeds != NULL ? seeds : "1..1000", "..", 2);

  return parts[0] != NULL &&
         g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXUINT64, first, NULL) &&
         g_ascii_string_to_unsigned (parts[1] != NULL ? parts[1] : parts[0],
                                     10,
                                     *first,
                                     G_MAXUINT64,
                                     last,
                                     NULL);
}

static void
tell_failure (SimWorld *world, SimSchedule *schedule, const char *failure)
{
  guint before = schedule->steps->len;
  g_autofree char *smallest = NULL;
  g_autofree char *text = NULL;

  printf ("seed %" G_GUINT64_FORMAT " fails: %s\n", schedule->seed, failure);
  if (first_only)
    return;
  sim_trace_set (FALSE);
  sim_schedule_shrink (world, schedule);
  sim_trace_set (trace);
  smallest = sim_run (world, schedule);
  text = sim_schedule_print (schedule, smallest != NULL ? smallest : failure);
  printf ("# %u of %u steps\n%s", schedule->steps->len, before, text);
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  guint64 first, last, seed;
  SimWorld *world;
  int failures = 0;
  gint64 began;

#ifdef SIM_MALLOC
  sim_malloc_begin (argv);
#endif
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !read_seeds (&first, &last) ||
      (store != NULL && !g_str_equal (store, "memory") && !g_str_equal (store, "sqlite"))) {
    fprintf (stderr, "ruhu-sim: %s\n", error != NULL ? error->message : "wrong command line");
    return 64;
  }

  if (tap && g_getenv ("RUHU_SANITIZED") != NULL)
    last = first + (last - first) / 50; /* each takes thirty times as long */
  sim_fail_take_logs ();
  world = sim_world_new (g_strcmp0 (store, "sqlite") != 0);
  sim_trace_set (trace);
  sim_schedule_set_all (all || mutants);
  if (mutants) {
    failures = sim_mutants_run (world, only, first, last);
    sim_world_free (world);
    return failures > 0 ? 1 : 0;
  }
  began = g_get_monotonic_time ();
  for (seed = first; seed <= last && (stop_after == 0 || failures < stop_after); seed++) {
    g_autoptr (SimSchedule) schedule =
      lives ? sim_schedule_new_long (seed) : sim_schedule_new (seed);
    g_autofree char *failure = sim_run (world, schedule);

    if (digests)
      printf ("%" G_GUINT64_FORMAT " %s\n", seed, sim_run_get_digest ());
    if (failure == NULL)
      continue;
    failures++;
    tell_failure (world, schedule, failure);
    sim_trace_set (trace);
  }
  printf ("%s%" G_GUINT64_FORMAT " schedules, %d failures, %" G_GUINT64_FORMAT " lives, %.1f s\n",
          tap ? "# " : "",
          seed - first,
          failures,
          world->lives,
          (g_get_monotonic_time () - began) / 1e6);
  if (tap)
    printf ("%sok 1 /sim/%s/%s\n1..1\n",
            failures > 0 ? "not " : "",
            lives           ? "lives"
            : store != NULL ? store
                            : "memory",
            seeds);
  sim_world_free (world);
  return failures > 0 ? 1 : 0;
}
