/* ruhu-hlc.h: hybrid logical clocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_HLC_DIGITS 16

typedef guint64 RuhuHlc;

RuhuHlc ruhu_hlc_next (RuhuHlc last, gint64 now);
RuhuHlc ruhu_hlc_from_ms (gint64 ms);
gint64 ruhu_hlc_get_ms (RuhuHlc hlc);
char *ruhu_hlc_to_string (RuhuHlc hlc);
gboolean ruhu_hlc_from_string (const char *text, RuhuHlc *hlc);

G_END_DECLS
