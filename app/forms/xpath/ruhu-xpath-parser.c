/* ruhu-xpath-parser.c: an expression's text becomes a tree
 *
 * XPath 1.0 by recursive descent, binary operators by precedence. Axes are child, parent, self and
 * attribute; no form uses others. Whether a function exists is asked when it is called, since dead
 * branches may name anything; ruhu_xpath_foreach() shows a checker the calls without a function.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-ast-private.h"

#include <string.h>

#include "base/ruhu-error.h"
#include "forms/xpath/ruhu-xpath-function-private.h"
#include "forms/xpath/ruhu-xpath-lexer-private.h"

/* Deeper than any form, shallow enough for the stack of every thread. */
#define MAX_DEPTH 1000

typedef struct {
  RuhuXPathLexer lexer;
  guint depth;
} Parser;

/* Lower binds weaker; XPath 1.0, section 3.5. */
static const int precedences[] = {
  [RUHU_XPATH_OR] = 1,  [RUHU_XPATH_AND] = 2,      [RUHU_XPATH_EQ] = 3,       [RUHU_XPATH_NE] = 3,
  [RUHU_XPATH_LT] = 4,  [RUHU_XPATH_LE] = 4,       [RUHU_XPATH_GT] = 4,       [RUHU_XPATH_GE] = 4,
  [RUHU_XPATH_ADD] = 5, [RUHU_XPATH_SUBTRACT] = 5, [RUHU_XPATH_MULTIPLY] = 6, [RUHU_XPATH_DIV] = 6,
  [RUHU_XPATH_MOD] = 6, [RUHU_XPATH_UNION] = 8,
};
#define NEGATE_PRECEDENCE 7

static RuhuXPathExpr *parse_binary (Parser *self, int weakest, GError **error);

static gboolean
refuse (Parser *self, const char *what, GError **error)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "column %u: %s",
               ruhu_xpath_lexer_get_column (&self->lexer),
               what);
  return FALSE;
}

static RuhuXPathExpr *
new_expr (Parser *self, RuhuXPathKind kind)
{
  RuhuXPathExpr *expr = g_new0 (RuhuXPathExpr, 1);

  expr->kind = kind;
  expr->column = ruhu_xpath_lexer_get_column (&self->lexer);
  return expr;
}

static void
adopt (RuhuXPathExpr *parent, const RuhuXPathExpr *child)
{
  parent->flags |= child->flags;
  parent->depth = MAX (parent->depth, child->depth + 1);
}

static void
clear_step (gpointer data)
{
  RuhuXPathStep *step = data;

  g_clear_pointer (&step->predicates, g_ptr_array_unref);
}

static RuhuXPathExpr *
new_path (Parser *self, RuhuXPathStart start)
{
  RuhuXPathExpr *expr = new_expr (self, RUHU_XPATH_PATH);

  expr->path.start = start;
  expr->path.steps = g_array_new (FALSE, TRUE, sizeof (RuhuXPathStep));
  g_array_set_clear_func (expr->path.steps, clear_step);
  return expr;
}

static gboolean
is (const Parser *self, RuhuXPathTokenKind kind)
{
  return self->lexer.kind == kind;
}

static gboolean
next (Parser *self, GError **error)
{
  return ruhu_xpath_lexer_next (&self->lexer, error);
}

static gboolean
expect (Parser *self, RuhuXPathTokenKind kind, const char *what, GError **error)
{
  if (!is (self, kind))
    return refuse (self, what, error);
  return next (self, error);
}

static const char *
intern_name (const Parser *self)
{
  g_autofree char *name = g_strndup (self->lexer.start, self->lexer.length);

  return g_intern_string (name);
}

static gboolean
parse_predicates (Parser *self, RuhuXPathExpr *owner, GPtrArray **predicates, GError **error)
{
  while (is (self, RUHU_XPATH_TOKEN_LEFT_BRACKET)) {
    RuhuXPathExpr *predicate;

    if (!next (self, error))
      return FALSE;
    predicate = parse_binary (self, 1, error);
    if (predicate == NULL)
      return FALSE;

    if (*predicates == NULL)
      *predicates = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_xpath_expr_free);
    g_ptr_array_add (*predicates, predicate);
    adopt (owner, predicate);
    if (predicate->kind == RUHU_XPATH_NUMBER)
      owner->flags |= RUHU_XPATH_NEEDS_POSITION;
    if (!expect (self, RUHU_XPATH_TOKEN_RIGHT_BRACKET, "“]” is missing", error))
      return FALSE;
  }
  return TRUE;
}

