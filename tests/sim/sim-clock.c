/* sim-clock.c: what time it is, for each process another
 *
 * There is one true time, which only a schedule moves, and each process is wrong about it by an
 * amount of its own. Which process is running the scheduler says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-clock.h"

#include "base/ruhu-clock.h"

static gint64 now = SIM_BEGIN;
static gint64 skews[SIM_PROCESSES];
static guint running = SIM_HQ;

static gint64
tell (gpointer data)
{
  return MAX (now + skews[running], 0);
}

/* From here on the programs read these clocks, which are all right, and stand at the beginning. */
void
sim_clock_begin (void)
{
  guint i;

  now = SIM_BEGIN;
  running = SIM_HQ;
  for (i = 0; i < SIM_PROCESSES; i++)
    skews[i] = 0;
  ruhu_clock_replace (tell, NULL);
}

void
sim_clock_set_now (gint64 ms)
{
  now = ms;
}

gint64
sim_clock_get_now (void)
{
  return now;
}

void
sim_clock_advance (gint64 ms)
{
  now += ms;
}

void
sim_clock_set_skew (guint process, gint64 ms)
{
  skews[process] = ms;
}

gint64
sim_clock_get_skew (guint process)
{
  return skews[process];
}

/* Returns: who was running; for sim_clock_leave() */
guint
sim_clock_enter (guint process)
{
  guint before = running;

  running = process;
  return before;
}

void
sim_clock_leave (guint before)
{
  running = before;
}

guint
sim_clock_who (void)
{
  return running;
}
