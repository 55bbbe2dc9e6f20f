/* ruhu-xpath-dates.c: functions on dates and moments
 *
 * Text that is no date gives a date that is none (NaN), which is false, blank as text, and refused
 * only as the result of a whole expression. A blank answer stays blank.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/ruhu-clock.h"
#include "forms/xpath/ruhu-xpath-date-private.h"

#define HOUR (1.0 / 24)

static const char *const month_names[] = {
  "January", "February", "March",     "April",   "May",      "June",
  "July",    "August",   "September", "October", "November", "December",
};
static const char *const day_names[] = {
  "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
};
static const char *const zh_day_names[] = { "日", "一", "二", "三", "四", "五", "六" };

static double
get_now (void)
{
  return (double) ruhu_clock_now () / RUHU_XPATH_DAY_MS;
}

gboolean
ruhu_xpath_today (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_date (result, ruhu_xpath_date_get_midnight (get_now ()), FALSE);
  return TRUE;
}

gboolean
ruhu_xpath_now (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_date (result, get_now (), TRUE);
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

/* What days since 1970 mean: a date where they are a local midnight, or an hour beside it because
 * summer time lies between; else a moment. */
static void
set_from_number (RuhuXPathValue *result, double days)
{
  double midnight = ruhu_xpath_date_get_midnight (days + HOUR);

  if (fabs (days - midnight) <= HOUR + 1e-9)
    ruhu_xpath_value_set_date (result, midnight, FALSE);
  else
    ruhu_xpath_value_set_date (result, isnan (midnight) ? NAN : days, TRUE);
}

/* "2026-1-5" is what people write: a date too, but only where a date is asked for. */
static gboolean
parse_unpadded (const char *text, double *days, gboolean *with_time)
{
  g_autofree char *padded = NULL;
  unsigned year, month, day;
  int length = 0;

  if (sscanf (text, " %4u-%2u-%2u%n", &year, &month, &day, &length) != 3)
    return FALSE;

  padded = g_strdup_printf ("%04u-%02u-%02u%s", year, month, day, text + length);
  return ruhu_xpath_date_parse (padded, days, with_time);
}

static void
set_from_text (RuhuXPathValue *result, const char *text)
{
  gboolean with_time = FALSE;
  double days = NAN;

  if (is_blank (text))
    ruhu_xpath_value_set_string (result, "");
  else if (ruhu_xpath_date_parse (text, &days, &with_time) ||
           parse_unpadded (text, &days, &with_time))
    ruhu_xpath_value_set_date (result, days, with_time);
  else
    ruhu_xpath_value_set_date (result, NAN, FALSE);
}

/* Leaves a date, a moment, or the empty text in @result. */
static void
convert (RuhuXPathFrame *frame, RuhuXPathValue *result)
{
  RuhuXPathValue *value = &frame->values[0];
  const char *text;
  double number;

  switch (value->kind) {
  case RUHU_XPATH_VALUE_DATE:
  case RUHU_XPATH_VALUE_DATE_TIME:
    ruhu_xpath_value_set_date (result, value->number, value->kind == RUHU_XPATH_VALUE_DATE_TIME);
    break;
  case RUHU_XPATH_VALUE_NUMBER:
    if (isnan (value->number))
      ruhu_xpath_value_set_string (result, "");
    else
      set_from_number (result, value->number);
    break;
  case RUHU_XPATH_VALUE_NODES:
    /* A stored calculate may hold the days as text. */
    text = ruhu_xpath_frame_get_string (frame, 0);
    number = ruhu_xpath_string_to_number (text);
    set_from_text (result, text);
    if (result->kind != RUHU_XPATH_VALUE_STRING && isnan (result->number) && !isnan (number))
      set_from_number (result, number);
    break;
  case RUHU_XPATH_VALUE_STRING:
    set_from_text (result, ruhu_xpath_frame_get_string (frame, 0));
    break;
  case RUHU_XPATH_VALUE_BOOLEAN:
  default:
    ruhu_xpath_value_set_date (result, NAN, FALSE);
    break;
  }
}

static gboolean
is_date (const RuhuXPathValue *value)
{
  return value->kind == RUHU_XPATH_VALUE_DATE || value->kind == RUHU_XPATH_VALUE_DATE_TIME;
}

