/* ruhu-conflict-list.c: what people are asked about on this device
 *
 * A GListModel of RuhuConflict. What was chosen here leaves the list at once; it comes back where
 * HQ sends it with other values than those that were chosen among.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-conflict-list.h"

#include "store/ruhu-outbox.h"

struct _RuhuConflictList {
  GObject parent_instance;

  RuhuObjectStore *objects;
  GListStore *shown;
  GHashTable *chosen; /* id → body that was chosen among */
};

static void ruhu_conflict_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuConflictList,
                               ruhu_conflict_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      ruhu_conflict_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_CONFLICT;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (RUHU_CONFLICT_LIST (model)->shown));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (RUHU_CONFLICT_LIST (model)->shown), position);
}

static void
ruhu_conflict_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ruhu_conflict_list_dispose (GObject *object)
{
  RuhuConflictList *self = RUHU_CONFLICT_LIST (object);

  g_clear_object (&self->objects);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->chosen, g_hash_table_unref);

  G_OBJECT_CLASS (ruhu_conflict_list_parent_class)->dispose (object);
}

static void
ruhu_conflict_list_class_init (RuhuConflictListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_conflict_list_dispose;
}

static void
ruhu_conflict_list_init (RuhuConflictList *self)
{
  self->shown = g_list_store_new (RUHU_TYPE_CONFLICT);
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect_swapped (self->shown,
                            "items-changed",
                            G_CALLBACK (g_list_model_items_changed),
                            self);
}

/** ruhu_conflict_list_new: Returns: (transfer full): an empty list */
RuhuConflictList *
ruhu_conflict_list_new (RuhuObjectStore *objects)
{
  RuhuConflictList *self = g_object_new (RUHU_TYPE_CONFLICT_LIST, NULL);

  self->objects = g_object_ref (objects);
  return self;
}

static gboolean
is_chosen (RuhuConflictList *self, RuhuConflict *conflict)
{
  return g_strcmp0 (g_hash_table_lookup (self->chosen, ruhu_conflict_get_id (conflict)),
                    ruhu_conflict_get_body (conflict)) == 0;
}

static gboolean
is_same (RuhuConflictList *self, GPtrArray *conflicts)
{
  guint i;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) != conflicts->len)
    return FALSE;
  for (i = 0; i < conflicts->len; i++) {
    g_autoptr (RuhuConflict) shown = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

    if (g_strcmp0 (ruhu_conflict_get_body (shown),
                   ruhu_conflict_get_body (g_ptr_array_index (conflicts, i))) != 0)
      return FALSE;
  }
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (ruhu_conflict_get_id (*(RuhuConflict *const *) a),
                    ruhu_conflict_get_id (*(RuhuConflict *const *) b));
}

static void
take (RuhuConflictList *self, GPtrArray *objects)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < objects->len; i++) {
    g_autoptr (RuhuConflict) conflict = ruhu_conflict_new (g_ptr_array_index (objects, i));

    if (conflict != NULL && !is_chosen (self, conflict))
      g_ptr_array_add (conflicts, g_steal_pointer (&conflict));
  }
  g_ptr_array_sort (conflicts, compare);
  if (!is_same (self, conflicts)) /* whoever is choosing is not disturbed */
    g_list_store_splice (self->shown,
                         0,
                         g_list_model_get_n_items (G_LIST_MODEL (self->shown)),
                         conflicts->pdata,
                         conflicts->len);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) objects =
    ruhu_object_store_load_finish (RUHU_OBJECT_STORE (source), result, &error);

  if (objects == NULL) {
    g_task_return_error (task, error);
    return;
  }

  take (g_task_get_source_object (task), objects);
  g_task_return_boolean (task, TRUE);
}

/** ruhu_conflict_list_load_async: reads what the store has; at unlock and when objects changed */
void
ruhu_conflict_list_load_async (RuhuConflictList *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_conflict_list_load_async);
  ruhu_object_store_load_async (self->objects, RUHU_OBJECT_CONFLICT, cancellable, loaded_cb, task);
}

/**
 * ruhu_conflict_list_load_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked) or
 *   %RUHU_ERROR_CORRUPT; then the list shows what it showed before
 */
gboolean
ruhu_conflict_list_load_finish (RuhuConflictList *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/** ruhu_conflict_list_clear: the store is locked: nothing stays in memory */
void
ruhu_conflict_list_clear (RuhuConflictList *self)
{
  g_list_store_remove_all (self->shown);
  g_hash_table_remove_all (self->chosen);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuConflictList *self = g_task_get_source_object (task);
  RuhuConflict *conflict = g_task_get_task_data (task);
  GError *error = NULL;
  guint position;

  if (!ruhu_outbox_append_finish (RUHU_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  g_hash_table_insert (self->chosen,
                       g_strdup (ruhu_conflict_get_id (conflict)),
                       g_strdup (ruhu_conflict_get_body (conflict)));
  if (g_list_store_find (self->shown, conflict, &position))
    g_list_store_remove (self->shown, position);
  g_task_return_boolean (task, TRUE);
}

/**
 * ruhu_conflict_list_choose_async:
 * @value: which of the conflict's values stands from now on
 *
 * Writes a line that replaces them all; it goes with the next send.
 */
void
ruhu_conflict_list_choose_async (RuhuConflictList *self,
                                 RuhuConflict *conflict,
                                 guint value,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *members = ruhu_conflict_choose (conflict, value);

  g_task_set_source_tag (task, ruhu_conflict_list_choose_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (conflict), g_object_unref);
  ruhu_outbox_append_async (ruhu_object_store_get_store (self->objects),
                            ruhu_object_kind_to_string (ruhu_conflict_get_kind (conflict)),
                            ruhu_conflict_get_object_id (conflict),
                            ruhu_conflict_get_division (conflict),
                            members,
                            cancellable,
                            written_cb,
                            task);
}

/**
 * ruhu_conflict_list_choose_finish:
 *
 * Returns: %TRUE once the choice is on disk; %FALSE with what ruhu_outbox_append_finish() gives
 */
gboolean
ruhu_conflict_list_choose_finish (RuhuConflictList *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
