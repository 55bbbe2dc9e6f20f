/* ruhu-instance-eval.c: expressions over a filling: the host of the XPath evaluator
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-nodes-private.h"
#include "forms/ruhu-path-private.h"

#include "base/ruhu-error.h"

#include <string.h>

/* What a path was last found to mean; kept in the expression, and found anew where the context is
 * another. Of the form only, not of the filling: safe for all fillings of the form. */
typedef struct {
  RuhuPathPlan plan;
  guint64 list; /* serial of the list whose column @column is */
  int column;
} Binding;

static Binding *
get_binding (RuhuXPathExpr *path)
{
  if (path->resolved == NULL) {
    path->resolved = g_new0 (Binding, 1);
    path->resolved_free = g_free;
  }

  return path->resolved;
}

/* Follows the steps from @first on. Takes what is in @from. */
static gboolean
follow_steps (RuhuXPathContext *context,
              const RuhuXPathPath *path,
              guint first,
              RuhuXPathNodes *from,
              RuhuXPathNodes *out,
              GError **error)
{
  for (guint i = first; i < path->steps->len; i++) {
    RuhuXPathNodes next = { 0 };
    gboolean done = TRUE;

    for (guint j = 0; done && j < from->n; j++)
      done = ruhu_nodes_step (context,
                              *ruhu_xpath_nodes_get (from, j),
                              ruhu_xpath_path_get_step (path, i),
                              &next,
                              error);
    ruhu_xpath_nodes_clear (from);
    *from = next;
    if (!done ||
        (next.n > 1 && !ruhu_instance_spend (context, next.n / RUHU_INSTANCE_NODES, error)))
      return FALSE;
  }

  for (guint i = 0; i < from->n; i++)
    ruhu_xpath_nodes_add (out, *ruhu_xpath_nodes_get (from, i));
  return TRUE;
}

static void
add_relevant (gpointer node, gpointer nodes)
{
  if (!(((RuhuNode *) node)->flags & RUHU_NODE_NOT_RELEVANT))
    ruhu_xpath_nodes_add (nodes, ruhu_node_to_xpath (node));
}

static void
add_planned (const RuhuPathPlan *plan, RuhuNode *origin, RuhuXPathNodes *nodes)
{
  RuhuRow *row = ruhu_row_climb (origin->row, plan->scope);
  RuhuNode *cell;

  if (row == NULL)
    return;
  if (plan->target->row != plan->scope) {
    ruhu_row_foreach (row, plan->target, add_relevant, nodes);
    return;
  }

  cell = &row->cells[plan->target->slot];
  if (cell == origin || !plan->target->is_leaf || !(cell->flags & RUHU_NODE_NOT_RELEVANT))
    ruhu_xpath_nodes_add (nodes, ruhu_node_to_xpath (cell));
}

static gboolean
filter_all (RuhuXPathContext *context, GPtrArray *predicates, RuhuXPathNodes *nodes, GError **error)
{
  for (guint i = 0; predicates != NULL && i < predicates->len; i++)
    if (!ruhu_nodes_filter (context, predicates->pdata[i], nodes, error))
      return FALSE;

  return TRUE;
}

/* From one node on, where no plan leads to the end. */
static gboolean
resolve_by_steps (RuhuXPathContext *context,
                  const RuhuXPathPath *path,
                  RuhuXPathNode origin,
                  RuhuXPathNodes *nodes,
                  GError **error)
{
  g_auto (RuhuXPathNodes) from = { 0 };

  ruhu_xpath_nodes_add (&from, origin);
  return filter_all (context, path->from_predicates, &from, error) &&
         follow_steps (context, path, 0, &from, nodes, error);
}

static gboolean
resolve_by_plan (RuhuXPathContext *context,
                 const RuhuXPathPath *path,
                 const RuhuPathPlan *plan,
                 RuhuNode *origin,
                 RuhuXPathNodes *nodes,
                 GError **error)
{
  g_auto (RuhuXPathNodes) from = { 0 };

  add_planned (plan, origin, &from);
  return filter_all (context, plan->root_predicates, &from, error) &&
         follow_steps (context, path, plan->n_steps, &from, nodes, error);
}

