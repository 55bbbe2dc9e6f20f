/* ruhu-nodes.c: one step of a path, and its predicates
 *
 * Predicates of the two shapes that cost most are answered without trying every candidate: a column
 * that equals something, by the list's index, and position() that equals something, by counting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-nodes-private.h"

#include "forms/ruhu-form-parser-private.h"

#include <math.h>
#include <string.h>

/* What a predicate was found to be; kept in the expression. */
typedef struct {
  RuhuXPathExpr *lookup_key; /* column = key, as a whole or within “and” */
  const char *lookup_column;
  gboolean lookup_is_all;
  RuhuXPathExpr *position_key; /* position() = key */
} Shape;

static void
note_row_word (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  gboolean *found = data;

  if (outer != NULL)
    return;
  if ((expr->kind == RUHU_XPATH_PATH && expr->path.start == RUHU_XPATH_RELATIVE) ||
      (expr->kind == RUHU_XPATH_CALL && expr->call.args->len == 0 &&
       (strcmp (expr->call.name, "position") == 0 || strcmp (expr->call.name, "last") == 0)))
    *found = TRUE;
}

static RuhuXPathExpr *
find_position_key (RuhuXPathExpr *predicate)
{
  gboolean varies = FALSE;
  RuhuXPathExpr *left, *key;

  if (predicate->kind != RUHU_XPATH_BINARY || predicate->binary.op != RUHU_XPATH_EQ)
    return NULL;
  left = predicate->binary.left;
  key = predicate->binary.right;
  if (left->kind != RUHU_XPATH_CALL || left->call.args->len != 0 ||
      strcmp (left->call.name, "position") != 0)
    return NULL;

  ruhu_xpath_foreach (key, note_row_word, &varies);
  return varies ? NULL : key;
}

static void
find_lookup (RuhuXPathExpr *predicate, Shape *shape)
{
  if (ruhu_xpath_expr_is_lookup (predicate, &shape->lookup_column, &shape->lookup_key))
    return;
  shape->lookup_key = NULL;
  if (predicate->kind != RUHU_XPATH_BINARY || predicate->binary.op != RUHU_XPATH_AND)
    return;

  find_lookup (predicate->binary.left, shape);
  if (shape->lookup_key == NULL)
    find_lookup (predicate->binary.right, shape);
}

static Shape *
get_shape (RuhuXPathExpr *predicate)
{
  /* A path's own binding lives in the same place, and a path is neither shape. */
  static Shape none;
  Shape *shape;

  if (predicate->kind != RUHU_XPATH_BINARY)
    return &none;
  if (predicate->resolved != NULL)
    return predicate->resolved;

  shape = g_new0 (Shape, 1);
  shape->position_key = find_position_key (predicate);
  if (!(predicate->flags & RUHU_XPATH_NEEDS_POSITION))
    find_lookup (predicate, shape);
  shape->lookup_is_all = shape->lookup_key != NULL && predicate->binary.op == RUHU_XPATH_EQ;
  predicate->resolved = shape;
  predicate->resolved_free = g_free;

  return shape;
}

/* Keeps those of @nodes for which @predicate holds. */
gboolean
ruhu_nodes_filter (RuhuXPathContext *context,
                   RuhuXPathExpr *predicate,
                   RuhuXPathNodes *nodes,
                   GError **error)
{
  RuhuXPathContext inner = *context;
  guint kept = 0;

  if (!ruhu_instance_spend (context, (guint64) nodes->n * RUHU_INSTANCE_TRIAL, error))
    return FALSE;
  inner.size = nodes->n;
  for (guint i = 0; i < nodes->n; i++) {
    gboolean holds;

    inner.node = *ruhu_xpath_nodes_get (nodes, i);
    inner.position = i + 1;
    if (!ruhu_xpath_eval_predicate (predicate, &inner, &holds, error))
      return FALSE;
    if (holds)
      *ruhu_xpath_nodes_get (nodes, kept++) = inner.node;
  }
  nodes->n = kept;

  return TRUE;
}

static gboolean
is_readable (const RuhuNode *node)
{
  return !(node->flags & RUHU_NODE_NOT_RELEVANT);
}

static void
add_rows (RuhuNode *series, RuhuXPathNodes *out)
{
  for (guint i = 0; i < series->rows->len; i++) {
    RuhuNode *node = ((RuhuRow *) series->rows->pdata[i])->cells;

    if (is_readable (node))
      ruhu_xpath_nodes_add (out, ruhu_node_to_xpath (node));
  }
}