/* A text with a time loses it on paper, not in arithmetic (JavaRosa). */
gboolean
ruhu_xpath_date (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  convert (frame, result);
  if (is_date (result) && frame->values[0].kind != RUHU_XPATH_VALUE_NUMBER)
    result->kind = RUHU_XPATH_VALUE_DATE;
  return TRUE;
}

gboolean
ruhu_xpath_date_time (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  convert (frame, result);
  if (is_date (result))
    result->kind = RUHU_XPATH_VALUE_DATE_TIME;
  return TRUE;
}

gboolean
ruhu_xpath_decimal_date_time (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  convert (frame, result);
  if (!is_date (result))
    ruhu_xpath_value_set_number (result, NAN);
  else if (!isnan (result->number))
    ruhu_xpath_value_set_number (result, result->number);
  return TRUE;
}

/* The local time of day as a fraction of the day. */
gboolean
ruhu_xpath_decimal_time (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  double fraction;

  if (!ruhu_xpath_time_parse (ruhu_xpath_frame_get_string (frame, 0), &fraction))
    fraction = NAN;
  ruhu_xpath_value_set_number (result, fraction);
  return TRUE;
}

static gboolean
speaks_chinese (RuhuXPathContext *context)
{
  const char *language = NULL;

  if (context->host->get_language != NULL)
    language = context->host->get_language (context);
  return language != NULL && g_str_has_prefix (language, "zh");
}

static void
append_name (GString *text, char code, const RuhuXPathMoment *m, gboolean chinese)
{
  gboolean is_month = code == 'b' || code == 'B';
  const char *name = is_month ? month_names[m->month - 1] : day_names[m->weekday];

  if (chinese && is_month)
    g_string_append_printf (text, "%d月", m->month);
  else if (chinese)
    g_string_append_printf (text, "%s%s", code == 'a' ? "周" : "星期", zh_day_names[m->weekday]);
  else if (g_ascii_islower (code))
    g_string_append_len (text, name, 3);
  else
    g_string_append (text, name);
}

/* The codes that are numbers: @digits with leading zeros. */
static gboolean
get_number_code (char code, const RuhuXPathMoment *m, int *digits, int *number)
{
  const struct {
    char code;
    int digits;
    int number;
  } codes[] = {
    { 'Y', 4, m->year },   { 'y', 2, m->year % 100 },  { 'm', 2, m->month },
    { 'n', 1, m->month },  { 'd', 2, m->day },         { 'e', 1, m->day },
    { 'H', 2, m->hour },   { 'h', 1, m->hour },        { 'M', 2, m->minute },
    { 'S', 2, m->second }, { '3', 3, m->millisecond },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].code == code) {
      *digits = codes[i].digits;
      *number = codes[i].number;
      return TRUE;
    }
  return FALSE;
}

/* One code of format-date(); what is none stays as it is written. */
static void
append_code (GString *text, char code, const RuhuXPathMoment *m, gboolean chinese)
{
  int digits;
  int number;

  if (get_number_code (code, m, &digits, &number))
    g_string_append_printf (text, "%0*d", digits, number);
  else if (strchr ("abAB", code) != NULL)
    append_name (text, code, m, chinese);
  else if (code == '%')
    g_string_append_c (text, '%');
  else
    g_string_append_printf (text, "%%%c", code);
}

/* format-date(), format-date-time(): the codes of ODK XForms, and %A, %B for whole names. */
gboolean
ruhu_xpath_format_date (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  g_auto (RuhuXPathValue) date = { 0 };
  gboolean chinese = speaks_chinese (frame->context);
  RuhuXPathMoment moment;
  GString *text;

  convert (frame, &date);
  if (!is_date (&date) || !ruhu_xpath_date_split (date.number, &moment)) {
    ruhu_xpath_value_set_string (result, "");
    return TRUE;
  }
  text = g_string_new (NULL);
  for (const char *at = ruhu_xpath_frame_get_string (frame, 1); *at != '\0'; at++) {
    if (*at == '%' && at[1] != '\0')
      append_code (text, *++at, &moment, chinese);
    else
      g_string_append_c (text, *at);
  }
  ruhu_xpath_value_take_string (result, g_string_free (text, FALSE));
  return TRUE;
}
