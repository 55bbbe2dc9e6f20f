/* ruhu-hq-period.c: days, months, quarters, half-years, years
 *
 * In HQ's own time zone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-period.h"

#include "base/ruhu-error.h"

#include <string.h>

/* Reads `2026`, and what may follow it; @months is how long the period is, 0 for one day. */
static gboolean
read (const char *text, int *year, int *month, int *day, int *months)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 3);
  guint n = g_strv_length (parts);
  guint64 number[3] = { 0, 1, 1 };
  guint i;

  for (i = 0; i < n; i++) {
    gsize digits = i == 0 ? 4 : 2;

    if (n == 2 && strlen (parts[1]) == 4)
      digits = 4; /* 2021-2025 */
    if (strlen (parts[i]) != digits ||
        !g_ascii_string_to_unsigned (parts[i], 10, 1, 9999, &number[i], NULL))
      return FALSE;
  }
  if (n == 0)
    return FALSE;

  *year = number[0];
  *month = number[1];
  *day = number[2];
  *months = n == 1 ? 12 : n == 2 ? 1 : 0;
  if (n == 2 && number[1] > 12) {
    *months = 12 * ((int) number[1] - (int) number[0] + 1);
    *month = 1;
  }
  return *months >= 0;
}

/* `2026Q4` and `2026H2`. */
static gboolean
read_part (const char *text, int *year, int *month, int *months)
{
  guint64 number;
  g_autofree char *digits = g_strndup (text, 4);
  guint parts = text[4] == 'Q' ? 4 : 2;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, 9999, &number, NULL) || text[5] < '1' ||
      text[5] > (char) ('0' + parts))
    return FALSE;

  *year = number;
  *months = 12 / parts;
  *month = (text[5] - '1') * *months + 1;
  return TRUE;
}

/**
 * ruhu_hq_period_parse:
 * @text: `2026-11-21`, `2026-11`, `2026Q4`, `2026H2`, `2026` or `2021-2025`
 * @start: (out): its first ms
 * @end: (out): the first ms after it
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID
 */
gboolean
ruhu_hq_period_parse (const char *text, gint64 *start, gint64 *end, GError **error)
{
  int year = 0, month = 1, day = 1, months = 0;
  gboolean part = strlen (text) == 6 && (text[4] == 'Q' || text[4] == 'H');
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) to = NULL;

  if (part ? read_part (text, &year, &month, &months) : read (text, &year, &month, &day, &months))
    from = g_date_time_new_local (year, month, day, 0, 0, 0);
  if (from == NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "a period is 2026-11-21, 2026-11, 2026Q4, 2026H2, 2026 or 2021-2025");
    return FALSE;
  }

  to = months > 0 ? g_date_time_add_months (from, months) : g_date_time_add_days (from, 1);
  *start = g_date_time_to_unix (from) * 1000;
  *end = g_date_time_to_unix (to) * 1000;
  return TRUE;
}
