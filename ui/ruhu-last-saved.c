/* ruhu-last-saved.c: the record of a form that a worker saved last, as forms read it
 *
 * ODK XForms, “jr://instance/last-saved”. A draft was saved with its last answer. What a response
 * may not keep without consent is not in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-last-saved.h"

#include "ruhu-form-files.h"
#include "ruhu-form-finder.h"
#include "ruhu-filling.h"

#include "base/ruhu-error.h"
#include "forms/ruhu-answers.h"

typedef struct {
  RuhuForm *form;         /* of which a record is asked for, then that record's version */
  RuhuResponse *again;    /* or NULL */
  RuhuInstance *instance; /* of a draft that is read */
  GHashTable *answers;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->form);
  g_clear_object (&job->again);
  g_clear_object (&job->instance);
  g_clear_pointer (&job->answers, g_hash_table_unref);
  g_free (job);
}

static gint64
get_saved_at (RuhuResponse *response)
{
  return MAX (ruhu_response_get_saved_at (response), ruhu_response_get_finished_at (response));
}

static RuhuResponse *
find (GPtrArray *responses, const char *id)
{
  guint i;

  for (i = 0; id != NULL && i < responses->len; i++) {
    RuhuResponse *response = g_ptr_array_index (responses, i);

    if (g_strcmp0 (ruhu_response_get_id (response), id) == 0)
      return response;
  }
  return NULL;
}

/* What is opened again, or corrected, reads what was read when it was begun, or nothing. */
static gint64
get_latest (GPtrArray *responses, RuhuResponse *again)
{
  gint64 latest = again != NULL ? ruhu_response_get_started_at (again) - 1 : G_MAXINT64;

  while (again != NULL) {
    again = find (responses, ruhu_response_get_replaces (again));
    if (again != NULL)
      latest = ruhu_response_get_started_at (again) - 1;
  }
  return latest;
}

static RuhuResponse *
find_last (GPtrArray *responses, Job *job, const char *user)
{
  gint64 latest = get_latest (responses, job->again);
  RuhuResponse *last = NULL;
  guint i;

  for (i = 0; i < responses->len; i++) {
    RuhuResponse *response = g_ptr_array_index (responses, i);

    if (g_strcmp0 (ruhu_response_get_form_id (response), ruhu_form_get_id (job->form)) == 0 &&
        g_strcmp0 (ruhu_response_get_user (response), user) == 0 &&
        ruhu_response_get_started_at (response) <= latest &&
        get_saved_at (response) > (last != NULL ? get_saved_at (last) : 0))
      last = response;
  }
  return last;
}

/* @answers: (transfer full) (nullable) */
static void
give (GTask *task, JsonNode *answers, GError *error)
{
  Job *job = g_task_get_task_data (task);
  GBytes *xml = answers != NULL ? ruhu_answers_to_xml (job->form, answers, &error) : NULL;

  g_clear_pointer (&answers, json_node_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, xml, (GDestroyNotify) g_bytes_unref);
}

static void
final_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *text =
    ruhu_response_store_load_final_finish (RUHU_RESPONSE_STORE (source), result, &error);

  /* Of an old one HQ may have sent no more than that it is there. */
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    g_clear_error (&error);
  give (task, text != NULL ? json_from_string (text, NULL) : NULL, error);
}

static void
files_given_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (ruhu_form_files_give_finish (RUHU_STORE (source), result, &error) &&
      ruhu_instance_restore (job->instance, job->answers, &error))
    give (task, ruhu_instance_to_json (job->instance), NULL);
  else
    give (task, NULL, error);
}

static void
draft_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->answers =
    ruhu_response_store_load_answers_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (job->answers == NULL) {
    give (task, NULL, error);
    return;
  }

  job->instance = ruhu_filling_new (session, job->form);
  ruhu_form_files_give_async (ruhu_session_get_store (session),
                              job->instance,
                              g_task_get_cancellable (task),
                              files_given_cb,
                              g_object_ref (task));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (GPtrArray) responses = NULL;
  g_autoptr (RuhuForm) form = NULL;
  RuhuResponse *last;
  GError *error = NULL;

  responses = ruhu_response_store_list_finish (RUHU_RESPONSE_STORE (source), result, &error);
  last = responses != NULL
           ? find_last (responses, job, ruhu_store_get_user (ruhu_session_get_store (session)))
           : NULL;
  if (last == NULL) {
    give (task, NULL, error);
    return;
  }

  form = ruhu_form_finder_find (ruhu_session_get_dir (session),
                                ruhu_response_get_form_id (last),
                                ruhu_response_get_form_version (last),
                                NULL);
  if (form != NULL)
    g_set_object (&job->form, form);
  if (ruhu_response_get_state (last) == RUHU_RESPONSE_DRAFT)
    ruhu_response_store_load_answers_async (RUHU_RESPONSE_STORE (source),
                                            ruhu_response_get_id (last),
                                            g_task_get_cancellable (task),
                                            draft_loaded_cb,
                                            g_object_ref (task));
  else
    ruhu_response_store_load_final_async (RUHU_RESPONSE_STORE (source),
                                          ruhu_response_get_id (last),
                                          g_task_get_cancellable (task),
                                          final_loaded_cb,
                                          g_object_ref (task));
}

/**
 * ruhu_last_saved_load_async:
 * @form: a form, of any version
 * @before: (nullable): a response that is opened again, or corrected: then one that was begun
 * before it is asked for; %NULL for any
 *
 * Looks for the response of that form that the worker who unlocked the tablet saved last.
 */
void
ruhu_last_saved_load_async (RuhuSession *session,
                            RuhuForm *form,
                            RuhuResponse *again,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, ruhu_last_saved_load_async);
  g_set_object (&job->form, form);
  g_set_object (&job->again, again);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (ruhu_form_reads_last_saved (form))
    ruhu_response_store_list_async (ruhu_session_get_response_store (session),
                                    cancellable,
                                    listed_cb,
                                    g_object_ref (task));
  else
    g_task_return_pointer (task, NULL, NULL);
}

/**
 * ruhu_last_saved_load_finish:
 *
 * Returns: (transfer full) (nullable): the record as XML, for ruhu_instance_set_last_saved(); %NULL
 *   where there is none or the form does not ask for it, and with @error set to what the store gave
 */
GBytes *
ruhu_last_saved_load_finish (RuhuSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
