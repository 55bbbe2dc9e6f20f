/* ruhu-xpath-compare.c: = != < <= > >=
 *
 * XPath 1.0, section 3.4: one pair of nodes for which it holds is enough. No node compares as the
 * empty text (JavaRosa), and numbers are equal within 1e-12, since 6.1 - 7.8 = -1.7 is true to
 * people.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-function-private.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 1e-12

static gboolean
is_numeric (const RuhuXPathValue *value)
{
  return value->kind == RUHU_XPATH_VALUE_NUMBER || value->kind == RUHU_XPATH_VALUE_DATE ||
         value->kind == RUHU_XPATH_VALUE_DATE_TIME;
}

static gboolean
compare_numbers (RuhuXPathOperator op, double left, double right)
{
  gboolean equal = left == right || fabs (left - right) < TOLERANCE;

  switch (op) {
  case RUHU_XPATH_EQ:
    return equal;
  case RUHU_XPATH_NE:
    return !equal;
  case RUHU_XPATH_LT:
    return left < right;
  case RUHU_XPATH_LE:
    return left <= right;
  case RUHU_XPATH_GT:
    return left > right;
  case RUHU_XPATH_GE:
    return left >= right;
  case RUHU_XPATH_OR:
  case RUHU_XPATH_AND:
  case RUHU_XPATH_ADD:
  case RUHU_XPATH_SUBTRACT:
  case RUHU_XPATH_MULTIPLY:
  case RUHU_XPATH_DIV:
  case RUHU_XPATH_MOD:
  case RUHU_XPATH_UNION:
  default:
    return FALSE;
  }
}

/* Neither side is nodes. */
static gboolean
compare_single (RuhuXPathOperator op,
                RuhuXPathValue *left,
                RuhuXPathValue *right,
                RuhuXPathContext *context)
{
  gboolean equality = op == RUHU_XPATH_EQ || op == RUHU_XPATH_NE;

  if (equality &&
      (left->kind == RUHU_XPATH_VALUE_BOOLEAN || right->kind == RUHU_XPATH_VALUE_BOOLEAN))
    return (ruhu_xpath_value_get_boolean (left, context) ==
            ruhu_xpath_value_get_boolean (right, context)) == (op == RUHU_XPATH_EQ);
  if (equality && !is_numeric (left) && !is_numeric (right))
    return (strcmp (left->string, right->string) == 0) == (op == RUHU_XPATH_EQ);
  return compare_numbers (op,
                          ruhu_xpath_value_get_number (left, context),
                          ruhu_xpath_value_get_number (right, context));
}

/* One node of several as a value of its own: a number where a number is asked, else its text. */
static void
set_item (RuhuXPathValue *item,
          RuhuXPathValue *nodes,
          guint i,
          gboolean as_number,
          RuhuXPathContext *context)
{
  RuhuXPathNode *node;

  if (i >= nodes->nodes.n) {
    ruhu_xpath_value_set_string (item, "");
    return;
  }
  node = ruhu_xpath_nodes_get (&nodes->nodes, i);
  if (as_number && context->host->get_number != NULL)
    ruhu_xpath_value_set_number (item, context->host->get_number (context, *node));
  else
    ruhu_xpath_value_set_string (item, context->host->get_string (context, *node));
}

static gboolean
compare_right_nodes (RuhuXPathOperator op,
                     RuhuXPathValue *left,
                     RuhuXPathValue *right,
                     RuhuXPathContext *context)
{
  gboolean relational = op != RUHU_XPATH_EQ && op != RUHU_XPATH_NE;
  RuhuXPathValue item = { 0 };

  if (right->kind != RUHU_XPATH_VALUE_NODES)
    return compare_single (op, left, right, context);
  for (guint i = 0; i < MAX (right->nodes.n, 1); i++) {
    set_item (&item, right, i, relational || is_numeric (left), context);
    if (compare_single (op, left, &item, context))
      return TRUE;
  }
  return FALSE;
}

/**
 * ruhu_xpath_compare:
 * @op: one of the six comparisons
 * @left: a value
 * @right: a value
 * @context: where they were got
 *
 * Text that looks like a date counts as one where numbers are compared; `=` of two texts is
 * textual.
 *
 * Returns: whether it holds
 */
gboolean
ruhu_xpath_compare (RuhuXPathOperator op,
                    RuhuXPathValue *left,
                    RuhuXPathValue *right,
                    RuhuXPathContext *context)
{
  gboolean relational = op != RUHU_XPATH_EQ && op != RUHU_XPATH_NE;
  RuhuXPathValue item = { 0 };

  /* A boolean makes one boolean of all nodes of the other side. */
  if (left->kind == RUHU_XPATH_VALUE_BOOLEAN && right->kind == RUHU_XPATH_VALUE_NODES)
    ruhu_xpath_value_set_boolean (right, ruhu_xpath_value_get_boolean (right, context));
  if (right->kind == RUHU_XPATH_VALUE_BOOLEAN && left->kind == RUHU_XPATH_VALUE_NODES)
    ruhu_xpath_value_set_boolean (left, ruhu_xpath_value_get_boolean (left, context));

  if (left->kind != RUHU_XPATH_VALUE_NODES)
    return compare_right_nodes (op, left, right, context);
  if (right->kind == RUHU_XPATH_VALUE_NODES && left->nodes.n > 1 && context->host->spend != NULL &&
      !context->host->spend (context, (guint64) left->nodes.n * right->nodes.n, NULL))
    return FALSE;
  for (guint i = 0; i < MAX (left->nodes.n, 1); i++) {
    set_item (&item, left, i, relational || is_numeric (right), context);
    if (compare_right_nodes (op, &item, right, context))
      return TRUE;
  }
  return FALSE;
}
