/* ruhu-clock.h: what time it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef gint64 (*RuhuClockFunc) (gpointer data);

gint64 ruhu_clock_now (void);
GDateTime *ruhu_clock_local (void);
void ruhu_clock_replace (RuhuClockFunc func, gpointer data);

G_END_DECLS
