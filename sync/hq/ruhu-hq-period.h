/* ruhu-hq-period.h: days, months, quarters, half-years, years
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ruhu_hq_period_parse (const char *text, gint64 *start, gint64 *end, GError **error);

G_END_DECLS
