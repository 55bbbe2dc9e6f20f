/* ruhu-xpath-eval.c: what an expression gives, at one place of what a host holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-function-private.h"

#include <math.h>

#include "base/ruhu-error.h"

#define FEW_ARGS 3

static gboolean
check_call (const RuhuXPathExpr *expr, GError **error)
{
  const RuhuXPathFunction *function = expr->call.function;
  guint n = expr->call.args->len;

  if (function != NULL && n >= function->min_args && n <= function->max_args)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               function == NULL ? "column %u: there is no function %s()"
                                : "column %u: wrong number of arguments for %s()",
               expr->column,
               expr->call.name);
  return FALSE;
}

static void
note_wrong_call (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  GError **error = data;

  if (expr->kind == RUHU_XPATH_CALL && *error == NULL)
    check_call (expr, error);
}

/**
 * ruhu_xpath_check:
 * @expr: an expression
 * @error: return location for a #GError
 *
 * Evaluation meets a wrong call only where it gets there; this looks at all of them.
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID for the first call of a function that does not exist, or
 * with too many or too few arguments
 */
gboolean
ruhu_xpath_check (RuhuXPathExpr *expr, GError **error)
{
  GError *found = NULL;

  ruhu_xpath_foreach (expr, note_wrong_call, &found);
  if (found == NULL)
    return TRUE;
  g_propagate_error (error, found);
  return FALSE;
}

static gboolean
call_eager (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathValue few[FEW_ARGS] = { 0 };
  gboolean done = TRUE;
  guint i;

  frame->values = frame->n <= FEW_ARGS ? few : g_new0 (RuhuXPathValue, frame->n);
  for (i = 0; i < frame->n && done; i++)
    done = ruhu_xpath_eval_part (frame->args[i], frame->context, &frame->values[i], error);
  done = done && frame->expr->call.function->func (frame, result, error);

  while (i-- > 0)
    ruhu_xpath_value_clear (&frame->values[i]);
  if (frame->values != few)
    g_free (frame->values);
  return done;
}

static gboolean
eval_call (RuhuXPathExpr *expr, RuhuXPathContext *context, RuhuXPathValue *value, GError **error)
{
  RuhuXPathFrame frame = {
    .expr = expr,
    .context = context,
    .args = (RuhuXPathExpr **) expr->call.args->pdata,
    .n = expr->call.args->len,
  };

  if (!check_call (expr, error))
    return FALSE;
  if (expr->call.function->lazy)
    return expr->call.function->func (&frame, value, error);
  return call_eager (&frame, value, error);
}

/* The right side is evaluated only where the left one leaves it open. */
static gboolean
eval_logic (RuhuXPathExpr *expr, RuhuXPathContext *context, RuhuXPathValue *value, GError **error)
{
  gboolean decided_by = expr->binary.op == RUHU_XPATH_OR;
  gboolean holds;

  if (!ruhu_xpath_eval_boolean (expr->binary.left, context, &holds, error))
    return FALSE;
  if (holds != decided_by && !ruhu_xpath_eval_boolean (expr->binary.right, context, &holds, error))
    return FALSE;
  ruhu_xpath_value_set_boolean (value, holds);
  return TRUE;
}

static double
compute (RuhuXPathOperator op, double left, double right)
{
  switch (op) {
  case RUHU_XPATH_ADD:
    return left + right;
  case RUHU_XPATH_SUBTRACT:
    return left - right;
  case RUHU_XPATH_MULTIPLY:
    return left * right;
  case RUHU_XPATH_DIV:
    return left / right;
  case RUHU_XPATH_MOD:
    return fmod (left, right);
  case RUHU_XPATH_OR:
  case RUHU_XPATH_AND:
  case RUHU_XPATH_EQ:
  case RUHU_XPATH_NE:
  case RUHU_XPATH_LT:
  case RUHU_XPATH_LE:
  case RUHU_XPATH_GT:
  case RUHU_XPATH_GE:
  case RUHU_XPATH_UNION:
  default:
    return NAN;
  }
}

static gboolean
holds_node (RuhuXPathNodes *nodes, RuhuXPathNode node)
{
  for (guint i = 0; i < nodes->n; i++) {
    RuhuXPathNode *at = ruhu_xpath_nodes_get (nodes, i);

    if (at->a == node.a && at->b == node.b)
      return TRUE;
  }
  return FALSE;
}

