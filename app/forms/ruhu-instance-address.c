/* ruhu-instance-address.c: how a node is named from outside, and the rows of a repeat
 *
 * A ref has positions, as XPath; a key has row ids, which do not move when a row is removed:
 * /data/dev#3/type is in the row that was made third, wherever it stands now.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#include "base/ruhu-error.h"

#include <string.h>

static void
append_path (GString *path, RuhuNode *node, gboolean with_ids)
{
  RuhuNode *parent = ruhu_node_get_parent (node);

  if (parent != NULL)
    append_path (path, parent, with_ids);
  g_string_append (path, node->schema->is_attribute ? "/@" : "/");
  g_string_append (path, node->schema->name);
  if (parent == NULL || !node->schema->is_repeat)
    return;
  if (with_ids)
    g_string_append_printf (path, "#%u", node->row->id);
  else
    g_string_append_printf (path, "[%u]", node->row->index + 1);
}

/**
 * ruhu_node_get_key:
 * @node: a node of a filling
 *
 * Returns: (transfer full): its storage key, the same as long as it lives
 */
char *
ruhu_node_get_key (RuhuNode *node)
{
  GString *path = g_string_new (NULL);

  append_path (path, node, TRUE);
  return g_string_free (path, FALSE);
}

/**
 * ruhu_node_get_ref:
 * @node: a node of a filling
 *
 * Returns: (transfer full): its path with the positions that rows have now
 */
char *
ruhu_node_get_ref (RuhuNode *node)
{
  GString *path = g_string_new (NULL);

  append_path (path, node, FALSE);
  return g_string_free (path, FALSE);
}

const char *
ruhu_node_get_name (RuhuNode *node)
{
  return node->schema->name;
}

/**
 * ruhu_node_get_control:
 * @node: a node of a filling
 *
 * Returns: (nullable): the control that shows it
 */
const RuhuControl *
ruhu_node_get_control (RuhuNode *node)
{
  return node->schema->control;
}

static gboolean
resolve_ref (RuhuInstance *self, const char *ref, RuhuXPathNodes *nodes, GError **error)
{
  g_autoptr (RuhuXPathExpr) expr = ruhu_xpath_parse (ref, error);
  RuhuXPathContext context;
  RuhuXPathNode at;

  if (expr == NULL || expr->kind != RUHU_XPATH_PATH)
    return FALSE;

  ruhu_instance_init_context (self, self->root->cells, &context);
  if (!ruhu_instance_resolve (&context, expr, nodes, error))
    return FALSE;
  for (guint i = 0; i < nodes->n; i++) {
    at = *ruhu_xpath_nodes_get (nodes, i);
    if (at.b != NULL)
      return FALSE;
  }

  return TRUE;
}

/* A step “name” or “name[3]” of a ref; @position 0: none is given. Moves @ref behind it. */
static const char *
read_step (const char **ref, guint *position)
{
  const char *start = *ref + 1;
  gsize length = strcspn (start, "/[");
  g_autofree char *name = g_strndup (start, length);
  char *end = NULL;

  *position = 0;
  *ref = start + length;
  if (**ref == '[') {
    *position = (guint) g_ascii_strtoull (*ref + 1, &end, 10);
    if (end == *ref + 1 || *end != ']')
      return NULL;
    *ref = end + 1;
  }

  return g_intern_string (name);
}

static RuhuNode *
step_down (RuhuNode *node, const char *name, guint position)
{
  RuhuSchema *child = *name == '@'
                        ? ruhu_schema_find_child (node->schema, g_intern_string (name + 1), TRUE)
                        : ruhu_schema_find_child (node->schema, name, FALSE);
  GPtrArray *rows;

  if (child == NULL)
    return NULL;
  if (!child->is_repeat)
    return position <= 1 ? &node->row->cells[child->slot] : NULL;

  rows = ruhu_row_get_series (node->row, child)->rows;
  position = MAX (position, 1);
  return position <= rows->len ? ((RuhuRow *) rows->pdata[position - 1])->cells : NULL;
}

static const char *
get_local (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon != NULL && *name != '@' ? g_intern_string (colon + 1) : name;
}

/**
 * ruhu_instance_find:
 * @self: a filling that was started
 * @ref: a path with positions on repeats, /data/dev[2]/type; the first row where one has none
 *
 * Returns: (nullable): the node, relevant or not
 */
