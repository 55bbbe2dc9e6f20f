/* ruhu-path.c: where a path of an expression leads in the schema
 *
 * A relative path stays in the row of the highest node it climbs to. An absolute path means “my own
 * row” wherever it passes a repeat that its reader lies in, as form authors have always meant it;
 * but one that ends at the repeat itself means all of its rows, or count() would always be 1.
 * A predicate on a step switches that off.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-path-private.h"

static RuhuSchema *
follow (RuhuSchema *from, const RuhuXPathStep *step)
{
  if (step->axis == RUHU_XPATH_SELF)
    return from;
  if (step->axis == RUHU_XPATH_PARENT)
    return from->parent;

  return ruhu_schema_find_child (from, step->local_name, step->axis == RUHU_XPATH_ATTRIBUTE);
}

static gboolean
is_plain (const RuhuXPathStep *step)
{
  return step->predicates == NULL && step->axis != RUHU_XPATH_DESCENDANT &&
         (step->local_name != NULL || step->axis == RUHU_XPATH_SELF ||
          step->axis == RUHU_XPATH_PARENT);
}

/* The root's own attributes that are no data have no schema node. */
static gboolean
is_fixed_attribute (const RuhuXPathStep *step, RuhuSchema *from)
{
  return step->axis == RUHU_XPATH_ATTRIBUTE && from->parent == NULL &&
         ruhu_schema_find_child (from, step->local_name, TRUE) == NULL;
}

static RuhuSchema *
find_common (RuhuSchema *a, RuhuSchema *b)
{
  while (a != b) {
    if (a->depth >= b->depth)
      a = a->parent;
    else
      b = b->parent;
  }

  return a;
}

/* Above the root is the document, and the only way on is down to the root again. */
static gboolean
turns_at_document (const RuhuXPathPath *path, const RuhuPathPlan *plan)
{
  const RuhuXPathStep *next;

  if (plan->target->parent != NULL || plan->n_steps + 1 >= path->steps->len ||
      ruhu_xpath_path_get_step (path, plan->n_steps)->axis != RUHU_XPATH_PARENT)
    return FALSE;

  next = ruhu_xpath_path_get_step (path, plan->n_steps + 1);
  return next->axis == RUHU_XPATH_CHILD && next->local_name == plan->target->name &&
         next->predicates == NULL;
}

static void
plan_relative (const RuhuXPathPath *path, RuhuPathPlan *plan)
{
  RuhuSchema *top = plan->target;

  while (plan->target != NULL && plan->n_steps < path->steps->len) {
    const RuhuXPathStep *step = ruhu_xpath_path_get_step (path, plan->n_steps);

    if (!is_plain (step) || is_fixed_attribute (step, plan->target))
      break;
    if (turns_at_document (path, plan)) {
      plan->n_steps += 2;
      continue;
    }
    plan->target = follow (plan->target, step);
    plan->n_steps++;
    if (plan->target != NULL && plan->target->depth < top->depth)
      top = plan->target;
  }

  plan->scope = top->row;
}

static void
plan_absolute (const RuhuXPathPath *path, RuhuSchema *context, RuhuPathPlan *plan)
{
  const RuhuXPathStep *first = path->steps->len > 0 ? ruhu_xpath_path_get_step (path, 0) : NULL;
  RuhuSchema *common;

  if (first == NULL || first->axis != RUHU_XPATH_CHILD || first->local_name != plan->target->name) {
    plan->target = NULL;
    return;
  }

  plan->n_steps = 1;
  plan->root_predicates = first->predicates;
  if (plan->root_predicates != NULL)
    return;
  while (plan->target != NULL && plan->n_steps < path->steps->len) {
    const RuhuXPathStep *step = ruhu_xpath_path_get_step (path, plan->n_steps);

    if (!is_plain (step) || is_fixed_attribute (step, plan->target))
      break;
    plan->target = follow (plan->target, step);
    plan->n_steps++;
  }
  if (plan->target == NULL)
    return;

  common = find_common (plan->target, context);
  if (common == plan->target && common->is_repeat && plan->n_steps == path->steps->len)
    common = common->parent;
  plan->scope = common->row;
}

/* @context: schema node of the node that a relative path begins at, and whose rows an absolute path
 * is bound to */
void
ruhu_path_plan (const RuhuXPathPath *path,
                RuhuSchema *root,
                RuhuSchema *context,
                RuhuPathPlan *plan)
{
  plan->context = context;
  plan->n_steps = 0;
  plan->scope = root;
  plan->root_predicates = NULL;

  if (path->start == RUHU_XPATH_ABSOLUTE) {
    plan->target = root;
    plan_absolute (path, context, plan);
  } else {
    plan->target = context;
    plan_relative (path, plan);
  }
}