/* Those of the left, then those of the right that are new. */
static gboolean
unite (RuhuXPathExpr *expr,
       RuhuXPathContext *context,
       RuhuXPathValue *left,
       RuhuXPathValue *right,
       RuhuXPathValue *value,
       GError **error)
{
  if (left->kind != RUHU_XPATH_VALUE_NODES || right->kind != RUHU_XPATH_VALUE_NODES) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "column %u: only nodes can be joined by “|”",
                 expr->column);
    return FALSE;
  }
  value->kind = RUHU_XPATH_VALUE_NODES;
  if (context->host->spend != NULL &&
      !context->host->spend (context, (guint64) left->nodes.n * right->nodes.n, error))
    return FALSE;
  for (guint i = 0; i < left->nodes.n; i++)
    ruhu_xpath_nodes_add (&value->nodes, *ruhu_xpath_nodes_get (&left->nodes, i));
  for (guint i = 0; i < right->nodes.n; i++) {
    RuhuXPathNode node = *ruhu_xpath_nodes_get (&right->nodes, i);

    if (!holds_node (&left->nodes, node))
      ruhu_xpath_nodes_add (&value->nodes, node);
  }
  return TRUE;
}

static gboolean
eval_binary (RuhuXPathExpr *expr, RuhuXPathContext *context, RuhuXPathValue *value, GError **error)
{
  g_auto (RuhuXPathValue) left = { 0 };
  g_auto (RuhuXPathValue) right = { 0 };
  RuhuXPathOperator op = expr->binary.op;

  if (op <= RUHU_XPATH_AND)
    return eval_logic (expr, context, value, error);
  if (!ruhu_xpath_eval_part (expr->binary.left, context, &left, error) ||
      !ruhu_xpath_eval_part (expr->binary.right, context, &right, error))
    return FALSE;

  if (op <= RUHU_XPATH_GE)
    ruhu_xpath_value_set_boolean (value, ruhu_xpath_compare (op, &left, &right, context));
  else if (op == RUHU_XPATH_UNION)
    return unite (expr, context, &left, &right, value, error);
  else
    ruhu_xpath_value_set_number (value,
                                 compute (op,
                                          ruhu_xpath_value_get_number (&left, context),
                                          ruhu_xpath_value_get_number (&right, context)));
  return TRUE;
}

static gboolean
eval_negation (RuhuXPathExpr *expr,
               RuhuXPathContext *context,
               RuhuXPathValue *value,
               GError **error)
{
  double number;

  if (!ruhu_xpath_eval_number (expr->negated, context, &number, error))
    return FALSE;
  ruhu_xpath_value_set_number (value, -number);
  return TRUE;
}

/**
 * ruhu_xpath_eval_part:
 * @expr: an expression, part of a larger one
 * @context: where it stands
 * @value: an empty value, set to the result
 * @error: return location for a #GError
 *
 * As ruhu_xpath_eval(), but a date that is none passes: what uses it decides.
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID
 */
gboolean
ruhu_xpath_eval_part (RuhuXPathExpr *expr,
                      RuhuXPathContext *context,
                      RuhuXPathValue *value,
                      GError **error)
{
  switch (expr->kind) {
  case RUHU_XPATH_NUMBER:
    ruhu_xpath_value_set_number (value, expr->number);
    return TRUE;
  case RUHU_XPATH_LITERAL:
    ruhu_xpath_value_set_string (value, expr->literal);
    return TRUE;
  case RUHU_XPATH_PATH:
    value->kind = RUHU_XPATH_VALUE_NODES;
    return context->host->resolve (context, expr, &value->nodes, error);
  case RUHU_XPATH_CALL:
    return eval_call (expr, context, value, error);
  case RUHU_XPATH_BINARY:
    return eval_binary (expr, context, value, error);
  case RUHU_XPATH_NEGATE:
  default:
    return eval_negation (expr, context, value, error);
  }
}

