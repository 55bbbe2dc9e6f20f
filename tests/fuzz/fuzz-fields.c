/* fuzz-fields.c: any bytes as an object's body, read by both readers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "register/ruhu-fields-private.h"

#define LONGEST 4096
#define MOST_NAMES 600

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
collect (const char *name, const char *value, gpointer data)
{
  g_string_append_printf (data, "%s=%s;", name, value);
}

static char *
to_text (RuhuFields *fields)
{
  GString *text = g_string_new (NULL);

  ruhu_fields_foreach (fields, collect, text);
  return g_string_free (text, FALSE);
}

/* GLib never frees an interned name, nor the table it outgrew. Whatever stands between quotes may
 * become one; a fuzzer, whose leak check would see it, has to do with a few hundred. */
static gboolean
brings_too_many_names (const char *body)
{
  static guint names;
  g_auto (GStrv) parts = g_strsplit_set (body, "\":", -1);

  for (gsize i = 0; parts[i] != NULL; i++) {
    if (strchr (parts[i], '\\') != NULL && names >= MOST_NAMES)
      return TRUE;
    if (g_quark_try_string (parts[i]) != 0)
      continue;
    if (names++ >= MOST_NAMES)
      return TRUE;
    g_intern_string (parts[i]);
  }

  return FALSE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *body = g_strndup ((const char *) data, MIN (size, LONGEST));
  g_autoptr (RuhuFields) scanned = NULL;
  g_autoptr (RuhuFields) parsed = NULL;

  if (brings_too_many_names (body))
    return 0;

  scanned = ruhu_fields_scan (body);
  parsed = ruhu_fields_parse (body, NULL);
  if (scanned != NULL) {
    g_autofree char *one = to_text (scanned);
    g_autofree char *other = NULL;

    g_assert_nonnull (parsed);
    other = to_text (parsed);
    g_assert_cmpstr (one, ==, other);
  }

  return 0;
}