static void
add_cell_child (RuhuNode *node, RuhuSchema *child, RuhuXPathNodes *out)
{
  RuhuNode *cell = &node->row->cells[child->slot];

  if (child->is_repeat)
    add_rows (ruhu_row_get_series (node->row, child), out);
  else if (is_readable (cell) || !child->is_leaf)
    ruhu_xpath_nodes_add (out, ruhu_node_to_xpath (cell));
}

static void
add_cell_descendants (RuhuNode *node, const char *name, RuhuXPathNodes *out)
{
  GPtrArray *children = node->schema->children;

  for (guint i = 0; children != NULL && i < children->len; i++) {
    RuhuSchema *child = children->pdata[i];
    RuhuXPathNodes found = { 0 };

    if (child->is_attribute)
      continue;
    add_cell_child (node, child, &found);
    for (guint j = 0; j < found.n; j++) {
      RuhuXPathNode *at = ruhu_xpath_nodes_get (&found, j);

      if (name == NULL || child->name == name)
        ruhu_xpath_nodes_add (out, *at);
      add_cell_descendants (at->a, name, out);
    }
    ruhu_xpath_nodes_clear (&found);
  }
}

/* An attribute of the definition's own root, its version for example, that is no data. */
static void
add_fixed_attribute (const RuhuSchema *root, const char *name, RuhuXPathNodes *out)
{
  for (xmlAttrPtr attr = root->xml->properties; attr != NULL; attr = attr->next)
    if (strcmp ((const char *) attr->name, name) == 0)
      ruhu_xpath_nodes_add (out, ruhu_nodes_xml ((xmlNodePtr) attr));
}

static void
step_from_cell (RuhuNode *node, const RuhuXPathStep *step, RuhuXPathNodes *out)
{
  gboolean attribute = step->axis == RUHU_XPATH_ATTRIBUTE;
  GPtrArray *children = node->schema->children;
  RuhuSchema *child;

  if (step->axis == RUHU_XPATH_DESCENDANT) {
    add_cell_descendants (node, step->local_name, out);
  } else if (step->local_name != NULL) {
    child = ruhu_schema_find_child (node->schema, step->local_name, attribute);
    if (child != NULL)
      add_cell_child (node, child, out);
    else if (attribute && node->schema->parent == NULL)
      add_fixed_attribute (node->schema, step->local_name, out);
  } else {
    for (guint i = 0; children != NULL && i < children->len; i++) {
      child = children->pdata[i];
      if (child->is_attribute == attribute)
        add_cell_child (node, child, out);
    }
  }
}

/* Nodes come in document order, so those of one parent come one after the other. */
static void
add_once (RuhuXPathNodes *out, RuhuXPathNode node)
{
  RuhuXPathNode *last = out->n > 0 ? ruhu_xpath_nodes_get (out, out->n - 1) : NULL;

  if (last == NULL || last->a != node.a || last->b != node.b)
    ruhu_xpath_nodes_add (out, node);
}

static void
step_to_parent (RuhuInstance *instance, RuhuXPathNode node, RuhuXPathNodes *out)
{
  RuhuNode *cell = node.a;
  xmlNodePtr xml = node.a;
  RuhuDataset *dataset;

  switch (ruhu_nodes_kind (node)) {
  case RUHU_NODES_CELL:
    if (cell->schema->parent != NULL)
      add_once (out, ruhu_node_to_xpath (ruhu_node_get_parent (cell)));
    break;
  case RUHU_NODES_LIST:
    dataset = ruhu_instance_find_dataset (instance, node.a);
    if (ruhu_nodes_column (node) >= 0)
      add_once (out, ruhu_nodes_in_list (node.a, ruhu_nodes_row (node), -1));
    else if (dataset != NULL)
      add_once (out, ruhu_nodes_head (dataset, TRUE));
    break;
  case RUHU_NODES_XML:
    if (xml->parent != NULL && xml->parent->type == XML_ELEMENT_NODE)
      add_once (out, ruhu_nodes_xml (xml->parent));
    break;
  case RUHU_NODES_HEAD:
  default:
    break;
  }
}

static gboolean
is_attribute_column (RuhuList *list, guint column)
{
  return *ruhu_list_get_column_name (list, column) == '@';
}

