/* ruhu-xpath-function.c: the function library, one table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-function-private.h"

#include <stdlib.h>
#include <string.h>

static gboolean
call_true (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_boolean (result, TRUE);
  return TRUE;
}

/* In strcmp() order. */
static const RuhuXPathFunction functions[] = {
  { "true", 0, 0, call_true, FALSE, 0 },
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
