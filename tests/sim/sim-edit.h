/* sim-edit.h: steps that write something else than a response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

int sim_edit_compare_texts (gconstpointer a, gconstpointer b);
void sim_edit_register (SimWorld *world, guint tablet, SimRandom *random);
void sim_edit_delete (SimWorld *world, guint tablet, SimRandom *random);
void sim_edit_repeat (SimWorld *world, guint tablet, SimRandom *random);
void sim_edit_decide (SimWorld *world, guint tablet, SimRandom *random);
void sim_edit_at_hq (SimWorld *world, guint tablet, SimRandom *random);

G_END_DECLS