static void
step_from_row (RuhuXPathNode node, const RuhuXPathStep *step, RuhuXPathNodes *out)
{
  RuhuList *list = node.a;
  int column;

  if (ruhu_nodes_column (node) >= 0)
    return;
  if (step->local_name == NULL) {
    for (guint i = 0; i < ruhu_list_get_n_columns (list); i++)
      if (is_attribute_column (list, i) == (step->axis == RUHU_XPATH_ATTRIBUTE))
        ruhu_nodes_add_value (out, list, ruhu_nodes_row (node), (int) i);
    return;
  }

  if (step->axis == RUHU_XPATH_ATTRIBUTE) {
    g_autofree char *name = g_strconcat ("@", step->local_name, NULL);

    column = ruhu_list_find_column (list, name);
  } else {
    column = ruhu_list_find_column (list, step->local_name);
  }
  ruhu_nodes_add_value (out, list, ruhu_nodes_row (node), column);
}

static void
step_from_xml (xmlNodePtr xml, const RuhuXPathStep *step, RuhuXPathNodes *out)
{
  if (step->axis == RUHU_XPATH_ATTRIBUTE) {
    for (xmlAttrPtr attr = xml->properties; attr != NULL; attr = attr->next)
      if (step->local_name == NULL || strcmp ((const char *) attr->name, step->local_name) == 0)
        ruhu_xpath_nodes_add (out, ruhu_nodes_xml ((xmlNodePtr) attr));
    return;
  }

  for (xmlNodePtr child = xml->children; child != NULL; child = child->next) {
    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (step->local_name == NULL || strcmp ((const char *) child->name, step->local_name) == 0)
      ruhu_xpath_nodes_add (out, ruhu_nodes_xml (child));
    if (step->axis == RUHU_XPATH_DESCENDANT)
      step_from_xml (child, step, out);
  }
}

/* Rows of the name, and columns of the rows. */
static void
add_list_descendants (RuhuList *list,
                      const char *row_name,
                      const RuhuXPathStep *step,
                      RuhuXPathNodes *out)
{
  guint n = ruhu_list_get_n_rows (list);
  int column = step->local_name != NULL ? ruhu_list_find_column (list, step->local_name) : -1;

  for (guint row = 0; row < n; row++) {
    if (step->local_name == NULL || step->local_name == row_name)
      ruhu_xpath_nodes_add (out, ruhu_nodes_in_list (list, row, -1));
    if (step->local_name == NULL)
      step_from_row (ruhu_nodes_in_list (list, row, -1), step, out);
    else
      ruhu_nodes_add_value (out, list, row, column);
  }
}

static void
step_down_from_head (RuhuXPathNode node, const RuhuXPathStep *step, RuhuXPathNodes *out)
{
  RuhuDataset *dataset = node.a;

  if (!ruhu_nodes_is_root (node) &&
      (step->local_name == NULL || step->local_name == dataset->root_name))
    ruhu_xpath_nodes_add (out,
                          dataset->tree != NULL ? ruhu_nodes_xml (dataset->tree)
                                                : ruhu_nodes_head (dataset, TRUE));
  if (dataset->tree != NULL)
    step_from_xml (dataset->tree, step, out);
  for (guint i = 0; i < dataset->lists->len; i++)
    add_list_descendants (dataset->lists->pdata[i], dataset->row_names->pdata[i], step, out);
}

static void
step_from_head (RuhuXPathNode node, const RuhuXPathStep *step, RuhuXPathNodes *out)
{
  RuhuDataset *dataset = node.a;

  if (step->axis == RUHU_XPATH_DESCENDANT)
    step_down_from_head (node, step, out);
  if (step->axis != RUHU_XPATH_CHILD)
    return;
  if (!ruhu_nodes_is_root (node)) {
    if (step->local_name == NULL || step->local_name == dataset->root_name)
      ruhu_xpath_nodes_add (out,
                            dataset->tree != NULL ? ruhu_nodes_xml (dataset->tree)
                                                  : ruhu_nodes_head (dataset, TRUE));
    return;
  }

  for (guint i = 0; i < dataset->lists->len; i++) {
    RuhuList *list = dataset->lists->pdata[i];
    guint n = ruhu_list_get_n_rows (list);

    if (step->local_name != NULL && step->local_name != dataset->row_names->pdata[i])
      continue;
    for (guint row = 0; row < n; row++)
      ruhu_xpath_nodes_add (out, ruhu_nodes_in_list (list, row, -1));
  }
}

/* Adds the rows of @list in which @column is the text of @key. Returns FALSE where it is not text
 * that is to be compared, or the key cannot be evaluated: then every row is tried. */
