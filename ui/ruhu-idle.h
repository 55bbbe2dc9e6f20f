/* ruhu-idle.h: nobody touched the tablet for a while
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Five minutes. */
#define RUHU_IDLE_LIMIT (5 * 60 * G_USEC_PER_SEC)

typedef struct {
  gint64 touched;
} RuhuIdle;

gint64 ruhu_idle_clock (void);
void ruhu_idle_touch (RuhuIdle *self, gint64 now);
gboolean ruhu_idle_is_over (const RuhuIdle *self, gint64 now);

G_END_DECLS
