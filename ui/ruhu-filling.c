/* ruhu-filling.c: a filling with all that its form reads, ready to be started
 *
 * The lists of the register with what was finished a moment ago, the files that the form came with,
 * and the record that was saved last.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-filling.h"

#include "ruhu-last-saved.h"

#include "ruhu-form-files.h"

typedef struct {
  RuhuForm *form;
  RuhuResponse *again; /* or NULL */
  RuhuWork *work;
  RuhuInstance *instance;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->form);
  g_clear_object (&job->again);
  g_clear_object (&job->work);
  g_clear_object (&job->instance);
  g_free (job);
}

static RuhuInstance *
make (RuhuSession *session, RuhuForm *form, RuhuWork *work)
{
  RuhuStore *store = ruhu_session_get_store (session);
  RuhuDevice *device = ruhu_store_get_device (store);
  RuhuInstance *instance = ruhu_instance_new (form);
  const char *language = ruhu_preferences_get_language (ruhu_session_get_preferences (session));

  ruhu_instance_set_language (instance, g_str_equal (language, "en") ? "en" : "zh");
  ruhu_instance_set_property (instance, "username", ruhu_store_get_user (store));
  if (device != NULL)
    ruhu_instance_set_property (instance, "deviceid", device->id);
  ruhu_work_give_lists (work, instance);
  return instance;
}

/**
 * ruhu_filling_new:
 *
 * Returns: (transfer full): a filling of @form in the worker's language, with the lists that forms
 *   look things up in, as far as they are read; not yet started, and without the files of
 *   ruhu_form_files_give_async() and the record that was saved last
 */
RuhuInstance *
ruhu_filling_new (RuhuSession *session, RuhuForm *form)
{
  return make (session, form, ruhu_session_get_work (session));
}

static void
last_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GBytes) xml = NULL;
  GError *error = NULL;

  xml = ruhu_last_saved_load_finish (RUHU_SESSION (source), result, &error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_instance_set_last_saved (job->instance, xml);
  g_task_return_pointer (task, g_steal_pointer (&job->instance), g_object_unref);
}

static void
files_given_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_form_files_give_finish (RUHU_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_last_saved_load_async (g_task_get_source_object (task),
                              job->form,
                              job->again,
                              g_task_get_cancellable (task),
                              last_saved_cb,
                              g_object_ref (task));
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_work_wait_finish (RUHU_WORK (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  job->instance = make (session, job->form, job->work);
  ruhu_form_files_give_async (ruhu_session_get_store (session),
                              job->instance,
                              g_task_get_cancellable (task),
                              files_given_cb,
                              g_object_ref (task));
}

/* Of a correction what it corrects: that has not said anything when it is filled once more. */
static const char *
get_corrected (RuhuResponse *again)
{
  if (again == NULL)
    return NULL;

  return ruhu_response_get_state (again) > RUHU_RESPONSE_FINISHED
           ? ruhu_response_get_id (again)
           : ruhu_response_get_replaces (again);
}

/**
 * ruhu_filling_make_async:
 * @again: (nullable): the draft that is opened again, or the final response that is to be
 *   corrected; %NULL for a new one
 *
 * Makes a filling of @form.
 */
void
ruhu_filling_make_async (RuhuSession *session,
                         RuhuForm *form,
                         RuhuResponse *again,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  const char *corrected = get_corrected (again);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, ruhu_filling_make_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->form = g_object_ref (form);
  g_set_object (&job->again, again);
  job->work = corrected != NULL
                ? ruhu_work_new_without (ruhu_session_get_response_store (session), corrected)
                : g_object_ref (ruhu_session_get_work (session));
  ruhu_work_wait_async (job->work, cancellable, waited_cb, g_object_ref (task));
}

/**
 * ruhu_filling_make_finish:
 *
 * Returns: (transfer full) (nullable): the filling, not yet started; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED or to what the store gave
 */
RuhuInstance *
ruhu_filling_make_finish (RuhuSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
