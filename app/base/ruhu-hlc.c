/* ruhu-hlc.c: hybrid logical clocks
 *
 * 48 bits of milliseconds and 16 bits of counter: order within a device whatever its clock does,
 * and near to real time while the clock is right. (Kulkarni et al., Logical Physical Clocks, 2014.)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-hlc.h"

#define COUNTER_BITS 16
#define MAX_MS ((G_GINT64_CONSTANT (1) << 48) - 1)

/**
 * ruhu_hlc_from_ms:
 * @ms: milliseconds since 1970 UTC; below zero counts as zero, above 48 bits as the greatest
 *
 * Returns: the first clock of that millisecond
 */
RuhuHlc
ruhu_hlc_from_ms (gint64 ms)
{
  return (RuhuHlc) CLAMP (ms, 0, MAX_MS) << COUNTER_BITS;
}

/**
 * ruhu_hlc_next:
 * @last: the greatest clock this device has used or seen; 0 for none
 * @now: the device's time, ms since 1970 UTC
 *
 * Returns: a clock after @last, and at @now where that is later
 */
RuhuHlc
ruhu_hlc_next (RuhuHlc last, gint64 now)
{
  return MAX (last + 1, ruhu_hlc_from_ms (now));
}

/** ruhu_hlc_get_ms: Returns: milliseconds since 1970 UTC */
gint64
ruhu_hlc_get_ms (RuhuHlc hlc)
{
  return hlc >> COUNTER_BITS;
}

/** ruhu_hlc_to_string: Returns: (transfer full): 16 lower-case hex digits, as clocks travel */
char *
ruhu_hlc_to_string (RuhuHlc hlc)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x", hlc);
}

/**
 * ruhu_hlc_from_string:
 * @text: (nullable): anything
 * @hlc: (out): untouched on failure
 *
 * Returns: %FALSE unless @text is exactly 16 lower-case hex digits
 */
gboolean
ruhu_hlc_from_string (const char *text, RuhuHlc *hlc)
{
  RuhuHlc value = 0;
  guint i;

  if (text == NULL)
    return FALSE;

  for (i = 0; i < RUHU_HLC_DIGITS; i++) {
    if (!g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
      return FALSE;
    value = value << 4 | g_ascii_xdigit_value (text[i]);
  }
  if (text[i] != '\0')
    return FALSE;

  *hlc = value;
  return TRUE;
}
