/* ruhu-due-list.c: what is to be done, in the order to do it
 *
 * Made of three lists that change by themselves: the register, the tasks and this device's
 * responses. An item that stays the same stays the same object, so that what is selected on the
 * screen stays selected.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-due-list.h"

struct _RuhuDueList {
  GObject parent_instance;

  RuhuRegister *persons;
  RuhuCaseList *tasks;
  GListModel *responses;
  GPtrArray *watched; /* the responses whose state is listened to */
  GPtrArray *items;
};

/* What the responses say about tasks. Keys and values belong to the responses, which @held keeps.
 */
typedef struct {
  GPtrArray *held;
  GHashTable *by_id;
  GHashTable *open_of_task; /* task id → draft or returned response */
  GHashTable *tried_tasks;  /* task id → newest response that met nobody */
  GHashTable *done_tasks;   /* task ids answered by a response that is finished or further */
  GHashTable *replaced;     /* response ids that a correction replaces */
} Known;

enum {
  REFRESHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_DUE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return RUHU_DUE_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuDueItem *item = ruhu_due_list_get (RUHU_DUE_LIST (model), position);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuDueList,
                               ruhu_due_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
known_clear (Known *known)
{
  g_hash_table_unref (known->by_id);
  g_hash_table_unref (known->open_of_task);
  g_hash_table_unref (known->tried_tasks);
  g_hash_table_unref (known->done_tasks);
  g_hash_table_unref (known->replaced);
  g_ptr_array_unref (known->held);
}

static gboolean
is_open (RuhuResponse *response)
{
  RuhuResponseState state = ruhu_response_get_state (response);

  return state == RUHU_RESPONSE_DRAFT || state == RUHU_RESPONSE_RETURNED;
}

static void
learn (Known *known, RuhuResponse *response)
{
  const char *replaces = ruhu_response_get_replaces (response);

  g_hash_table_insert (known->by_id, (gpointer) ruhu_response_get_id (response), response);
  if (replaces != NULL)
    g_hash_table_add (known->replaced, (gpointer) replaces);
}

/* The task that it was for stays to be done. */
static void
learn_try (Known *known, const char *task, RuhuResponse *response)
{
  RuhuResponse *other = g_hash_table_lookup (known->tried_tasks, task);

  if (other == NULL ||
      ruhu_response_get_finished_at (other) < ruhu_response_get_finished_at (response))
    g_hash_table_insert (known->tried_tasks, (gpointer) task, response);
}

static void
learn_task (Known *known, RuhuResponse *response)
{
  const char *task = ruhu_response_get_task_id (response);

  if (task == NULL || g_hash_table_contains (known->replaced, ruhu_response_get_id (response)))
    return;

  if (is_open (response))
    g_hash_table_insert (known->open_of_task, (gpointer) task, response);
  else if (ruhu_response_get_next (response) != NULL)
    learn_try (known, task, response);
  else
    g_hash_table_add (known->done_tasks, (gpointer) task);
}

static void
known_init (Known *known, GListModel *responses)
{
  guint n = g_list_model_get_n_items (responses);

  known->held = g_ptr_array_new_with_free_func (g_object_unref);
  known->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  known->open_of_task = g_hash_table_new (g_str_hash, g_str_equal);
  known->tried_tasks = g_hash_table_new (g_str_hash, g_str_equal);
  known->done_tasks = g_hash_table_new (g_str_hash, g_str_equal);
  known->replaced = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (known->held, g_list_model_get_item (responses, i));
  for (guint i = 0; i < n; i++)
    learn (known, g_ptr_array_index (known->held, i));
  for (guint i = 0; i < n; i++)
    learn_task (known, g_ptr_array_index (known->held, i));
}

/* The draft that was begun for @task, or the response that came back and made it. */
static RuhuResponse *
find_response (Known *known, RuhuTask *task)
{
  RuhuResponse *response = g_hash_table_lookup (known->open_of_task, ruhu_task_get_id (task));

  if (response != NULL)
    return response;

  response = g_hash_table_lookup (known->by_id, ruhu_task_get_response_id (task));
  return response != NULL && ruhu_response_get_state (response) == RUHU_RESPONSE_RETURNED &&
             !g_hash_table_contains (known->replaced, ruhu_response_get_id (response))
           ? response
           : NULL;
}

static gboolean
is_done (Known *known, RuhuTask *task)
{
  const char *about = ruhu_task_get_response_id (task);

  return ruhu_task_get_state (task) != RUHU_TASK_OPEN ||
         g_hash_table_contains (known->done_tasks, ruhu_task_get_id (task)) ||
         (ruhu_task_get_reason (task) == RUHU_TASK_RETURNED &&
          g_hash_table_contains (known->replaced, about));
}

static RuhuDate
get_day (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);
  int year = 0, month = 0, day = 0;

