/* sim-carrier.h: bundles, carried by somebody who takes their time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

void sim_carrier_begin (SimWorld *world);
void sim_carrier_end (SimWorld *world);

void sim_carrier_take (SimWorld *world, guint tablet, SimRandom *random);
void sim_carrier_give (SimWorld *world, guint tablet, SimRandom *random);
void sim_carrier_bring_back (SimWorld *world, guint tablet, SimRandom *random);

G_END_DECLS
