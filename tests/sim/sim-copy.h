/* sim-copy.h: tablets that are set back to what they were, and go on under another name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

void sim_copy_make (SimWorld *world, guint tablet, SimRandom *random);
void sim_copy_put_back (SimWorld *world, guint tablet, SimRandom *random);
void sim_copy_hear_of_restore (SimWorld *world, guint tablet);
void sim_copy_reenrol (SimWorld *world, guint tablet);
gboolean sim_copy_must_reenrol (SimWorld *world, guint tablet);
void sim_copy_clear (SimWorld *world);

G_END_DECLS