  if (time != NULL)
    g_date_time_get_ymd (time, &year, &month, &day);
  return (RuhuDate){ year, month, day };
}

/* To which day an attempt moves its task, until HQ has said so itself: once it has the response,
 * any day after the attempt is HQ's word. */
static RuhuDate
find_moved (Known *known, RuhuTask *task)
{
  RuhuResponse *response = g_hash_table_lookup (known->tried_tasks, ruhu_task_get_id (task));
  RuhuDate none = { 0 }, next, tried;

  if (response == NULL || !ruhu_date_parse (ruhu_response_get_next (response), &next))
    return none;

  tried = get_day (ruhu_response_get_finished_at (response));
  return ruhu_response_get_state (response) < RUHU_RESPONSE_RECEIVED ||
             ruhu_date_compare (ruhu_task_get_day (task), tried) <= 0
           ? next
           : none;
}

static RuhuDueItem *
add (RuhuDueList *self, GPtrArray *items, RuhuTask *task, RuhuResponse *response)
{
  RuhuDueItem *item;
  const char *id = response != NULL ? ruhu_response_get_person_id (response) : NULL;
  RuhuPerson *person;

  if (id == NULL)
    id = task != NULL ? ruhu_task_get_person_id (task) : "";

  person = ruhu_register_find (self->persons, id);
  item = ruhu_due_item_new (task, response, person);
  g_ptr_array_add (items, item);
  return item;
}

static GPtrArray *
make_items (RuhuDueList *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->tasks));
  Known known;

  known_init (&known, self->responses);
  for (guint i = 0; i < n; i++) {
    g_autoptr (RuhuTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), i);
    RuhuResponse *response = find_response (&known, task);

    if (response != NULL ? ruhu_task_get_state (task) != RUHU_TASK_OPEN : is_done (&known, task))
      continue;
    if (response != NULL && !g_hash_table_add (used, response))
      continue;
    ruhu_due_item_set_moved (add (self, items, task, response), find_moved (&known, task));
  }

  for (guint i = 0; i < known.held->len; i++) {
    RuhuResponse *response = g_ptr_array_index (known.held, i);

    if (is_open (response) && !g_hash_table_contains (used, response) &&
        !g_hash_table_contains (known.replaced, ruhu_response_get_id (response)))
      add (self, items, NULL, response);
  }

  known_clear (&known);
  return items;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer today)
{
  return ruhu_due_item_compare (*(RuhuDueItem *const *) a,
                                *(RuhuDueItem *const *) b,
                                *(RuhuDate *) today);
}

static gboolean
is_same (RuhuDueItem *one, RuhuDueItem *other)
{
  return ruhu_due_item_get_task (one) == ruhu_due_item_get_task (other) &&
         ruhu_due_item_get_response (one) == ruhu_due_item_get_response (other) &&
         ruhu_due_item_get_person (one) == ruhu_due_item_get_person (other) &&
         ruhu_date_compare (ruhu_due_item_get_day (one), ruhu_due_item_get_day (other)) == 0;
}

/* Puts the old object where an item is the same, first and last; what lies between is new. */
static void
show (RuhuDueList *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = self->items;
  guint both = MIN (old->len, items->len);
  guint first = 0;
  guint last = 0;

  while (first < both && is_same (old->pdata[first], items->pdata[first]))
    first++;
  while (last < both - first &&
         is_same (old->pdata[old->len - 1 - last], items->pdata[items->len - 1 - last]))
    last++;

  for (guint i = 0; i < first; i++)
    g_set_object ((GObject **) &items->pdata[i], old->pdata[i]);
  for (guint i = 1; i <= last; i++)
    g_set_object ((GObject **) &items->pdata[items->len - i], old->pdata[old->len - i]);

  self->items = items;
  if (old->len - first - last > 0 || items->len - first - last > 0)
    g_list_model_items_changed (G_LIST_MODEL (self),
                                first,
                                old->len - first - last,
                                items->len - first - last);
}

