/* sim-glib.h: GLib without threads, timers, certificates and compression
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void sim_glib_set_identity (gboolean identity);
void sim_glib_fire_timers (guint process);

G_END_DECLS