/* What follows the token, without leaving it; needed to tell a call and an axis from a name. */
static gboolean
is_followed_by (const Parser *self, const char *mark)
{
  const char *at = self->lexer.next;

  at += strspn (at, " \t\r\n");
  return g_str_has_prefix (at, mark);
}

static gboolean
is_word (const Parser *self, const char *word)
{
  return is (self, RUHU_XPATH_TOKEN_NAME) && strlen (word) == self->lexer.length &&
         strncmp (self->lexer.start, word, self->lexer.length) == 0;
}

static gboolean
starts_step (const Parser *self)
{
  return is (self, RUHU_XPATH_TOKEN_NAME) || is (self, RUHU_XPATH_TOKEN_STAR) ||
         is (self, RUHU_XPATH_TOKEN_DOT) || is (self, RUHU_XPATH_TOKEN_DOTS) ||
         is (self, RUHU_XPATH_TOKEN_AT);
}

static gboolean
parse_axis (Parser *self, RuhuXPathStep *step, GError **error)
{
  if (is_word (self, "child"))
    step->axis = RUHU_XPATH_CHILD;
  else if (is_word (self, "self"))
    step->axis = RUHU_XPATH_SELF;
  else if (is_word (self, "parent"))
    step->axis = RUHU_XPATH_PARENT;
  else if (is_word (self, "attribute"))
    step->axis = RUHU_XPATH_ATTRIBUTE;
  else
    return refuse (self, "this axis is not supported", error);
  return next (self, error) && next (self, error);
}

/* A name, `*` or node(). */
static gboolean
parse_node_test (Parser *self, RuhuXPathStep *step, GError **error)
{
  const char *name;
  const char *colon;

  if (is (self, RUHU_XPATH_TOKEN_STAR))
    return next (self, error);
  if (!is (self, RUHU_XPATH_TOKEN_NAME))
    return refuse (self, "a name is missing", error);
  if (is_followed_by (self, "(")) {
    if (!is_word (self, "node"))
      return refuse (self, "a function cannot stand within a path", error);
    return next (self, error) && next (self, error) &&
           expect (self, RUHU_XPATH_TOKEN_RIGHT_PAREN, "“)” is missing", error);
  }

  name = intern_name (self);
  colon = strchr (name, ':');
  step->name = name;
  step->local_name = colon != NULL ? g_intern_string (colon + 1) : name;
  return next (self, error);
}

static gboolean
parse_step_test (Parser *self, RuhuXPathStep *step, GError **error)
{
  if (is (self, RUHU_XPATH_TOKEN_DOT) || is (self, RUHU_XPATH_TOKEN_DOTS)) {
    step->axis = is (self, RUHU_XPATH_TOKEN_DOT) ? RUHU_XPATH_SELF : RUHU_XPATH_PARENT;
    return next (self, error);
  }
  if (is (self, RUHU_XPATH_TOKEN_AT)) {
    step->axis = RUHU_XPATH_ATTRIBUTE;
    return next (self, error) && parse_node_test (self, step, error);
  }
  if (is (self, RUHU_XPATH_TOKEN_NAME) && is_followed_by (self, "::") &&
      !parse_axis (self, step, error))
    return FALSE;
  return parse_node_test (self, step, error);
}

/* One step and its predicates. `.` may have them too: not XPath 1.0, but forms do it. */
static gboolean
parse_step (Parser *self, RuhuXPathExpr *path, gboolean descend, GError **error)
{
  RuhuXPathStep step = { .axis = RUHU_XPATH_CHILD };
  gboolean parsed =
    parse_step_test (self, &step, error) && parse_predicates (self, path, &step.predicates, error);

  if (parsed && descend) {
    if (step.axis != RUHU_XPATH_CHILD)
      parsed = refuse (self, "only a name can follow “//”", error);
    step.axis = RUHU_XPATH_DESCENDANT;
  }
  g_array_append_val (path->path.steps, step);
  return parsed;
}

