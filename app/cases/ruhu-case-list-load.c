/* ruhu-case-list-load.c: tasks and needs out of the store, and into the forms' lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-case-list-private.h"

#include "register/ruhu-proposal.h"

static GPtrArray *
make_items (RuhuCaseList *self, GPtrArray *objects, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  ruhu_proposal_lay_over (objects,
                          ruhu_case_list_get_kind (self),
                          ruhu_case_list_get_entities (self));
  for (guint i = 0; i < objects->len; i++) {
    RuhuObject *object = g_ptr_array_index (objects, i);
    gpointer item = ruhu_case_list_get_kind (self) == RUHU_OBJECT_TASK
                      ? (gpointer) ruhu_task_new_from_object (object, error)
                      : (gpointer) ruhu_need_new_from_object (object, error);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }

  return g_steal_pointer (&items);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuCaseList *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) objects =
    ruhu_object_store_load_finish (RUHU_OBJECT_STORE (source), result, &error);
  g_autoptr (GPtrArray) items = objects != NULL ? make_items (self, objects, &error) : NULL;

  if (items == NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_case_list_take (self, items);
  g_task_return_boolean (task, TRUE);
}

/**
 * ruhu_case_list_load_async:
 * @self: a list with an object store that is unlocked
 *
 * Reads everything anew. Call it at unlock and when the store's signal says that objects changed.
 */
void
ruhu_case_list_load_async (RuhuCaseList *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_case_list_load_async);
  ruhu_object_store_load_async (ruhu_case_list_get_objects (self),
                                ruhu_case_list_get_kind (self),
                                cancellable,
                                loaded_cb,
                                task);
}

/**
 * ruhu_case_list_load_finish:
 *
 * Returns: %TRUE once the list shows what the store has. %FALSE with @error set to
 *   %G_IO_ERROR_CANCELLED, to %RUHU_ERROR_CORRUPT, or to what the store said; then the list shows
 *   what it showed before
 */
gboolean
ruhu_case_list_load_finish (RuhuCaseList *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
append_need (RuhuList *list, RuhuNeed *need, RuhuRegister *persons)
{
  RuhuPerson *person = ruhu_register_find (persons, ruhu_need_get_person_id (need));
  g_autofree char *label = g_strdup_printf ("%s – %s",
                                            ruhu_need_get_item (need),
                                            person != NULL ? ruhu_person_get_name (person) : "");
  const char *const row[] = {
    ruhu_need_get_id (need),
    label,
    "1",
    ruhu_need_get_person_id (need),
    ruhu_need_get_kind (need),
    ruhu_need_get_item (need),
    ruhu_need_get_field (need, "need_priority"),
    ruhu_need_get_field (need, "need_place"),
    ruhu_need_get_field (need, "need_qty"),
    ruhu_need_get_field (need, "need_cost"),
    ruhu_need_get_field (need, "need_state"),
    NULL,
  };

  ruhu_list_append_row (list, row);
}

static void
append_task (RuhuList *list, RuhuTask *task, RuhuRegister *persons)
{
  RuhuPerson *person = ruhu_register_find (persons, ruhu_task_get_person_id (task));
  g_autofree char *due = ruhu_date_to_string (ruhu_task_get_due (task));
  const char *const row[] = {
    ruhu_task_get_id (task),
    person != NULL ? ruhu_person_get_name (person) : "",
    "1",
    ruhu_task_get_person_id (task),
    ruhu_task_get_form_id (task),
    ruhu_task_reason_to_string (ruhu_task_get_reason (task)),
    due,
    ruhu_task_state_to_string (ruhu_task_get_state (task)),
    NULL,
  };

  ruhu_list_append_row (list, row);
}

/**
 * ruhu_case_list_to_list:
 * @persons: for the labels
 *
 * Returns: (transfer full): the forms' list `need` (columns of domain/xlsform/need.csv), or `task`
 *   (`name`, `label`, `__version`, `person_id`, `form_id`, `reason`, `due`, `state`)
 */
RuhuList *
ruhu_case_list_to_list (RuhuCaseList *self, RuhuRegister *persons)
{
  static const char *const need_columns[] = {
    "name",          "label",      "__version", "person_id", "need_kind",  "need_item",
    "need_priority", "need_place", "need_qty",  "need_cost", "need_state", NULL,
  };
  static const char *const task_columns[] = {
    "name", "label", "__version", "person_id", "form_id", "reason", "due", "state", NULL,
  };
  gboolean task = ruhu_case_list_get_kind (self) == RUHU_OBJECT_TASK;
  RuhuList *list = ruhu_list_new (task ? task_columns : need_columns);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  for (guint i = 0; i < n; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self), i);

    if (task)
      append_task (list, RUHU_TASK (item), persons);
    else
      append_need (list, RUHU_NEED (item), persons);
  }

  return list;
}
