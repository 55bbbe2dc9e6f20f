/* ruhu-need.c: one thing a person needs, from proposal to delivery
 *
 * Nobody writes a need's state: it follows from the decisions about it, and
 * HQ sends what follows. Here it is only read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-need.h"

struct _RuhuNeed {
  GObject parent_instance;

  char *id;
  char *division;
  RuhuFields *fields;
  RuhuNeedState state;
};

G_DEFINE_FINAL_TYPE (RuhuNeed, ruhu_need, G_TYPE_OBJECT)

static const struct {
  const char *word;
  gboolean open;
} states[] = {
  { "proposed", TRUE },    { "verified", TRUE }, { "not_eligible", FALSE }, { "merged", FALSE },
  { "deferred", TRUE },    { "planned", TRUE },  { "in_service", TRUE },    { "delivered", TRUE },
  { "followed_up", TRUE }, { "closed", FALSE },  { "withdrawn", FALSE },    { "deceased", FALSE },
  { "moved", FALSE },      { "disputed", TRUE },
};

static void
ruhu_need_finalize (GObject *object)
{
  RuhuNeed *self = RUHU_NEED (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->division, g_free);
  g_clear_pointer (&self->fields, ruhu_fields_unref);

  G_OBJECT_CLASS (ruhu_need_parent_class)->finalize (object);
}

static void
ruhu_need_class_init (RuhuNeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_need_finalize;
}

static void
ruhu_need_init (RuhuNeed *self)
{
}

/* HQ's field is `state`; `need_state` is what a form's entity names it. */
static const char *
get_state_word (RuhuFields *fields)
{
  const char *word = ruhu_fields_get (fields, "state");

  return *word != '\0' ? word : ruhu_fields_get (fields, "need_state");
}

/**
 * ruhu_need_new:
 * @id: a UUID
 * @division: where the person lives
 * @fields: the columns of need.csv, and `raised_on`
 *
 * Any thread.
 */
RuhuNeed *
ruhu_need_new (const char *id, const char *division, RuhuFields *fields)
{
  RuhuNeed *self = g_object_new (RUHU_TYPE_NEED, NULL);

  self->id = g_strdup (id);
  self->division = g_strdup (division != NULL ? division : "");
  self->fields = ruhu_fields_ref (fields);
  self->state = ruhu_need_state_from_string (get_state_word (fields));
  return self;
}

/**
 * ruhu_need_new_from_object:
 * @object: a base object of kind need
 * @error: return location for a #GError
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the need, or %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuNeed *
ruhu_need_new_from_object (RuhuObject *object, GError **error)
{
  g_autoptr (RuhuFields) fields = ruhu_fields_new_from_body (object->body, error);
  RuhuNeed *self;

  if (fields == NULL)
    return NULL;

  self = ruhu_need_new (object->id, object->division, fields);
  if (*get_state_word (fields) == '\0' && object->state >= 0 &&
      (gsize) object->state < G_N_ELEMENTS (states))
    self->state = (RuhuNeedState) object->state;

  return self;
}

const char *
ruhu_need_get_id (RuhuNeed *self)
{
  return self->id;
}

const char *
ruhu_need_get_division (RuhuNeed *self)
{
  return self->division;
}

RuhuNeedState
ruhu_need_get_state (RuhuNeed *self)
{
  return self->state;
}

/**
 * ruhu_need_is_open:
 *
 * Returns: whether something is still to be done about it: an unmet need is carried to the next
 *   year, not asked afresh
 */
gboolean
ruhu_need_is_open (RuhuNeed *self)
{
  return states[self->state].open;
}

const char *
ruhu_need_get_person_id (RuhuNeed *self)
{
  return ruhu_fields_get (self->fields, "person_id");
}

/**
 * ruhu_need_get_kind:
 *
 * Returns: `device`, `access` …: which list ruhu_need_get_item() is from
 */
const char *
ruhu_need_get_kind (RuhuNeed *self)
{
  return ruhu_fields_get (self->fields, "need_kind");
}

const char *
ruhu_need_get_item (RuhuNeed *self)
{
  return ruhu_fields_get (self->fields, "need_item");
}

/**
 * ruhu_need_get_raised_on:
 *
 * Returns: the day of the visit that raised it; all 0 where not known
 */
RuhuDate
ruhu_need_get_raised_on (RuhuNeed *self)
{
  RuhuDate date;

  ruhu_date_parse (ruhu_fields_get (self->fields, "raised_on"), &date);
  return date;
}

/**
 * ruhu_need_get_field:
 *
 * Returns: the value of any field, "" where there is none; `need_state` is always there
 */
const char *
ruhu_need_get_field (RuhuNeed *self, const char *name)
{
  return g_str_equal (name, "need_state") ? states[self->state].word
                                          : ruhu_fields_get (self->fields, name);
}

/**
 * ruhu_need_state_to_string:
 *
 * Returns: the word that the field `need_state` has for @state
 */
const char *
ruhu_need_state_to_string (RuhuNeedState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), NULL);

  return states[state].word;
}

/**
 * ruhu_need_state_from_string:
 * @word: anything
 *
 * Returns: the state, %RUHU_NEED_PROPOSED for a word this version does not know
 */
RuhuNeedState
ruhu_need_state_from_string (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (word, states[i].word))
      return (RuhuNeedState) i;

  return RUHU_NEED_PROPOSED;
}
