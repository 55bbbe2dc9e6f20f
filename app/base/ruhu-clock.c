/* ruhu-clock.c: what time it is
 *
 * One place asks the machine, so that a test or the simulator can put another clock there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"

static RuhuClockFunc replaced;
static gpointer replaced_data;

/**
 * ruhu_clock_now:
 *
 * Any thread.
 *
 * Returns: milliseconds since 1970-01-01T00:00:00Z by the device's clock, right or wrong
 */
gint64
ruhu_clock_now (void)
{
  return replaced != NULL ? replaced (replaced_data) : g_get_real_time () / 1000;
}

/**
 * ruhu_clock_local:
 *
 * Returns: (transfer full): the same moment in the device's time zone. A clock outside the years
 *   1 to 9999, which GLib cannot express, gives 1970-01-01T00:00:00Z
 */
GDateTime *
ruhu_clock_local (void)
{
  gint64 now = ruhu_clock_now ();
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_local (now / 1000);

  if (seconds == NULL)
    return g_date_time_new_from_unix_utc (0);

  return g_date_time_add (seconds, (now % 1000) * 1000);
}

/**
 * ruhu_clock_replace:
 * @func: (nullable): the clock to use from now on, called in any thread; %NULL for the machine's
 *
 * For tests, and for a command line that says what day it is. Call it before other threads start.
 */
void
ruhu_clock_replace (RuhuClockFunc func, gpointer data)
{
  replaced = func;
  replaced_data = data;
}
