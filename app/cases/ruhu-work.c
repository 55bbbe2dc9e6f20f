/* ruhu-work.c: all that a worker has at hand while the device is unlocked
 *
 * Register, tasks, needs, responses and the due list, which follow the store: read when it unlocks
 * and when HQ's objects in it change, emptied when it locks. And what a form is given of them
 * before its first load.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-work.h"

#include "responses/ruhu-response-entities.h"

#define PERSON_ID "person_id"

struct _RuhuWork {
  GObject parent_instance;

  RuhuStore *store;
  RuhuResponseStore *source; /* of the responses */
  char *without;             /* id of a response whose word does not count here, or NULL */
  RuhuObjectStore *objects;
  RuhuRegister *persons;
  RuhuCaseList *tasks;
  RuhuCaseList *needs;
  RuhuResponseList *responses;
  RuhuDueList *due;
  GPtrArray *counties; /* of RuhuFields */
  GPtrArray *entities; /* of RuhuEntity: what this device's responses make and change; or NULL */

  GCancellable *cancellable; /* of the reading that is under way */
  gboolean again;            /* the objects changed meanwhile */

  RuhuList *person_list; /* made when a form first asks, kept until something changes */
  RuhuList *household_list;
  RuhuList *task_list;
  RuhuList *need_list;
};

G_DEFINE_FINAL_TYPE (RuhuWork, ruhu_work, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_LOADING,
  N_PROPS
};
enum {
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void load (RuhuWork *self);

static void
forget_lists (RuhuWork *self)
{
  g_clear_pointer (&self->person_list, ruhu_list_unref);
  g_clear_pointer (&self->household_list, ruhu_list_unref);
  g_clear_pointer (&self->task_list, ruhu_list_unref);
  g_clear_pointer (&self->need_list, ruhu_list_unref);
}

/* The end of one reading, good or bad. One that was cancelled has been forgotten already. */
static void
end (RuhuWork *self, GCancellable *cancellable, GError *error)
{
  g_autoptr (GError) problem = error;

  if (self->cancellable != cancellable)
    return;

  g_clear_object (&self->cancellable);
  if (problem != NULL)
    g_signal_emit (self, signals[FAILED], 0, problem);

  if (self->again)
    load (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
take_counties (RuhuWork *self, GPtrArray *objects)
{
  g_ptr_array_set_size (self->counties, 0);
  for (guint i = 0; i < objects->len; i++) {
    RuhuObject *object = g_ptr_array_index (objects, i);
    RuhuFields *fields = ruhu_fields_new_from_body (object->body, NULL);

    if (fields != NULL)
      g_ptr_array_add (self->counties, fields);
  }
}

/* One reading: its number keeps the next one's answers apart. */
typedef struct {
  RuhuWork *work;
  GCancellable *cancellable;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->work);
  g_object_unref (reading->cancellable);
  g_free (reading);
}

static gboolean
go_on (Reading *reading, gboolean ok, GError *error)
{
  if (ok && !g_cancellable_is_cancelled (reading->cancellable))
    return TRUE;

  end (reading->work, reading->cancellable, error);
  reading_free (reading);
  return FALSE;
}

static void
counties_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) objects =
    ruhu_object_store_load_finish (RUHU_OBJECT_STORE (source), result, &error);

  if (!go_on (reading, objects != NULL, error))
    return;

  take_counties (reading->work, objects);
  end (reading->work, reading->cancellable, NULL);
  reading_free (reading);
}

static void
needs_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  GError *error = NULL;
  gboolean ok = ruhu_case_list_load_finish (RUHU_CASE_LIST (source), result, &error);

  if (go_on (reading, ok, error))
    ruhu_object_store_load_async (reading->work->objects,
                                  RUHU_OBJECT_COUNTY,
                                  reading->cancellable,
                                  counties_loaded_cb,
                                  reading);
}

static void
tasks_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  GError *error = NULL;
  gboolean ok = ruhu_case_list_load_finish (RUHU_CASE_LIST (source), result, &error);

  if (go_on (reading, ok, error))
    ruhu_case_list_load_async (reading->work->needs,
                               reading->cancellable,
                               needs_loaded_cb,
                               reading);
}

static void
persons_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  GError *error = NULL;
  gboolean ok = ruhu_register_load_finish (RUHU_REGISTER (source), result, &error);

  if (go_on (reading, ok, error))
    ruhu_case_list_load_async (reading->work->tasks,
                               reading->cancellable,
                               tasks_loaded_cb,
                               reading);
}

/* What this device's responses say is laid over what HQ has sent while that is read. */
static void
take_entities (RuhuWork *self, GPtrArray *entities)
{
  for (guint i = entities != NULL ? entities->len : 0; i > 0; i--)
    if (g_strcmp0 (((RuhuEntity *) entities->pdata[i - 1])->response, self->without) == 0)
      g_ptr_array_remove_index (entities, i - 1);
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  self->entities = entities;
  ruhu_register_set_entities (self->persons, entities);
  ruhu_case_list_set_entities (self->needs, entities);
  forget_lists (self);
}

