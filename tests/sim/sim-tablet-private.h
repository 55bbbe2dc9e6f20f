/* sim-tablet-private.h: how something is asked of a tablet's programs, and waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-tablet.h"

G_BEGIN_DECLS

guint sim_tablet_enter (SimTablet *self);
void sim_tablet_leave (SimTablet *self, guint before);
void sim_tablet_got (GObject *source, GAsyncResult *result, gpointer user_data);
void sim_tablet_go_on (SimTablet *self);
GAsyncResult *sim_tablet_await (SimTablet *self, GAsyncResult **got);
SimOutcome sim_tablet_settle (SimTablet *self, gboolean done, const GError *error);

G_END_DECLS
