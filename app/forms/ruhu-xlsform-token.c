/* ruhu-xlsform-token.c: telling an expression from a plain text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static gboolean
starts_name (const char *at)
{
  return ruhu_xls_is_name_char (g_utf8_get_char (at), FALSE);
}

static const char *
skip_name (const char *at)
{
  while (*at != '\0' && ruhu_xls_is_name_char (g_utf8_get_char (at), TRUE))
    at = g_utf8_next_char (at);
  return at;
}

/* A name with or without prefix: "jr:itext", but not the scheme of "https://". */
static const char *
skip_qualified (const char *at)
{
  at = skip_name (at);
  if (*at == ':' && at[1] != '\0' && starts_name (at + 1))
    at = skip_name (at + 1);
  return at;
}

/* A date, a time, both or a number; NULL where @at begins with none of them. */
static const char *
skip_value (const char *at)
{
  static GRegex *regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  int end;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex,
                       g_regex_new ("^(?:-?\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?"
                                    "(?:Z|[+-]\\d{2}:\\d{2})?)?|\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?"
                                    "(?:Z|[+-]\\d{2}:\\d{2})?|-?\\d+\\.\\d*|-?\\.\\d+|-?\\d+)",
                                    G_REGEX_OPTIMIZE,
                                    0,
                                    NULL));
  if (!g_regex_match (regex, at, 0, &match) || !g_match_info_fetch_pos (match, 0, NULL, &end))
    return NULL;
  return at + end;
}

static const char *
skip_literal (const char *at)
{
  const char *close = strchr (at + 1, *at);

  return close == NULL ? at + 1 : close + 1;
}

static gboolean
is_word_operator (const char *at)
{
  return g_str_has_prefix (at, " mod ") || g_str_has_prefix (at, " div ");
}

/**
 * ruhu_xls_is_dynamic:
 * @default_value: a cell of the default column
 * @bind_type: the question's data type
 *
 * Returns: whether it has to be evaluated: a reference, a call, a predicate or arithmetic. A hyphen
 *   in the default of a date, time or place is none.
 */
gboolean
ruhu_xls_is_dynamic (const char *default_value, const char *bind_type)
{
  static const char *const hyphened[] = { "date",     "dateTime", "time", "geopoint",
                                          "geotrace", "geoshape", NULL };
  gboolean plain_hyphen = bind_type != NULL && g_strv_contains (hyphened, bind_type);
  const char *at = default_value;

  while (*at != '\0') {
    const char *end = skip_value (at);

    if (end != NULL)
      at = end;
    else if (starts_name (at)) {
      at = skip_qualified (at);
      if (*at == '(' || *at == '[')
        return TRUE;
      if (g_str_has_prefix (at, "://"))
        at += 3;
    } else if (*at == '\'' || *at == '"')
      at = skip_literal (at);
    else if (*at == '-' && plain_hyphen)
      return FALSE;
    else if (strchr ("*+-|", *at) != NULL || is_word_operator (at) ||
             (g_str_has_prefix (at, "${") && strchr (at, '}') != NULL))
      return TRUE;
    else
      at = g_utf8_next_char (at);
  }
  return FALSE;
}

static const char *
skip_brackets (const char *at)
{
  guint open = 0;

  do {
    if (*at == '(' || *at == '[')
      open++;
    else if (*at == ')' || *at == ']')
      open--;
    at = *at == '\'' || *at == '"' ? skip_literal (at) : g_utf8_next_char (at);
  } while (open > 0 && *at != '\0');
  return open > 0 ? NULL : at;
}

/**
 * ruhu_xls_skip_instance:
 * @text: part of a label
 *
 * Returns: (nullable): where the expression instance('list')/…/label ends that @text begins with;
 *   %NULL where it begins with none
 */
const char *
ruhu_xls_skip_instance (const char *text)
{
  const char *at = g_str_has_prefix (text, "instance(") ? skip_brackets (text + 8) : NULL;

  while (at != NULL && (*at == '/' || *at == '[')) {
    if (*at == '[')
      at = skip_brackets (at);
    else if (starts_name (at + 1))
      at = skip_qualified (at + 1);
    else
      return NULL;
  }
  return at;
}
