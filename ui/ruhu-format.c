/* ruhu-format.c: dates, times and numbers as people say them
 *
 * The words come from the catalogue and not from the system's locale, which on a tablet often has
 * no Chinese, and which would not follow when the user changes Ruhu's language.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-format.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define NO_BREAK_SPACE "\302\240"

static const char *
get_weekday (GDateTime *time)
{
  static const char *names[] = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"),
                                 N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };

  return _ (names[g_date_time_get_day_of_week (time) - 1]);
}

static const char *
get_month (GDateTime *time)
{
  static const char *names[] = { N_ ("Jan"), N_ ("Feb"), N_ ("Mar"), N_ ("Apr"),
                                 N_ ("May"), N_ ("Jun"), N_ ("Jul"), N_ ("Aug"),
                                 N_ ("Sep"), N_ ("Oct"), N_ ("Nov"), N_ ("Dec") };

  return _ (names[g_date_time_get_month (time) - 1]);
}

/** ruhu_format_day: Returns: (transfer full): "Sat 21 Nov", "11月21日 周六" */
char *
ruhu_format_day (GDateTime *time)
{
  /* Translators: weekday, day of the month, month, as in "Sat 21 Nov" */
  return g_strdup_printf (_ ("%1$s %2$d %3$s"),
                          get_weekday (time),
                          g_date_time_get_day_of_month (time),
                          get_month (time));
}

/** ruhu_format_date: Returns: (transfer full): "21 Nov 2026", "2026年11月21日" */
char *
ruhu_format_date (GDateTime *time)
{
  /* Translators: day of the month, month, year, as in "21 Nov 2026" */
  return g_strdup_printf (_ ("%1$d %2$s %3$d"),
                          g_date_time_get_day_of_month (time),
                          get_month (time),
                          g_date_time_get_year (time));
}

static gboolean
write_date (const GMatchInfo *match, GString *text, gpointer data)
{
  g_autofree char *digits = g_match_info_fetch (match, 0);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *words = NULL;
  int year, month, day;

  if (sscanf (digits, "%4d-%2d-%2d", &year, &month, &day) == 3)
    date = g_date_time_new_utc (year, month, day, 12, 0, 0);
  words = date != NULL ? ruhu_format_date (date) : g_steal_pointer (&digits);
  g_string_append (text, words);
  return FALSE;
}

/** ruhu_format_dates: Returns: (transfer full): @text with its dates, "2026-11-21", in words */
char *
ruhu_format_dates (const char *text)
{
  g_autoptr (GRegex) date = g_regex_new ("\\b[0-9]{4}-[0-9]{2}-[0-9]{2}\\b", 0, 0, NULL);

  return g_regex_replace_eval (date, text, -1, 0, 0, write_date, NULL, NULL);
}

/** ruhu_format_time: Returns: (transfer full): "8:02", "17:05" */
char *
ruhu_format_time (GDateTime *time)
{
  return g_strdup_printf ("%d:%02d", g_date_time_get_hour (time), g_date_time_get_minute (time));
}

static int
count_days (GDateTime *from, GDateTime *to)
{
  GDate a;
  GDate b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a,
                  g_date_time_get_day_of_month (from),
                  g_date_time_get_month (from),
                  g_date_time_get_year (from));
  g_date_set_dmy (&b,
                  g_date_time_get_day_of_month (to),
                  g_date_time_get_month (to),
                  g_date_time_get_year (to));
  return g_date_days_between (&a, &b);
}

static GDateTime *
to_local (gint64 when, GDateTime *now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when / 1000);

  return utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
}

/**
 * ruhu_format_when:
 * @when: milliseconds since 1970-01-01T00:00:00Z
 * @now: the present, whose time zone counts
 *
 * Returns: (transfer full): when something was: "8:02" today, "yesterday 17:05", "12 Nov 2026"
 */
char *
ruhu_format_when (gint64 when, GDateTime *now)
{
  g_autoptr (GDateTime) time = to_local (when, now);
  g_autofree char *clock = NULL;
  int days;

  if (time == NULL)
    return g_strdup ("");

  clock = ruhu_format_time (time);
  days = count_days (time, now);
  if (days == 0)
    return g_steal_pointer (&clock);
  if (days == 1)
    return g_strdup_printf (_ ("yesterday %s"), clock);
  return ruhu_format_date (time);
}

/**
 * ruhu_format_next:
 * @when: milliseconds since 1970-01-01T00:00:00Z
 * @now: the present, whose time zone counts
 *
 * Returns: (transfer full): when something will be: "at 14:20", "tonight at 1:40", "Mon 23 Nov at
 * 1:40"
 */
char *
ruhu_format_next (gint64 when, GDateTime *now)
{
  g_autoptr (GDateTime) time = to_local (when, now);
  g_autofree char *clock = NULL;
  g_autofree char *day = NULL;
  int days;

  if (time == NULL)
    return g_strdup ("");

  clock = ruhu_format_time (time);
  days = count_days (now, time);
  /* The night belongs to the day before it, as people speak. */
  if ((days == 0 && g_date_time_get_hour (time) >= 19) ||
      (days == 1 && g_date_time_get_hour (time) < 6))
    return g_strdup_printf (_ ("tonight at %s"), clock);
  if (days == 0)
    return g_strdup_printf (_ ("at %s"), clock);
  if (days == 1)
    return g_strdup_printf (_ ("tomorrow at %s"), clock);

  day = ruhu_format_day (time);
  /* Translators: a day and a time, as in "Mon 23 Nov at 1:40" */
  return g_strdup_printf (_ ("%1$s at %2$s"), day, clock);
}

/**
 * ruhu_format_groups:
 * @sizes: how many characters each group has; the last size repeats
 * @between: what stands between groups
 *
 * Returns: (transfer full): @text in groups
 */
char *
ruhu_format_groups (const char *text, const guint *sizes, guint n_sizes, const char *between)
{
  GString *grouped = g_string_new (NULL);
  guint group = 0;
  guint in_group = 0;
  const char *p;

  g_return_val_if_fail (n_sizes > 0, g_string_free (grouped, FALSE));

  for (p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (in_group == sizes[MIN (group, n_sizes - 1)]) {
      g_string_append (grouped, between);
      group++;
      in_group = 0;
    }
    g_string_append_unichar (grouped, g_utf8_get_char (p));
    in_group++;
  }
  return g_string_free (grouped, FALSE);
}

/**
 * ruhu_format_phone:
 *
 * Returns: (transfer full): a mobile number as 139 0000 1427, with spaces that do not break; any
 *   other number as it is
 */
char *
ruhu_format_phone (const char *number)
{
  static const guint sizes[] = { 3, 4, 4 };

  if (strlen (number) != 11 || number[0] != '1' || strspn (number, "0123456789") != 11)
    return g_strdup (number);
  return ruhu_format_groups (number, sizes, G_N_ELEMENTS (sizes), NO_BREAK_SPACE);
}
