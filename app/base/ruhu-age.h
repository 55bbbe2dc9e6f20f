/* ruhu-age.h: dates known only in part, and ages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuDate:
 * @year: 1 to 9999; 0 where nothing is known
 * @month: 1 to 12; 0 where only the year is known
 * @day: 1 to 31; 0 where only year and month are known
 *
 * A day of the calendar, or what is known of it. Passed by value.
 */
typedef struct {
  guint16 year;
  guint8 month;
  guint8 day;
} RuhuDate;

/**
 * RuhuAge:
 * @years: birthdays passed
 * @months: 0 to 11
 * @days: 0 to 30
 */
typedef struct {
  guint years;
  guint months;
  guint days;
} RuhuAge;

gboolean ruhu_date_parse (const char *text, RuhuDate *date);
char *ruhu_date_to_string (RuhuDate date);
gboolean ruhu_date_is_valid (RuhuDate date);
gboolean ruhu_date_is_whole (RuhuDate date);
RuhuDate ruhu_date_today (void);
RuhuDate ruhu_date_add_days (RuhuDate date, int days);
int ruhu_date_days_between (RuhuDate from, RuhuDate to);
RuhuDate ruhu_date_first (RuhuDate date);
RuhuDate ruhu_date_last (RuhuDate date);
int ruhu_date_compare (RuhuDate a, RuhuDate b);

gboolean ruhu_age_on (RuhuDate birth, RuhuDate day, RuhuAge *age);
gboolean ruhu_age_range (RuhuDate birth, RuhuDate day, guint *least, guint *most);

G_END_DECLS