/* Steps as long as there are slashes. */
static gboolean
parse_further_steps (Parser *self, RuhuXPathExpr *path, GError **error)
{
  while (is (self, RUHU_XPATH_TOKEN_SLASH) || is (self, RUHU_XPATH_TOKEN_SLASHES)) {
    gboolean descend = is (self, RUHU_XPATH_TOKEN_SLASHES);

    if (!next (self, error) || !parse_step (self, path, descend, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
parse_absolute (Parser *self, RuhuXPathExpr *path, GError **error)
{
  gboolean descend = is (self, RUHU_XPATH_TOKEN_SLASHES);

  if (!next (self, error))
    return FALSE;
  if (!starts_step (self))
    return descend ? refuse (self, "a name is missing", error) : TRUE;
  return parse_step (self, path, descend, error) && parse_further_steps (self, path, error);
}

static RuhuXPathExpr *
parse_path (Parser *self, GError **error)
{
  gboolean absolute = is (self, RUHU_XPATH_TOKEN_SLASH) || is (self, RUHU_XPATH_TOKEN_SLASHES);
  g_autoptr (RuhuXPathExpr) path =
    new_path (self, absolute ? RUHU_XPATH_ABSOLUTE : RUHU_XPATH_RELATIVE);

  if (absolute ? !parse_absolute (self, path, error)
               : !parse_step (self, path, FALSE, error) || !parse_further_steps (self, path, error))
    return NULL;
  return g_steal_pointer (&path);
}

static gboolean
parse_args (Parser *self, RuhuXPathExpr *call, GError **error)
{
  if (is (self, RUHU_XPATH_TOKEN_RIGHT_PAREN))
    return next (self, error);

  for (;;) {
    RuhuXPathExpr *arg = parse_binary (self, 1, error);

    if (arg == NULL)
      return FALSE;
    g_ptr_array_add (call->call.args, arg);
    adopt (call, arg);
    if (!is (self, RUHU_XPATH_TOKEN_COMMA))
      return expect (self, RUHU_XPATH_TOKEN_RIGHT_PAREN, "“,” or “)” is missing", error);
    if (!next (self, error))
      return FALSE;
  }
}

/* current() and instance('id') are where a path begins, also without a step after them. */
static RuhuXPathExpr *
make_start (Parser *self, RuhuXPathExpr *call)
{
  RuhuXPathExpr *arg = call->call.args->len == 1 ? call->call.args->pdata[0] : NULL;
  RuhuXPathExpr *path;

  if (strcmp (call->call.name, "current") == 0 && call->call.args->len == 0) {
    path = new_path (self, RUHU_XPATH_CURRENT);
  } else if (strcmp (call->call.name, "instance") == 0 && arg != NULL) {
    path = new_path (self, RUHU_XPATH_INSTANCE);
    if (arg->kind == RUHU_XPATH_LITERAL)
      path->path.instance = g_intern_string (arg->literal);
    else
      path->path.from = g_ptr_array_steal_index (call->call.args, 0);
    adopt (path, arg);
  } else {
    return call;
  }
  path->column = call->column;
  ruhu_xpath_expr_free (call);
  return path;
}

static RuhuXPathExpr *
parse_call (Parser *self, GError **error)
{
  g_autoptr (RuhuXPathExpr) call = new_expr (self, RUHU_XPATH_CALL);
  const RuhuXPathFunction *function;

  call->call.name = intern_name (self);
  call->call.args = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_xpath_expr_free);
  function = ruhu_xpath_function_find (call->call.name);
  call->call.function = function;
  if (!next (self, error) || !next (self, error) || !parse_args (self, call, error))
    return NULL;

  if (strcmp (call->call.name, "current") != 0 && strcmp (call->call.name, "instance") != 0)
    call->flags |= ruhu_xpath_function_get_flags (function, call->call.args->len);
  return make_start (self, g_steal_pointer (&call));
}

static RuhuXPathExpr *
parse_parenthesis (Parser *self, GError **error)
{
  g_autoptr (RuhuXPathExpr) inner = NULL;

  if (!next (self, error))
    return NULL;
  inner = parse_binary (self, 1, error);
  if (inner == NULL || !expect (self, RUHU_XPATH_TOKEN_RIGHT_PAREN, "“)” is missing", error))
    return NULL;
  return g_steal_pointer (&inner);
}

static RuhuXPathExpr *
parse_leaf (Parser *self, GError **error)
{
  g_autoptr (RuhuXPathExpr) leaf = NULL;

  if (is (self, RUHU_XPATH_TOKEN_NUMBER)) {
    leaf = new_expr (self, RUHU_XPATH_NUMBER);
    leaf->number = self->lexer.number;
  } else {
    leaf = new_expr (self, RUHU_XPATH_LITERAL);
    leaf->literal = g_strndup (self->lexer.start + 1, self->lexer.length - 2);
  }
  return next (self, error) ? g_steal_pointer (&leaf) : NULL;
}

/* Predicates and steps after something that is not a path, or after current() and instance(). */
static RuhuXPathExpr *
parse_steps_after (Parser *self, RuhuXPathExpr *start, GError **error)
{
  g_autoptr (RuhuXPathExpr) path = start;

  if (!is (self, RUHU_XPATH_TOKEN_LEFT_BRACKET) && !is (self, RUHU_XPATH_TOKEN_SLASH) &&
      !is (self, RUHU_XPATH_TOKEN_SLASHES))
    return g_steal_pointer (&path);

  if (start->kind != RUHU_XPATH_PATH || start->path.steps->len > 0 ||
      start->path.from_predicates != NULL) {
    path = new_path (self, RUHU_XPATH_FROM);
    path->column = start->column;
    path->path.from = start;
    adopt (path, start);
  }
  if (!parse_predicates (self, path, &path->path.from_predicates, error) ||
      !parse_further_steps (self, path, error))
    return NULL;
  return g_steal_pointer (&path);
}

static RuhuXPathExpr *
parse_operand (Parser *self, GError **error)
{
  RuhuXPathExpr *start;

  if (is (self, RUHU_XPATH_TOKEN_LEFT_PAREN))
    start = parse_parenthesis (self, error);
  else if (is (self, RUHU_XPATH_TOKEN_NUMBER) || is (self, RUHU_XPATH_TOKEN_LITERAL))
    start = parse_leaf (self, error);
  else if (is (self, RUHU_XPATH_TOKEN_NAME) && is_followed_by (self, "(") &&
           !is_word (self, "node"))
    start = parse_call (self, error);
  else if (is (self, RUHU_XPATH_TOKEN_SLASH) || is (self, RUHU_XPATH_TOKEN_SLASHES) ||
           starts_step (self))
    return parse_path (self, error);
  else
    return refuse (self, "a value is missing", error), NULL;

  return start != NULL ? parse_steps_after (self, start, error) : NULL;
}

static RuhuXPathExpr *
parse_negation (Parser *self, GError **error)
{
  g_autoptr (RuhuXPathExpr) expr = new_expr (self, RUHU_XPATH_NEGATE);

  if (!next (self, error))
    return NULL;
  expr->negated = parse_binary (self, NEGATE_PRECEDENCE, error);
  if (expr->negated == NULL)
    return NULL;
  adopt (expr, expr->negated);
  return g_steal_pointer (&expr);
}

static RuhuXPathExpr *
parse_right_side (Parser *self, RuhuXPathExpr *left, GError **error)
{
  g_autoptr (RuhuXPathExpr) expr = new_expr (self, RUHU_XPATH_BINARY);

  expr->column = left->column;
  expr->binary.op = self->lexer.op;
  expr->binary.left = left;
  adopt (expr, left);
  if (expr->depth > MAX_DEPTH)
    return refuse (self, "the expression is too long", error), NULL;
  if (!next (self, error))
    return NULL;
  expr->binary.right = parse_binary (self, precedences[expr->binary.op] + 1, error);
  if (expr->binary.right == NULL)
    return NULL;
  adopt (expr, expr->binary.right);
  return g_steal_pointer (&expr);
}

/* Operands joined by operators that bind at least as strong as @weakest. */
static RuhuXPathExpr *
parse_binary (Parser *self, int weakest, GError **error)
{
  RuhuXPathExpr *expr;

  if (self->depth >= MAX_DEPTH)
    return refuse (self, "the expression is nested too deep", error), NULL;
  self->depth++;

  if (is (self, RUHU_XPATH_TOKEN_OPERATOR) && self->lexer.op == RUHU_XPATH_SUBTRACT)
    expr = parse_negation (self, error);
  else
    expr = parse_operand (self, error);
  while (expr != NULL && is (self, RUHU_XPATH_TOKEN_OPERATOR) &&
         precedences[self->lexer.op] >= weakest)
    expr = parse_right_side (self, expr, error);

  self->depth--;
  return expr;
}

/**
 * ruhu_xpath_parse:
 * @text: an expression as a form writes it
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the tree; %NULL with %RUHU_ERROR_INVALID and a message that begins with
 * the column, in characters from 1
 */
RuhuXPathExpr *
ruhu_xpath_parse (const char *text, GError **error)
{
  Parser self = { 0 };
  g_autoptr (RuhuXPathExpr) expr = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!ruhu_xpath_lexer_start (&self.lexer, text, error))
    return NULL;
  if (is (&self, RUHU_XPATH_TOKEN_END))
    return refuse (&self, "the expression is empty", error), NULL;
  expr = parse_binary (&self, 1, error);
  if (expr != NULL && !is (&self, RUHU_XPATH_TOKEN_END))
    return refuse (&self, "an operator is missing before this", error), NULL;
  return g_steal_pointer (&expr);
}
