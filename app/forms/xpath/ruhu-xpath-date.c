/* ruhu-xpath-date.c: dates and moments as days since 1970-01-01T00:00Z, and as ISO 8601 text
 *
 * A date is its local midnight, so that the difference of two dates is whole days (hours of summer
 * time apart) and a date compares with a moment (ODK XForms, "Dates").
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-date-private.h"

#include <math.h>
#include <string.h>

#define DAY_SECONDS 86400
#define LAST_DAY 2932896  /* 9999-12-31 */
#define FIRST_DAY -719162 /* 0001-01-01 */

/* Days since 1970-01-01 in the Gregorian calendar, by years that begin in March. */
static gint64
count_days (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static void
set_date (RuhuXPathMoment *moment, gint64 days)
{
  gint64 z = days + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 month = (5 * day_of_year + 2) / 153;

  moment->day = day_of_year - (153 * month + 2) / 5 + 1;
  moment->month = month < 10 ? month + 3 : month - 9;
  moment->year = year_of_era + era * 400 + (moment->month <= 2);
  moment->weekday = ((days % 7) + 11) % 7;
}

static void
free_zone (gpointer zone)
{
  g_time_zone_unref (zone);
}

/* The local zone, kept for each thread: asking GLib costs a lock and, where TZ is unset, a file. */
static GTimeZone *
get_zone (void)
{
  static GPrivate kept = G_PRIVATE_INIT (free_zone);
  static GPrivate kept_name = G_PRIVATE_INIT (g_free);
  GTimeZone *zone = g_private_get (&kept);
  const char *name = g_getenv ("TZ");

  if (zone == NULL || g_strcmp0 (name, g_private_get (&kept_name)) != 0) {
    zone = g_time_zone_new_local ();
    g_private_replace (&kept, zone);
    g_private_replace (&kept_name, g_strdup (name));
  }
  return zone;
}

static gint64
get_offset (gint64 utc_seconds)
{
  GTimeZone *zone = get_zone ();
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_seconds);

  return g_time_zone_get_offset (zone, MAX (interval, 0));
}

/* Seconds since 1970-01-01T00:00Z of local seconds; what summer time skips is moved on. */
static gint64
to_utc (gint64 local_seconds)
{
  GTimeZone *zone = get_zone ();
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local_seconds);

  return local_seconds - g_time_zone_get_offset (zone, MAX (interval, 0));
}

static gboolean
scan_digits (const char **at, guint n, int *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit ((*at)[i]))
      return FALSE;
    *number = *number * 10 + (*at)[i] - '0';
  }
  *at += n;
  return TRUE;
}

static gboolean
scan_mark (const char **at, char mark)
{
  if (**at != mark)
    return FALSE;
  ++*at;
  return TRUE;
}

/* "Z", "+08", "+0800" or "+08:00"; @offset is in minutes. */
static gboolean
scan_offset (const char **at, int *offset)
{
  int sign = **at == '-' ? -1 : 1;
  int hours;
  int minutes = 0;

  *offset = 0;
  if (scan_mark (at, 'Z'))
    return TRUE;
  ++*at;
  if (!scan_digits (at, 2, &hours) || hours > 23)
    return FALSE;
  if (scan_mark (at, ':') || g_ascii_isdigit (**at))
    if (!scan_digits (at, 2, &minutes) || minutes > 59)
      return FALSE;
  *offset = sign * (hours * 60 + minutes);
  return TRUE;
}

/* "10:20", "10:20:30", "10:20:30.123" in milliseconds, and the offset if there is one. */
static gboolean
scan_time (const char **at, int *ms, gboolean *has_offset, int *offset)
{
  int hour;
  int minute;
  int second = 0;
  double fraction = 0;

  if (!scan_digits (at, 2, &hour) || !scan_mark (at, ':') || !scan_digits (at, 2, &minute))
    return FALSE;
  if (scan_mark (at, ':') && !scan_digits (at, 2, &second))
    return FALSE;
  if (**at == '.' || **at == ',') {
    ++*at;
    for (double weight = 0.1; g_ascii_isdigit (**at); weight /= 10, ++*at)
      fraction += weight * (**at - '0');
  }
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;

  *ms = ((hour * 60 + minute) * 60 + second) * 1000 + MIN (lround (fraction * 1000), 999);
  *has_offset = **at == 'Z' || **at == '+' || **at == '-';
  return !*has_offset || scan_offset (at, offset);
}

static gboolean
is_at_end (const char *at)
{
  return at[strspn (at, " \t\r\n")] == '\0';
}

static gboolean
is_in_calendar (int year, int month, int day)
{
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
         day <= g_date_get_days_in_month (month, year);
}

/**
 * ruhu_xpath_date_parse:
 * @text: "2026-11-21", or with a time: "2026-11-21T10:20:30.123+08:00", seconds and offset optional
 * @days: (out): days since 1970-01-01T00:00Z
 * @with_time: (out): whether @text has a time
 *
 * Without an offset the local time zone is meant.
 *
 * Returns: %FALSE if @text is no such thing, or a day that no calendar has
 */
