/* ruhu-instance-work.c: recalculation: what changed, what hangs on it, in which order
 *
 * A change puts the cells that depend on it into the queue of their trigger; the queues are emptied
 * in the order of the triggers, so that what is read is up to date. A cell that keeps its value
 * stops there. Nothing looks at the whole form.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#include "forms/xpath/ruhu-xpath-date-private.h"

#include <math.h>
#include <string.h>

#define EVALUATIONS_PER_CHANGE 2000000
#define LONG_TEXT 1000 /* bytes; what is longer is accounted for, as it fills the memory */
#define BYTES_A_LOOK 3

static void
enqueue (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *node)
{
  if (node->flags & ruhu_trigger_get_flag (trigger))
    return;

  node->flags |= ruhu_trigger_get_flag (trigger);
  self->waiting[trigger->loop_rank / 64] |= G_GUINT64_CONSTANT (1) << trigger->loop_rank % 64;
  if (trigger->loop > 0) {
    ruhu_instance_enter_loop (self, trigger, node);
    return;
  }
  if (self->queues[trigger->rank] == NULL)
    self->queues[trigger->rank] = g_ptr_array_new ();
  g_ptr_array_add (self->queues[trigger->rank], node);
}

typedef struct {
  RuhuInstance *self;
  RuhuTrigger *trigger;
} Target;

static void
enqueue_cb (gpointer node, gpointer data)
{
  Target *target = data;

  enqueue (target->self, target->trigger, node);
}

static void
enqueue_series_cb (gpointer node, gpointer data)
{
  Target *target = data;
  RuhuRow *row = ((RuhuNode *) node)->row;

  enqueue (target->self, target->trigger, ruhu_row_get_series (row, target->trigger->target));
}

/* A count is computed for the series, everything else for the cells of its schema node. */
static void
enqueue_below (RuhuInstance *self, RuhuTrigger *trigger, RuhuRow *row)
{
  Target target = { self, trigger };

  if (trigger->kind != RUHU_TRIGGER_COUNT)
    ruhu_row_foreach (row, trigger->target, enqueue_cb, &target);
  else if (row->cells[0].schema == trigger->target)
    enqueue_series_cb (row->outer->cells, &target);
  else
    ruhu_row_foreach (row, trigger->target->parent->row, enqueue_series_cb, &target);
}

/* The row that stands so far behind the one that changed. Positions count relevant rows only: where
 * some were ever hidden, nothing is known. */
static gboolean
follow_to_near_row (RuhuInstance *self, const RuhuEdge *edge, RuhuRow *row)
{
  RuhuRow *own = ruhu_row_climb (row, edge->repeat);
  RuhuNode *series = own != NULL ? ruhu_row_get_series (own->outer, edge->repeat) : NULL;
  gint64 index;

  if (series == NULL || (series->flags & RUHU_NODE_ROWS_HIDDEN))
    return FALSE;
  index = (gint64) own->index + edge->offset;
  if (index >= 0 && index < series->rows->len)
    enqueue_below (self, edge->trigger, series->rows->pdata[index]);

  return TRUE;
}

/* @row lies within a row of the edge's scope, or is it. */
static void
follow_edge (RuhuInstance *self, const RuhuEdge *edge, RuhuRow *row)
{
  if (edge->repeat != NULL && follow_to_near_row (self, edge, row))
    return;
  row = ruhu_row_climb (row, edge->scope);
  if (row != NULL)
    enqueue_below (self, edge->trigger, row);
}

void
ruhu_instance_tell_readers (RuhuInstance *self, RuhuNode *node)
{
  GArray *edges = node->schema->readers;

  for (guint i = 0; edges != NULL && i < edges->len; i++)
    follow_edge (self, &g_array_index (edges, RuhuEdge, i), node->row);
}

/* Rows of @repeat came, went, or changed their relevance; @row is the one. Who asks for positions
 * looks again in it and in those behind it. */
void
ruhu_instance_watch_rows (RuhuInstance *self, RuhuSchema *repeat, RuhuRow *row)
{
  GPtrArray *rows = ruhu_row_get_series (row->outer, repeat)->rows;

  for (guint i = 0; repeat->watchers != NULL && i < repeat->watchers->len; i++) {
    RuhuEdge *edge = &g_array_index (repeat->watchers, RuhuEdge, i);

    if (edge->scope != repeat) {
      follow_edge (self, edge, row->outer);
      continue;
    }
    for (guint j = row->index; j < rows->len; j++)
      follow_edge (self, edge, rows->pdata[j]);
  }
}

/* An id by chance that was kept is not made anew because the record is opened again. */
static gboolean
stays (RuhuInstance *self, const RuhuTrigger *trigger, const RuhuNode *node)
{
  return self->is_restoring && trigger->kind == RUHU_TRIGGER_CALCULATE &&
         (trigger->expr->flags & RUHU_XPATH_NEEDS_RANDOM) && node->text != NULL;
}

