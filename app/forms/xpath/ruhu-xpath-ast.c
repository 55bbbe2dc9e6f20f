/* ruhu-xpath-ast.c: the tree of an expression: walking it, asking it, freeing it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-ast-private.h"

#include "forms/xpath/ruhu-xpath-value-private.h"

static void
clear_path (RuhuXPathPath *path)
{
  g_clear_pointer (&path->from, ruhu_xpath_expr_free);
  g_clear_pointer (&path->from_predicates, g_ptr_array_unref);
  g_clear_pointer (&path->steps, g_array_unref);
}

/**
 * ruhu_xpath_expr_free:
 * @self: (nullable): an expression
 *
 * Frees it, all below it, and what the host bound to each.
 */
void
ruhu_xpath_expr_free (RuhuXPathExpr *self)
{
  if (self == NULL)
    return;

  if (self->resolved_free != NULL)
    self->resolved_free (self->resolved);
  switch (self->kind) {
  case RUHU_XPATH_LITERAL:
    g_free (self->literal);
    break;
  case RUHU_XPATH_PATH:
    clear_path (&self->path);
    break;
  case RUHU_XPATH_CALL:
    g_clear_pointer (&self->call.args, g_ptr_array_unref);
    break;
  case RUHU_XPATH_BINARY:
    ruhu_xpath_expr_free (self->binary.left);
    ruhu_xpath_expr_free (self->binary.right);
    break;
  case RUHU_XPATH_NEGATE:
    ruhu_xpath_expr_free (self->negated);
    break;
  case RUHU_XPATH_NUMBER:
  default:
    break;
  }
  g_free (self);
}

typedef struct {
  RuhuXPathExprFunc func;
  gpointer data;
  gboolean paths_only;
} Walk;

static void walk (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, const Walk *how);

static void
walk_all (GPtrArray *exprs, RuhuXPathExpr *outer, guint step, const Walk *how)
{
  for (guint i = 0; exprs != NULL && i < exprs->len; i++)
    walk (exprs->pdata[i], outer, step, how);
}

static void
walk_path (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, const Walk *how)
{
  RuhuXPathPath *path = &expr->path;

  if (path->from != NULL)
    walk (path->from, outer, step, how);
  walk_all (path->from_predicates, expr, 0, how);
  for (guint i = 0; i < path->steps->len; i++)
    walk_all (ruhu_xpath_path_get_step (path, i)->predicates, expr, i + 1, how);
}

static void
walk (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, const Walk *how)
{
  if (!how->paths_only || expr->kind == RUHU_XPATH_PATH)
    how->func (expr, outer, step, how->data);

  switch (expr->kind) {
  case RUHU_XPATH_PATH:
    walk_path (expr, outer, step, how);
    break;
  case RUHU_XPATH_CALL:
    walk_all (expr->call.args, outer, step, how);
    break;
  case RUHU_XPATH_BINARY:
    walk (expr->binary.left, outer, step, how);
    walk (expr->binary.right, outer, step, how);
    break;
  case RUHU_XPATH_NEGATE:
    walk (expr->negated, outer, step, how);
    break;
  case RUHU_XPATH_NUMBER:
  case RUHU_XPATH_LITERAL:
  default:
    break;
  }
}

/**
 * ruhu_xpath_foreach:
 * @self: an expression
 * @func: called for it and for all below it, each before what it holds
 * @data: for @func
 *
 * @func also gets the path in whose predicate the expression stands (%NULL outside predicates) and
 * how many steps of that path come before the predicate (0: it follows current() or instance()).
 */
void
ruhu_xpath_foreach (RuhuXPathExpr *self, RuhuXPathExprFunc func, gpointer data)
{
  walk (self, NULL, 0, &(Walk){ func, data, FALSE });
}

/**
 * ruhu_xpath_foreach_path:
 * @self: an expression
 * @func: called for each path in it, those within predicates included
 * @data: for @func
 *
 * As ruhu_xpath_foreach(), for paths alone.
 */
void
ruhu_xpath_foreach_path (RuhuXPathExpr *self, RuhuXPathExprFunc func, gpointer data)
{
  walk (self, NULL, 0, &(Walk){ func, data, TRUE });
}

static const char *
get_column_name (const RuhuXPathExpr *expr)
{
  const RuhuXPathPath *path = &expr->path;
  const RuhuXPathStep *step;
  guint i = 0;

  if (expr->kind != RUHU_XPATH_PATH || path->start != RUHU_XPATH_RELATIVE)
    return NULL;

  /* ./name is name */
  step = ruhu_xpath_path_get_step (path, 0);
  if (path->steps->len == 2 && step->axis == RUHU_XPATH_SELF && step->name == NULL &&
      step->predicates == NULL)
    step = ruhu_xpath_path_get_step (path, ++i);
  if (i + 1 != path->steps->len || step->axis != RUHU_XPATH_CHILD || step->predicates != NULL)
    return NULL;
  return step->name;
}

static void
note_row_path (RuhuXPathExpr *path, RuhuXPathExpr *outer, guint step, gpointer data)
{
  gboolean *needs_row = data;

  if (outer == NULL && path->path.start == RUHU_XPATH_RELATIVE)
    *needs_row = TRUE;
}

static gboolean
is_same_for_all_rows (RuhuXPathExpr *expr)
{
  gboolean needs_row = FALSE;

  if (expr->flags & (RUHU_XPATH_NEEDS_RANDOM | RUHU_XPATH_NEEDS_POSITION | RUHU_XPATH_NEEDS_NODE |
                     RUHU_XPATH_HAS_UNKNOWN))
    return FALSE;
  ruhu_xpath_foreach_path (expr, note_row_path, &needs_row);
  return !needs_row;
}

/**
 * ruhu_xpath_expr_is_lookup:
 * @self: a predicate, or one side of an `and` within it
 * @column: (out): the child of the row that is compared, interned, as written
 * @key: (out): what it is compared with, the same for every row
 *
 * Recognises `column = expression` and `expression = column`, which a host can answer by an index.
 * Where @key gives a number, a date or several nodes, it is not text that is compared; ask the
 * value.
 *
 * Returns: %TRUE with @column and @key set
 */
gboolean
ruhu_xpath_expr_is_lookup (RuhuXPathExpr *self, const char **column, RuhuXPathExpr **key)
{
  RuhuXPathExpr *left;
  RuhuXPathExpr *right;

  if (self->kind != RUHU_XPATH_BINARY || self->binary.op != RUHU_XPATH_EQ)
    return FALSE;

  left = self->binary.left;
  right = self->binary.right;
  *column = get_column_name (left);
  *key = right;
  if (*column == NULL || !is_same_for_all_rows (right)) {
    *column = get_column_name (right);
    *key = left;
  }
  return *column != NULL && is_same_for_all_rows (*key);
}