RuhuNode *
ruhu_instance_find (RuhuInstance *self, const char *ref)
{
  RuhuNode *node = self->root->cells;
  g_auto (RuhuXPathNodes) nodes = { 0 };
  const char *rest = ref;
  const char *name;
  guint position;

  if (*rest != '/')
    return NULL;
  name = read_step (&rest, &position);
  if (name == NULL || get_local (name) != node->schema->name)
    return NULL;

  while (node != NULL && *rest == '/') {
    name = read_step (&rest, &position);
    node = name != NULL ? step_down (node, get_local (name), position) : NULL;
  }
  if (node != NULL && *rest == '\0')
    return node;

  /* Other predicates are left to the evaluator, which does not see what is not relevant. */
  if (strchr (ref, '[') != NULL && resolve_ref (self, ref, &nodes, NULL) && nodes.n > 0)
    return ruhu_xpath_nodes_get (&nodes, 0)->a;
  return NULL;
}

/**
 * ruhu_instance_count:
 * @self: a filling that was started
 * @ref: a path, with or without positions
 *
 * Returns: how many nodes it names, relevant or not; where a predicate other than a position stands
 *   in it, those that are relevant
 */
guint
ruhu_instance_count (RuhuInstance *self, const char *ref)
{
  g_auto (RuhuXPathNodes) nodes = { 0 };
  RuhuNode *node = ruhu_instance_find (self, ref);
  gsize length = strlen (ref);

  if (node == NULL)
    return 0;
  if (ref[length - 1] != ']' && node->schema->is_repeat)
    return ruhu_row_get_series (node->row->outer, node->schema)->rows->len;
  if (!resolve_ref (self, ref, &nodes, NULL) || nodes.n == 0)
    return 1;

  return nodes.n;
}

/**
 * ruhu_instance_find_key:
 * @self: a filling that was started
 * @key: a storage key
 *
 * Returns: (nullable): the node it was given for; %NULL where that is gone
 */
RuhuNode *
ruhu_instance_find_key (RuhuInstance *self, const char *key)
{
  RuhuNode *node = self->root->cells;
  g_auto (GStrv) steps = g_strsplit (key, "/", -1);

  if (g_strv_length (steps) < 2 || strcmp (steps[1], node->schema->name) != 0)
    return NULL;

  for (guint i = 2; steps[i] != NULL && node != NULL; i++) {
    char *hash = strchr (steps[i], '#');
    guint id = hash != NULL ? (guint) g_ascii_strtoull (hash + 1, NULL, 10) : 0;
    RuhuSchema *child;
    GPtrArray *rows;

    if (hash == NULL) {
      node = step_down (node, g_intern_string (steps[i]), 0);
      continue;
    }
    *hash = '\0';
    child = ruhu_schema_find_child (node->schema, g_intern_string (steps[i]), FALSE);
    if (child == NULL || !child->is_repeat)
      return NULL;
    rows = ruhu_row_get_series (node->row, child)->rows;
    node = NULL;
    for (guint j = 0; j < rows->len && node == NULL; j++)
      if (((RuhuRow *) rows->pdata[j])->id == id)
        node = ((RuhuRow *) rows->pdata[j])->cells;
  }

  return node;
}

/**
 * ruhu_instance_node_of:
 * @self: a filling that was started
 * @control: a control of its form
 * @within: (nullable): any node of the row that the control is shown for, or of a row within it;
 *   %NULL: the first row of each repeat
 *
 * Returns: (nullable): the node of @control; %NULL for a group for show only, and where there is no
 *   such row
 */
RuhuNode *
ruhu_instance_node_of (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  RuhuSchema *schema = control->schema;
  RuhuRow *row;
  RuhuSchema *common;

  if (schema == NULL)
    return NULL;

  common = schema->row;
  row = within != NULL ? within->row : self->root;
  while (!ruhu_schema_is_within (common, ruhu_row_get_schema (row)))
    row = row->outer;
  while (row != NULL && ruhu_row_get_schema (row) != schema->row) {
    GPtrArray *rows;

    common = schema->row;
    while (common->parent->row != ruhu_row_get_schema (row))
      common = common->parent->row;
    rows = ruhu_row_get_series (row, common)->rows;
    row = rows->len > 0 ? rows->pdata[0] : NULL;
  }

  return row != NULL ? &row->cells[schema->slot] : NULL;
}