static void
entities_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) entities =
    ruhu_response_store_list_entities_finish (RUHU_RESPONSE_STORE (source), result, &error);

  if (!go_on (reading, entities != NULL, error))
    return;

  take_entities (reading->work, g_steal_pointer (&entities));
  ruhu_register_load_async (reading->work->persons,
                            reading->cancellable,
                            persons_loaded_cb,
                            reading);
}

static void
load (RuhuWork *self)
{
  Reading *reading;

  if (self->cancellable != NULL) {
    self->again = TRUE;
    return;
  }

  self->again = FALSE;
  self->cancellable = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  reading->work = g_object_ref (self);
  reading->cancellable = g_object_ref (self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  ruhu_response_store_list_entities_async (self->source,
                                           reading->cancellable,
                                           entities_loaded_cb,
                                           reading);
}

static void
empty (RuhuWork *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->again = FALSE;
  take_entities (self, NULL);
  ruhu_register_take (self->persons, none);
  ruhu_case_list_take (self->tasks, none);
  ruhu_case_list_take (self->needs, none);
  g_ptr_array_set_size (self->counties, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
state_cb (RuhuWork *self)
{
  if (ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED)
    load (self);
  else
    empty (self);
}

static void
changed_cb (RuhuWork *self, RuhuStoreChanges changes)
{
  if ((changes & (RUHU_STORE_OBJECTS | RUHU_STORE_ENTITIES)) != 0 &&
      ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED)
    load (self);
}

static void
ruhu_work_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_LOADING:
    g_value_set_boolean (value, ruhu_work_get_loading (RUHU_WORK (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
ruhu_work_dispose (GObject *object)
{
  RuhuWork *self = RUHU_WORK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_lists (self);
  g_clear_object (&self->due);
  g_clear_object (&self->responses);
  g_clear_object (&self->needs);
  g_clear_object (&self->tasks);
  g_clear_object (&self->persons);
  g_clear_object (&self->objects);
  g_clear_object (&self->source);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (ruhu_work_parent_class)->dispose (object);
}

static void
ruhu_work_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_WORK (object)->counties, g_ptr_array_unref);
  g_clear_pointer (&RUHU_WORK (object)->entities, g_ptr_array_unref);
  g_clear_pointer (&RUHU_WORK (object)->without, g_free);

  G_OBJECT_CLASS (ruhu_work_parent_class)->finalize (object);
}

static void
ruhu_work_class_init (RuhuWorkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ruhu_work_get_property;
  object_class->dispose = ruhu_work_dispose;
  object_class->finalize = ruhu_work_finalize;

  /**
   * RuhuWork:loading:
   *
   * Whether the store is being read; what is shown until it ends is what was there before.
   */
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RuhuWork::failed:
   * @error: what the store said
   *
   * The store could not be read; what is shown is what was there before.
   */
  signals[FAILED] = g_signal_new ("failed",
                                  RUHU_TYPE_WORK,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_ERROR);
}

static void
ruhu_work_init (RuhuWork *self)
{
  self->counties = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_fields_unref);
}

/**
 * ruhu_work_new_without:
 * @responses: the responses of a store, locked or not
 * @response: (nullable): one that is being corrected: what it made and changed is left out, so that
 *   its correction reads what it read itself
 *
 * Returns: (transfer full): what the store has, once it is read
 */
RuhuWork *
ruhu_work_new_without (RuhuResponseStore *responses, const char *response)
{
  RuhuWork *self = g_object_new (RUHU_TYPE_WORK, NULL);
  GCallback forget = G_CALLBACK (forget_lists);

  self->store = g_object_ref (ruhu_response_store_get_store (responses));
  self->source = g_object_ref (responses);
  self->without = g_strdup (response);
  self->objects = ruhu_object_store_new (self->store);
  self->persons = ruhu_register_new (self->objects);
  self->tasks = ruhu_case_list_new (self->objects, RUHU_OBJECT_TASK);
  self->needs = ruhu_case_list_new (self->objects, RUHU_OBJECT_NEED);
  self->responses = ruhu_response_list_new (responses);
  self->due = ruhu_due_list_new (self->persons, self->tasks, G_LIST_MODEL (self->responses));

  g_signal_connect_object (self->persons, "items-changed", forget, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tasks, "items-changed", forget, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->needs, "items-changed", forget, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store,
                           "notify::state",
                           G_CALLBACK (state_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  if (ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED)
    load (self);

  return self;
}

/** ruhu_work_new: Returns: (transfer full): what the store of @responses has, once it is read */
RuhuWork *
ruhu_work_new (RuhuResponseStore *responses)
{
  return ruhu_work_new_without (responses, NULL);
}

gboolean
ruhu_work_get_loading (RuhuWork *self)
{
  return self->cancellable != NULL;
}

/** ruhu_work_get_objects: Returns: (transfer none): where it reads */
RuhuObjectStore *
ruhu_work_get_objects (RuhuWork *self)
{
  return self->objects;
}

/** ruhu_work_get_register: Returns: (transfer none): who lives here */
RuhuRegister *
ruhu_work_get_register (RuhuWork *self)
{
  return self->persons;
}

/** ruhu_work_get_tasks: Returns: (transfer none): all tasks, done ones too */
RuhuCaseList *
ruhu_work_get_tasks (RuhuWork *self)
{
  return self->tasks;
}

/** ruhu_work_get_needs: Returns: (transfer none): all needs, closed ones too */
RuhuCaseList *
ruhu_work_get_needs (RuhuWork *self)
{
  return self->needs;
}

/** ruhu_work_get_responses: Returns: (transfer none): this device's responses */
RuhuResponseList *
ruhu_work_get_responses (RuhuWork *self)
{
  return self->responses;
}

/** ruhu_work_get_due: Returns: (transfer none): what is to be done */
RuhuDueList *
ruhu_work_get_due (RuhuWork *self)
{
  return self->due;
}

static void
give_counties (RuhuWork *self, RuhuInstance *instance)
{
  static const char *const columns[] = { "county",
                                         "county_name",
                                         "access_cost_cap",
                                         "notice_days",
                                         NULL };
  g_autoptr (RuhuList) list = ruhu_list_new (columns);

  for (guint i = 0; i < self->counties->len; i++) {
    RuhuFields *fields = g_ptr_array_index (self->counties, i);
    const char *row[G_N_ELEMENTS (columns)] = { NULL };

    for (gsize j = 0; columns[j] != NULL; j++)
      row[j] = ruhu_fields_get (fields, columns[j]);
    ruhu_list_append_row (list, row);
  }

  ruhu_instance_set_list (instance, "county", list);
}

/* With what the responses say that is no field of the register, and the versions of all of it. */
static RuhuList *
lay_over (RuhuWork *self, const char *name, RuhuList *list)
{
  ruhu_entities_apply (self->entities, name, TRUE, list);
  return list;
}

static void
make_lists (RuhuWork *self)
{
  if (self->person_list == NULL)
    self->person_list = lay_over (self, "person", ruhu_register_to_list (self->persons));
  if (self->household_list == NULL)
    self->household_list =
      lay_over (self, "household", ruhu_register_households_to_list (self->persons));
  if (self->task_list == NULL)
    self->task_list = ruhu_case_list_to_list (self->tasks, self->persons);
  if (self->need_list == NULL)
    self->need_list = lay_over (self, "need", ruhu_case_list_to_list (self->needs, self->persons));
}

/**
 * ruhu_work_gives_list:
 * @id: the name of a list
 *
 * Returns: whether ruhu_work_give_lists() gives it, so that no file needs to
 */
gboolean
ruhu_work_gives_list (const char *id)
{
  static const char *const given[] = { "person", "task", "need", "county", NULL };

  return g_strv_contains (given, id);
}

/**
 * ruhu_work_give_lists:
 * @instance: a filling that is not yet started
 *
 * Gives it the lists that forms may look things up in: `person`, `household`, `task`, `need`,
 * `county`, and what this device's responses say for any other list that it reads from a file.
 */
void
ruhu_work_give_lists (RuhuWork *self, RuhuInstance *instance)
{
  make_lists (self);
  ruhu_instance_set_list (instance, "person", self->person_list);
  if (ruhu_list_get_n_rows (self->household_list) > 0)
    ruhu_instance_set_list (instance, "household", self->household_list);
  ruhu_instance_set_list (instance, "task", self->task_list);
  ruhu_instance_set_list (instance, "need", self->need_list);
  give_counties (self, instance);
  ruhu_instance_set_entities (instance, self->entities);
}

/* The three roles that forms tell apart. */
static const char *
get_editor_role (RuhuWork *self)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);

  if (device == NULL || g_strcmp0 (device->role, "village") == 0)
    return "visitor";

  return g_strcmp0 (device->role, "township") == 0 ? "township" : "hq";
}

/** ruhu_work_wants_person: Returns: whether @form is about a person, whom it wants to know first */
gboolean
ruhu_work_wants_person (RuhuForm *form)
{
  return ruhu_form_has_question (form, PERSON_ID);
}

/**
 * ruhu_work_preset:
 * @instance: a filling that is not yet started
 * @person_id: (nullable): whom it is about; a new UUID for somebody who is not in the register;
 *   %NULL where it is about nobody
 * @task: (nullable): what it is for
 *
 * Sets the questions that a form finds answered before its first load: `person_id`, `task_id` and
 * `editor_role`, and those that the task itself answers.
 */
void
ruhu_work_preset (RuhuWork *self, RuhuInstance *instance, const char *person_id, RuhuTask *task)
{
  g_autoptr (GHashTable) values = NULL;
  GHashTableIter iter;
  gpointer question, answer;

  if (person_id != NULL)
    ruhu_instance_preset (instance, PERSON_ID, person_id);
  ruhu_instance_preset (instance, "editor_role", get_editor_role (self));
  if (task == NULL)
    return;

  ruhu_instance_preset (instance, "task_id", ruhu_task_get_id (task));
  values = ruhu_task_get_values (task);
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &question, &answer))
    ruhu_instance_preset (instance, question, answer);
}
