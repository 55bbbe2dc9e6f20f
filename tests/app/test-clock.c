/* test-clock.c: app/base/ruhu-clock.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"

static gint64
stopped (gpointer data)
{
  return *(gint64 *) data;
}

static void
test_replaced_is_what_everybody_gets (void)
{
  gint64 at = G_GINT64_CONSTANT (1795257000123);
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *text = NULL;

  ruhu_clock_replace (stopped, &at);
  g_assert_cmpint (ruhu_clock_now (), ==, at);
  local = ruhu_clock_local ();
  text = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
  g_assert_cmpstr (text, ==, "2026-11-21 10:30:00");
  g_assert_cmpint (g_date_time_get_microsecond (local), ==, 123000);
  ruhu_clock_replace (NULL, NULL);
}

static void
test_absurd_clock_is_no_crash (void)
{
  gint64 at = G_MAXINT64;
  g_autoptr (GDateTime) local = NULL;

  ruhu_clock_replace (stopped, &at);
  local = ruhu_clock_local ();
  g_assert_cmpint (g_date_time_to_unix (local), ==, 0);
  ruhu_clock_replace (NULL, NULL);
}

static void
test_machine_clock_moves_on (void)
{
  gint64 before = g_get_real_time () / 1000;

  g_assert_cmpint (ruhu_clock_now (), >=, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/replaced-is-what-everybody-gets", test_replaced_is_what_everybody_gets);
  g_test_add_func ("/clock/absurd-clock-is-no-crash", test_absurd_clock_is_no_crash);
  g_test_add_func ("/clock/machine-clock-moves-on", test_machine_clock_moves_on);

  return g_test_run ();
}
