/* ruhu-wire.c: version, limits and names of the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wire.h"

#include <string.h>

#define CHECK_CHARACTERS 2

/* No 0, 1, I or O: the number is read out on the telephone and copied by hand. */
static const char check_alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/**
 * ruhu_wire_receipt_number:
 * @device: the device's id
 * @upto: the last line of its log that the receipt covers
 *
 * The check characters are two base-32 digits of a sum weighted by 31, modulo 1021 (a prime below
 * 32²), so that one wrong or two swapped characters show.
 *
 * Returns: (transfer full): `<device>-<upto>` and two check characters, `d7k2-418QX`
 */
char *
ruhu_wire_receipt_number (const char *device, guint64 upto)
{
  g_autofree char *plain = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, device, upto);
  guint sum = 0;
  const char *p;

  for (p = plain; *p != '\0'; p++)
    sum = (sum * 31 + (guchar) *p) % 1021;

  return g_strdup_printf ("%s%c%c", plain, check_alphabet[sum / 32], check_alphabet[sum % 32]);
}

/**
 * ruhu_wire_read_receipt_number:
 * @number: what somebody read out
 * @device: (out) (transfer full): whose receipt it is
 * @upto: (out): the last line that it covers
 *
 * The last two characters check the others; the first of them may be a digit, and is none of @upto.
 *
 * Returns: %FALSE, with nothing set, where a character is wrong
 */
gboolean
ruhu_wire_read_receipt_number (const char *number, char **device, guint64 *upto)
{
  gsize n = strlen (number);
  g_autofree char *plain = g_strndup (number, n - MIN (n, CHECK_CHARACTERS));
  char *dash = strrchr (plain, '-');
  g_autofree char *right = NULL;
  guint64 last;

  if (dash == NULL || !g_ascii_string_to_unsigned (dash + 1, 10, 0, G_MAXUINT64, &last, NULL))
    return FALSE;

  *dash = '\0';
  right = ruhu_wire_receipt_number (plain, last);
  if (strcmp (right, number) != 0)
    return FALSE;
  *device = g_steal_pointer (&plain);
  *upto = last;
  return TRUE;
}
