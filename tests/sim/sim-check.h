/* sim-check.h: what must hold at each step, and what at rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-soup.h"
#include "sim-world.h"

G_BEGIN_DECLS

void sim_check_reply (SimWorld *world, SimRequest *request, SimReply *reply);
void sim_check_tablet (SimWorld *world, guint tablet);
void sim_check_hq (SimWorld *world);
void sim_check_rest (SimWorld *world);

G_END_DECLS
