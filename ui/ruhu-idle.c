/* ruhu-idle.c: nobody touched the tablet for a while
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-idle.h"

#include <time.h>

/**
 * ruhu_idle_clock:
 *
 * Returns: microseconds since the start of the machine, sleep counted: a tablet that slept in a
 *   drawer was idle. Correcting the date does not move it
 */
gint64
ruhu_idle_clock (void)
{
  struct timespec now = { 0, 0 };

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/** ruhu_idle_touch: @now: the moment of a touch or a key, of ruhu_idle_clock() */
void
ruhu_idle_touch (RuhuIdle *self, gint64 now)
{
  self->touched = MAX (self->touched, now);
}

/** ruhu_idle_is_over: Returns: TRUE where it is time to lock */
gboolean
ruhu_idle_is_over (const RuhuIdle *self, gint64 now)
{
  return now - self->touched >= RUHU_IDLE_LIMIT;
}
