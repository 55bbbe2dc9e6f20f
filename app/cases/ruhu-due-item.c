/* ruhu-due-item.c: one line of the due list
 *
 * A task, a draft, a returned response, or a task with the response that was begun for it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-due-item.h"

#include <string.h>

struct _RuhuDueItem {
  GObject parent_instance;

  RuhuTask *task;
  RuhuResponse *response;
  RuhuPerson *person;
  RuhuDate moved;
  char *house; /* the address, as it sorts; made when it is first compared */
};

G_DEFINE_FINAL_TYPE (RuhuDueItem, ruhu_due_item, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TASK,
  PROP_RESPONSE,
  PROP_PERSON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
ruhu_due_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  RuhuDueItem *self = RUHU_DUE_ITEM (object);

  switch (prop_id) {
  case PROP_TASK:
    g_value_set_object (value, self->task);
    break;
  case PROP_RESPONSE:
    g_value_set_object (value, self->response);
    break;
  case PROP_PERSON:
    g_value_set_object (value, self->person);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
ruhu_due_item_dispose (GObject *object)
{
  RuhuDueItem *self = RUHU_DUE_ITEM (object);

  g_clear_object (&self->task);
  g_clear_object (&self->response);
  g_clear_object (&self->person);

  G_OBJECT_CLASS (ruhu_due_item_parent_class)->dispose (object);
}

static void
ruhu_due_item_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_DUE_ITEM (object)->house, g_free);

  G_OBJECT_CLASS (ruhu_due_item_parent_class)->finalize (object);
}

