/* ruhu-form-lint-clash.c: conditions that cannot hold at once
 *
 * “a = 'x' and a = 'y'”, “age > 60 and age < 18”: what one answer is asked to be twice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-path-private.h"

#include <math.h>
#include <string.h>

/* What the conditions say of one answer. */
typedef struct {
  RuhuSchema *schema;
  const char *text; /* it is this; NULL: nobody says */
  double least, most;
  gboolean above, below; /* and not @least, @most themselves */
} Claim;

typedef struct {
  RuhuForm *form;
  RuhuSchema *context;
  GArray *claims; /* of Claim */
  gboolean clash;
} Claims;

/* The question that the path means, where it is one and not all rows of a repeat. */
static RuhuSchema *
find_question (const Claims *self, RuhuXPathExpr *expr)
{
  RuhuPathPlan plan;

  if (expr->kind != RUHU_XPATH_PATH ||
      (expr->path.start != RUHU_XPATH_ABSOLUTE && expr->path.start != RUHU_XPATH_RELATIVE &&
       expr->path.start != RUHU_XPATH_CURRENT))
    return NULL;
  ruhu_path_plan (&expr->path, self->form->root, self->context, &plan);
  if (plan.target == NULL || plan.n_steps != expr->path.steps->len ||
      plan.root_predicates != NULL || plan.target->row != plan.scope)
    return NULL;
  return plan.target;
}

static Claim *
ensure_claim (Claims *self, RuhuSchema *schema)
{
  Claim claim = { schema, NULL, -INFINITY, INFINITY, FALSE, FALSE };

  for (guint i = 0; i < self->claims->len; i++)
    if (g_array_index (self->claims, Claim, i).schema == schema)
      return &g_array_index (self->claims, Claim, i);
  g_array_append_val (self->claims, claim);
  return &g_array_index (self->claims, Claim, self->claims->len - 1);
}

static void
claim_text (Claims *self, RuhuSchema *schema, const char *text)
{
  Claim *claim = ensure_claim (self, schema);

  if (claim->text != NULL && strcmp (claim->text, text) != 0)
    self->clash = TRUE;
  claim->text = text;
}

static void
claim_number (Claims *self, RuhuSchema *schema, RuhuXPathOperator op, double number)
{
  Claim *claim = ensure_claim (self, schema);

  if (op != RUHU_XPATH_LT && op != RUHU_XPATH_LE && number >= claim->least) {
    claim->above = op == RUHU_XPATH_GT || (claim->above && number == claim->least);
    claim->least = number;
  }
  if (op != RUHU_XPATH_GT && op != RUHU_XPATH_GE && number <= claim->most) {
    claim->below = op == RUHU_XPATH_LT || (claim->below && number == claim->most);
    claim->most = number;
  }
  if (claim->least > claim->most || (claim->least == claim->most && (claim->above || claim->below)))
    self->clash = TRUE;
}

/* What “5 < a” says of a. */
static RuhuXPathOperator
turn (RuhuXPathOperator op)
{
  return op == RUHU_XPATH_LT   ? RUHU_XPATH_GT
         : op == RUHU_XPATH_LE ? RUHU_XPATH_GE
         : op == RUHU_XPATH_GT ? RUHU_XPATH_LT
         : op == RUHU_XPATH_GE ? RUHU_XPATH_LE
                               : op;
}

static void
read_comparison (Claims *self, const RuhuXPathBinary *binary)
{
  RuhuXPathOperator op = binary->op;
  RuhuXPathExpr *value = binary->right;
  RuhuSchema *schema = find_question (self, binary->left);

  if (schema == NULL) {
    schema = find_question (self, binary->right);
    value = binary->left;
    op = turn (op);
  }
  if (schema == NULL || op == RUHU_XPATH_NE)
    return;
  if (value->kind == RUHU_XPATH_NUMBER)
    claim_number (self, schema, op, value->number);
  else if (value->kind == RUHU_XPATH_LITERAL && op == RUHU_XPATH_EQ)
    claim_text (self, schema, value->literal);
}

static void
read_condition (Claims *self, RuhuXPathExpr *expr)
{
  RuhuSchema *schema;

  if (expr->kind == RUHU_XPATH_BINARY && expr->binary.op == RUHU_XPATH_AND) {
    read_condition (self, expr->binary.left);
    read_condition (self, expr->binary.right);
  } else if (expr->kind == RUHU_XPATH_BINARY && expr->binary.op >= RUHU_XPATH_EQ &&
             expr->binary.op <= RUHU_XPATH_GE) {
    read_comparison (self, &expr->binary);
  } else if (expr->kind == RUHU_XPATH_CALL && strcmp (expr->call.name, "selected") == 0 &&
             expr->call.args->len == 2 &&
             ((RuhuXPathExpr *) expr->call.args->pdata[1])->kind == RUHU_XPATH_LITERAL) {
    schema = find_question (self, expr->call.args->pdata[0]);
    if (schema != NULL && schema->control != NULL && schema->control->kind == RUHU_CONTROL_SELECT1)
      claim_text (self, schema, ((RuhuXPathExpr *) expr->call.args->pdata[1])->literal);
  }
}

/* Whether @expr asks one answer to be two things at once. */
gboolean
ruhu_form_lint_clashes (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *expr)
{
  Claims self = { form, context, g_array_new (FALSE, FALSE, sizeof (Claim)), FALSE };

  read_condition (&self, expr);
  g_array_unref (self.claims);
  return self.clash;
}
