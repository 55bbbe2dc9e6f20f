/* ruhu-instance-rows.c: rows of cells, made from the form's own instance
 *
 * The root is one row, every row of a repeat is another; a row holds a cell for each node that is
 * there once in it, in the schema's order. Going to a node is an index, not a search.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-instance-private.h"

#include <string.h>

RuhuSchema *
ruhu_row_get_schema (const RuhuRow *row)
{
  return row->cells[0].schema;
}

/* A series has the repeat's schema and stands in a row of another. */
gboolean
ruhu_node_is_series (const RuhuNode *node)
{
  return node->schema->is_repeat && node->schema != node->row->cells[0].schema;
}

RuhuNode *
ruhu_row_get_series (RuhuRow *outer, const RuhuSchema *repeat)
{
  return &outer->cells[repeat->series_slot];
}

/* Returns the row of @schema that @row lies in: itself or further out; NULL where there is none. */
RuhuRow *
ruhu_row_climb (RuhuRow *row, const RuhuSchema *schema)
{
  while (row != NULL && row->cells[0].schema != schema)
    row = row->outer;

  return row;
}

/* Returns the node around it, in the outer row for a row; NULL for the root. */
RuhuNode *
ruhu_node_get_parent (RuhuNode *node)
{
  RuhuSchema *parent = node->schema->parent;
  RuhuRow *row = node->row;

  if (parent == NULL)
    return NULL;
  if (node == row->cells)
    row = row->outer;

  return &row->cells[parent->slot];
}

/* Returns the text of a leaf, NULL where it is empty. A computed number is written down now. */
const char *
ruhu_node_get_text (RuhuNode *node)
{
  if (node->text == NULL && (node->flags & RUHU_NODE_COMPUTED))
    node->text = ruhu_xpath_number_to_string (node->number);

  return node->text;
}

static const char *
find_text (xmlNodePtr source)
{
  const char *text = ruhu_xml_get_text (source);

  return text[strspn (text, " \t\r\n")] != '\0' ? text : NULL;
}

static void
set_initial (RuhuRow *row, RuhuSchema *schema, const char *text)
{
  RuhuNode *node = &row->cells[schema->slot];

  g_free (node->text);
  node->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  if (node->text != NULL && schema->bind != NULL && schema->bind->type == RUHU_DATA_INT)
    node->text = ruhu_instance_cast (schema, node->text);
}

static void fill_row (RuhuInstance *self, RuhuRow *row, xmlNodePtr source);

static void
fill_child (RuhuInstance *self, RuhuRow *row, xmlNodePtr source)
{
  RuhuSchema *schema = source->_private;

  if (schema == NULL)
    return;
  if (schema->is_repeat) {
    if (ruhu_xml_get_ns (source, "template", RUHU_NS_JR) == NULL)
      ruhu_row_append (self, ruhu_row_get_series (row, schema), source);
    return;
  }
  if (schema->is_leaf)
    set_initial (row, schema, find_text (source));
  fill_row (self, row, source);
}

static void
fill_row (RuhuInstance *self, RuhuRow *row, xmlNodePtr source)
{
  for (xmlAttrPtr attr = source->properties; attr != NULL; attr = attr->next)
    if (attr->_private != NULL && attr->children != NULL)
      set_initial (row, attr->_private, (const char *) attr->children->content);
  for (xmlNodePtr child = source->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      fill_child (self, row, child);
}

/* @source: the element whose texts the row begins with */
RuhuRow *
ruhu_row_create (RuhuInstance *self, RuhuSchema *schema, RuhuRow *outer, xmlNodePtr source)
{
  guint n = schema->cells->len;
  RuhuRow *row = g_malloc0 (sizeof (RuhuRow) + n * sizeof (RuhuNode));

  row->outer = outer;
  for (guint i = 0; i < n; i++) {
    RuhuNode *node = &row->cells[i];

    node->schema = schema->cells->pdata[i];
    node->row = row;
    if (i > 0 && node->schema->is_repeat) {
      node->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_row_free);
      node->next_id = 1;
    }
  }
  if (source != NULL) {
    if (schema->is_leaf)
      set_initial (row, schema, find_text (source));
    fill_row (self, row, source);
  }

  return row;
}

void
ruhu_row_free (RuhuRow *row)
{
  guint n = row->cells[0].schema->cells->len;

  for (guint i = 0; i < n; i++) {
    RuhuNode *node = &row->cells[i];

    if (i > 0 && node->schema->is_repeat)
      g_ptr_array_unref (node->rows);
    else
      g_free (node->text);
  }
  g_free (row);
}

/* Adds a row at the end of @series, with the texts of @source. */
RuhuRow *
ruhu_row_append (RuhuInstance *self, RuhuNode *series, xmlNodePtr source)
{
  RuhuRow *row = ruhu_row_create (self, series->schema, series->row, source);

  row->id = series->next_id++;
  row->index = series->rows->len;
  g_ptr_array_add (series->rows, row);

  return row;
}

static void
mark_removed (RuhuInstance *self, RuhuRow *row)
{
  guint n = row->cells[0].schema->cells->len;

  row->is_removed = TRUE;
  for (guint i = 0; i < n; i++) {
    RuhuNode *node = &row->cells[i];

    if (node->flags & RUHU_NODE_SHELVED)
      g_hash_table_remove (self->shelf, node);
    if (i == 0 || !node->schema->is_repeat)
      continue;
    for (guint j = 0; j < node->rows->len; j++)
      mark_removed (self, node->rows->pdata[j]);
  }
}

/* Takes @row out of its series; it is freed when the work under way is done. */
void
ruhu_row_remove (RuhuInstance *self, RuhuRow *row)
{
  RuhuNode *series = ruhu_row_get_series (row->outer, ruhu_row_get_schema (row));

  g_ptr_array_steal_index (series->rows, row->index);
  for (guint i = row->index; i < series->rows->len; i++)
    ((RuhuRow *) series->rows->pdata[i])->index = i;
  mark_removed (self, row);
  g_ptr_array_add (self->removed, row);
}

/* Calls @func with each cell of @target in @row and in the rows below it. */
void
ruhu_row_foreach (RuhuRow *row, RuhuSchema *target, GFunc func, gpointer data)
{
  RuhuSchema *own = row->cells[0].schema;
  RuhuSchema *next = target->row;
  RuhuNode *series;

  if (next == own) {
    func (&row->cells[target->slot], data);
    return;
  }

  while (next->parent->row != own)
    next = next->parent->row;
  series = ruhu_row_get_series (row, next);
  for (guint i = 0; i < series->rows->len; i++)
    ruhu_row_foreach (series->rows->pdata[i], target, func, data);
}

/* Calls @func with each cell of @row, series left out, and of the rows below it. */
void
ruhu_row_foreach_cell (RuhuRow *row, GFunc func, gpointer data)
{
  guint n = row->cells[0].schema->cells->len;

  for (guint i = 0; i < n; i++) {
    RuhuNode *node = &row->cells[i];

    if (i == 0 || !node->schema->is_repeat)
      func (node, data);
    else
      for (guint j = 0; j < node->rows->len; j++)
        ruhu_row_foreach_cell (node->rows->pdata[j], func, data);
  }
}

/* Returns what the form itself puts there: a template's text in a row that was added. */
const char *
ruhu_node_get_default (const RuhuNode *node)
{
  xmlNodePtr xml = node->schema->xml;

  if (!node->schema->is_leaf)
    return NULL;
  if (node->schema->is_attribute)
    return xml->children != NULL ? (const char *) xml->children->content : NULL;

  return find_text (xml);
}