static gboolean
add_looked_up (RuhuXPathContext *context, RuhuList *list, const Shape *shape, RuhuXPathNodes *out)
{
  g_auto (RuhuXPathValue) key = { 0 };
  int column = ruhu_list_find_column (list, shape->lookup_column);
  const char *text;

  if (column < 0 || !ruhu_xpath_eval (shape->lookup_key, context, &key, NULL))
    return FALSE;
  if (key.kind != RUHU_XPATH_VALUE_STRING &&
      (key.kind != RUHU_XPATH_VALUE_NODES || key.nodes.n > 1))
    return FALSE;

  text = ruhu_xpath_value_get_string (&key, context);
  for (int row = ruhu_list_find_row (list, (guint) column, text); row >= 0;
       row = ruhu_list_find_next_row (list, (guint) column, (guint) row))
    ruhu_xpath_nodes_add (out, ruhu_nodes_in_list (list, (guint) row, -1));

  return TRUE;
}

/* The rows of a repeat in which a question is the text of a key: the key is the same for all of
 * them and is computed once. */
static gboolean
add_equal_rows (RuhuXPathContext *context,
                RuhuNode *series,
                RuhuSchema *column,
                const Shape *shape,
                RuhuXPathNodes *out)
{
  g_auto (RuhuXPathValue) key = { 0 };
  const char *wanted;

  if (!ruhu_xpath_eval (shape->lookup_key, context, &key, NULL) ||
      (key.kind != RUHU_XPATH_VALUE_STRING &&
       (key.kind != RUHU_XPATH_VALUE_NODES || key.nodes.n > 1)))
    return FALSE;

  wanted = ruhu_xpath_value_get_string (&key, context);
  for (guint i = 0; i < series->rows->len; i++) {
    RuhuRow *row = series->rows->pdata[i];
    RuhuNode *cell = &row->cells[column->slot];

    if (is_readable (row->cells) &&
        strcmp (ruhu_instance_get_node_string (context, ruhu_node_to_xpath (cell)), wanted) == 0)
      ruhu_xpath_nodes_add (out, ruhu_node_to_xpath (row->cells));
  }

  return TRUE;
}

/* Returns the number of predicates that are dealt with, or -1 where this is no such step. */
static int
look_up_rows (RuhuXPathContext *context,
              RuhuXPathNode node,
              const RuhuXPathStep *step,
              RuhuXPathNodes *out)
{
  Shape *shape = get_shape (step->predicates->pdata[0]);
  RuhuNode *cell = node.a;
  RuhuSchema *child, *column;
  RuhuNode *series;

  if (shape->lookup_key == NULL || ruhu_nodes_kind (node) != RUHU_NODES_CELL ||
      step->axis != RUHU_XPATH_CHILD || step->local_name == NULL)
    return -1;
  child = ruhu_schema_find_child (cell->schema, step->local_name, FALSE);
  column = child != NULL && child->is_repeat
             ? ruhu_schema_find_child (child, g_intern_string (shape->lookup_column), FALSE)
             : NULL;
  if (column == NULL || !column->is_leaf || column->is_repeat)
    return -1;

  series = ruhu_row_get_series (cell->row, child);
  if (!ruhu_instance_spend (context, series->rows->len, NULL) ||
      !add_equal_rows (context, series, column, shape, out))
    return -1;
  return shape->lookup_is_all ? 1 : 0;
}

/* Returns the number of predicates that are dealt with, or -1 where this is no such step. */
static int
look_up (RuhuXPathContext *context,
         RuhuXPathNode node,
         const RuhuXPathStep *step,
         RuhuXPathNodes *out)
{
  RuhuList *list;
  Shape *shape;

  if (ruhu_nodes_kind (node) != RUHU_NODES_HEAD || !ruhu_nodes_is_root (node) ||
      step->axis != RUHU_XPATH_CHILD || step->local_name == NULL)
    return -1;
  shape = get_shape (step->predicates->pdata[0]);
  list = ruhu_dataset_find_list (node.a, step->local_name);
  if (shape->lookup_key == NULL || list == NULL || !add_looked_up (context, list, shape, out))
    return -1;

  return shape->lookup_is_all ? 1 : 0;
}

