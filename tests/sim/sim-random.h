/* sim-random.h: chance, from a seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SimRandom: its state; the same state gives the same numbers on every machine */
typedef struct {
  guint64 state;
} SimRandom;

guint64 sim_random_next (SimRandom *self);
guint sim_random_below (SimRandom *self, guint n);

void sim_random_begin (guint64 seed);

G_END_DECLS
