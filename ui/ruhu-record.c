/* ruhu-record.c: a finished response as it can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-record.h"

#include "ruhu-form-files.h"
#include "ruhu-form-finder.h"
#include "ruhu-reading.h"
#include "ruhu-filling.h"

/** ruhu_record_free: @self: (transfer full) */
void
ruhu_record_free (RuhuRecord *self)
{
  g_clear_object (&self->response);
  g_clear_object (&self->responses);
  g_free (self->form_title);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self);
}

typedef struct {
  RuhuResponse *response;
  RuhuInstance *instance; /* NULL where its form is not here */
  JsonNode *answers;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->response);
  g_clear_object (&job->instance);
  g_clear_pointer (&job->answers, json_node_unref);
  g_free (job);
}

static gboolean
has_replaced (RuhuSession *session, RuhuResponse *response)
{
  const char *id = ruhu_response_get_replaces (response);
  RuhuResponseList *all = ruhu_work_get_responses (ruhu_session_get_work (session));

  return id != NULL && ruhu_response_list_find (all, id) != NULL;
}

static void
read_lines (GTask *task)
{
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  RuhuForm *form = job->instance != NULL ? ruhu_instance_get_form (job->instance) : NULL;
  RuhuRecord *record = g_new0 (RuhuRecord, 1);

  record->response = g_object_ref (job->response);
  record->responses = g_object_ref (ruhu_session_get_response_store (session));
  record->has_replaced = has_replaced (session, job->response);
  if (form != NULL)
    record->form_title = g_strdup (ruhu_form_get_title (form));
  record->lines = ruhu_reading_list (form, job->instance, job->answers);
  g_task_return_pointer (task, record, (GDestroyNotify) ruhu_record_free);
}

/* A choice out of a list has its words in a file of the form. */
static void
files_given_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ruhu_form_files_give_finish (RUHU_STORE (source), result, &error))
    read_lines (task);
  else
    g_task_return_error (task, error);
}

static void
find_form (GTask *task)
{
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_finder_find (ruhu_session_get_dir (session),
                                                     ruhu_response_get_form_id (job->response),
                                                     ruhu_response_get_form_version (job->response),
                                                     &error);

  if (form == NULL) {
    g_message ("A record is read without its form: %s", error->message);
    read_lines (task);
    return;
  }

  job->instance = ruhu_filling_new (session, form);
  ruhu_form_files_give_async (ruhu_session_get_store (session),
                              job->instance,
                              g_task_get_cancellable (task),
                              files_given_cb,
                              g_object_ref (task));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autofree char *text = NULL;
  GError *error = NULL;

  text = ruhu_response_store_load_final_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (text != NULL)
    job->answers = json_from_string (text, &error);
  if (job->answers != NULL)
    find_form (task);
  else
    g_task_return_error (task, error);
}

/**
 * ruhu_record_read_async:
 * @response: finished or further
 *
 * Reads it with the version of the form that it was filled with.
 */
void
ruhu_record_read_async (RuhuSession *session,
                        RuhuResponse *response,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->response = g_object_ref (response);
  g_task_set_source_tag (task, ruhu_record_read_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  ruhu_response_store_load_final_async (ruhu_session_get_response_store (session),
                                        ruhu_response_get_id (response),
                                        cancellable,
                                        loaded_cb,
                                        task);
}

/**
 * ruhu_record_read_finish:
 *
 * Returns: (transfer full) (nullable): the record; %NULL with what
 *   ruhu_response_store_load_final_finish() or ruhu_form_files_give_finish() gives
 */
RuhuRecord *
ruhu_record_read_finish (RuhuSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
