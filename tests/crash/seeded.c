/* seeded.c: chance that can be had again
 *
 * Ids, nonces and keys decide where rows lie in the file and so how many calls a write takes. The
 * linker leads getrandom() here, libsodium is told; a seed then does the same again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "seeded.h"

#include <sodium.h>

static guint64 chance;

ssize_t __wrap_getrandom (void *data, size_t n, unsigned flags);

static guint32
draw (void)
{
  chance = chance * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
  return chance >> 32;
}

static void
draw_some (void *data, const size_t n)
{
  guint8 *bytes = data;
  guint32 number = 0;
  gsize i;

  for (i = 0; i < n; i++, number >>= 8) {
    if (i % 4 == 0)
      number = draw ();
    bytes[i] = number;
  }
}

ssize_t
__wrap_getrandom (void *data, size_t n, unsigned flags)
{
  draw_some (data, n);
  return n;
}

static const char *
get_name (void)
{
  return "seeded";
}

/* Before sodium_init(). */
void
seeded_register (void)
{
  static randombytes_implementation seeded = {
    .implementation_name = get_name,
    .random = draw,
    .buf = draw_some,
  };

  g_assert_cmpint (randombytes_set_implementation (&seeded), ==, 0);
}

void
seeded_reset (guint32 seed)
{
  chance = seed;
}
