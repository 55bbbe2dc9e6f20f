/* ruhu-form-lint-seen.c: questions that nobody can ever see
 *
 * A condition is judged without answers: what follows from its constants, and from lists that do
 * not offer the value that it waits for, is certain; all else is not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-lists-private.h"
#include "forms/ruhu-path-private.h"

#include <string.h>

typedef enum {
  NEVER,
  ALWAYS,
  PERHAPS,
} Certainty;

static Certainty judge (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *expr);

static Certainty
invert (Certainty certainty)
{
  return certainty == PERHAPS ? PERHAPS : certainty == NEVER ? ALWAYS : NEVER;
}

static gboolean
is_set_by_action (RuhuForm *form, const RuhuSchema *schema)
{
  for (guint i = 0; i < form->actions->len; i++)
    if (((RuhuAction *) form->actions->pdata[i])->target == schema)
      return TRUE;

  return FALSE;
}

/* The choices of a question that is answered by choosing alone, from a list that is in the form. */
static gboolean
is_never_chosen (RuhuForm *form, const RuhuSchema *schema, const char *value)
{
  const RuhuControl *control = schema->control;
  const RuhuItemset *itemset = control != NULL ? control->itemset : NULL;
  const char *text = schema->xml->type == XML_ELEMENT_NODE ? ruhu_xml_get_text (schema->xml) : "";
  RuhuSecondary *secondary;

  if (control == NULL || control->search != NULL || *value == '\0' || *text != '\0' ||
      (control->kind != RUHU_CONTROL_SELECT1 && control->kind != RUHU_CONTROL_SELECT) ||
      (schema->bind != NULL &&
       (schema->bind->calculate != NULL || schema->bind->preload != NULL)) ||
      is_set_by_action (form, schema))
    return FALSE;
  for (guint i = 0; control->items != NULL && i < control->items->len; i++)
    if (strcmp (((RuhuItem *) control->items->pdata[i])->value, value) == 0)
      return FALSE;
  if (itemset == NULL)
    return TRUE;
  if (itemset->nodeset->kind != RUHU_XPATH_PATH ||
      itemset->nodeset->path.start != RUHU_XPATH_INSTANCE ||
      itemset->nodeset->path.instance == NULL || itemset->nodeset->path.steps->len != 2)
    return FALSE;

  secondary = ruhu_form_find_secondary (form, itemset->nodeset->path.instance);
  return secondary != NULL && secondary->content != NULL &&
         ((RuhuDataset *) secondary->content)->lists->len > 0 &&
         !ruhu_lists_itemset_offers (form, itemset, value);
}

static gboolean
waits_in_vain (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *path, RuhuXPathExpr *value)
{
  RuhuPathPlan plan;

  if (path->kind != RUHU_XPATH_PATH || value->kind != RUHU_XPATH_LITERAL ||
      (path->path.start != RUHU_XPATH_ABSOLUTE && path->path.start != RUHU_XPATH_RELATIVE &&
       path->path.start != RUHU_XPATH_CURRENT))
    return FALSE;
  ruhu_path_plan (&path->path, form->root, context, &plan);
  return plan.target != NULL && plan.n_steps == path->path.steps->len &&
         is_never_chosen (form, plan.target, value->literal);
}

static gboolean
is_constant (const RuhuXPathExpr *expr)
{
  return expr->kind == RUHU_XPATH_NUMBER || expr->kind == RUHU_XPATH_LITERAL;
}

static Certainty
judge_equality (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *left, RuhuXPathExpr *right)
{
  if (waits_in_vain (form, context, left, right) || waits_in_vain (form, context, right, left))
    return NEVER;
  if (!is_constant (left) || left->kind != right->kind)
    return PERHAPS;
  if (left->kind == RUHU_XPATH_NUMBER)
    return left->number == right->number ? ALWAYS : NEVER;
  return strcmp (left->literal, right->literal) == 0 ? ALWAYS : NEVER;
}

static Certainty
judge_binary (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *expr)
{
  const RuhuXPathBinary *binary = &expr->binary;
  Certainty left, right, decides;

  if (binary->op == RUHU_XPATH_EQ)
    return judge_equality (form, context, binary->left, binary->right);
  if (binary->op != RUHU_XPATH_AND && binary->op != RUHU_XPATH_OR)
    return PERHAPS;

  decides = binary->op == RUHU_XPATH_AND ? NEVER : ALWAYS;
  left = judge (form, context, binary->left);
  right = judge (form, context, binary->right);
  if (left == decides || right == decides)
    return decides;
  if (binary->op == RUHU_XPATH_AND && ruhu_form_lint_clashes (form, context, expr))
    return NEVER;
  return left == PERHAPS || right == PERHAPS ? PERHAPS : invert (decides);
}

static Certainty
judge_call (RuhuForm *form, RuhuSchema *context, const RuhuXPathCall *call)
{
  GPtrArray *args = call->args;

  if (strcmp (call->name, "true") == 0)
    return ALWAYS;
  if (strcmp (call->name, "false") == 0)
    return NEVER;
  if (strcmp (call->name, "not") == 0 && args->len == 1)
    return invert (judge (form, context, args->pdata[0]));
  if (strcmp (call->name, "selected") == 0 && args->len == 2 &&
      waits_in_vain (form, context, args->pdata[0], args->pdata[1]))
    return NEVER;

  return PERHAPS;
}

static Certainty
judge (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *expr)
{
  switch (expr->kind) {
  case RUHU_XPATH_NUMBER:
    return expr->number != 0 ? ALWAYS : NEVER;
  case RUHU_XPATH_LITERAL:
    return *expr->literal != '\0' ? ALWAYS : NEVER;
  case RUHU_XPATH_CALL:
    return judge_call (form, context, &expr->call);
  case RUHU_XPATH_BINARY:
    return judge_binary (form, context, expr);
  case RUHU_XPATH_PATH:
  case RUHU_XPATH_NEGATE:
  default:
    return PERHAPS;
  }
}

static gboolean
has_question (const RuhuControl *control)
{
  if (ruhu_control_is_question (control))
    return TRUE;
  for (guint i = 0; i < control->children->len; i++)
    if (has_question (control->children->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Adds to the form's warnings what is below @control and never shown; once for a whole group. */
void
ruhu_form_lint_seen (RuhuForm *form, const RuhuControl *control)
{
  RuhuBind *bind = control->schema != NULL ? control->schema->bind : NULL;
  gboolean is_hidden =
    bind != NULL && bind->relevant != NULL && judge (form, bind->schema, bind->relevant) == NEVER;
  gboolean has_no_rows = control->count != NULL && control->count->kind == RUHU_XPATH_NUMBER &&
                         control->count->number < 1;

  if ((is_hidden || has_no_rows) && has_question (control)) {
    ruhu_form_warn (form,
                    is_hidden ? bind->xml : control->xml,
                    "nobody can ever see “%s”: %s",
                    control->schema->path,
                    is_hidden ? "its relevant is never true" : "its jr:count is 0");
    return;
  }
  for (guint i = 0; i < control->children->len; i++)
    ruhu_form_lint_seen (form, control->children->pdata[i]);
}
