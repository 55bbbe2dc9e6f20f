/* ruhu-xpath-number.c: numbers to text and text to numbers, as forms expect them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-value-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "forms/xpath/ruhu-xpath-date-private.h"

#define EXACT 9007199254740992.0 /* 2^53: whole numbers below are exact */
#define EXACT_DIGITS 15          /* so many decimal digits always are */
#define EXACT_POWERS 22          /* powers of ten up to this are exact too */
#define SURE 1e15                /* as many digits bring only one double back */
#define FEW_DECIMALS 6

static const double powers[] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* Whole numbers are most of what a form computes: no printf for them. */
static char *
write_whole (gint64 number)
{
  char buffer[24];
  char *at = buffer + sizeof buffer;
  guint64 rest = number < 0 ? -(guint64) number : (guint64) number;

  *--at = '\0';
  do {
    *--at = (char) ('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (number < 0)
    *--at = '-';

  return g_strdup (at);
}

/* Most numbers of a form have few decimals: one whole number with a point put into it. */
static char *
write_few_decimals (double number)
{
  for (int decimals = 1; decimals <= FEW_DECIMALS; decimals++) {
    double whole = rint (fabs (number) * powers[decimals]);
    gint64 scale = powers[decimals];

    if (whole >= SURE)
      return NULL;
    if (whole / powers[decimals] == fabs (number))
      return g_strdup_printf ("%s%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT,
                              number < 0 ? "-" : "",
                              (gint64) whole / scale,
                              decimals,
                              (gint64) whole % scale);
  }
  return NULL;
}

/* "d.ddde±xx", with as few digits as bring the same double back. */
static void
write_shortest (double number, char *buffer, int size)
{
  for (guint digits = 14; digits <= 16; digits++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%ue", digits);
    g_ascii_formatd (buffer, size, format, number);
    if (g_ascii_strtod (buffer, NULL) == number)
      return;
  }
}

/* Moves the point to where the exponent says, so that no text has an exponent. */
static char *
expand (const char *shortest)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GString) digits = g_string_new (NULL);
  const char *at = shortest;
  gint64 point;

  if (*at == '-')
    g_string_append_c (text, *at++);
  for (; *at != 'e'; at++)
    if (*at != '.')
      g_string_append_c (digits, *at);
  point = 1 + g_ascii_strtoll (at + 1, NULL, 10);
  while (digits->len > 1 && digits->str[digits->len - 1] == '0')
    g_string_truncate (digits, digits->len - 1);

  if (point <= 0) {
    g_string_append (text, "0.");
    for (; point < 0; point++)
      g_string_append_c (text, '0');
    return g_string_append (text, digits->str), g_string_free (text, FALSE);
  }
  for (gint64 i = 0; i < MAX (point, (gint64) digits->len); i++) {
    if (i == point)
      g_string_append_c (text, '.');
    g_string_append_c (text, i < (gint64) digits->len ? digits->str[i] : '0');
  }
  return g_string_free (text, FALSE);
}

/**
 * ruhu_xpath_number_to_string:
 * @number: any double
 *
 * Whole numbers without point, others with as few digits as bring the same double back, never with
 * an exponent; "NaN", "Infinity", "-Infinity". Minus zero is "0" (XPath 1.0, section 4.2).
 *
 * Returns: (transfer full): its text
 */
char *
ruhu_xpath_number_to_string (double number)
{
  char buffer[32];
  char *text;

  if (isnan (number))
    return g_strdup ("NaN");
  if (isinf (number))
    return g_strdup (number > 0 ? "Infinity" : "-Infinity");
  if (fabs (number) < EXACT && number == trunc (number))
    return write_whole ((gint64) number);
  text = write_few_decimals (number);
  if (text != NULL)
    return text;
  write_shortest (number, buffer, sizeof buffer);
  return expand (buffer);
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* XPath 1.0's Number with an optional minus: digits and at most one point, neither plus nor
 * exponent. */
static gboolean
scan_number (const char *text, gsize length, double *number)
{
  gsize i = length > 0 && text[0] == '-' ? 1 : 0;
  guint64 mantissa = 0;
  guint digits = 0;
  guint significant = 0;
  guint decimals = 0;
  gboolean point = FALSE;

  for (; i < length; i++) {
    if (text[i] == '.' && !point) {
      point = TRUE;
      continue;
    }
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    digits++;
    decimals += point;
    significant += significant > 0 || text[i] != '0';
    if (significant <= EXACT_DIGITS)
      mantissa = mantissa * 10 + (text[i] - '0');
  }
  if (digits == 0)
    return FALSE;

  if (significant <= EXACT_DIGITS && decimals <= EXACT_POWERS) {
    *number = (double) mantissa / powers[decimals];
    *number = text[0] == '-' ? -*number : *number;
  } else {
    g_autofree char *copy = g_strndup (text, length);

    *number = g_ascii_strtod (copy, NULL);
  }
  return TRUE;
}

/**
 * ruhu_xpath_string_to_number:
 * @text: text
 *
 * A date or a moment is the number of days since 1970-01-01T00:00Z (ODK XForms, number()).
 *
 * Returns: the number; NaN if there is none, blank text included
 */
double
ruhu_xpath_string_to_number (const char *text)
{
  gsize length;
  double number;
  gboolean with_time;

  while (is_space (*text))
    text++;
  length = strlen (text);
  while (length > 0 && is_space (text[length - 1]))
    length--;

  if (scan_number (text, length, &number))
    return number;
  if (length >= strlen ("2000-01-01") && ruhu_xpath_date_parse (text, &number, &with_time))
    return number;
  return NAN;
}