static void
enqueue_all_cb (gpointer data, gpointer user_data)
{
  RuhuInstance *self = user_data;
  RuhuNode *node = data;

  for (guint i = 0; node->schema->triggers != NULL && i < node->schema->triggers->len; i++) {
    RuhuTrigger *trigger = node->schema->triggers->pdata[i];
    gboolean of_series = trigger->kind == RUHU_TRIGGER_COUNT;

    if (!of_series && !stays (self, trigger, node))
      enqueue (self, trigger, node);
  }
}

static void
enqueue_counts (RuhuInstance *self, RuhuRow *row)
{
  GPtrArray *cells = row->cells[0].schema->cells;

  for (guint i = 1; i < cells->len; i++) {
    RuhuNode *node = &row->cells[i];
    RuhuTrigger *count;

    if (!node->schema->is_repeat)
      continue;
    count = ruhu_schema_find_trigger (node->schema, RUHU_TRIGGER_COUNT);
    if (count != NULL)
      enqueue (self, count, node);
    for (guint j = 0; j < node->rows->len; j++)
      enqueue_counts (self, node->rows->pdata[j]);
  }
}

/* Everything in @row and below it is computed. */
void
ruhu_instance_enqueue_row (RuhuInstance *self, RuhuRow *row)
{
  ruhu_row_foreach_cell (row, enqueue_all_cb, self);
  enqueue_counts (self, row);
}

void
ruhu_instance_enqueue_language (RuhuInstance *self)
{
  for (guint i = 0; i < self->form->language_ranks->len; i++) {
    guint rank = g_array_index (self->form->language_ranks, guint, i);

    enqueue_below (self, self->form->triggers->pdata[rank], self->root);
  }
}

void
ruhu_instance_mark_stored (RuhuInstance *self, RuhuNode *node)
{
  RuhuStored stored = { node, NULL, NULL };

  if (!self->is_started || (node->flags & RUHU_NODE_TO_STORE))
    return;

  node->flags |= RUHU_NODE_TO_STORE;
  g_array_append_val (self->to_store, stored);
}

static void
mark_cb (gpointer data, gpointer self)
{
  RuhuNode *node = data;

  if (node == node->row->cells && node->row->outer != NULL)
    ruhu_instance_mark_stored (self, node);
  else if (node->schema->is_leaf &&
           (ruhu_node_get_text (node) != NULL || ruhu_node_get_default (node) != NULL))
    ruhu_instance_mark_stored (self, node);
}

/* All that @row begins with, rows within it before what is in them. */
void
ruhu_instance_mark_row (RuhuInstance *self, RuhuRow *row)
{
  ruhu_row_foreach_cell (row, mark_cb, self);
}

static void
tell_changed (RuhuInstance *self, RuhuNode *node)
{
  ruhu_instance_mark_stored (self, node);
  if (!(node->flags & RUHU_NODE_NOT_RELEVANT))
    ruhu_instance_tell_readers (self, node);
}

/* Nothing waits any more to come back. */
static void
clear_shelf (RuhuInstance *self, RuhuNode *node)
{
  if (!(node->flags & RUHU_NODE_SHELVED))
    return;

  node->flags &= ~(guint) RUHU_NODE_SHELVED;
  g_hash_table_remove (self->shelf, node);
  ruhu_instance_mark_stored (self, node);
}

/* Returns TRUE if the text is another one now; then it takes the place of one put aside. */
gboolean
ruhu_instance_put_text (RuhuInstance *self, RuhuNode *node, const char *text)
{
  const char *old = ruhu_node_get_text (node);

  if (strcmp (old != NULL ? old : "", text) == 0)
    return FALSE;

  clear_shelf (self, node);
  g_free (node->text);
  node->text = *text != '\0' ? g_strdup (text) : NULL;
  node->flags &= ~(guint) (RUHU_NODE_NUMBER_KNOWN | RUHU_NODE_COMPUTED);
  tell_changed (self, node);

  return TRUE;
}

/* As ruhu_instance_put_text() with the text of @number, which is written only when somebody reads
 * it: most numbers that a form computes are only computed with. */
static void
put_number (RuhuInstance *self, RuhuNode *node, double number)
{
  if (!(node->flags & RUHU_NODE_COMPUTED) && ruhu_node_get_text (node) != NULL) {
    g_autofree char *text = ruhu_xpath_number_to_string (number);

    ruhu_instance_put_text (self, node, text);
    return;
  }
  if ((node->flags & RUHU_NODE_COMPUTED) && node->number == number)
    return;

  clear_shelf (self, node);
  g_clear_pointer (&node->text, g_free);
  node->number = number;
  node->flags |= RUHU_NODE_NUMBER_KNOWN | RUHU_NODE_COMPUTED;
  tell_changed (self, node);
}

