/* sim-random.c: chance, from a seed
 *
 * What the programs under test draw (ids, nonces, keys) comes from here as well: getrandom() of the
 * C library is replaced by the one below, and libsodium is told to ask it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-random.h"

#include <sodium.h>
#include <string.h>
#include <sys/random.h>

static SimRandom drawn; /* by the programs */

/* SplitMix64 (Steele, Lea, Flood 2014). */
guint64
sim_random_next (SimRandom *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* From 0 to @n - 1; 0 where @n is 0. */
guint
sim_random_below (SimRandom *self, guint n)
{
  return n == 0 ? 0 : (sim_random_next (self) >> 32) % n;
}

ssize_t
getrandom (void *buffer, size_t length, unsigned int flags)
{
  guint8 *to = buffer;
  size_t left = length;

  while (left > 0) {
    guint64 next = sim_random_next (&drawn);
    size_t n = MIN (left, sizeof next);

    memcpy (to, &next, n);
    to += n;
    left -= n;
  }
  return length;
}

static const char *
get_name (void)
{
  return "sim";
}

static uint32_t
draw (void)
{
  return sim_random_next (&drawn) >> 32;
}

static void
fill (void *const buffer, const size_t size)
{
  ssize_t done = getrandom (buffer, size, 0);

  g_assert (done == (ssize_t) size);
}

static randombytes_implementation implementation = {
  .implementation_name = get_name,
  .random = draw,
  .buf = fill,
};

/* From here on the programs draw what @seed gives. */
void
sim_random_begin (guint64 seed)
{
  drawn.state = seed;
  randombytes_set_implementation (&implementation);
}
