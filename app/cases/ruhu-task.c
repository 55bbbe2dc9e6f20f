/* ruhu-task.c: a visit to be made: who, which form, by when, why
 *
 * Its fields, as HQ and townships write them: `state` (open, done, cancelled), `person_id`,
 * `form_id`, `reason`, `note`, `due` and `promised` (dates), `response_id` (of the response it is
 * about), and `values/QUESTION` for each question the task itself answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-task.h"

#include <string.h>

#define VALUES "values/"

struct _RuhuTask {
  GObject parent_instance;

  char *id;
  char *division;
  RuhuFields *fields;
  RuhuTaskState state;
  RuhuDate due;
};

G_DEFINE_FINAL_TYPE (RuhuTask, ruhu_task, G_TYPE_OBJECT)

static const char *const states[] = { "open", "done", "cancelled" };

static const char *const reasons[] = {
  "other",          "routine",           "annual_update",
  "new_holder",     "rehab_followup",    "returned",
  "care_round",     "condolence",        "urgent",
  "income_monitor", "recheck",           "certificate_expiring",
  "screening",      "assess_result",     "access_survey",
  "access_works",   "consent_withdrawn",
};

G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == RUHU_TASK_N_REASONS);

static void
ruhu_task_finalize (GObject *object)
{
  RuhuTask *self = RUHU_TASK (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->division, g_free);
  g_clear_pointer (&self->fields, ruhu_fields_unref);

  G_OBJECT_CLASS (ruhu_task_parent_class)->finalize (object);
}

static void
ruhu_task_class_init (RuhuTaskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_task_finalize;
}

static void
ruhu_task_init (RuhuTask *self)
{
}

/**
 * ruhu_task_new:
 * @id: a UUID
 * @division: where the person lives
 * @fields: as above; a task without a known `state` is open
 *
 * Any thread.
 */
RuhuTask *
ruhu_task_new (const char *id, const char *division, RuhuFields *fields)
{
  RuhuTask *self = g_object_new (RUHU_TYPE_TASK, NULL);
  const char *state = ruhu_fields_get (fields, "state");

  self->id = g_strdup (id);
  self->division = g_strdup (division != NULL ? division : "");
  self->fields = ruhu_fields_ref (fields);
  ruhu_date_parse (ruhu_fields_get (fields, "due"), &self->due);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (state, states[i]))
      self->state = (RuhuTaskState) i;

  return self;
}

/**
 * ruhu_task_new_from_object:
 * @object: a base object of kind task; its clear state and due date stand in where the body has
 * none
 * @error: return location for a #GError
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the task, or %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuTask *
ruhu_task_new_from_object (RuhuObject *object, GError **error)
{
  g_autoptr (RuhuFields) fields = ruhu_fields_new_from_body (object->body, error);
  RuhuTask *self;

  if (fields == NULL)
    return NULL;

  self = ruhu_task_new (object->id, object->division, fields);
  if (*ruhu_fields_get (fields, "state") == '\0' &&
      (object->state == RUHU_TASK_DONE || object->state == RUHU_TASK_CANCELLED))
    self->state = (RuhuTaskState) object->state;
  if (!ruhu_date_is_valid (self->due) && object->due > 0) {
    g_autoptr (GDateTime) due = g_date_time_new_from_unix_local (object->due / 1000);
    g_autofree char *day = due != NULL ? g_date_time_format (due, "%Y-%m-%d") : NULL;

    ruhu_date_parse (day, &self->due);
  }

  return self;
}

const char *
ruhu_task_get_id (RuhuTask *self)
{
  return self->id;
}

const char *
ruhu_task_get_division (RuhuTask *self)
{
  return self->division;
}

RuhuTaskState
ruhu_task_get_state (RuhuTask *self)
{
  return self->state;
}

const char *
ruhu_task_get_person_id (RuhuTask *self)
{
  return ruhu_fields_get (self->fields, "person_id");
}

const char *
ruhu_task_get_form_id (RuhuTask *self)
{
  return ruhu_fields_get (self->fields, "form_id");
}

RuhuTaskReason
ruhu_task_get_reason (RuhuTask *self)
{
  return ruhu_task_reason_from_string (ruhu_fields_get (self->fields, "reason"));
}

/**
 * ruhu_task_get_note:
 *
 * Returns: what whoever made the task wrote beside it, "" for nothing
 */
const char *
ruhu_task_get_note (RuhuTask *self)
{
  return ruhu_fields_get (self->fields, "note");
}

/**
 * ruhu_task_get_due:
 *
 * Returns: the last day on which it is in time; all 0 for any day
 */
RuhuDate
ruhu_task_get_due (RuhuTask *self)
{
  return self->due;
}

/**
 * ruhu_task_get_promised:
 *
 * Returns: the day on which the worker told the household to come; all 0 for none
 */
RuhuDate
ruhu_task_get_promised (RuhuTask *self)
{
  RuhuDate date;

  ruhu_date_parse (ruhu_fields_get (self->fields, "promised"), &date);
  return date;
}

/**
 * ruhu_task_get_day:
 *
 * Returns: the day to go: the promised one, else the due one; all 0 for any day
 */
RuhuDate
ruhu_task_get_day (RuhuTask *self)
{
  RuhuDate promised = ruhu_task_get_promised (self);

  return ruhu_date_is_whole (promised) ? promised : self->due;
}

const char *
ruhu_task_get_response_id (RuhuTask *self)
{
  return ruhu_fields_get (self->fields, "response_id");
}

static void
add_value (const char *name, const char *value, gpointer data)
{
  if (g_str_has_prefix (name, VALUES))
    g_hash_table_insert (data, g_strdup (name + strlen (VALUES)), g_strdup (value));
}

/**
 * ruhu_task_get_values:
 *
 * Returns: (transfer full) (element-type utf8 utf8): question → answer, to be set before the form's
 *   first load
 */
GHashTable *
ruhu_task_get_values (RuhuTask *self)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  ruhu_fields_foreach (self->fields, add_value, values);
  return values;
}

/**
 * ruhu_task_state_to_string:
 *
 * Returns: the word that the field `state` has for @state
 */
const char *
ruhu_task_state_to_string (RuhuTaskState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), NULL);

  return states[state];
}

/**
 * ruhu_task_reason_to_string:
 *
 * Returns: the word that the field `reason` has for @reason
 */
const char *
ruhu_task_reason_to_string (RuhuTaskReason reason)
{
  g_return_val_if_fail ((gsize) reason < G_N_ELEMENTS (reasons), NULL);

  return reasons[reason];
}

/**
 * ruhu_task_reason_from_string:
 * @word: anything
 *
 * Returns: the reason, %RUHU_TASK_OTHER for a word this version does not know
 */
RuhuTaskReason
ruhu_task_reason_from_string (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (word, reasons[i]))
      return (RuhuTaskReason) i;

  return RUHU_TASK_OTHER;
}
