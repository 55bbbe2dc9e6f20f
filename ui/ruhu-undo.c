/* ruhu-undo.c: for how long a finished response can become a draft again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-undo.h"

#include "base/ruhu-clock.h"

#include <glib/gi18n.h>

/* Until the line is cut, ten minutes after finish at the latest. */
#define UNDO_MS (10 * 60 * 1000)
#define MINUTE_MS (60 * 1000)

/**
 * ruhu_undo_get_minutes:
 * @finished_at: ms since 1970 UTC
 *
 * Returns: how many minutes are left, begun ones counted; 0 once it is final
 */
guint
ruhu_undo_get_minutes (gint64 finished_at)
{
  gint64 left = finished_at + UNDO_MS - ruhu_clock_now ();

  return left > 0 ? (guint) ((left + MINUTE_MS - 1) / MINUTE_MS) : 0;
}

/** ruhu_undo_describe: Returns: (transfer full): the same as a sentence */
char *
ruhu_undo_describe (guint minutes)
{
  if (minutes == 0)
    return g_strdup (_ ("It is final now. A correction is still possible."));

  return g_strdup_printf (ngettext ("Can be undone for %u more minute, or until it is sent.",
                                    "Can be undone for %u more minutes, or until it is sent.",
                                    minutes),
                          minutes);
}
