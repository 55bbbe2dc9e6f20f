/* ruhu-nodes-private.h: what a node of an expression is to the engine
 *
 * Two words, told apart by the low bits of the second: a cell of the filling (zero), a place in a
 * list, an XML element, or the head of a list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance-private.h"

G_BEGIN_DECLS

typedef enum {
  RUHU_NODES_CELL = 0,
  RUHU_NODES_LIST = 1,
  RUHU_NODES_XML = 2,
  RUHU_NODES_HEAD = 3,
} RuhuNodesKind;

#define RUHU_NODES_COLUMN_BITS 11

static inline RuhuNodesKind
ruhu_nodes_kind (RuhuXPathNode node)
{
  return (RuhuNodesKind) ((guintptr) node.b & 3);
}

/* @column: -1 for the row itself */
static inline RuhuXPathNode
ruhu_nodes_in_list (RuhuList *list, guint row, int column)
{
  guintptr place = ((guintptr) row << RUHU_NODES_COLUMN_BITS) + (guintptr) (column + 1);

  return (RuhuXPathNode){ list, (gpointer) (place << 2 | RUHU_NODES_LIST) };
}

static inline guint
ruhu_nodes_row (RuhuXPathNode node)
{
  return (guint) ((guintptr) node.b >> (2 + RUHU_NODES_COLUMN_BITS));
}

static inline int
ruhu_nodes_column (RuhuXPathNode node)
{
  return (int) ((guintptr) node.b >> 2 & ((1u << RUHU_NODES_COLUMN_BITS) - 1)) - 1;
}

/* Adds what the row has at @column; -1: nothing. */
static inline void
ruhu_nodes_add_value (RuhuXPathNodes *nodes, RuhuList *list, guint row, int column)
{
  if (column >= 0 && ruhu_list_has_value (list, row, (guint) column))
    ruhu_xpath_nodes_add (nodes, ruhu_nodes_in_list (list, row, column));
}

/* @is_root: the root element; else what is above it */
static inline RuhuXPathNode
ruhu_nodes_head (RuhuDataset *dataset, gboolean is_root)
{
  return (RuhuXPathNode){ dataset, (gpointer) ((guintptr) is_root << 2 | RUHU_NODES_HEAD) };
}

static inline gboolean
ruhu_nodes_is_root (RuhuXPathNode node)
{
  return (guintptr) node.b >> 2 != 0;
}

static inline RuhuXPathNode
ruhu_nodes_xml (xmlNodePtr xml)
{
  return (RuhuXPathNode){ xml, (gpointer) (guintptr) RUHU_NODES_XML };
}

gboolean ruhu_nodes_step (RuhuXPathContext *context,
                          RuhuXPathNode node,
                          const RuhuXPathStep *step,
                          RuhuXPathNodes *out,
                          GError **error);
gboolean ruhu_nodes_filter (RuhuXPathContext *context,
                            RuhuXPathExpr *predicate,
                            RuhuXPathNodes *nodes,
                            GError **error);
const char *ruhu_nodes_get_name (RuhuInstance *self, RuhuXPathNode node);

G_END_DECLS