static RuhuNode *
find_series (RuhuInstance *self, const RuhuControl *repeat, RuhuNode *within)
{
  RuhuSchema *schema = repeat->schema;
  RuhuSchema *outer;
  RuhuRow *row;

  if (schema == NULL || !schema->is_repeat)
    return NULL;

  outer = schema->parent->row;
  row = ruhu_row_climb (within != NULL ? within->row : self->root, outer);
  while (row == NULL && within != NULL)
    row = ruhu_row_climb (self->root, outer), within = NULL;

  return row != NULL ? ruhu_row_get_series (row, schema) : NULL;
}

/**
 * ruhu_instance_get_rows:
 * @self: a filling that was started
 * @repeat: a repeat of its form
 * @within: (nullable): any node of the row that the repeat lies in; %NULL outside repeats
 *
 * Returns: (transfer full) (element-type RuhuNode): its rows
 */
GPtrArray *
ruhu_instance_get_rows (RuhuInstance *self, const RuhuControl *repeat, RuhuNode *within)
{
  GPtrArray *nodes = g_ptr_array_new ();
  RuhuNode *series = find_series (self, repeat, within);

  for (guint i = 0; series != NULL && i < series->rows->len; i++)
    g_ptr_array_add (nodes, ((RuhuRow *) series->rows->pdata[i])->cells);

  return nodes;
}

/**
 * ruhu_instance_can_add_row:
 * @self: a filling that was started
 * @repeat: a repeat of its form
 * @within: (nullable): any node of the row that the repeat lies in
 *
 * Returns: %TRUE if somebody may add and remove rows: the form does not count or fix them
 */
gboolean
ruhu_instance_can_add_row (RuhuInstance *self, const RuhuControl *repeat, RuhuNode *within)
{
  RuhuNode *series = find_series (self, repeat, within);
  RuhuBind *bind = series != NULL ? series->schema->bind : NULL;

  if (series == NULL || repeat->count != NULL || repeat->fixed_rows ||
      (series->row->cells[series->schema->parent->slot].flags & RUHU_NODE_NOT_RELEVANT))
    return FALSE;

  /* Where there is no row yet nobody has computed whether one would be relevant. */
  return bind == NULL || bind->relevant == NULL ||
         ruhu_instance_eval_boolean (self, bind->relevant, series);
}

/**
 * ruhu_instance_add_row:
 * @self: a filling that was started
 * @repeat: a repeat of its form
 * @within: (nullable): any node of the row that the repeat lies in
 * @error: return location for a #GError
 *
 * Returns: (transfer none) (nullable): the new last row. %NULL with @error set to
 * %RUHU_ERROR_INVALID where the form decides how many rows there are
 */
RuhuNode *
ruhu_instance_add_row (RuhuInstance *self,
                       const RuhuControl *repeat,
                       RuhuNode *within,
                       GError **error)
{
  RuhuNode *series = find_series (self, repeat, within);
  RuhuRow *row;

  if (series == NULL || repeat->count != NULL || repeat->fixed_rows) {
    g_set_error_literal (error,
                         RUHU_ERROR,
                         RUHU_ERROR_INVALID,
                         "the form decides how many rows there are");
    return NULL;
  }

  ruhu_instance_begin (self);
  row = ruhu_instance_new_row (self, series);
  ruhu_instance_end (self);

  return row->cells;
}

/**
 * ruhu_instance_remove_row:
 * @self: a filling that was started
 * @row: a row
 * @error: return location for a #GError
 *
 * @row and all nodes in it are gone afterwards.
 *
 * Returns: %TRUE if it was removed. %FALSE with @error set to %RUHU_ERROR_INVALID where the form
 *   decides how many rows there are, or @row is no row
 */
gboolean
ruhu_instance_remove_row (RuhuInstance *self, RuhuNode *row, GError **error)
{
  const RuhuControl *repeat = row->schema->control;

  if (row != row->row->cells || row->row->outer == NULL ||
      (repeat != NULL && (repeat->count != NULL || repeat->fixed_rows))) {
    g_set_error_literal (error,
                         RUHU_ERROR,
                         RUHU_ERROR_INVALID,
                         "the form decides how many rows there are");
    return FALSE;
  }

  ruhu_instance_begin (self);
  ruhu_instance_drop_row (self, row->row);
  ruhu_instance_end (self);

  return TRUE;
}
