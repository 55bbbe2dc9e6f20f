/* ruhu-xpath-function.c: the function library, one table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-function-private.h"

#include <stdlib.h>
#include <string.h>

#include "forms/xpath/ruhu-xpath-library-private.h"

/* Name, least and most arguments, function, lazy, flags; in strcmp() order. */
static const RuhuXPathFunction functions[] = {
  { "abs", 1, 1, ruhu_xpath_abs, FALSE, 0 },
  { "acos", 1, 1, ruhu_xpath_acos, FALSE, 0 },
  { "area", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_area, FALSE, 0 },
  { "asin", 1, 1, ruhu_xpath_asin, FALSE, 0 },
  { "atan", 1, 1, ruhu_xpath_atan, FALSE, 0 },
  { "atan2", 2, 2, ruhu_xpath_atan2, FALSE, 0 },
  { "base64-decode", 1, 1, ruhu_xpath_base64_decode, FALSE, 0 },
  { "boolean", 1, 1, ruhu_xpath_boolean, FALSE, 0 },
  { "boolean-from-string", 1, 1, ruhu_xpath_boolean_from_string, FALSE, 0 },
  { "ceiling", 1, 1, ruhu_xpath_ceiling, FALSE, 0 },
  { "checklist", 2, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_checklist, FALSE, 0 },
  { "coalesce", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_coalesce, TRUE, 0 },
  { "concat", 0, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_concat, FALSE, 0 },
  { "contains", 2, 2, ruhu_xpath_contains, FALSE, 0 },
  { "cos", 1, 1, ruhu_xpath_cos, FALSE, 0 },
  { "count", 1, 1, ruhu_xpath_count, FALSE, 0 },
  { "count-non-empty", 1, 1, ruhu_xpath_count_non_empty, FALSE, 0 },
  { "count-selected", 1, 1, ruhu_xpath_count_selected, FALSE, 0 },
  { "date", 1, 1, ruhu_xpath_date, FALSE, 0 },
  { "date-time", 1, 1, ruhu_xpath_date_time, FALSE, 0 },
  { "decimal-date-time", 1, 1, ruhu_xpath_decimal_date_time, FALSE, 0 },
  { "decimal-time", 1, 1, ruhu_xpath_decimal_time, FALSE, 0 },
  { "depend", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_depend, TRUE, 0 },
  { "digest", 2, 3, ruhu_xpath_digest, FALSE, 0 },
  { "distance", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_distance, FALSE, 0 },
  { "enclosed-area", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_area, FALSE, 0 },
  { "ends-with", 2, 2, ruhu_xpath_ends_with, FALSE, 0 },
  { "exp", 1, 1, ruhu_xpath_exp, FALSE, 0 },
  { "exp10", 1, 1, ruhu_xpath_exp10, FALSE, 0 },
  { "extract-signed", 2, 2, ruhu_xpath_extract_signed, FALSE, 0 },
  { "false", 0, 0, ruhu_xpath_false, FALSE, 0 },
  { "floor", 1, 1, ruhu_xpath_floor, FALSE, 0 },
  { "format-date", 2, 2, ruhu_xpath_format_date, FALSE, RUHU_XPATH_NEEDS_LANGUAGE },
  { "format-date-time", 2, 2, ruhu_xpath_format_date, FALSE, RUHU_XPATH_NEEDS_LANGUAGE },
  { "geofence", 2, 2, ruhu_xpath_geofence, FALSE, 0 },
  { "if", 3, 3, ruhu_xpath_if, TRUE, 0 },
  { "indexed-repeat",
    3,
    7,
    ruhu_xpath_indexed_repeat,
    TRUE,
    RUHU_XPATH_NEEDS_POSITION | RUHU_XPATH_NEEDS_NODE },
  { "int", 1, 1, ruhu_xpath_int, FALSE, 0 },
  { "is-selected", 2, 2, ruhu_xpath_selected, FALSE, 0 },
  { "join", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_join, FALSE, 0 },
  { "jr:choice-name",
    2,
    2,
    ruhu_xpath_choice_name,
    FALSE,
    RUHU_XPATH_NEEDS_LANGUAGE | RUHU_XPATH_NEEDS_NODE },
  { "jr:itext", 1, 1, ruhu_xpath_itext, FALSE, RUHU_XPATH_NEEDS_LANGUAGE },
  { "last", 0, 0, ruhu_xpath_last, FALSE, RUHU_XPATH_NEEDS_POSITION },
  { "local-name", 0, 1, ruhu_xpath_local_name, FALSE, RUHU_XPATH_NEEDS_NODE },
  { "log", 1, 1, ruhu_xpath_log, FALSE, 0 },
  { "log10", 1, 1, ruhu_xpath_log10, FALSE, 0 },
  { "max", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_max, FALSE, 0 },
  { "min", 1, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_min, FALSE, 0 },
  { "name", 0, 1, ruhu_xpath_name, FALSE, RUHU_XPATH_NEEDS_NODE },
  { "normalize-space", 0, 1, ruhu_xpath_normalize_space, FALSE, RUHU_XPATH_NEEDS_NODE },
  { "not", 1, 1, ruhu_xpath_not, FALSE, 0 },
  { "now", 0, 0, ruhu_xpath_now, FALSE, RUHU_XPATH_NEEDS_TIME },
  { "number", 0, 1, ruhu_xpath_number, FALSE, RUHU_XPATH_NEEDS_NODE },
  { "once", 1, 1, ruhu_xpath_once, TRUE, RUHU_XPATH_NEEDS_NODE },
  { "pi", 0, 0, ruhu_xpath_pi, FALSE, 0 },
  { "position",
    0,
    1,
    ruhu_xpath_position,
    FALSE,
    RUHU_XPATH_NEEDS_POSITION | RUHU_XPATH_NEEDS_NODE },
  { "pow", 2, 2, ruhu_xpath_pow, FALSE, 0 },
  { "property", 1, 1, ruhu_xpath_property, FALSE, 0 },
  { "pulldata", 4, 4, ruhu_xpath_pulldata, FALSE, 0 },
  { "random", 0, 0, ruhu_xpath_random, FALSE, RUHU_XPATH_NEEDS_RANDOM },
  { "randomize", 1, 2, ruhu_xpath_randomize, FALSE, RUHU_XPATH_NEEDS_POSITION },
  { "regex", 2, 2, ruhu_xpath_regex, FALSE, 0 },
  { "round", 1, 2, ruhu_xpath_round, FALSE, 0 },
  { "selected", 2, 2, ruhu_xpath_selected, FALSE, 0 },
  { "selected-at", 2, 2, ruhu_xpath_selected_at, FALSE, 0 },
  { "sin", 1, 1, ruhu_xpath_sin, FALSE, 0 },
  { "sqrt", 1, 1, ruhu_xpath_sqrt, FALSE, 0 },
  { "starts-with", 2, 2, ruhu_xpath_starts_with, FALSE, 0 },
  { "string", 0, 1, ruhu_xpath_string, FALSE, RUHU_XPATH_NEEDS_NODE },
  { "string-length", 0, 1, ruhu_xpath_string_length, FALSE, RUHU_XPATH_NEEDS_NODE },
  { "substr", 2, 3, ruhu_xpath_substr, FALSE, 0 },
  { "substring", 2, 3, ruhu_xpath_substring, FALSE, 0 },
  { "substring-after", 2, 2, ruhu_xpath_substring_after, FALSE, 0 },
  { "substring-before", 2, 2, ruhu_xpath_substring_before, FALSE, 0 },
  { "sum", 1, 1, ruhu_xpath_sum, FALSE, 0 },
  { "tan", 1, 1, ruhu_xpath_tan, FALSE, 0 },
  { "today", 0, 0, ruhu_xpath_today, FALSE, RUHU_XPATH_NEEDS_TIME },
  { "translate", 3, 3, ruhu_xpath_translate, FALSE, 0 },
  { "true", 0, 0, ruhu_xpath_true, FALSE, 0 },
  { "uuid", 0, 1, ruhu_xpath_uuid, FALSE, RUHU_XPATH_NEEDS_RANDOM },
  { "version", 0, 0, ruhu_xpath_version, FALSE, 0 },
  { "weighted-checklist", 2, RUHU_XPATH_ANY_NUMBER, ruhu_xpath_weighted_checklist, FALSE, 0 },
};

