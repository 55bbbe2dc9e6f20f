/* ruhu-instance-state.c: relevant and read-only: what is said of a node holds for all below it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

static void
foreach_child (RuhuInstance *self,
               RuhuNode *node,
               void (*func) (RuhuInstance *, RuhuNode *, gboolean),
               gboolean around)
{
  GPtrArray *children = node->schema->children;

  for (guint i = 0; children != NULL && i < children->len; i++) {
    RuhuSchema *child = children->pdata[i];
    GPtrArray *rows;

    if (!child->is_repeat) {
      func (self, &node->row->cells[child->slot], around);
      continue;
    }
    rows = ruhu_row_get_series (node->row, child)->rows;
    for (guint j = 0; j < rows->len; j++)
      func (self, ((RuhuRow *) rows->pdata[j])->cells, around);
  }
}

/* @around: what is around it is relevant. Stops where nothing changes. */
void
ruhu_instance_set_relevance (RuhuInstance *self, RuhuNode *node, gboolean around)
{
  gboolean relevant = around && !(node->flags & RUHU_NODE_NOT_RELEVANT_ITSELF);

  if (relevant == !(node->flags & RUHU_NODE_NOT_RELEVANT))
    return;

  node->flags ^= RUHU_NODE_NOT_RELEVANT;
  node->flags &= ~(guint) RUHU_NODE_NUMBER_KNOWN;
  ruhu_instance_tell_readers (self, node);
  if (node == node->row->cells && node->row->outer != NULL) {
    ruhu_row_get_series (node->row->outer, node->schema)->flags |= RUHU_NODE_ROWS_HIDDEN;
    ruhu_instance_watch_rows (self, node->schema, node->row);
  }
  foreach_child (self, node, ruhu_instance_set_relevance, relevant);
}

void
ruhu_instance_set_readonly (RuhuInstance *self, RuhuNode *node, gboolean around)
{
  gboolean readonly = around || (node->flags & RUHU_NODE_READONLY_ITSELF);

  if (readonly == !!(node->flags & RUHU_NODE_READONLY))
    return;

  node->flags ^= RUHU_NODE_READONLY;
  foreach_child (self, node, ruhu_instance_set_readonly, readonly);
}
