/* ruhu-age.c: dates known only in part, and ages
 *
 * Many an old person knows the year only. Such a date is kept as it was told, and an age from it is
 * a range of two years; nobody invents a first of January.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-age.h"

#include "base/ruhu-clock.h"

#include <string.h>

static gboolean
read_number (const char **text, guint digits, guint *number)
{
  guint i;

  for (*number = 0, i = 0; i < digits; i++) {
    if (!g_ascii_isdigit ((*text)[i]))
      return FALSE;
    *number = *number * 10 + (guint) g_ascii_digit_value ((*text)[i]);
  }

  *text += digits;
  return TRUE;
}

/**
 * ruhu_date_parse:
 * @text: (nullable): `1958-03-12`, `1958-03` or `1958`; what follows a `T` is left aside
 * @date: (out): the date, all 0 where %FALSE
 *
 * Returns: whether @text is a date of the calendar, or the beginning of one
 */
gboolean
ruhu_date_parse (const char *text, RuhuDate *date)
{
  guint parts[3] = { 0 };
  guint n = 0;

  *date = (RuhuDate){ 0 };
  if (text == NULL || !read_number (&text, 4, &parts[n++]))
    return FALSE;

  while (n < G_N_ELEMENTS (parts) && *text == '-') {
    text++;
    if (!read_number (&text, 2, &parts[n++]) || parts[n - 1] == 0)
      return FALSE;
  }

  if (*text != '\0' && (*text != 'T' || n < G_N_ELEMENTS (parts)))
    return FALSE;

  date->year = (guint16) parts[0];
  date->month = (guint8) parts[1];
  date->day = (guint8) parts[2];
  if (ruhu_date_is_valid (*date))
    return TRUE;

  *date = (RuhuDate){ 0 };
  return FALSE;
}

/**
 * ruhu_date_to_string:
 *
 * Returns: (transfer full): what ruhu_date_parse() reads, as long as what is known; "" for nothing
 */
char *
ruhu_date_to_string (RuhuDate date)
{
  if (date.day != 0)
    return g_strdup_printf ("%04u-%02u-%02u", date.year, date.month, date.day);
  if (date.month != 0)
    return g_strdup_printf ("%04u-%02u", date.year, date.month);
  if (date.year != 0)
    return g_strdup_printf ("%04u", date.year);
  return g_strdup ("");
}

/**
 * ruhu_date_is_valid:
 *
 * Returns: whether such a day, month or year exists; %FALSE where nothing is known
 */
gboolean
ruhu_date_is_valid (RuhuDate date)
{
  if (date.year == 0 || date.year > 9999)
    return FALSE;
  if (date.month == 0)
    return date.day == 0;
  if (date.day == 0)
    return date.month <= 12;
  return g_date_valid_dmy (date.day, (GDateMonth) date.month, date.year);
}

/**
 * ruhu_date_is_whole:
 *
 * Returns: whether year, month and day are known
 */
gboolean
ruhu_date_is_whole (RuhuDate date)
{
  return date.day != 0 && ruhu_date_is_valid (date);
}

/**
 * ruhu_date_today:
 *
 * Returns: today in the device's time zone, by ruhu_clock_local()
 */
RuhuDate
ruhu_date_today (void)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  RuhuDate today = { 0 };
  int year, month, day;

  g_date_time_get_ymd (now, &year, &month, &day);
  today.year = (guint16) year;
  today.month = (guint8) month;
  today.day = (guint8) day;
  return today;
}

static guint32
to_julian (RuhuDate date)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, date.day, (GDateMonth) date.month, date.year);
  return g_date_get_julian (&day);
}

/**
 * ruhu_date_add_days:
 * @date: a whole date
 * @days: may be negative
 *
 * Returns: the day so many days later
 */