/* Most paths lead to one cell: they take no more than finding it. */
static gboolean
resolve_from_cell (RuhuXPathContext *context,
                   RuhuXPathExpr *expr,
                   RuhuNode *origin,
                   RuhuXPathNodes *nodes,
                   GError **error)
{
  RuhuInstance *self = context->data;
  RuhuPathPlan *plan = &get_binding (expr)->plan;

  if (plan->context != origin->schema)
    ruhu_path_plan (&expr->path, self->form->root, origin->schema, plan);
  if (plan->target == NULL)
    return TRUE;
  if (plan->target->row != plan->scope && !ruhu_instance_spend (context, 0, error))
    return FALSE;
  if (plan->n_steps != expr->path.steps->len || plan->root_predicates != NULL)
    return resolve_by_plan (context, &expr->path, plan, origin, nodes, error);

  add_planned (plan, origin, nodes);
  return nodes->n < 2 || ruhu_instance_spend (context, nodes->n / RUHU_INSTANCE_NODES, error);
}

/* A name in a row of a list is a column. */
static gboolean
resolve_from_row (RuhuXPathExpr *expr, RuhuXPathNode row, RuhuXPathNodes *nodes)
{
  const RuhuXPathStep *step;
  RuhuList *list = row.a;
  Binding *binding;

  if (expr->path.steps->len != 1 || ruhu_nodes_column (row) >= 0)
    return FALSE;
  step = ruhu_xpath_path_get_step (&expr->path, 0);
  if (step->axis != RUHU_XPATH_CHILD || step->local_name == NULL || step->predicates != NULL)
    return FALSE;

  binding = get_binding (expr);
  if (binding->list != ruhu_list_get_serial (list)) {
    binding->list = ruhu_list_get_serial (list);
    binding->column = ruhu_list_find_column (list, step->local_name);
  }
  ruhu_nodes_add_value (nodes, list, ruhu_nodes_row (row), binding->column);

  return TRUE;
}

static gboolean
resolve_dataset (RuhuXPathContext *context,
                 RuhuXPathExpr *expr,
                 RuhuXPathNodes *nodes,
                 GError **error)
{
  g_autofree char *owned = NULL;
  const char *id = expr->path.instance;
  g_auto (RuhuXPathNodes) from = { 0 };
  RuhuDataset *dataset;

  if (id == NULL) {
    owned = ruhu_xpath_eval_string (expr->path.from, context, error);
    if (owned == NULL)
      return FALSE;
    id = owned;
  }

  dataset = ruhu_instance_get_dataset (context->data, id);
  if (dataset == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no instance “%s”", id);
    return FALSE;
  }
  ruhu_xpath_nodes_add (&from, ruhu_nodes_head (dataset, FALSE));

  return filter_all (context, expr->path.from_predicates, &from, error) &&
         follow_steps (context, &expr->path, 0, &from, nodes, error);
}

static gboolean
resolve_result (RuhuXPathContext *context,
                RuhuXPathExpr *expr,
                RuhuXPathNodes *nodes,
                GError **error)
{
  g_auto (RuhuXPathValue) value = { 0 };

  if (!ruhu_xpath_eval (expr->path.from, context, &value, error))
    return FALSE;
  if (value.kind != RUHU_XPATH_VALUE_NODES) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "column %u: no nodes", expr->column);
    return FALSE;
  }

  return filter_all (context, expr->path.from_predicates, &value.nodes, error) &&
         follow_steps (context, &expr->path, 0, &value.nodes, nodes, error);
}