/* As somebody's answer, or an action's: it counts as changed, and nothing waits to come back. */
gboolean
ruhu_instance_put_value (RuhuInstance *self, RuhuNode *node, const char *text)
{
  RuhuTrigger *choices = ruhu_schema_find_trigger (node->schema, RUHU_TRIGGER_CHOICES);

  clear_shelf (self, node);
  if (!ruhu_instance_put_text (self, node, text))
    return FALSE;

  if (choices != NULL)
    enqueue (self, choices, node);
  g_queue_push_tail (&self->changed, node);

  return TRUE;
}

static void
set_flag (RuhuNode *node, RuhuNodeFlags flag, gboolean on)
{
  if (on)
    node->flags |= flag;
  else
    node->flags &= ~(guint) flag;
}

/* What is stored is as the node's type has it: an integer without a fraction, a date without its
 * time (JavaRosa). Takes @text, gives it back. */
char *
ruhu_instance_cast (RuhuSchema *schema, char *text)
{
  RuhuDataType type = schema->bind != NULL ? schema->bind->type : RUHU_DATA_STRING;
  gboolean is_fraction = type == RUHU_DATA_INT && strchr (text, '.') != NULL;
  gboolean is_days = type == RUHU_DATA_DATE && *text != '\0' && strchr (text + 1, '-') == NULL;
  double number;

  if (type == RUHU_DATA_DATE && strlen (text) > 10 && text[10] == 'T')
    text[10] = '\0';
  if (!is_fraction && !is_days)
    return text;

  number = ruhu_xpath_string_to_number (text);
  if (isnan (number))
    return text;
  g_free (text);

  return is_days ? ruhu_xpath_date_to_string (number, FALSE)
                 : ruhu_xpath_number_to_string (trunc (number));
}

/* NaN is stored as empty, and the rest as the type has it. Takes @text, gives it back. */
static char *
store_form (RuhuSchema *schema, char *text)
{
  if (strcmp (text, "NaN") == 0)
    *text = '\0';

  return ruhu_instance_cast (schema, text);
}

/* What @expr gives at @node, as it is stored there. */
char *
ruhu_instance_compute (RuhuInstance *self, RuhuXPathExpr *expr, RuhuNode *node)
{
  return store_form (node->schema, ruhu_instance_eval_string (self, expr, node));
}

static gboolean
holds_numbers (const RuhuSchema *schema)
{
  RuhuDataType type = schema->bind != NULL ? schema->bind->type : RUHU_DATA_STRING;

  return type == RUHU_DATA_STRING || type == RUHU_DATA_INT || type == RUHU_DATA_DECIMAL;
}

static void
calculate (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *node)
{
  g_auto (RuhuXPathValue) value = { 0 };
  RuhuXPathContext context;
  g_autofree char *text = NULL;

  ruhu_instance_init_context (self, node, &context);
  if (!ruhu_xpath_eval (trigger->expr, &context, &value, NULL)) {
    g_debug ("%s: its calculation gives nothing", node->schema->path);
    ruhu_instance_put_text (self, node, "");
  } else if (value.kind == RUHU_XPATH_VALUE_NUMBER && isfinite (value.number) &&
             holds_numbers (node->schema)) {
    put_number (self,
                node,
                node->schema->bind->type == RUHU_DATA_INT ? trunc (value.number) : value.number);
  } else {
    const char *whole = ruhu_xpath_value_get_string (&value, &context);
    gsize length = strlen (whole);
    gboolean fits =
      length < LONG_TEXT || ruhu_instance_spend (&context, length / BYTES_A_LOOK, NULL);

    text = store_form (node->schema, g_strdup (fits ? whole : ""));
    ruhu_instance_put_text (self, node, text);
  }
}

/* An answer that the list no longer offers is put aside, and comes back if the list offers it again
 * before somebody answers anew. */
static void
check_choices (RuhuInstance *self, RuhuNode *node)
{
  g_autofree char *kept = NULL;
  const char *answer = node->flags & RUHU_NODE_SHELVED ? g_hash_table_lookup (self->shelf, node)
                                                       : ruhu_node_get_text (node);
  g_autofree char *whole = g_strdup (answer);

  if (whole == NULL)
    return;

  kept = ruhu_instance_keep_offered (self, node, whole);
  ruhu_instance_put_text (self, node, kept);
  /* An order may have grown, but nothing of it went. */
  if (g_str_has_prefix (kept, whole)) {
    clear_shelf (self, node);
  } else {
    set_flag (node, RUHU_NODE_SHELVED, TRUE);
    g_hash_table_insert (self->shelf, node, g_steal_pointer (&whole));
  }
}