RuhuDate
ruhu_date_add_days (RuhuDate date, int days)
{
  RuhuDate later = { 0 };
  GDate day;

  g_return_val_if_fail (ruhu_date_is_whole (date), later);

  g_date_clear (&day, 1);
  g_date_set_julian (&day, (guint32) ((gint64) to_julian (date) + days));
  later.year = g_date_get_year (&day);
  later.month = (guint8) g_date_get_month (&day);
  later.day = g_date_get_day (&day);
  return later;
}

/**
 * ruhu_date_days_between:
 * @from: a whole date
 * @to: a whole date
 *
 * Returns: days to wait on @from until it is @to; negative where @to is past
 */
int
ruhu_date_days_between (RuhuDate from, RuhuDate to)
{
  g_return_val_if_fail (ruhu_date_is_whole (from) && ruhu_date_is_whole (to), 0);

  return (int) ((gint64) to_julian (to) - (gint64) to_julian (from));
}

/**
 * ruhu_date_first:
 * @date: a valid date
 *
 * Returns: the first day that @date may mean
 */
RuhuDate
ruhu_date_first (RuhuDate date)
{
  date.month = MAX (date.month, 1);
  date.day = MAX (date.day, 1);
  return date;
}

/**
 * ruhu_date_last:
 * @date: a valid date
 *
 * Returns: the last day that @date may mean
 */
RuhuDate
ruhu_date_last (RuhuDate date)
{
  if (date.month == 0)
    date.month = 12;
  if (date.day == 0)
    date.day = g_date_get_days_in_month ((GDateMonth) date.month, date.year);
  return date;
}

/**
 * ruhu_date_compare:
 *
 * What is not known counts as earliest, and nothing known comes first.
 *
 * Returns: negative, 0 or positive, as strcmp() does
 */
int
ruhu_date_compare (RuhuDate a, RuhuDate b)
{
  if (a.year != b.year)
    return (int) a.year - (int) b.year;
  if (a.month != b.month)
    return (int) a.month - (int) b.month;
  return (int) a.day - (int) b.day;
}

/**
 * ruhu_age_on:
 * @birth: a date
 * @day: a whole date
 * @age: (out): the age on that day
 *
 * Who was born on 29 February has a birthday on 1 March in other years; who was born on the 31st
 * completes a month on the 1st where the month before has no such day.
 *
 * Returns: whether @birth is a whole date not after @day
 */
gboolean
ruhu_age_on (RuhuDate birth, RuhuDate day, RuhuAge *age)
{
  int years, months, days;

  *age = (RuhuAge){ 0 };
  if (!ruhu_date_is_whole (birth) || !ruhu_date_is_whole (day) ||
      ruhu_date_compare (birth, day) > 0)
    return FALSE;

  years = (int) day.year - (int) birth.year;
  months = (int) day.month - (int) birth.month;
  days = (int) day.day - (int) birth.day;
  if (days < 0) {
    guint month = day.month == 1 ? 12 : day.month - 1u;
    guint year = day.month == 1 ? day.year - 1u : day.year;
    int length = g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);

    months--;
    days = MAX (length - (int) birth.day, 0) + (int) day.day;
  }
  if (months < 0) {
    years--;
    months += 12;
  }

  age->years = (guint) years;
  age->months = (guint) months;
  age->days = (guint) days;
  return TRUE;
}

/**
 * ruhu_age_range:
 * @birth: a date, known in part or whole
 * @day: a whole date
 * @least: (out): the age in years that the person has at least
 * @most: (out): the age in years that the person has at most; the same where @birth is whole
 *
 * Returns: whether an age follows; %FALSE where @birth is unknown or after @day
 */
gboolean
ruhu_age_range (RuhuDate birth, RuhuDate day, guint *least, guint *most)
{
  RuhuDate last;
  RuhuAge age;

  *least = *most = 0;
  if (!ruhu_date_is_valid (birth) || !ruhu_age_on (ruhu_date_first (birth), day, &age))
    return FALSE;

  *most = age.years;
  last = ruhu_date_last (birth);
  *least = ruhu_age_on (last, day, &age) ? age.years : 0;
  return TRUE;
}
