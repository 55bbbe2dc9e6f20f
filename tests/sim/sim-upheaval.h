/* sim-upheaval.h: steps after which things are not as they were
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

void sim_upheaval_overtake (SimWorld *world, guint tablet, SimRandom *random);
void sim_upheaval_move (SimWorld *world, guint tablet, SimRandom *random);
void sim_upheaval_back_up (SimWorld *world, guint tablet, SimRandom *random);
void sim_upheaval_restore (SimWorld *world, guint tablet, SimRandom *random);

G_END_DECLS
