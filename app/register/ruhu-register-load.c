/* ruhu-register-load.c: the register out of the store
 *
 * The store's thread unseals, a thread of its own parses and indexes; the main loop only exchanges
 * the old content for the new.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-proposal.h"
#include "register/ruhu-register-private.h"

typedef struct {
  GPtrArray *persons;
  GPtrArray *households;
  GPtrArray *entities; /* or NULL */
} Objects;

static void
objects_free (gpointer data)
{
  Objects *objects = data;

  g_clear_pointer (&objects->persons, g_ptr_array_unref);
  g_clear_pointer (&objects->households, g_ptr_array_unref);
  g_clear_pointer (&objects->entities, g_ptr_array_unref);
  g_free (objects);
}

static gboolean
add_households (RuhuRegisterContent *content, GPtrArray *objects, GError **error)
{
  for (guint i = 0; i < objects->len; i++) {
    RuhuObject *object = g_ptr_array_index (objects, i);
    RuhuFields *fields = ruhu_fields_new_from_body (object->body, error);
    const char *id;

    if (fields == NULL)
      return FALSE;

    id = ruhu_fields_get (fields, "household_id");
    g_hash_table_insert (content->household_fields,
                         g_strdup (*id != '\0' ? id : object->id),
                         fields);
  }

  return TRUE;
}

static RuhuRegisterContent *
make_content (Objects *objects, GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new_with_free_func (g_object_unref);
  RuhuRegisterContent *content;

  ruhu_proposal_lay_over (objects->persons, RUHU_OBJECT_PERSON, objects->entities);
  ruhu_proposal_lay_over (objects->households, RUHU_OBJECT_HOUSEHOLD, objects->entities);
  for (guint i = 0; i < objects->persons->len; i++) {
    g_autoptr (RuhuPerson) person =
      ruhu_person_new_from_object (g_ptr_array_index (objects->persons, i), error);

    if (person == NULL)
      return NULL;
    if (!ruhu_fields_is_deleted (ruhu_person_get_fields (person)))
      g_ptr_array_add (persons, g_steal_pointer (&person));
  }

  content = ruhu_register_content_new (persons);
  if (add_households (content, objects->households, error))
    return content;

  ruhu_register_content_free (content);
  return NULL;
}

static void
make (GTask *work, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  RuhuRegisterContent *content = make_content (data, &error);

  if (content != NULL)
    g_task_return_pointer (work, content, ruhu_register_content_free);
  else
    g_task_return_error (work, error);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  RuhuRegisterContent *content = g_task_propagate_pointer (G_TASK (result), &error);

  if (content == NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_register_show (g_task_get_source_object (task), content);
  g_task_return_boolean (task, TRUE);
}

static void
households_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) work = NULL;
  Objects *objects = g_task_get_task_data (task);
  GError *error = NULL;

  objects->households = ruhu_object_store_load_finish (RUHU_OBJECT_STORE (source), result, &error);
  if (objects->households == NULL) {
    g_task_return_error (task, error);
    return;
  }

  /* Without a source object: the thread must not hold the last reference to the register. */
  work = g_task_new (NULL, g_task_get_cancellable (task), made_cb, g_object_ref (task));
  g_task_set_source_tag (work, ruhu_register_load_async);
  g_task_set_task_data (work, objects, NULL);
  g_task_run_in_thread (work, make);
}

static void
persons_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Objects *objects = g_task_get_task_data (task);
  GError *error = NULL;

  objects->persons = ruhu_object_store_load_finish (RUHU_OBJECT_STORE (source), result, &error);
  if (objects->persons == NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_object_store_load_async (RUHU_OBJECT_STORE (source),
                                RUHU_OBJECT_HOUSEHOLD,
                                g_task_get_cancellable (task),
                                households_loaded_cb,
                                g_object_ref (task));
}

/**
 * ruhu_register_load_async:
 * @self: a register with an object store that is unlocked
 *
 * Reads everybody anew. Call it at unlock and when the store's signal says that objects changed.
 */
void
ruhu_register_load_async (RuhuRegister *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *entities = ruhu_register_get_entities (self);
  Objects *objects = g_new0 (Objects, 1);

  objects->entities = entities != NULL ? g_ptr_array_ref (entities) : NULL;
  g_task_set_source_tag (task, ruhu_register_load_async);
  g_task_set_task_data (task, objects, objects_free);
  ruhu_object_store_load_async (ruhu_register_get_objects (self),
                                RUHU_OBJECT_PERSON,
                                cancellable,
                                persons_loaded_cb,
                                task);
}

/**
 * ruhu_register_load_finish:
 *
 * Returns: %TRUE once the register shows what the store has. %FALSE with @error set to
 *   %G_IO_ERROR_CANCELLED, to %RUHU_ERROR_CORRUPT, or to what the store said; then the register
 *   shows what it showed before
 */
gboolean
ruhu_register_load_finish (RuhuRegister *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