/* The same for the rows of a repeat of which one is wanted by its position. */
static int
pick_row (RuhuXPathContext *context,
          RuhuXPathNode node,
          const RuhuXPathStep *step,
          RuhuXPathNodes *out)
{
  Shape *shape = get_shape (step->predicates->pdata[0]);
  RuhuSchema *child;
  RuhuNode *cell = node.a;
  RuhuNode *series;
  GPtrArray *rows;
  double position;

  if (shape->position_key == NULL || ruhu_nodes_kind (node) != RUHU_NODES_CELL ||
      step->axis != RUHU_XPATH_CHILD || step->local_name == NULL)
    return -1;
  child = ruhu_schema_find_child (cell->schema, step->local_name, FALSE);
  if (child == NULL || !child->is_repeat ||
      !ruhu_xpath_eval_number (shape->position_key, context, &position, NULL))
    return -1;

  series = ruhu_row_get_series (cell->row, child);
  rows = series->rows;
  if (!(series->flags & RUHU_NODE_ROWS_HIDDEN)) {
    if (position >= 1 && position <= rows->len && position == floor (position))
      ruhu_xpath_nodes_add (out,
                            ruhu_node_to_xpath (
                              ((RuhuRow *) rows->pdata[(guint) position - 1])->cells));
    return 1;
  }
  for (guint i = 0, n = 0; i < rows->len && n < position; i++) {
    RuhuNode *candidate = ((RuhuRow *) rows->pdata[i])->cells;

    if (is_readable (candidate) && ++n == position)
      ruhu_xpath_nodes_add (out, ruhu_node_to_xpath (candidate));
  }

  return 1;
}

static void
step_from (RuhuXPathContext *context,
           RuhuXPathNode node,
           const RuhuXPathStep *step,
           RuhuXPathNodes *out)
{
  if (step->axis == RUHU_XPATH_SELF) {
    ruhu_xpath_nodes_add (out, node);
    return;
  }
  if (step->axis == RUHU_XPATH_PARENT) {
    step_to_parent (context->data, node, out);
    return;
  }

  switch (ruhu_nodes_kind (node)) {
  case RUHU_NODES_CELL:
    step_from_cell (node.a, step, out);
    break;
  case RUHU_NODES_LIST:
    step_from_row (node, step, out);
    break;
  case RUHU_NODES_XML:
    if (((xmlNodePtr) node.a)->type == XML_ELEMENT_NODE)
      step_from_xml (node.a, step, out);
    break;
  case RUHU_NODES_HEAD:
  default:
    step_from_head (node, step, out);
    break;
  }
}

/* Adds what @step leads to from @node, its predicates applied. */
gboolean
ruhu_nodes_step (RuhuXPathContext *context,
                 RuhuXPathNode node,
                 const RuhuXPathStep *step,
                 RuhuXPathNodes *out,
                 GError **error)
{
  g_auto (RuhuXPathNodes) found = { 0 };
  int done = -1;

  if (step->predicates == NULL) {
    step_from (context, node, step, out);
    return TRUE;
  }

  if (!ruhu_instance_spend (context, 0, error))
    return FALSE;
  done = look_up (context, node, step, &found);
  if (done < 0)
    done = look_up_rows (context, node, step, &found);
  if (done < 0)
    done = pick_row (context, node, step, &found);
  if (done < 0)
    step_from (context, node, step, &found);

  for (guint i = (guint) MAX (done, 0); i < step->predicates->len; i++)
    if (!ruhu_nodes_filter (context, step->predicates->pdata[i], &found, error))
      return FALSE;
  for (guint i = 0; i < found.n; i++)
    ruhu_xpath_nodes_add (out, *ruhu_xpath_nodes_get (&found, i));

  return TRUE;
}

static const char *
get_row_name (RuhuInstance *self, const RuhuList *list)
{
  RuhuDataset *dataset = ruhu_instance_find_dataset (self, list);
  guint i;

  if (dataset == NULL || !g_ptr_array_find (dataset->lists, list, &i))
    return "";
  return dataset->row_names->pdata[i];
}

/* Returns the local name of @node; "" where it has none. */
const char *
ruhu_nodes_get_name (RuhuInstance *self, RuhuXPathNode node)
{
  switch (ruhu_nodes_kind (node)) {
  case RUHU_NODES_CELL:
    return ((RuhuNode *) node.a)->schema->name;
  case RUHU_NODES_LIST:
    if (ruhu_nodes_column (node) < 0)
      return get_row_name (self, node.a);
    return ruhu_list_get_column_name (node.a, (guint) ruhu_nodes_column (node));
  case RUHU_NODES_XML:
    return (const char *) ((xmlNodePtr) node.a)->name;
  case RUHU_NODES_HEAD:
  default:
    return ruhu_nodes_is_root (node) ? ((RuhuDataset *) node.a)->root_name : "";
  }
}