/* An absolute path within a filter of a list is bound to the question that asks. */
gboolean
ruhu_instance_resolve (RuhuXPathContext *context,
                       RuhuXPathExpr *expr,
                       RuhuXPathNodes *nodes,
                       GError **error)
{
  RuhuXPathNode origin = context->node;

  if (expr->path.start == RUHU_XPATH_INSTANCE)
    return resolve_dataset (context, expr, nodes, error);
  if (expr->path.start == RUHU_XPATH_FROM)
    return resolve_result (context, expr, nodes, error);

  if (expr->path.start == RUHU_XPATH_CURRENT ||
      (expr->path.start == RUHU_XPATH_ABSOLUTE && ruhu_nodes_kind (origin) != RUHU_NODES_CELL))
    origin = context->current;
  if (ruhu_nodes_kind (origin) == RUHU_NODES_CELL && expr->path.from_predicates == NULL)
    return resolve_from_cell (context, expr, origin.a, nodes, error);
  if (ruhu_nodes_kind (origin) == RUHU_NODES_LIST && resolve_from_row (expr, origin, nodes))
    return TRUE;

  return resolve_by_steps (context, &expr->path, origin, nodes, error);
}

/* A node reads as empty while it is not relevant, but for itself: once() and “.” see the answer. */
static const char *
get_cell_string (RuhuXPathContext *context, RuhuNode *node)
{
  const char *text;

  if (!node->schema->is_leaf || ruhu_node_is_series (node) ||
      ((node->flags & RUHU_NODE_NOT_RELEVANT) && node != context->current.a))
    return "";

  text = ruhu_node_get_text (node);
  return text != NULL ? text : "";
}

static const char *
get_row_string (RuhuXPathNode node)
{
  int column = ruhu_nodes_column (node);

  if (column < 0)
    column = ruhu_list_find_column (node.a, ".");

  return column >= 0 ? ruhu_list_get_value (node.a, ruhu_nodes_row (node), (guint) column) : "";
}

const char *
ruhu_instance_get_node_string (RuhuXPathContext *context, RuhuXPathNode node)
{
  xmlNodePtr xml;

  switch (ruhu_nodes_kind (node)) {
  case RUHU_NODES_CELL:
    return get_cell_string (context, node.a);
  case RUHU_NODES_LIST:
    return get_row_string (node);
  case RUHU_NODES_XML:
    xml = node.a;
    if (xml->type == XML_ATTRIBUTE_NODE)
      return xml->children != NULL ? (const char *) xml->children->content : "";
    return ruhu_xml_get_text (xml);
  case RUHU_NODES_HEAD:
  default:
    return "";
  }
}

static double
get_number (RuhuXPathContext *context, RuhuXPathNode node)
{
  RuhuNode *cell = node.a;

  if (ruhu_nodes_kind (node) == RUHU_NODES_LIST && ruhu_nodes_column (node) >= 0)
    return ruhu_list_get_number (node.a, ruhu_nodes_row (node), (guint) ruhu_nodes_column (node));
  if (ruhu_nodes_kind (node) != RUHU_NODES_CELL || (cell->flags & RUHU_NODE_NOT_RELEVANT))
    return ruhu_xpath_string_to_number (ruhu_instance_get_node_string (context, node));

  if (!(cell->flags & RUHU_NODE_NUMBER_KNOWN)) {
    cell->number = ruhu_xpath_string_to_number (get_cell_string (context, cell));
    cell->flags |= RUHU_NODE_NUMBER_KNOWN;
  }
  return cell->number;
}

/* A row or element that holds others is there, whatever they say; else it is its text. */
static gboolean
holds_others (RuhuXPathNode node)
{
  if (ruhu_nodes_kind (node) == RUHU_NODES_XML)
    return ((xmlNodePtr) node.a)->type == XML_ELEMENT_NODE && xmlFirstElementChild (node.a) != NULL;
  return ruhu_nodes_kind (node) == RUHU_NODES_LIST && ruhu_nodes_column (node) < 0 &&
         ruhu_list_find_column (node.a, ".") < 0;
}

/* Text is true unless empty; but a boolean question is what it says. */
static gboolean
get_boolean (RuhuXPathContext *context, RuhuXPathNode node)
{
  const char *text = ruhu_instance_get_node_string (context, node);
  RuhuNode *cell = node.a;

  if (ruhu_nodes_kind (node) != RUHU_NODES_CELL)
    return *text != '\0' || holds_others (node);
  if (!cell->schema->is_leaf)
    return TRUE;
  if (cell->schema->bind != NULL && cell->schema->bind->type == RUHU_DATA_BOOLEAN)
    return strcmp (text, "true") == 0 || strcmp (text, "1") == 0;

  return *text != '\0';
}

