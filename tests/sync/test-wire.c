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

/* Of four numbers, one has a digit for its first check character. */
static void
test_receipt_number_is_read_back (void)
{
  for (guint64 upto = 1; upto < 500; upto++) {
    g_autofree char *number = ruhu_wire_receipt_number ("d-7k2", upto);
    g_autofree char *device = NULL;
    g_autofree char *longer = g_strconcat (number, "A", NULL);
    guint64 last;

    g_assert_true (ruhu_wire_read_receipt_number (number, &device, &last));
    g_assert_cmpstr (device, ==, "d-7k2");
    g_assert_cmpuint (last, ==, upto);

    number[strlen (number) - 1] ^= 1;
    g_assert_false (ruhu_wire_read_receipt_number (number, &device, &last));
    g_assert_false (ruhu_wire_read_receipt_number (longer, &device, &last));
  }
}

static void
test_receipt_number_may_be_anything (void)
{
  static const char *const texts[] = { "",     "-",     "A",       "AB",       "-AB",
                                       "d7k2", "d7k2-", "d7k2-AB", "d7k2--1AB" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    char *device = NULL;
    guint64 last = 0;

    g_assert_false (ruhu_wire_read_receipt_number (texts[i], &device, &last));
    g_assert_null (device);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/receipt-number-shows-a-slip", test_receipt_number_shows_a_slip);
  g_test_add_func ("/wire/receipt-number-begins-with-device-and-line",
                   test_receipt_number_begins_with_device_and_line);
  g_test_add_func ("/wire/receipt-number-is-read-back", test_receipt_number_is_read_back);
  g_test_add_func ("/wire/receipt-number-may-be-anything", test_receipt_number_may_be_anything);

  return g_test_run ();
}
