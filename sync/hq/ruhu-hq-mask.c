/* ruhu-hq-mask.c: what of a person the browser is shown unasked
 *
 * Which questions hold what tells who somebody is stands in resources/hq/masked.csv, patterns and
 * how each is masked. A place on the map is masked whatever the question is called.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-mask.h"

#include "ruhu-hq-csv.h"
#include "ruhu-hq-resources.h"

#include <string.h>

#define TABLE "/org/ruhu/Ruhu/hq/masked.csv"
#define HIDDEN "***"

static RuhuHqCsv *
get_table (void)
{
  static RuhuHqCsv *table;

  if (table == NULL) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_resource_lookup_data (ruhu_hq_get_resource (), TABLE, 0, &error);

    if (bytes != NULL)
      table = ruhu_hq_csv_parse (bytes, "masked.csv", &error);
    if (table == NULL)
      g_error ("%s", error->message); /* built in: a build without it masks nothing */
  }
  return table;
}

/**
 * ruhu_hq_mask_find:
 * @question: name of a question or of a field of the register
 * @type: its type
 *
 * Main thread only.
 *
 * Returns: (nullable): how its answers are masked; %NULL for those that are shown
 */
const char *
ruhu_hq_mask_find (const char *question, RuhuDataType type)
{
  RuhuHqCsv *table = get_table ();
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_rows (table); i++) {
    if (g_pattern_match_simple (ruhu_hq_csv_get (table, i, "question"), question))
      return ruhu_hq_csv_get (table, i, "as");
  }
  if (type == RUHU_DATA_GEOPOINT || type == RUHU_DATA_GEOTRACE || type == RUHU_DATA_GEOSHAPE)
    return "place";
  return NULL;
}

/* 李建英 → 李*英, 王伟 → 王*; of other scripts the first letter. */
static char *
mask_name (const char *name)
{
  glong length = g_utf8_strlen (name, -1);
  gunichar first = g_utf8_get_char (name);
  GString *masked = g_string_new (NULL);

  if (length < 2)
    return g_string_free (g_string_append (masked, "*"), FALSE);

  g_string_append_unichar (masked, first);
  if (g_unichar_get_script (first) != G_UNICODE_SCRIPT_HAN)
    return g_string_free (g_string_append (masked, HIDDEN), FALSE);

  g_string_append_c (masked, '*');
  if (length > 2)
    g_string_append (masked, g_utf8_offset_to_pointer (name, length - 1));
  return g_string_free (masked, FALSE);
}

/* The first @head and last @tail characters where at least as many again are hidden. */
static char *
mask_middle (const char *text, glong head, glong tail, const char *hidden)
{
  glong length = g_utf8_strlen (text, -1);
  g_autofree char *start = NULL;

  if (length < 2 * (head + tail) && length < head + tail + 4)
    return g_strdup (HIDDEN);

  start = g_utf8_substring (text, 0, head);
  return g_strconcat (start, hidden, g_utf8_offset_to_pointer (text, length - tail), NULL);
}

/**
 * ruhu_hq_mask:
 * @as: from ruhu_hq_mask_find()
 *
 * Returns: (transfer full): what may be shown of @value
 */
char *
ruhu_hq_mask (const char *as, const char *value)
{
  if (*value == '\0')
    return g_strdup ("");
  if (g_str_equal (as, "name"))
    return mask_name (value);
  if (g_str_equal (as, "number"))
    return mask_middle (value, 6, 2, "**********");
  if (g_str_equal (as, "phone"))
    return mask_middle (value, 3, 4, " **** ");
  if (g_str_equal (as, "date"))
    return mask_middle (value, 4, 0, "-**-**");
  return g_strdup (HIDDEN);
}
