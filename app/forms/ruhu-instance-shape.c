/* ruhu-instance-shape.c: rows that come and go: by hand, or because the form counts them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#define ROWS_BY_COUNT_MAX 10000
#define EVALUATIONS_PER_ROW 20

static RuhuRow *
append_row (RuhuInstance *self, RuhuNode *series)
{
  RuhuRow *row = ruhu_row_append (self, series, series->schema->xml);
  RuhuNode *parent = ruhu_node_get_parent (row->cells);

  row->is_new = TRUE;
  ruhu_instance_mark_row (self, row);
  if (parent->flags & RUHU_NODE_NOT_RELEVANT)
    ruhu_instance_set_relevance (self, row->cells, FALSE);
  if (parent->flags & RUHU_NODE_READONLY)
    ruhu_instance_set_readonly (self, row->cells, TRUE);
  ruhu_instance_enqueue_row (self, row);
  g_queue_push_tail (&self->new_rows, row);

  return row;
}

RuhuRow *
ruhu_instance_new_row (RuhuInstance *self, RuhuNode *series)
{
  RuhuRow *row = append_row (self, series);

  ruhu_instance_watch_rows (self, series->schema, row);
  return row;
}

static void
take_out (RuhuInstance *self, RuhuRow *row)
{
  RuhuStored stored = { NULL, ruhu_node_get_key (row->cells), NULL };

  if (self->is_started)
    g_array_append_val (self->to_store, stored);
  else
    g_free (stored.key);
  ruhu_row_remove (self, row);
}

/* @row: the first of those that went; the others stood behind it */
static void
tell_gone (RuhuInstance *self, RuhuRow *row)
{
  ruhu_instance_watch_rows (self, ruhu_row_get_schema (row), row);
  ruhu_instance_tell_readers (self, row->cells);
}

void
ruhu_instance_drop_row (RuhuInstance *self, RuhuRow *row)
{
  take_out (self, row);
  tell_gone (self, row);
}

/* Who checks the form is told, once for each repeat. */
static void
tell_short (RuhuInstance *self, const RuhuTrigger *trigger, double wanted, guint made)
{
  g_autofree char *number = ruhu_xpath_number_to_string (wanted);
  g_autofree char *begin = g_strdup_printf ("%s:%ld: warning: “%s” is to have ",
                                            self->form->name,
                                            trigger->line,
                                            trigger->target->path);

  for (guint i = 0; i < self->warnings->len; i++)
    if (g_str_has_prefix (self->warnings->pdata[i], begin))
      return;
  g_ptr_array_add (
    self->warnings,
    g_strdup_printf ("%s%s rows by its jr:count; no more than %u are made", begin, number, made));
}

void
ruhu_instance_set_count (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *series)
{
  g_autofree char *text = ruhu_instance_eval_string (self, trigger->expr, series);
  double number = ruhu_xpath_string_to_number (text);
  guint wanted = number > 0 ? (guint) MIN (number, ROWS_BY_COUNT_MAX) : 0;
  RuhuRow *first = NULL, *gone = NULL;
  guint cost;

  /* Who depends on the rows is told once, however many come or go. */
  while (series->rows->len > wanted) {
    gone = series->rows->pdata[series->rows->len - 1];
    take_out (self, gone);
  }
  if (gone != NULL)
    tell_gone (self, gone);
  cost = EVALUATIONS_PER_ROW + series->schema->cells->len;
  while (series->rows->len < wanted && self->budget > cost) {
    RuhuRow *row = append_row (self, series);

    self->budget -= cost;
    first = first != NULL ? first : row;
  }
  if (first != NULL)
    ruhu_instance_watch_rows (self, series->schema, first);
  if (number > series->rows->len)
    tell_short (self, trigger, number, series->rows->len);
}
