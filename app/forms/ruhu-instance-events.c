/* ruhu-instance-events.c: actions and preloads (ODK XForms, actions and events; preload attributes)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-id.h"
#include "forms/ruhu-path-private.h"

#include <string.h>

static RuhuRow *
find_first_row (RuhuRow *row, const RuhuSchema *wanted)
{
  while (row != NULL && row->cells[0].schema != wanted) {
    const RuhuSchema *next = wanted;
    GPtrArray *rows;

    while (next->parent->row != row->cells[0].schema)
      next = next->parent->row;
    rows = ruhu_row_get_series (row, next)->rows;
    row = rows->len > 0 ? rows->pdata[0] : NULL;
  }

  return row;
}

/* A target that is not relevant is set all the same: the plan is followed
 * here, without the filter that reading has. */
static RuhuNode *
find_target (RuhuInstance *self, const RuhuAction *action, RuhuNode *node)
{
  RuhuPathPlan plan;
  RuhuXPathContext context;
  g_auto (RuhuXPathNodes) nodes = { 0 };
  RuhuRow *row;

  ruhu_path_plan (&action->ref->path, self->form->root, node->schema, &plan);
  if (plan.target == NULL)
    return NULL;
  if (plan.n_steps == action->ref->path.steps->len) {
    row = find_first_row (ruhu_row_climb (node->row, plan.scope), plan.target->row);
    return row != NULL ? &row->cells[plan.target->slot] : NULL;
  }

  ruhu_instance_init_context (self, node, &context);
  if (!ruhu_instance_resolve (&context, action->ref, &nodes, NULL) || nodes.n == 0)
    return NULL;

  return ruhu_xpath_nodes_get (&nodes, 0)->a;
}

/* The value is computed at the target (JavaRosa): “.” is what it holds already. */
static void
perform (RuhuInstance *self, const RuhuAction *action, RuhuNode *node)
{
  RuhuNode *target = find_target (self, action, node);
  g_autofree char *text = NULL;

  if (target == NULL || !target->schema->is_leaf)
    return;
  if (!action->is_setvalue) {
    RuhuDeviceRequest request = { target, action };

    g_array_append_val (self->requests, request);
    return;
  }

  text = action->value != NULL ? ruhu_instance_compute (self, action->value, target)
                               : g_strdup (action->text);
  ruhu_instance_put_value (self, target, text);
}

typedef struct {
  RuhuInstance *self;
  const RuhuAction *action;
} Performance;

static void
perform_cb (gpointer node, gpointer data)
{
  Performance *performance = data;

  perform (performance->self, performance->action, node);
  ruhu_instance_recompute (performance->self);
}

/* In the order of the document, in every row that is there. */
void
ruhu_instance_run_load_actions (RuhuInstance *self, RuhuEvent event)
{
  for (guint i = 0; i < self->form->actions->len; i++) {
    RuhuAction *action = self->form->actions->pdata[i];
    Performance performance = { self, action };

    if (action->events & event)
      ruhu_row_foreach (self->root, action->context, perform_cb, &performance);
  }
}

void
ruhu_instance_run_new_row_actions (RuhuInstance *self, RuhuRow *row)
{
  for (guint i = 0; i < self->form->actions->len; i++) {
    RuhuAction *action = self->form->actions->pdata[i];

    if ((action->events & RUHU_EVENT_NEW_REPEAT) &&
        action->context->row == ruhu_row_get_schema (row))
      perform (self, action, &row->cells[action->context->slot]);
  }
}

void
ruhu_instance_run_changed_actions (RuhuInstance *self, RuhuNode *node)
{
  for (guint i = 0; i < self->form->actions->len; i++) {
    RuhuAction *action = self->form->actions->pdata[i];

    if ((action->events & RUHU_EVENT_VALUE_CHANGED) && action->context == node->schema) {
      perform (self, action, node);
      ruhu_instance_recompute (self);
    }
  }
}

static char *
get_property (RuhuInstance *self, const char *name)
{
  g_autofree char *plain = g_strdup (name != NULL ? name : "");
  char *to = plain;

  /* The specification prints “phone number”; forms write phonenumber. */
  for (const char *from = plain; *from != '\0'; from++)
    if (*from != ' ')
      *to++ = *from;
  *to = '\0';

  return g_strdup (
    g_hash_table_lookup (self->properties, strncmp (plain, "uri:", 4) == 0 ? plain + 4 : plain));
}

static char *
get_moment (gboolean with_time)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *seconds = NULL;
  GTimeSpan offset = g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE;

  if (!with_time)
    return g_date_time_format (now, "%Y-%m-%d");

  seconds = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03d%c%02d:%02d",
                          seconds,
                          g_date_time_get_microsecond (now) / 1000,
                          offset < 0 ? '-' : '+',
                          (int) ABS (offset) / 60,
                          (int) ABS (offset) % 60);
}