void
ruhu_instance_run_trigger (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *node)
{
  RuhuNode *parent;

  switch (trigger->kind) {
  case RUHU_TRIGGER_RELEVANT:
    parent = ruhu_node_get_parent (node);
    set_flag (node,
              RUHU_NODE_NOT_RELEVANT_ITSELF,
              !ruhu_instance_eval_boolean (self, trigger->expr, node));
    ruhu_instance_set_relevance (self,
                                 node,
                                 parent == NULL || !(parent->flags & RUHU_NODE_NOT_RELEVANT));
    break;
  case RUHU_TRIGGER_READONLY:
    parent = ruhu_node_get_parent (node);
    set_flag (node,
              RUHU_NODE_READONLY_ITSELF,
              ruhu_instance_eval_boolean (self, trigger->expr, node));
    ruhu_instance_set_readonly (self, node, parent != NULL && (parent->flags & RUHU_NODE_READONLY));
    break;
  case RUHU_TRIGGER_REQUIRED:
    set_flag (node, RUHU_NODE_REQUIRED, ruhu_instance_eval_boolean (self, trigger->expr, node));
    break;
  case RUHU_TRIGGER_COUNT:
    ruhu_instance_set_count (self, trigger, node);
    break;
  case RUHU_TRIGGER_CHOICES:
    check_choices (self, node);
    break;
  case RUHU_TRIGGER_CALCULATE:
  default:
    calculate (self, trigger, node);
    break;
  }
}

static int
find_waiting (RuhuInstance *self)
{
  for (guint i = 0; i < self->n_waiting_words; i++)
    if (self->waiting[i] != 0)
      return (int) (i * 64 + (guint) __builtin_ctzll (self->waiting[i]));

  return -1;
}

static void
run_queue (RuhuInstance *self, RuhuTrigger *trigger, GPtrArray *queue)
{
  for (guint i = 0; i < queue->len; i++) {
    RuhuNode *node = queue->pdata[i];

    node->flags &= ~ruhu_trigger_get_flag (trigger);
    if (node->row->is_removed || self->budget == 0)
      continue;
    self->budget--;
    ruhu_instance_run_trigger (self, trigger, node);
  }
  g_ptr_array_set_size (queue, 0);
}

static void
run_queues (RuhuInstance *self)
{
  for (int rank = find_waiting (self); rank >= 0; rank = find_waiting (self)) {
    RuhuTrigger *trigger = self->form->triggers->pdata[rank];

    if (trigger->loop > 0)
      ruhu_instance_run_loop (self, trigger);
    else
      run_queue (self, trigger, self->queues[rank]);
    self->waiting[rank / 64] &= ~(G_GUINT64_CONSTANT (1) << rank % 64);
  }
}

/* Computes all that waits, then runs the actions of new rows and changed answers, until nothing is
 * left. */
void
ruhu_instance_recompute (RuhuInstance *self)
{
  for (;;) {
    RuhuRow *row;
    RuhuNode *node;

    run_queues (self);
    row = g_queue_pop_head (&self->new_rows);
    if (row != NULL) {
      row->is_new = FALSE;
      if (!row->is_removed)
        ruhu_instance_run_new_row_actions (self, row);
      continue;
    }
    node = g_queue_pop_head (&self->changed);
    if (node == NULL)
      return;
    if (!node->row->is_removed && self->budget > 0)
      ruhu_instance_run_changed_actions (self, node);
  }
}

/* A change from outside begins; begin and end may be nested. */
void
ruhu_instance_begin (RuhuInstance *self)
{
  if (self->work_depth++ > 0)
    return;
  self->budget = EVALUATIONS_PER_CHANGE;
  self->work_left = RUHU_INSTANCE_WORK;
  ruhu_instance_reset_loops (self);
}

/* What is not computed stays empty; whoever checks the form is told. */
static void
give_up (RuhuInstance *self)
{
  char *warning = g_strdup_printf ("%s:1: warning: a recalculation takes too long and is given up",
                                   self->form->name);

  g_message ("form %s: a recalculation takes too long", self->form->id);
  if (g_ptr_array_find_with_equal_func (self->warnings, warning, g_str_equal, NULL))
    g_free (warning);
  else
    g_ptr_array_add (self->warnings, warning);
}

void
ruhu_instance_end (RuhuInstance *self)
{
  if (self->work_depth > 1) {
    self->work_depth--;
    return;
  }

  ruhu_instance_recompute (self);
  if (self->budget == 0 || self->loop_budget == 0 || self->work_left <= 0)
    give_up (self);
  self->work_depth--;
  ruhu_instance_publish (self);
}
