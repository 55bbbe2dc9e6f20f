/* sim-revoke.h: tablets that HQ revokes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

void sim_revoke_order (SimWorld *world, guint tablet, SimRandom *random);
void sim_revoke_release (SimWorld *world, guint tablet, SimRandom *random);
gboolean sim_revoke_is_in_use (SimWorld *world, guint tablet);
void sim_revoke_hand_over (SimWorld *world, guint tablet);
void sim_revoke_check_erased (SimWorld *world, guint tablet);

G_END_DECLS