static char *
find_preload (RuhuInstance *self, const RuhuBind *bind, gboolean at_end)
{
  gboolean is_end = g_strcmp0 (bind->preload_params, "end") == 0;

  if (g_strcmp0 (bind->preload, "timestamp") == 0)
    return is_end == at_end ? get_moment (TRUE) : NULL;
  if (at_end)
    return NULL;
  if (g_strcmp0 (bind->preload, "uid") == 0) {
    g_autofree char *id = ruhu_id_new ();

    return g_strconcat ("uuid:", id, NULL);
  }
  if (g_strcmp0 (bind->preload, "date") == 0)
    return get_moment (FALSE);
  if (g_strcmp0 (bind->preload, "property") == 0)
    return get_property (self, bind->preload_params);

  return NULL;
}

typedef struct {
  RuhuInstance *self;
  const char *text;
} Assignment;

static void
assign_cb (gpointer node, gpointer data)
{
  Assignment *assignment = data;

  ruhu_instance_put_text (assignment->self, node, assignment->text);
}

static void
assign (RuhuInstance *self, RuhuSchema *schema, const char *text)
{
  Assignment assignment = { self, text };

  ruhu_row_foreach (self->root, schema, assign_cb, &assignment);
}

static void
run_preloads (RuhuInstance *self, gboolean at_end)
{
  for (guint i = 0; i < self->form->binds->len; i++) {
    RuhuBind *bind = self->form->binds->pdata[i];
    g_autofree char *text = NULL;

    if (bind->preload == NULL || bind->schema->is_attribute || !bind->schema->is_leaf)
      continue;
    text = find_preload (self, bind, at_end);
    if (text != NULL)
      assign (self, bind->schema, text);
  }
}

static RuhuNode *
find_meta (RuhuInstance *self, const char *name)
{
  RuhuSchema *meta =
    ruhu_schema_find_child (self->form->root, g_intern_static_string ("meta"), FALSE);
  RuhuSchema *schema =
    meta != NULL ? ruhu_schema_find_child (meta, g_intern_string (name), FALSE) : NULL;

  return schema != NULL && schema->row == self->form->root ? &self->root->cells[schema->slot]
                                                           : NULL;
}

static void
put_new_id (RuhuInstance *self, RuhuNode *node)
{
  g_autofree char *id = ruhu_id_new ();
  g_autofree char *text = g_strconcat ("uuid:", id, NULL);

  ruhu_instance_put_text (self, node, text);
}

/* Every record has an id, whether the form asks for one or not (ODK XForms, metadata). */
static void
ensure_instance_id (RuhuInstance *self)
{
  RuhuNode *node = find_meta (self, "instanceID");

  if (node != NULL && ruhu_node_get_text (node) == NULL &&
      ruhu_schema_find_trigger (node->schema, RUHU_TRIGGER_CALCULATE) == NULL)
    put_new_id (self, node);
}

/* What is there before the first question: preloads, then what the caller set by question name. */
void
ruhu_instance_preload (RuhuInstance *self)
{
  run_preloads (self, FALSE);
  ensure_instance_id (self);
  for (guint i = 0; i < self->form->schemas->len; i++) {
    RuhuSchema *schema = self->form->schemas->pdata[i];
    const char *text = g_hash_table_lookup (self->presets, schema->name);

    if (text != NULL && schema->is_leaf && !schema->is_attribute)
      assign (self, schema, text);
  }
}

/**
 * ruhu_instance_finish:
 * @self: a filling that was started
 *
 * Sets what is known only at the end, the time for example. Call it before the answers are taken
 * for good.
 */
void
ruhu_instance_finish (RuhuInstance *self)
{
  g_return_if_fail (self->is_started);

  ruhu_instance_begin (self);
  run_preloads (self, TRUE);
  ruhu_instance_end (self);
}

/**
 * ruhu_instance_correct:
 * @self: a filling that was restored from a final response
 * @replaced: (nullable): instanceID of that response, for where its answers do not say
 * @id: (nullable): the new instanceID; %NULL for one that is made now
 *
 * Makes another record of it that replaces the first: it gets an id of its own, and names the old
 * one where the form has a place for that (ODK XForms, deprecatedID).
 */
void
ruhu_instance_correct (RuhuInstance *self, const char *replaced, const char *id)
{
  RuhuNode *node = find_meta (self, "instanceID");
  RuhuNode *old = find_meta (self, "deprecatedID");
  const char *said;

  g_return_if_fail (self->is_started);

  if (node == NULL)
    return;

  ruhu_instance_begin (self);
  said = ruhu_node_get_text (node);
  if (old != NULL)
    ruhu_instance_put_text (self, old, said != NULL ? said : replaced);
  if (id != NULL)
    ruhu_instance_put_text (self, node, id);
  else
    put_new_id (self, node);
  ruhu_instance_end (self);
}
