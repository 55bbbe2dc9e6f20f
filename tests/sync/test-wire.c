/* test-wire.c: sync/protocol/ruhu-wire.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wire.h"

#include <string.h>

static char *
check_of (const char *device, guint64 upto)
{
  g_autofree char *number = ruhu_wire_receipt_number (device, upto);

  return g_strdup (number + strlen (number) - 2);
}

static void
test_receipt_number_shows_a_slip (void)
{
  g_autofree char *right = check_of ("d7k2", 418);
  g_autofree char *digit = check_of ("d7k2", 419);
  g_autofree char *swapped = check_of ("d7k2", 481);
  g_autofree char *other = check_of ("d7k3", 418);

  g_assert_cmpstr (right, !=, digit);
  g_assert_cmpstr (right, !=, swapped);
  g_assert_cmpstr (right, !=, other);
}

static void
test_receipt_number_begins_with_device_and_line (void)
{
  g_autofree char *number = ruhu_wire_receipt_number ("d7k2", G_MAXUINT64);

  g_assert_true (g_str_has_prefix (number, "d7k2-18446744073709551615"));
  g_assert_cmpuint (strlen (number), ==, strlen ("d7k2-18446744073709551615") + 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/receipt-number-shows-a-slip", test_receipt_number_shows_a_slip);
  g_test_add_func ("/wire/receipt-number-begins-with-device-and-line",
                   test_receipt_number_begins_with_device_and_line);

  return g_test_run ();
}
