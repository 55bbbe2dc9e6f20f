/* sim-net.h: what becomes of requests and answers on their way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

gboolean sim_net_deliver (SimWorld *world, guint tablet, SimRandom *random);
gboolean sim_net_deliver_well (SimWorld *world, guint tablet);
void sim_net_deliver_late (SimWorld *world, SimRandom *random);

G_END_DECLS