static guint
get_position (RuhuXPathContext *context, RuhuXPathNode node)
{
  RuhuNode *cell = node.a;
  guint position = 1;

  switch (ruhu_nodes_kind (node)) {
  case RUHU_NODES_CELL:
    return cell == cell->row->cells ? cell->row->index + 1 : 1;
  case RUHU_NODES_LIST:
    return ruhu_nodes_column (node) < 0 ? ruhu_nodes_row (node) + 1 : 1;
  case RUHU_NODES_XML:
    for (xmlNodePtr prev = ((xmlNodePtr) node.a)->prev; prev != NULL; prev = prev->prev)
      position +=
        prev->type == XML_ELEMENT_NODE && xmlStrEqual (prev->name, ((xmlNodePtr) node.a)->name);
    return position;
  case RUHU_NODES_HEAD:
  default:
    return 1;
  }
}

static const char *
get_name (RuhuXPathContext *context, RuhuXPathNode node)
{
  return ruhu_nodes_get_name (context->data, node);
}

static RuhuNode *
get_asker (RuhuXPathContext *context)
{
  return ruhu_nodes_kind (context->node) == RUHU_NODES_CELL ? context->node.a : context->current.a;
}

/* Goes down from the root: where a repeat is named its row is given, elsewhere it is the asker's.
 */
static gboolean
resolve_indexed (RuhuXPathContext *context,
                 RuhuXPathExpr *call,
                 RuhuXPathExpr *target,
                 RuhuXPathExpr *const *repeats,
                 const guint *rows,
                 guint n_repeats,
                 RuhuXPathNodes *nodes,
                 GError **error)
{
  RuhuInstance *self = context->data;
  RuhuNode *asker = get_asker (context);
  RuhuSchema *schema = ruhu_form_find_schema (self->form, target, asker->schema);
  RuhuRow *row = self->root;

  while (schema != NULL && row != NULL && row->cells[0].schema != schema->row) {
    RuhuSchema *repeat = schema->row;
    RuhuRow *own;
    GPtrArray *series;
    guint wanted = 0;
    gboolean is_named = FALSE;

    while (repeat->parent->row != row->cells[0].schema)
      repeat = repeat->parent->row;
    for (guint i = 0; i < n_repeats; i++)
      if (ruhu_form_find_schema (self->form, repeats[i], asker->schema) == repeat) {
        wanted = rows[i];
        is_named = TRUE;
      }
    series = ruhu_row_get_series (row, repeat)->rows;
    own = ruhu_row_climb (asker->row, repeat);
    if (!is_named)
      wanted = own != NULL && own->outer == row ? own->index + 1 : 1;
    row = wanted > 0 && wanted <= series->len ? series->pdata[wanted - 1] : NULL;
  }
  if (schema != NULL && row != NULL)
    add_relevant (&row->cells[schema->slot], nodes);

  return TRUE;
}

static char *
look_up (RuhuXPathContext *context,
         RuhuXPathExpr *call,
         const char *instance,
         const char *column,
         const char *key_column,
         const char *key,
         GError **error)
{
  RuhuDataset *dataset = ruhu_instance_get_dataset (context->data, instance);

  return dataset != NULL ? ruhu_dataset_look_up (dataset, column, key_column, key) : g_strdup ("");
}

static char *
get_itext (RuhuXPathContext *context, const char *id)
{
  return ruhu_instance_format_itext (context->data,
                                     id,
                                     get_asker (context),
                                     (const char *[]){ "", "long", "short", NULL });
}

static RuhuXPathExpr *
parse_choice_path (RuhuInstance *self, const char *path)
{
  RuhuXPathExpr *expr = g_hash_table_lookup (self->form->choice_paths, path);

  if (expr == NULL) {
    expr = ruhu_xpath_parse (path, NULL);
    if (expr != NULL)
      g_hash_table_insert (self->form->choice_paths, g_strdup (path), expr);
  }

  return expr;
}

