/* ruhu-division.h: division codes, and who may see what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_DIVISION_CITY 4
#define RUHU_DIVISION_COUNTY 6
#define RUHU_DIVISION_TOWNSHIP 9
#define RUHU_DIVISION_VILLAGE 12

gboolean ruhu_division_is_valid (const char *code);
gboolean ruhu_division_contains (const char *scope, const char *division);
char *ruhu_division_cut (const char *division, guint digits);
char *ruhu_division_after (const char *scope);

G_END_DECLS
