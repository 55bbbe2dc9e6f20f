/* test-age.c: app/base/ruhu-age.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-age.h"

#include "base/ruhu-clock.h"

static RuhuDate
date (const char *text)
{
  RuhuDate parsed;

  g_assert_true (ruhu_date_parse (text, &parsed));
  return parsed;
}

static void
assert_age (const char *birth, const char *day, guint years, guint months, guint days)
{
  RuhuAge age;

  g_assert_true (ruhu_age_on (date (birth), date (day), &age));
  g_assert_cmpuint (age.years, ==, years);
  g_assert_cmpuint (age.months, ==, months);
  g_assert_cmpuint (age.days, ==, days);
}

static void
test_a_date_keeps_what_was_told (void)
{
  const char *told[] = { "1958", "1958-03", "1958-03-12" };

  for (gsize i = 0; i < G_N_ELEMENTS (told); i++) {
    g_autofree char *text = ruhu_date_to_string (date (told[i]));

    g_assert_cmpstr (text, ==, told[i]);
  }

  g_assert_true (ruhu_date_is_whole (date ("1958-03-12T10:00:00.000+08:00")));
  g_assert_false (ruhu_date_is_whole (date ("1958-03")));
}

static void
test_what_is_no_date_is_refused (void)
{
  const char *wrong[] = { NULL,      "",           "195",         "0000",     "1958-13",
                          "1958-00", "1958-02-29", "1958-04-31",  "1958-3-1", "1958-03-12x",
                          "1958T",   "19580312",   "1958-03-12 ", "x1958",    "1958-" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    RuhuDate parsed;

    g_assert_false (ruhu_date_parse (wrong[i], &parsed));
    g_assert_cmpuint (parsed.year, ==, 0);
  }
}

static void
test_birthday_counts_from_the_day_itself (void)
{
  assert_age ("1958-03-12", "2026-03-11", 67, 11, 27);
  assert_age ("1958-03-12", "2026-03-12", 68, 0, 0);
  assert_age ("2026-11-21", "2026-11-21", 0, 0, 0);
}

static void
test_birthday_of_29_february (void)
{
  assert_age ("2004-02-29", "2026-02-28", 21, 11, 30);
  assert_age ("2004-02-29", "2026-03-01", 22, 0, 1);
  assert_age ("2004-02-29", "2024-02-29", 20, 0, 0);
}

static void
test_born_on_the_31st (void)
{
  assert_age ("2026-01-31", "2026-02-28", 0, 0, 28);
  assert_age ("2026-01-31", "2026-03-01", 0, 1, 1);
  assert_age ("2026-10-31", "2026-11-21", 0, 0, 21);
}

static void
test_year_alone_gives_two_ages (void)
{
  guint least, most;

  g_assert_true (ruhu_age_range (date ("1958"), date ("2026-11-21"), &least, &most));
  g_assert_cmpuint (least, ==, 67);
  g_assert_cmpuint (most, ==, 68);

  g_assert_true (ruhu_age_range (date ("1958-03"), date ("2026-11-21"), &least, &most));
  g_assert_cmpuint (least, ==, 68);
  g_assert_cmpuint (most, ==, 68);

  g_assert_true (ruhu_age_range (date ("2026"), date ("2026-11-21"), &least, &most));
  g_assert_cmpuint (least, ==, 0);
  g_assert_cmpuint (most, ==, 0);
}

static void
test_nobody_is_born_tomorrow (void)
{
  RuhuAge age;
  guint least, most;

  g_assert_false (ruhu_age_on (date ("2026-11-22"), date ("2026-11-21"), &age));
  g_assert_false (ruhu_age_range (date ("2027"), date ("2026-11-21"), &least, &most));
  g_assert_false (ruhu_age_range ((RuhuDate){ 0 }, date ("2026-11-21"), &least, &most));
}

static void
test_days_run_over_the_year (void)
{
  g_autofree char *text = ruhu_date_to_string (ruhu_date_add_days (date ("2026-12-31"), 1));

  g_assert_cmpstr (text, ==, "2027-01-01");
  g_assert_cmpint (ruhu_date_days_between (date ("2026-12-25"), date ("2027-01-04")), ==, 10);
  g_assert_cmpint (ruhu_date_days_between (date ("2027-01-04"), date ("2026-12-25")), ==, -10);
  g_assert_cmpint (ruhu_date_compare (date ("2026-12"), date ("2026-12-01")), <, 0);
}

static gint64
stopped_clock (gpointer data)
{
  return *(gint64 *) data;
}

static void
test_today_is_the_devices_day (void)
{
  gint64 now = G_GINT64_CONSTANT (1795219200000); /* 2026-11-21T00:00:00Z; tests run with TZ=UTC */
  g_autofree char *text = NULL;

  ruhu_clock_replace (stopped_clock, &now);
  text = ruhu_date_to_string (ruhu_date_today ());
  ruhu_clock_replace (NULL, NULL);

  g_assert_cmpstr (text, ==, "2026-11-21");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/age/a-date-keeps-what-was-told", test_a_date_keeps_what_was_told);
  g_test_add_func ("/age/what-is-no-date-is-refused", test_what_is_no_date_is_refused);
  g_test_add_func ("/age/birthday-counts-from-the-day-itself",
                   test_birthday_counts_from_the_day_itself);
  g_test_add_func ("/age/birthday-of-29-february", test_birthday_of_29_february);
  g_test_add_func ("/age/born-on-the-31st", test_born_on_the_31st);
  g_test_add_func ("/age/year-alone-gives-two-ages", test_year_alone_gives_two_ages);
  g_test_add_func ("/age/nobody-is-born-tomorrow", test_nobody_is_born_tomorrow);
  g_test_add_func ("/age/days-run-over-the-year", test_days_run_over_the_year);
  g_test_add_func ("/age/today-is-the-devices-day", test_today_is_the_devices_day);

  return g_test_run ();
}