gboolean
ruhu_xpath_date_parse (const char *text, double *days, gboolean *with_time)
{
  const char *at = text + strspn (text, " \t\r\n");
  int year;
  int month;
  int day;
  int ms = 0;
  int offset = 0;
  gboolean has_offset = FALSE;
  gint64 seconds;

  if (!scan_digits (&at, 4, &year) || !scan_mark (&at, '-') || !scan_digits (&at, 2, &month) ||
      !scan_mark (&at, '-') || !scan_digits (&at, 2, &day) || !is_in_calendar (year, month, day))
    return FALSE;
  *with_time = scan_mark (&at, 'T');
  if (*with_time && !scan_time (&at, &ms, &has_offset, &offset))
    return FALSE;
  if (!is_at_end (at))
    return FALSE;

  seconds = count_days (year, month, day) * DAY_SECONDS + ms / 1000;
  seconds = has_offset ? seconds - offset * 60 : to_utc (seconds);
  *days = (seconds * 1000.0 + ms % 1000) / RUHU_XPATH_DAY_MS;
  return TRUE;
}

/**
 * ruhu_xpath_time_parse:
 * @text: "06:00:00.000+08:00"; or a date with a time
 * @fraction: (out): the local time of day, as a fraction of the day
 *
 * Returns: %FALSE if @text is no such thing
 */
gboolean
ruhu_xpath_time_parse (const char *text, double *fraction)
{
  const char *at = text + strspn (text, " \t\r\n");
  RuhuXPathMoment moment;
  gboolean with_time;
  gboolean has_offset;
  double days;
  int offset;
  gint64 ms;
  int scanned;

  if (ruhu_xpath_date_parse (text, &days, &with_time)) {
    if (!ruhu_xpath_date_split (days, &moment))
      return FALSE;
    ms = ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1000 + moment.millisecond;
  } else {
    if (!scan_time (&at, &scanned, &has_offset, &offset) || !is_at_end (at))
      return FALSE;
    ms = scanned;
    if (has_offset)
      ms += (get_offset (0) - offset * 60) * 1000;
  }
  *fraction =
    (double) ((ms % RUHU_XPATH_DAY_MS + RUHU_XPATH_DAY_MS) % RUHU_XPATH_DAY_MS) / RUHU_XPATH_DAY_MS;
  return TRUE;
}

/**
 * ruhu_xpath_date_split:
 * @days: days since 1970-01-01T00:00Z
 * @moment: (out): the same in the local time zone
 *
 * Returns: %FALSE if @days is NaN or beyond the years 1 to 9999
 */
gboolean
ruhu_xpath_date_split (double days, RuhuXPathMoment *moment)
{
  gint64 ms;
  gint64 seconds;
  gint64 offset;
  gint64 day;

  if (!(days >= FIRST_DAY && days <= LAST_DAY))
    return FALSE;

  ms = llround (days * RUHU_XPATH_DAY_MS);
  seconds = ms / 1000 - (ms % 1000 < 0);
  offset = get_offset (seconds);
  moment->millisecond = ms - seconds * 1000;
  moment->offset = offset / 60;

  seconds += offset;
  day = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
  seconds -= day * DAY_SECONDS;
  set_date (moment, day);
  moment->hour = seconds / 3600;
  moment->minute = seconds / 60 % 60;
  moment->second = seconds % 60;
  return TRUE;
}

/**
 * ruhu_xpath_date_to_string:
 * @days: days since 1970-01-01T00:00Z
 * @with_time: whether to write the time too
 *
 * Returns: (transfer full): "2026-11-21" or "2026-11-21T10:20:30.123+08:00"; "" if there is no such
 * day
 */
char *
ruhu_xpath_date_to_string (double days, gboolean with_time)
{
  RuhuXPathMoment m;

  if (!ruhu_xpath_date_split (days, &m))
    return g_strdup ("");
  if (!with_time)
    return g_strdup_printf ("%04d-%02d-%02d", m.year, m.month, m.day);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d",
                          m.year,
                          m.month,
                          m.day,
                          m.hour,
                          m.minute,
                          m.second,
                          m.millisecond,
                          m.offset < 0 ? '-' : '+',
                          ABS (m.offset) / 60,
                          ABS (m.offset) % 60);
}

/**
 * ruhu_xpath_date_get_midnight:
 * @days: days since 1970-01-01T00:00Z
 *
 * Returns: the same for the local midnight with which that day begins; NaN if there is no such day
 */
double
ruhu_xpath_date_get_midnight (double days)
{
  RuhuXPathMoment m;

  if (!ruhu_xpath_date_split (days, &m))
    return NAN;
  return (double) to_utc (count_days (m.year, m.month, m.day) * DAY_SECONDS) / DAY_SECONDS;
}
