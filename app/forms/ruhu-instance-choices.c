/* ruhu-instance-choices.c: what a question offers now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-nodes-private.h"

#include <string.h>

void
ruhu_choice_free (RuhuChoice *choice)
{
  g_free (choice->value);
  g_free (choice->label);
  g_free (choice->image);
  g_free (choice->audio);
  g_free (choice);
}

/* @value: with the items of the itemset at @node. Returns FALSE where the nodes cannot be told. */
static gboolean
find_items (RuhuInstance *self,
            const RuhuItemset *itemset,
            RuhuNode *node,
            RuhuXPathContext *context,
            RuhuXPathValue *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_init_context (self, node, context);
  if (!ruhu_xpath_eval (itemset->nodeset, context, value, &error)) {
    g_debug ("%s: no choices: %s", node->schema->path, error->message);
    return FALSE;
  }

  return value->kind == RUHU_XPATH_VALUE_NODES;
}

static char *
eval_in_item (RuhuXPathContext *context, RuhuXPathNode item, RuhuXPathExpr *expr)
{
  RuhuXPathContext inner = *context;
  char *text;

  inner.node = item;
  text = ruhu_xpath_eval_string (expr, &inner, NULL);
  return text != NULL ? text : g_strdup ("");
}

static gboolean
is_itext (const RuhuXPathExpr *expr)
{
  return expr->kind == RUHU_XPATH_CALL && strcmp (expr->call.name, "jr:itext") == 0 &&
         expr->call.args->len == 1;
}

static char *
format_media (RuhuInstance *self, const char *id, RuhuNode *node, const char *form)
{
  return ruhu_instance_format_itext (self, id, node, (const char *[]){ form, NULL });
}

static RuhuChoice *
make_choice (RuhuInstance *self,
             const RuhuItemset *itemset,
             RuhuXPathContext *context,
             RuhuXPathNode item,
             RuhuNode *node)
{
  RuhuChoice *choice = g_new0 (RuhuChoice, 1);

  choice->value = eval_in_item (context, item, itemset->value);
  if (itemset->label != NULL && is_itext (itemset->label)) {
    g_autofree char *id = eval_in_item (context, item, itemset->label->call.args->pdata[0]);

    choice->label =
      ruhu_instance_format_itext (self, id, node, (const char *[]){ "", "long", "short", NULL });
    choice->image = format_media (self, id, node, "image");
    choice->audio = format_media (self, id, node, "audio");
  } else if (itemset->label != NULL) {
    choice->label = eval_in_item (context, item, itemset->label);
  }
  if (choice->label == NULL)
    choice->label = g_strdup (choice->value);

  return choice;
}

RuhuChoice *
ruhu_instance_copy_item (RuhuInstance *self, const RuhuItem *item, RuhuNode *node)
{
  RuhuChoice *choice = g_new0 (RuhuChoice, 1);

  choice->value = g_strdup (item->value);
  choice->label = ruhu_instance_format_text (self, item->label, node);
  if (choice->label == NULL)
    choice->label = g_strdup (item->value);
  if (item->label != NULL && item->label->id != NULL) {
    choice->image = format_media (self, item->label->id, node, "image");
    choice->audio = format_media (self, item->label->id, node, "audio");
  }

  return choice;
}

/**
 * ruhu_instance_get_choices:
 * @self: a filling that was started
 * @control: a question of its form that has choices
 * @within: (nullable): any node of the row that the question is shown for
 *
 * Returns: (transfer full) (element-type RuhuChoice): what can be chosen now, in the form's order;
 *   empty for other controls
 */
GPtrArray *
ruhu_instance_get_choices (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_choice_free);
  RuhuNode *node = ruhu_instance_node_of (self, control, within);
  g_auto (RuhuXPathValue) value = { 0 };
  RuhuXPathContext context;

  if (node == NULL)
    return choices;

  if (control->search != NULL) {
    ruhu_instance_search (self, control, node, choices);
    return choices;
  }
  for (guint i = 0; control->items != NULL && i < control->items->len; i++)
    g_ptr_array_add (choices, ruhu_instance_copy_item (self, control->items->pdata[i], node));
  if (control->itemset == NULL || !find_items (self, control->itemset, node, &context, &value))
    return choices;

  for (guint i = 0; i < value.nodes.n; i++)
    g_ptr_array_add (choices,
                     make_choice (self,
                                  control->itemset,
                                  &context,
                                  *ruhu_xpath_nodes_get (&value.nodes, i),
                                  node));
  return choices;
}

static gboolean
is_offered (const RuhuItemset *itemset,
            RuhuXPathContext *context,
            RuhuXPathValue *items,
            const char *wanted)
{
  for (guint i = 0; i < items->nodes.n; i++) {
    g_auto (RuhuXPathValue) value = { 0 };
    RuhuXPathContext inner = *context;

    inner.node = *ruhu_xpath_nodes_get (&items->nodes, i);
    if (ruhu_xpath_eval (itemset->value, &inner, &value, NULL) &&
        strcmp (ruhu_xpath_value_get_string (&value, &inner), wanted) == 0)
      return TRUE;
  }

  return FALSE;
}

/* A list that did not come with the form says nothing about answers. */
static gboolean
is_missing (RuhuInstance *self, const RuhuItemset *itemset)
{
  const RuhuXPathExpr *nodeset = itemset->nodeset;
  RuhuDataset *dataset;

  if (nodeset->kind == RUHU_XPATH_CALL && nodeset->call.args->len > 0)
    nodeset = nodeset->call.args->pdata[0];
  if (nodeset->kind != RUHU_XPATH_PATH || nodeset->path.start != RUHU_XPATH_INSTANCE ||
      nodeset->path.instance == NULL)
    return FALSE;

  dataset = ruhu_instance_get_dataset (self, nodeset->path.instance);
  return dataset == NULL || dataset->is_missing;
}

/* Returns those values of @answer that the question offers, in the order of the answer. */
char *
ruhu_instance_keep_offered (RuhuInstance *self, RuhuNode *node, const char *answer)
{
  const RuhuControl *control = node->schema->control;
  g_auto (RuhuXPathValue) items = { 0 };
  RuhuXPathContext context;
  g_auto (GStrv) values = NULL;
  GString *kept;

  if (is_missing (self, control->itemset) ||
      !find_items (self, control->itemset, node, &context, &items))
    return g_strdup (answer);
  if (control->kind == RUHU_CONTROL_SELECT1)
    return g_strdup (is_offered (control->itemset, &context, &items, answer) ? answer : "");

  values = g_strsplit (answer, " ", -1);
  kept = g_string_new (NULL);
  for (guint i = 0; values[i] != NULL; i++)
    if (*values[i] != '\0' && is_offered (control->itemset, &context, &items, values[i]))
      g_string_append_printf (kept, "%s%s", kept->len > 0 ? " " : "", values[i]);

  return g_string_free (kept, FALSE);
}

/* Returns the label of @value among the choices of @control for the row of @asker, or NULL. */
char *
ruhu_instance_find_choice_label (RuhuInstance *self,
                                 const RuhuControl *control,
                                 RuhuNode *asker,
                                 const char *value)
{
  g_autoptr (GPtrArray) choices = NULL;

  choices = ruhu_instance_get_choices (self, control, asker);
  for (guint i = 0; i < choices->len; i++) {
    RuhuChoice *choice = choices->pdata[i];

    if (strcmp (choice->value, value) == 0)
      return g_steal_pointer (&choice->label);
  }

  return NULL;
}
