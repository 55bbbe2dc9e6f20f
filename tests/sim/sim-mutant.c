/* sim-mutant.c: bugs planted one after the other
 *
 * Each in a process of its own: a bug may well end it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-mutant.h"

#include "sim-fail.h"
#include "sim-run.h"

#include "base/ruhu-mutant.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef RUHU_MUTANTS

#define MAX_SECONDS 120 /* for one schedule */

static const char *const names[RUHU_N_MUTANTS] = { "NONE",
#define NAME(name) #name,
                                                   RUHU_MUTANTS_FOREACH (NAME)
#undef NAME
};

/* Returns: (transfer full) (nullable): how @schedule fails with @mutant in it */
static char *
run_with (SimWorld *world, SimSchedule *schedule, RuhuMutant mutant)
{
  alarm (MAX_SECONDS);
  ruhu_mutant_planted = mutant;
  return sim_run (world, schedule);
}

/* In the child: what the first schedule that fails is and says goes to @to. One that fails without
 * the bug as well has caught nothing. */
static void
hunt (SimWorld *world, RuhuMutant mutant, guint64 first, guint64 last, int to)
{
  guint64 seed;

  for (seed = first; seed <= last; seed++) {
    g_autoptr (SimSchedule) schedule = sim_schedule_new (seed);
    g_autofree char *failure = NULL;
    g_autofree char *without = NULL;
    g_autofree char *told = NULL;

    dprintf (to, "%" G_GUINT64_FORMAT " ", seed);
    failure = run_with (world, schedule, mutant);
    without = failure != NULL ? run_with (world, schedule, RUHU_MUTANT_NONE) : NULL;
    if (failure == NULL || without != NULL)
      continue;
    told = g_strdup_printf ("caught: %.70s", failure);
    dprintf (to, "%s\n", told);
    return;
  }
  dprintf (to, "survived\n");
}

static char *
read_all (int from)
{
  GString *text = g_string_new (NULL);
  char piece[4096];
  gssize n;

  while ((n = read (from, piece, sizeof piece)) > 0)
    g_string_append_len (text, piece, n);
  return g_string_free (text, FALSE);
}

/* Of what the child told: the last seed it began, and what came of it. */
static gboolean
tell (RuhuMutant mutant, const char *told, int status)
{
  const char *caught = strstr (told, "caught: ");
  const char *before = caught != NULL ? caught : told + strlen (told);
  guint64 seed;

  while (before > told && !g_ascii_isdigit (before[-1]))
    before--;
  while (before > told && g_ascii_isdigit (before[-1]))
    before--;
  seed = g_ascii_strtoull (before, NULL, 10);

  if (strstr (told, "survived") != NULL) {
    printf ("| %s | survived %" G_GUINT64_FORMAT " | |\n", names[mutant], seed);
    return FALSE;
  }
  if (caught != NULL)
    printf ("| %s | %" G_GUINT64_FORMAT " | %.*s |\n",
            names[mutant],
            seed,
            (int) strcspn (caught + 8, "\n"),
            caught + 8);
  else
    printf ("| %s | %" G_GUINT64_FORMAT " | the process ends (%d) |\n",
            names[mutant],
            seed,
            status);
  return TRUE;
}

static gboolean
try_mutant (SimWorld *world, RuhuMutant mutant, guint64 first, guint64 last)
{
  g_autofree char *told = NULL;
  int ends[2], status = 0;
  pid_t child;

  g_assert_no_errno (pipe (ends));
  fflush (stdout);
  child = fork ();
  if (child == 0) {
    close (ends[0]);
    if (freopen ("/dev/null", "w", stderr) == NULL)
      _exit (2);
    hunt (world, mutant, first, last, ends[1]);
    _exit (0);
  }

  close (ends[1]);
  told = read_all (ends[0]);
  close (ends[0]);
  waitpid (child, &status, 0);
  return tell (mutant, told, status);
}

/* @only: (nullable): the name of one. Returns: how many survived these seeds */
int
sim_mutants_run (SimWorld *world, const char *only, guint64 first, guint64 last)
{
  int survived = 0, n = 0;
  int mutant;

  for (mutant = RUHU_MUTANT_NONE + 1; mutant < RUHU_N_MUTANTS; mutant++) {
    if (only != NULL && strstr (only, names[mutant]) == NULL)
      continue;
    survived += !try_mutant (world, mutant, first, last);
    n++;
  }
  printf ("%d of %d bugs caught\n", n - survived, n);
  return survived;
}

#else

int
sim_mutants_run (SimWorld *world, const char *only, guint64 first, guint64 last)
{
  fprintf (stderr, "ruhu-sim: this build has no bugs to plant: meson setup -Dmutants=true\n");
  return 1;
}

#endif
