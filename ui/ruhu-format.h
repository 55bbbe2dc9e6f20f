/* ruhu-format.h: dates, times and numbers as people say them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ruhu_format_day (GDateTime *time);
char *ruhu_format_date (GDateTime *time);
char *ruhu_format_dates (const char *text);
char *ruhu_format_time (GDateTime *time);
char *ruhu_format_when (gint64 when, GDateTime *now);
char *ruhu_format_next (gint64 when, GDateTime *now);
char *ruhu_format_groups (const char *text, const guint *sizes, guint n_sizes, const char *between);
char *ruhu_format_phone (const char *number);

G_END_DECLS
