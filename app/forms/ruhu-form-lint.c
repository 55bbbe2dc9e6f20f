/* ruhu-form-lint.c: what is odd about a form though it loads; for authors, asked by ruhu-form check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-path-private.h"

#include <string.h>

/* Where an expression stands. */
typedef struct {
  RuhuForm *form;
  RuhuSchema *context;
  xmlNodePtr xml;
} Place;

static char *
print_path (const RuhuXPathPath *path)
{
  GString *text = g_string_new (path->start == RUHU_XPATH_CURRENT ? "current()" : NULL);

  for (guint i = 0; i < path->steps->len; i++) {
    RuhuXPathStep *step = ruhu_xpath_path_get_step (path, i);
    const char *name = step->axis == RUHU_XPATH_SELF     ? "."
                       : step->axis == RUHU_XPATH_PARENT ? ".."
                       : step->name != NULL              ? step->name
                                                         : "*";

    if (i > 0 || path->start != RUHU_XPATH_RELATIVE)
      g_string_append_c (text, '/');
    if (step->axis == RUHU_XPATH_ATTRIBUTE)
      g_string_append_c (text, '@');
    g_string_append (text, name);
  }

  return g_string_free (text, FALSE);
}

static void
look_at_path (RuhuXPathExpr *expr, gboolean in_predicate, Place *place)
{
  const RuhuXPathPath *path = &expr->path;
  g_autofree char *text = NULL;
  RuhuPathPlan plan;

  if (path->start == RUHU_XPATH_INSTANCE) {
    if (path->instance != NULL && ruhu_form_find_secondary (place->form, path->instance) == NULL)
      ruhu_form_warn (place->form, place->xml, "there is no instance “%s”", path->instance);
    return;
  }
  if (path->start == RUHU_XPATH_FROM || (in_predicate && path->start == RUHU_XPATH_RELATIVE))
    return;

  ruhu_path_plan (path, place->form->root, place->context, &plan);
  if (plan.target != NULL)
    return;
  text = print_path (path);
  ruhu_form_warn (place->form, place->xml, "“%s” leads to no node of the form", text);
}

/* regex() matches the whole text here as in ODK Collect; in web forms it searches. With ^ and $
 * both do the same. */
static void
look_at_call (RuhuXPathExpr *expr, Place *place)
{
  GPtrArray *args = expr->call.args;
  RuhuXPathExpr *pattern = args->len == 2 ? args->pdata[1] : NULL;

  if (strcmp (expr->call.name, "regex") != 0 || pattern == NULL ||
      pattern->kind != RUHU_XPATH_LITERAL)
    return;
  if (!g_str_has_prefix (pattern->literal, "^") || !g_str_has_suffix (pattern->literal, "$"))
    ruhu_form_warn (place->form,
                    place->xml,
                    "the pattern “%s” is not within ^ and $: engines differ on what it matches",
                    pattern->literal);
}

static void
look_at_part (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  if (expr->kind == RUHU_XPATH_PATH)
    look_at_path (expr, outer != NULL, data);
  else if (expr->kind == RUHU_XPATH_CALL)
    look_at_call (expr, data);
}

static void
look_at (RuhuForm *form, RuhuSchema *context, xmlNodePtr xml, RuhuXPathExpr *expr)
{
  Place place = { form, context, xml };

  if (expr != NULL && context != NULL)
    ruhu_xpath_foreach (expr, look_at_part, &place);
}

static void
look_at_control (RuhuForm *form, RuhuControl *control)
{
  look_at (form, control->schema, control->xml, control->count);
  if (control->itemset != NULL)
    look_at (form, control->schema, control->xml, control->itemset->nodeset);
  for (guint i = 0; control->kind == RUHU_CONTROL_SELECT && i < control->items->len; i++) {
    RuhuItem *item = control->items->pdata[i];

    if (strchr (item->value, ' ') != NULL)
      ruhu_form_warn (form,
                      control->xml,
                      "the choice “%s” has a blank, which divides the choices of an answer",
                      item->value);
  }
  for (guint i = 0; i < control->children->len; i++)
    look_at_control (form, control->children->pdata[i]);
}

/* Adds to the form's warnings. */
void
ruhu_form_lint (RuhuForm *form)
{
  for (guint i = 0; i < form->binds->len; i++) {
    RuhuBind *bind = form->binds->pdata[i];
    RuhuXPathExpr *exprs[] = {
      bind->relevant, bind->required, bind->readonly, bind->calculate, bind->constraint,
    };

    for (guint j = 0; j < G_N_ELEMENTS (exprs); j++)
      look_at (form, bind->schema, bind->xml, exprs[j]);
  }
  for (guint i = 0; i < form->actions->len; i++) {
    RuhuAction *action = form->actions->pdata[i];

    look_at (form, action->target, action->xml, action->value);
  }
  look_at_control (form, form->body);
}