static char *
get_choice_name (RuhuXPathContext *context,
                 RuhuXPathExpr *call,
                 const char *value,
                 const char *path,
                 GError **error)
{
  RuhuInstance *self = context->data;
  RuhuNode *asker = get_asker (context);
  RuhuXPathExpr *expr = parse_choice_path (self, path);
  RuhuSchema *schema =
    expr != NULL ? ruhu_form_find_schema (self->form, expr, asker->schema) : NULL;
  char *label;

  if (schema == NULL || schema->control == NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "jr:choice-name: no question at “%s”",
                 path);
    return NULL;
  }

  label = ruhu_instance_get_choice_label (self, schema->control, asker, value);
  return label != NULL ? label : g_strdup ("");
}

static const char *
get_language (RuhuXPathContext *context)
{
  return ruhu_instance_get_language (context->data);
}

static char *
get_property (RuhuXPathContext *context, const char *name)
{
  RuhuInstance *self = context->data;

  return g_strdup (g_hash_table_lookup (self->properties, name));
}

/* The same for one question of one row as long as the filling is open. */
static guint32
get_seed (RuhuXPathContext *context)
{
  RuhuInstance *self = context->data;
  RuhuNode *asker = context->current.a;

  return self->seed ^ g_str_hash (asker->schema->path) ^ asker->row->id * 2654435761u;
}

static const char *
get_version (RuhuXPathContext *context)
{
  RuhuInstance *self = context->data;

  return self->form->version;
}

static const RuhuXPathHost host = {
  .resolve = ruhu_instance_resolve,
  .get_string = ruhu_instance_get_node_string,
  .get_number = get_number,
  .get_boolean = get_boolean,
  .get_position = get_position,
  .get_name = get_name,
  .resolve_indexed = resolve_indexed,
  .lookup = look_up,
  .get_itext = get_itext,
  .get_choice_name = get_choice_name,
  .get_language = get_language,
  .get_property = get_property,
  .get_version = get_version,
  .get_seed = get_seed,
  .spend = ruhu_instance_spend,
};

/* An expression may try every row for every row: one that would take for ever gives nothing. */
gboolean
ruhu_instance_spend (RuhuXPathContext *context, guint64 work, GError **error)
{
  RuhuInstance *self = context->data;

  self->work_left -= (gint64) MIN (work, RUHU_INSTANCE_WORK);
  if (self->work_left > 0)
    return TRUE;

  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "too much to look at");
  return FALSE;
}

void
ruhu_instance_init_context (RuhuInstance *self, RuhuNode *node, RuhuXPathContext *context)
{
  if (self->work_depth == 0 && self->text_depth == 0)
    self->work_left = RUHU_INSTANCE_WORK;
  *context = (RuhuXPathContext){
    .host = &host,
    .data = self,
    .node = ruhu_node_to_xpath (node),
    .current = ruhu_node_to_xpath (node),
  };
}

static void
report (RuhuInstance *self, RuhuNode *node, GError *error)
{
  g_debug ("%s: an expression gives nothing: %s", node->schema->path, error->message);
}

/* Returns the text; "" where the expression cannot be evaluated. */
char *
ruhu_instance_eval_string (RuhuInstance *self, RuhuXPathExpr *expr, RuhuNode *node)
{
  g_autoptr (GError) error = NULL;
  RuhuXPathContext context;
  char *text;

  ruhu_instance_init_context (self, node, &context);
  text = ruhu_xpath_eval_string (expr, &context, &error);
  if (text == NULL) {
    report (self, node, error);
    text = g_strdup ("");
  }

  return text;
}

/* Returns the truth; FALSE where the expression cannot be evaluated. */
gboolean
ruhu_instance_eval_boolean (RuhuInstance *self, RuhuXPathExpr *expr, RuhuNode *node)
{
  g_autoptr (GError) error = NULL;
  RuhuXPathContext context;
  gboolean result = FALSE;

  ruhu_instance_init_context (self, node, &context);
  if (!ruhu_xpath_eval_boolean (expr, &context, &result, &error)) {
    report (self, node, error);
    result = FALSE;
  }

  return result;
}
