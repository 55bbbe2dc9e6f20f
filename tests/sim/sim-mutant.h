/* sim-mutant.h: bugs planted one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

int sim_mutants_run (SimWorld *world, const char *only, guint64 first, guint64 last);

G_END_DECLS
