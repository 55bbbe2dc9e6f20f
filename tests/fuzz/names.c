/* names.c: words that the library keeps for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "names.h"

#include <sanitizer/lsan_interface.h>

#define MOST_NAMES 500000

/**
 * fuzz_keep_names:
 * @text: what the library will be given
 *
 * GLib never frees an interned name, nor a table of them that it outgrew; where that happens here
 * first, the leak checker looks away.
 *
 * Returns: %FALSE once there were so many that memory would run out
 */
gboolean
fuzz_keep_names (const char *text)
{
  static guint names;
  g_auto (GStrv) words = g_strsplit_set (text, " ,;&()[]{}/'\"=<>!|+*#$:\n\r\t\x1d", -1);

  for (gsize i = 0; words[i] != NULL; i++) {
    if (*words[i] == '\0' || g_quark_try_string (words[i]) != 0)
      continue;
    if (names++ >= MOST_NAMES)
      return FALSE;
    __lsan_disable ();
    g_intern_string (words[i]);
    __lsan_enable ();
  }
  return TRUE;
}
