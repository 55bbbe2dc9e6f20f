/* ruhu-id.c: UUIDs made on the device, so that nothing waits for HQ to number it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-id.h"

#include "base/ruhu-clock.h"

#include <errno.h>
#include <sys/random.h>

#define LENGTH 36

/* The places of the hyphens: 8-4-4-4-12, RFC 9562 section 4. */
static gboolean
is_hyphen_place (gsize i)
{
  return i == 8 || i == 13 || i == 18 || i == 23;
}

static void
fill_random (guint8 *bytes, gsize n)
{
  while (n > 0) {
    gssize got = getrandom (bytes, n, 0);

    if (got < 0 && errno == EINTR)
      continue;
    g_assert (got > 0);
    bytes += got;
    n -= got;
  }
}

static char *
finish (guint8 bytes[16], guint version)
{
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return ruhu_id_from_bytes (bytes);
}

/**
 * ruhu_id_new:
 *
 * Any thread.
 *
 * Returns: (transfer full): a random UUID (version 4, RFC 9562 section 5.4), lower case
 */
char *
ruhu_id_new (void)
{
  guint8 bytes[16];

  fill_random (bytes, sizeof bytes);
  return finish (bytes, 4);
}

/**
 * ruhu_id_new_ordered:
 *
 * For entries of a list, which sort by when they were made, and for responses: HQ's indexes take in
 * what comes together at one place, however much they hold. It tells when it was made, as the clock
 * beside it does.
 *
 * Returns: (transfer full): a UUID led by the time (version 7, RFC 9562 section 5.7), lower case
 */
char *
ruhu_id_new_ordered (void)
{
  guint8 bytes[16];
  guint64 now = ruhu_clock_now ();
  guint i;

  fill_random (bytes, sizeof bytes);
  for (i = 0; i < 6; i++)
    bytes[i] = now >> (40 - 8 * i);

  return finish (bytes, 7);
}

/**
 * ruhu_id_is_valid:
 * @id: (nullable): anything
 *
 * Returns: whether @id is a UUID of any version, in lower case, as Ruhu writes it
 */
gboolean
ruhu_id_is_valid (const char *id)
{
  gsize i;

  if (id == NULL)
    return FALSE;

  for (i = 0; i < LENGTH; i++) {
    if (is_hyphen_place (i) ? id[i] != '-' : !g_ascii_isxdigit (id[i]) || g_ascii_isupper (id[i]))
      return FALSE;
  }

  return id[LENGTH] == '\0';
}

/**
 * ruhu_id_to_bytes:
 * @bytes: where the sixteen bytes go; untouched on failure
 *
 * Returns: %FALSE where @id is no UUID
 */
gboolean
ruhu_id_to_bytes (const char *id, guint8 bytes[16])
{
  gsize i, n = 0;

  if (!ruhu_id_is_valid (id))
    return FALSE;

  for (i = 0; i < LENGTH; i += 2) {
    if (is_hyphen_place (i))
      i++;
    bytes[n++] = g_ascii_xdigit_value (id[i]) << 4 | g_ascii_xdigit_value (id[i + 1]);
  }

  return TRUE;
}

/**
 * ruhu_id_from_bytes:
 *
 * Returns: (transfer full): the UUID in lower case
 */
char *
ruhu_id_from_bytes (const guint8 bytes[16])
{
  static const char digits[] = "0123456789abcdef";
  char *id = g_malloc (LENGTH + 1);
  gsize i, at = 0;

  for (i = 0; i < 16; i++) {
    if (is_hyphen_place (at))
      id[at++] = '-';
    id[at++] = digits[bytes[i] >> 4];
    id[at++] = digits[bytes[i] & 15];
  }
  id[at] = '\0';

  return id;
}