/**
 * ruhu_xpath_eval:
 * @expr: an expression
 * @context: where it stands
 * @value: an empty value, { 0 }, set to the result; to be cleared in any case
 * @error: return location for a #GError
 *
 * Texts and nodes in @value are the host's and the expression's: they are valid until the host
 * changes or @expr is freed.
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where a function does not exist or cannot work on what
 * it got, or where the result would be a date that is none; or what the host said
 */
gboolean
ruhu_xpath_eval (RuhuXPathExpr *expr,
                 RuhuXPathContext *context,
                 RuhuXPathValue *value,
                 GError **error)
{
  if (!ruhu_xpath_eval_part (expr, context, value, error))
    return FALSE;
  if ((value->kind == RUHU_XPATH_VALUE_DATE || value->kind == RUHU_XPATH_VALUE_DATE_TIME) &&
      isnan (value->number)) {
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the result is not a date");
    return FALSE;
  }
  return TRUE;
}

/**
 * ruhu_xpath_eval_string:
 * @expr: an expression
 * @context: where it stands
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the result as text; %NULL with an error as of ruhu_xpath_eval()
 */
char *
ruhu_xpath_eval_string (RuhuXPathExpr *expr, RuhuXPathContext *context, GError **error)
{
  g_auto (RuhuXPathValue) value = { 0 };
  const char *text;

  if (!ruhu_xpath_eval (expr, context, &value, error))
    return NULL;
  text = ruhu_xpath_value_get_string (&value, context);
  return text == value.owned ? g_steal_pointer (&value.owned) : g_strdup (text);
}

/**
 * ruhu_xpath_eval_number:
 * @expr: an expression
 * @context: where it stands
 * @number: (out): the result as a number
 * @error: return location for a #GError
 *
 * Returns: %FALSE with an error as of ruhu_xpath_eval()
 */
gboolean
ruhu_xpath_eval_number (RuhuXPathExpr *expr,
                        RuhuXPathContext *context,
                        double *number,
                        GError **error)
{
  g_auto (RuhuXPathValue) value = { 0 };

  if (!ruhu_xpath_eval_part (expr, context, &value, error))
    return FALSE;
  *number = ruhu_xpath_value_get_number (&value, context);
  return TRUE;
}

/**
 * ruhu_xpath_eval_boolean:
 * @expr: an expression
 * @context: where it stands
 * @boolean: (out): the result as a boolean; a date that is none is false
 * @error: return location for a #GError
 *
 * Returns: %FALSE with an error as of ruhu_xpath_eval()
 */
gboolean
ruhu_xpath_eval_boolean (RuhuXPathExpr *expr,
                         RuhuXPathContext *context,
                         gboolean *boolean,
                         GError **error)
{
  g_auto (RuhuXPathValue) value = { 0 };

  if (!ruhu_xpath_eval_part (expr, context, &value, error))
    return FALSE;
  *boolean = ruhu_xpath_value_get_boolean (&value, context);
  return TRUE;
}

/**
 * ruhu_xpath_eval_predicate:
 * @expr: a predicate
 * @context: the candidate, with its position and the number of candidates
 * @holds: (out): whether it stays; a number asks for a position, nodes whether there are any, be
 * they empty (XPath 1.0, section 2.4)
 * @error: return location for a #GError
 *
 * Returns: %FALSE with an error as of ruhu_xpath_eval()
 */
gboolean
ruhu_xpath_eval_predicate (RuhuXPathExpr *expr,
                           RuhuXPathContext *context,
                           gboolean *holds,
                           GError **error)
{
  g_auto (RuhuXPathValue) value = { 0 };

  if (!ruhu_xpath_eval_part (expr, context, &value, error))
    return FALSE;
  if (value.kind == RUHU_XPATH_VALUE_NUMBER)
    *holds = value.number == context->position;
  else if (value.kind == RUHU_XPATH_VALUE_NODES)
    *holds = value.nodes.n > 0;
  else
    *holds = ruhu_xpath_value_get_boolean (&value, context);
  return TRUE;
}

/**
 * ruhu_xpath_frame_refuse:
 * @self: a call
 * @why: what is wrong with its arguments, without naming their values
 * @error: return location for a #GError
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID, always
 */
gboolean
ruhu_xpath_frame_refuse (const RuhuXPathFrame *self, const char *why, GError **error)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "column %u: %s(): %s",
               self->expr->column,
               self->expr->call.name,
               why);
  return FALSE;
}
