/* ruhu-instance-loops.c: triggers that wait for each other, computed row by row
 *
 * A running balance reads what the row before ended with: one trigger after the other would take
 * one pass for each row. Here the first row that waits is next, and in it the first trigger.
 * Choices that take each other away may never come to rest; after some turns they stay as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#define EVALUATIONS_IN_LOOPS 60000
#define TURNS_MAX 20

typedef struct {
  RuhuTrigger *trigger;
  RuhuNode *node;
} Item;

static guint
count_outer (const RuhuRow *row)
{
  guint n = 0;

  for (; row->outer != NULL; row = row->outer)
    n++;
  return n;
}

/* In the order of the document; a row comes before those in it. */
static int
compare_rows (RuhuRow *a, RuhuRow *b)
{
  guint a_depth = count_outer (a), b_depth = count_outer (b);
  guint depth = MIN (a_depth, b_depth);

  if (a == b)
    return 0;
  for (guint i = depth; i < a_depth; i++)
    a = a->outer;
  for (guint i = depth; i < b_depth; i++)
    b = b->outer;
  if (a == b)
    return a_depth < b_depth ? -1 : 1;

  while (a->outer != b->outer) {
    a = a->outer;
    b = b->outer;
  }
  if (a->cells[0].schema != b->cells[0].schema)
    return a->cells[0].schema->series_slot < b->cells[0].schema->series_slot ? -1 : 1;
  return a->index < b->index ? -1 : 1;
}

static gboolean
comes_before (const Item *a, const Item *b)
{
  int order = compare_rows (a->node->row, b->node->row);

  return order < 0 || (order == 0 && a->trigger->rank < b->trigger->rank);
}

static void
swap (GArray *heap, guint i, guint j)
{
  Item item = g_array_index (heap, Item, i);

  g_array_index (heap, Item, i) = g_array_index (heap, Item, j);
  g_array_index (heap, Item, j) = item;
}

/* A heap: what comes first is at the top. */
void
ruhu_instance_enter_loop (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *node)
{
  GArray **place = &self->loops[trigger->loop - 1];
  Item item = { trigger, node };
  guint i;

  if (*place == NULL)
    *place = g_array_new (FALSE, FALSE, sizeof (Item));
  i = (*place)->len;
  g_array_append_val (*place, item);
  for (; i > 0; i = (i - 1) / 2) {
    if (!comes_before (&g_array_index (*place, Item, i),
                       &g_array_index (*place, Item, (i - 1) / 2)))
      return;
    swap (*place, i, (i - 1) / 2);
  }
}

static Item
take_first (GArray *heap)
{
  Item first = g_array_index (heap, Item, 0);
  guint i = 0;

  swap (heap, 0, heap->len - 1);
  g_array_set_size (heap, heap->len - 1);
  for (;;) {
    guint least = i;

    for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < heap->len; child++)
      if (comes_before (&g_array_index (heap, Item, child), &g_array_index (heap, Item, least)))
        least = child;
    if (least == i)
      return first;
    swap (heap, i, least);
    i = least;
  }
}

/* Choices that come and go with each other's answers. */
static gboolean
turns_too_often (RuhuInstance *self, const Item *item)
{
  guint turns;

  if (item->trigger->kind != RUHU_TRIGGER_CHOICES)
    return FALSE;
  if (self->turns == NULL)
    self->turns = g_hash_table_new (NULL, NULL);

  turns = GPOINTER_TO_UINT (g_hash_table_lookup (self->turns, item->node));
  g_hash_table_insert (self->turns, item->node, GUINT_TO_POINTER (turns + 1));
  return turns >= TURNS_MAX;
}

/* Computes what waits in the loop of @trigger. */
void
ruhu_instance_run_loop (RuhuInstance *self, RuhuTrigger *trigger)
{
  GArray *heap = self->loops[trigger->loop - 1];

  while (heap->len > 0) {
    Item item = take_first (heap);

    item.node->flags &= ~ruhu_trigger_get_flag (item.trigger);
    if (item.node->row->is_removed || self->loop_budget == 0 || turns_too_often (self, &item))
      continue;
    self->loop_budget--;
    ruhu_instance_run_trigger (self, item.trigger, item.node);
  }
}

/* A change from outside begins. */
void
ruhu_instance_reset_loops (RuhuInstance *self)
{
  self->loop_budget = EVALUATIONS_IN_LOOPS;
  g_clear_pointer (&self->turns, g_hash_table_unref);
}
