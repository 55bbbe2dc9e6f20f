/* ruhu-xpath-date-private.h: dates and moments as days, and as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_XPATH_DAY_MS 86400000

/* A moment in the local time zone. */
typedef struct {
  int year;
  int month;   /* 1 to 12 */
  int day;     /* 1 to 31 */
  int weekday; /* 0: Sunday */
  int hour;
  int minute;
  int second;
  int millisecond;
  int offset; /* minutes east of Greenwich */
} RuhuXPathMoment;

gboolean ruhu_xpath_date_parse (const char *text, double *days, gboolean *with_time);
gboolean ruhu_xpath_time_parse (const char *text, double *fraction);
gboolean ruhu_xpath_date_split (double days, RuhuXPathMoment *moment);
char *ruhu_xpath_date_to_string (double days, gboolean with_time);
double ruhu_xpath_date_get_midnight (double days);

G_END_DECLS
