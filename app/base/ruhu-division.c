/* ruhu-division.c: division codes, and who may see what
 *
 * A code has 12 digits for a village, 9 for a township, 6 for a county and 4 for a city (GB/T 2260
 * gives the first six, GB/T 10114 the next three). A prefix of it is what somebody may see.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-division.h"

#include <string.h>

/**
 * ruhu_division_is_valid:
 * @code: (nullable): anything
 *
 * Returns: whether @code is 4, 6, 9 or 12 digits; not whether such a place exists
 */
gboolean
ruhu_division_is_valid (const char *code)
{
  gsize n;

  if (code == NULL)
    return FALSE;

  n = strspn (code, "0123456789");
  return code[n] == '\0' && (n == RUHU_DIVISION_CITY || n == RUHU_DIVISION_COUNTY ||
                             n == RUHU_DIVISION_TOWNSHIP || n == RUHU_DIVISION_VILLAGE);
}

/**
 * ruhu_division_contains:
 * @scope: a valid code
 * @division: a valid code
 *
 * Returns: whether @division is @scope or lies in it
 */
gboolean
ruhu_division_contains (const char *scope, const char *division)
{
  return g_str_has_prefix (division, scope);
}

/**
 * ruhu_division_cut:
 * @division: a valid code of at least @digits digits
 * @digits: one of the RUHU_DIVISION_ lengths
 *
 * Returns: (transfer full) (nullable): the part of @division of that level, %NULL where @division
 *   is itself of a higher level
 */
char *
ruhu_division_cut (const char *division, guint digits)
{
  return strlen (division) >= digits ? g_strndup (division, digits) : NULL;
}

/**
 * ruhu_division_after:
 * @scope: a valid code
 *
 * For range scans, as LIKE would not use an index: what lies in @scope is `>= scope AND < after`.
 *
 * Returns: (transfer full): the first string after all codes that begin with @scope
 */
char *
ruhu_division_after (const char *scope)
{
  return g_strconcat (scope, ":", NULL); /* ':' follows '9' in ASCII */
}