static void
ruhu_due_item_class_init (RuhuDueItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ruhu_due_item_get_property;
  object_class->dispose = ruhu_due_item_dispose;
  object_class->finalize = ruhu_due_item_finalize;

  properties[PROP_TASK] = g_param_spec_object ("task", NULL, NULL, RUHU_TYPE_TASK, flags);
  properties[PROP_RESPONSE] =
    g_param_spec_object ("response", NULL, NULL, RUHU_TYPE_RESPONSE, flags);
  properties[PROP_PERSON] = g_param_spec_object ("person", NULL, NULL, RUHU_TYPE_PERSON, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ruhu_due_item_init (RuhuDueItem *self)
{
}

/**
 * ruhu_due_item_new:
 * @task: (nullable): what is to be done
 * @response: (nullable): a draft, or one that came back; not %NULL where @task is
 * @person: (nullable): whom; %NULL where the register does not have them (yet)
 */
RuhuDueItem *
ruhu_due_item_new (RuhuTask *task, RuhuResponse *response, RuhuPerson *person)
{
  RuhuDueItem *self;

  g_return_val_if_fail (task != NULL || response != NULL, NULL);

  self = g_object_new (RUHU_TYPE_DUE_ITEM, NULL);
  g_set_object (&self->task, task);
  g_set_object (&self->response, response);
  g_set_object (&self->person, person);
  return self;
}

/**
 * ruhu_due_item_set_moved:
 * @moved: the day to which an attempt moved the task, which HQ has not said yet; all 0 for none
 */
void
ruhu_due_item_set_moved (RuhuDueItem *self, RuhuDate moved)
{
  self->moved = moved;
}

RuhuDueKind
ruhu_due_item_get_kind (RuhuDueItem *self)
{
  if (self->response == NULL)
    return RUHU_DUE_TASK;

  return ruhu_response_get_state (self->response) == RUHU_RESPONSE_DRAFT ? RUHU_DUE_DRAFT
                                                                         : RUHU_DUE_RETURNED;
}

/** ruhu_due_item_get_task: Returns: (transfer none) (nullable): what is to be done */
RuhuTask *
ruhu_due_item_get_task (RuhuDueItem *self)
{
  return self->task;
}

/** ruhu_due_item_get_response: Returns: (transfer none) (nullable): what was begun or came back */
RuhuResponse *
ruhu_due_item_get_response (RuhuDueItem *self)
{
  return self->response;
}

/** ruhu_due_item_get_person: Returns: (transfer none) (nullable): whom it is about */
RuhuPerson *
ruhu_due_item_get_person (RuhuDueItem *self)
{
  return self->person;
}

/**
 * ruhu_due_item_get_person_id:
 *
 * Returns: the person's id, "" for none
 */
const char *
ruhu_due_item_get_person_id (RuhuDueItem *self)
{
  const char *id = self->response != NULL ? ruhu_response_get_person_id (self->response) : NULL;

  if (id == NULL && self->task != NULL)
    id = ruhu_task_get_person_id (self->task);

  return id != NULL ? id : "";
}

/**
 * ruhu_due_item_get_household:
 *
 * Returns: what to count households by: the household's number, else the person's id, else the
 *   response's or task's
 */
const char *
ruhu_due_item_get_household (RuhuDueItem *self)
{
  const char *household = self->person != NULL ? ruhu_person_get_household_id (self->person) : "";

  if (*household == '\0')
    household = ruhu_due_item_get_person_id (self);
  if (*household == '\0')
    household =
      self->task != NULL ? ruhu_task_get_id (self->task) : ruhu_response_get_id (self->response);

  return household;
}

/**
 * ruhu_due_item_get_day:
 *
 * Returns: the day promised to the household, else the last day in time; all 0 for any day
 */
RuhuDate
ruhu_due_item_get_day (RuhuDueItem *self)
{
  if (ruhu_date_is_whole (self->moved))
    return self->moved;

  return self->task != NULL ? ruhu_task_get_day (self->task) : (RuhuDate){ 0 };
}

/**
 * ruhu_due_item_is_due:
 * @day: a whole date
 *
 * Returns: whether it belongs on the list of @day: what was begun or came back does on any day, a
 *   task when its day has come, and one for any day does not
 */
gboolean
ruhu_due_item_is_due (RuhuDueItem *self, RuhuDate day)
{
  RuhuDate due = ruhu_due_item_get_day (self);

  if (self->response != NULL)
    return TRUE;

  return ruhu_date_is_whole (due) && ruhu_date_compare (due, day) <= 0;
}

static gboolean
is_promised (RuhuDueItem *self)
{
  return self->task != NULL && ruhu_date_is_whole (ruhu_task_get_promised (self->task));
}

/* All that is late is as late as today; any day is after all days. */
static RuhuDate
sort_day (RuhuDueItem *self, RuhuDate today)
{
  RuhuDate day = ruhu_due_item_get_day (self);

  if (!ruhu_date_is_whole (day))
    return (RuhuDate){ 9999, 12, 31 };

  return ruhu_date_compare (day, today) < 0 ? today : day;
}

/* As file names sort: house 2 stands before house 12. A person does not change. */
static const char *
get_house (RuhuDueItem *self)
{
  if (self->house == NULL)
    self->house = g_utf8_collate_key_for_filename (ruhu_person_get_address (self->person), -1);

  return self->house;
}

static int
compare_places (RuhuDueItem *self, RuhuDueItem *other)
{
  RuhuPerson *one = self->person, *two = other->person;
  int order;

  if (one == NULL || two == NULL)
    return (one == NULL) - (two == NULL);

  order = strcmp (ruhu_person_get_division (one), ruhu_person_get_division (two));
  if (order == 0)
    order = (int) ruhu_person_get_group_number (one) - (int) ruhu_person_get_group_number (two);
  if (order == 0)
    order = strcmp (get_house (self), get_house (other));

  return order;
}

/**
 * ruhu_due_item_compare:
 * @today: a whole date
 *
 * What was begun or came back stands first, then days, promised ones first; within a day village by
 * village, group by group, house by house, which is how a worker walks.
 *
 * Returns: negative, 0 or positive, as strcmp() does
 */
int
ruhu_due_item_compare (RuhuDueItem *self, RuhuDueItem *other, RuhuDate today)
{
  int order = (int) ruhu_due_item_get_kind (self) - (int) ruhu_due_item_get_kind (other);

  if (order == 0)
    order = ruhu_date_compare (sort_day (self, today), sort_day (other, today));
  if (order == 0)
    order = (int) is_promised (other) - (int) is_promised (self);
  if (order == 0)
    order = compare_places (self, other);
  if (order == 0)
    order = strcmp (ruhu_due_item_get_person_id (self), ruhu_due_item_get_person_id (other));
  if (order == 0 && self->task != NULL && other->task != NULL)
    order = strcmp (ruhu_task_get_id (self->task), ruhu_task_get_id (other->task));

  return order;
}