static int
compare (const void *name, const void *function)
{
  return strcmp (name, ((const RuhuXPathFunction *) function)->name);
}

/**
 * ruhu_xpath_function_find:
 * @name: a function's name as an expression writes it
 *
 * Returns: (nullable): the function; %NULL if there is none of that name
 */
const RuhuXPathFunction *
ruhu_xpath_function_find (const char *name)
{
  return bsearch (name, functions, G_N_ELEMENTS (functions), sizeof functions[0], compare);
}

/* (element-type utf8): every function's name. */
GPtrArray *
ruhu_xpath_function_list_names (void)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    g_ptr_array_add (names, (gpointer) functions[i].name);
  return names;
}

/**
 * ruhu_xpath_function_get_flags:
 * @self: (nullable): a function
 * @n_args: how many arguments it is given
 *
 * Returns: what a call depends on besides its arguments. One that may go without an argument reads
 *   the context node only then; an order without a seed is another one each time
 */
RuhuXPathFlags
ruhu_xpath_function_get_flags (const RuhuXPathFunction *self, guint n_args)
{
  RuhuXPathFlags flags;

  if (self == NULL)
    return RUHU_XPATH_HAS_UNKNOWN;
  flags = self->flags;
  if (self->min_args == 0 && n_args > 0)
    flags &= ~RUHU_XPATH_NEEDS_NODE;
  if (self->func == ruhu_xpath_randomize && n_args == 1)
    flags |= RUHU_XPATH_NEEDS_RANDOM;
  return flags;
}