static void
unwatch (RuhuDueList *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (self->watched->pdata[i], self);
  g_ptr_array_set_size (self->watched, 0);
}

/* A draft that is finished stays in its list; only its state tells. */
static void
watch (RuhuDueList *self)
{
  guint n = g_list_model_get_n_items (self->responses);

  unwatch (self);
  for (guint i = 0; i < n; i++) {
    GObject *response = g_list_model_get_item (self->responses, i);

    g_ptr_array_add (self->watched, response);
    g_signal_connect_swapped (response, "notify::state", G_CALLBACK (ruhu_due_list_refresh), self);
    g_signal_connect_swapped (response,
                              "notify::missing",
                              G_CALLBACK (ruhu_due_list_refresh),
                              self);
  }
}

static void
responses_changed_cb (RuhuDueList *self)
{
  watch (self);
  ruhu_due_list_refresh (self);
}

static void
ruhu_due_list_dispose (GObject *object)
{
  RuhuDueList *self = RUHU_DUE_LIST (object);

  unwatch (self);
  if (self->persons != NULL)
    g_signal_handlers_disconnect_by_data (self->persons, self);
  if (self->tasks != NULL)
    g_signal_handlers_disconnect_by_data (self->tasks, self);
  if (self->responses != NULL)
    g_signal_handlers_disconnect_by_data (self->responses, self);
  g_clear_object (&self->persons);
  g_clear_object (&self->tasks);
  g_clear_object (&self->responses);

  G_OBJECT_CLASS (ruhu_due_list_parent_class)->dispose (object);
}

static void
ruhu_due_list_finalize (GObject *object)
{
  RuhuDueList *self = RUHU_DUE_LIST (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->watched, g_ptr_array_unref);

  G_OBJECT_CLASS (ruhu_due_list_parent_class)->finalize (object);
}

static void
ruhu_due_list_class_init (RuhuDueListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_due_list_dispose;
  object_class->finalize = ruhu_due_list_finalize;

  /**
   * RuhuDueList::refreshed:
   *
   * Items that are the same as before may have something else to say.
   */
  signals[REFRESHED] = g_signal_new ("refreshed",
                                     RUHU_TYPE_DUE_LIST,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     0);
}

static void
ruhu_due_list_init (RuhuDueList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ruhu_due_list_new:
 * @persons: the register
 * @tasks: a list of tasks
 * @responses: (element-type RuhuResponse): this device's responses
 *
 * Returns: (transfer full): a list that follows the three
 */
RuhuDueList *
ruhu_due_list_new (RuhuRegister *persons, RuhuCaseList *tasks, GListModel *responses)
{
  RuhuDueList *self = g_object_new (RUHU_TYPE_DUE_LIST, NULL);
  GCallback changed = G_CALLBACK (ruhu_due_list_refresh);

  g_set_object (&self->persons, persons);
  g_set_object (&self->tasks, tasks);
  g_set_object (&self->responses, responses);
  g_signal_connect_swapped (persons, "items-changed", changed, self);
  g_signal_connect_swapped (tasks, "items-changed", changed, self);
  g_signal_connect_swapped (responses, "items-changed", G_CALLBACK (responses_changed_cb), self);
  responses_changed_cb (self);

  return self;
}

/**
 * ruhu_due_list_refresh:
 *
 * Makes the list anew. It follows its lists by itself; call it when a new day has begun.
 */
void
ruhu_due_list_refresh (RuhuDueList *self)
{
  RuhuDate today = ruhu_date_today ();
  GPtrArray *items = make_items (self);

  g_ptr_array_sort_with_data (items, compare, &today);
  show (self, items);
  g_signal_emit (self, signals[REFRESHED], 0);
}

/**
 * ruhu_due_list_get:
 *
 * Returns: (transfer none) (nullable): the item at @position, %NULL beyond the end
 */
RuhuDueItem *
ruhu_due_list_get (RuhuDueList *self, guint position)
{
  return position < self->items->len ? g_ptr_array_index (self->items, position) : NULL;
}

/** ruhu_due_list_get_register: Returns: (transfer none): what it was made with */
RuhuRegister *
ruhu_due_list_get_register (RuhuDueList *self)
{
  return self->persons;
}

/** ruhu_due_list_get_responses: Returns: (transfer none): what it was made with */
GListModel *
ruhu_due_list_get_responses (RuhuDueList *self)
{
  return self->responses;
}
