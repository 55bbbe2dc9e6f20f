/* ruhu-visit.c: from a task, a person or a draft to a form that can be filled
 *
 * A new visit is in the store before its first page shows, and with it whatever the form answered
 * by itself when it started.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-visit.h"

#include "ruhu-attempts.h"
#include "ruhu-filling.h"
#include "ruhu-form-finder.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "forms/ruhu-answers.h"
#include "responses/ruhu-response-correction.h"

typedef struct {
  RuhuForm *form;
  RuhuResponse *response;  /* NULL until a new one is made */
  RuhuResponse *corrected; /* the final one that is to be corrected, or NULL */
  RuhuInstance *instance;
  RuhuTask *task; /* or NULL */
  char *target;   /* of a new one: id of a task, or of a person; "" for somebody new */
  char *form_id;  /* the same: NULL for what the target wants */
  char *person_id;
  gboolean is_attempt;
  const RuhuFormRule *attempt; /* the rule by which nobody was met, or NULL; the form's */
  RuhuSurvey *survey;          /* of a draft, once it is open */
  gboolean (*find_form) (GTask *task, GError **error);
  void (*go_on) (GTask *task); /* with an instance that has all that it reads */
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->survey);
  g_clear_object (&job->form);
  g_clear_object (&job->response);
  g_clear_object (&job->corrected);
  g_clear_object (&job->instance);
  g_clear_object (&job->task);
  g_clear_pointer (&job->target, g_free);
  g_clear_pointer (&job->form_id, g_free);
  g_clear_pointer (&job->person_id, g_free);
  g_free (job);
}

/* A response's id is the record's too (ODK XForms, instanceID). */
static char *
make_instance_id (const char *id)
{
  return g_strconcat ("uuid:", id, NULL);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&job->instance);
  job->instance = ruhu_filling_make_finish (RUHU_SESSION (source), result, &error);
  if (job->instance != NULL)
    job->go_on (task);
  else
    g_task_return_error (task, error);
}

/* A filling of the job's form, not yet started, with all that it reads; then job->go_on(). */
static void
equip (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  ruhu_filling_make_async (g_task_get_source_object (task),
                           job->form,
                           job->response != NULL ? job->response : job->corrected,
                           g_task_get_cancellable (task),
                           made_cb,
                           g_object_ref (task));
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_work_wait_finish (RUHU_WORK (source), result, &error) ||
      !job->find_form (task, &error)) {
    g_task_return_error (task, error);
    return;
  }

  equip (task);
}

/* What was finished a moment ago is in the lists of what is begun now. */
static void
start (GTask *task)
{
  RuhuSession *session = g_task_get_source_object (task);

  ruhu_work_wait_async (ruhu_session_get_work (session),
                        g_task_get_cancellable (task),
                        waited_cb,
                        g_object_ref (task));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autofree char *id = make_instance_id (ruhu_response_get_id (job->response));
  g_autoptr (RuhuSurvey) survey = NULL;
  GError *error = NULL;

  if (!ruhu_response_store_create_finish (RUHU_RESPONSE_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  survey = ruhu_survey_new (RUHU_RESPONSE_STORE (source), job->response, job->instance);
  ruhu_instance_preset (job->instance, "instanceID", id);
  ruhu_work_preset (ruhu_session_get_work (session), job->instance, job->person_id, job->task);
  if (job->attempt != NULL)
    ruhu_attempts_preset (job->attempt, job->instance);
  if (ruhu_instance_start (job->instance, &error))
    g_task_return_pointer (task, g_steal_pointer (&survey), g_object_unref);
  else
    g_task_return_error (task, error);
}

static RuhuResponse *
make_response (RuhuSession *session, Job *job)
{
  RuhuWork *work = ruhu_session_get_work (session);
  RuhuDevice *device = ruhu_store_get_device (ruhu_session_get_store (session));
  RuhuPerson *person = job->person_id != NULL
                         ? ruhu_register_find (ruhu_work_get_register (work), job->person_id)
                         : NULL;
  const char *division = person != NULL   ? ruhu_person_get_division (person)
                         : device != NULL ? device->scope
                                          : "";
  RuhuResponse *response =
    ruhu_response_new (ruhu_form_get_id (job->form), ruhu_form_get_version (job->form), division);

  ruhu_response_set_person_id (response, job->person_id);
  ruhu_response_set_title (response,
                           person != NULL ? ruhu_person_get_name (person)
                                          : ruhu_form_get_title (job->form));
  ruhu_response_set_started_at (response, ruhu_clock_now ());
  if (job->task != NULL)
    ruhu_response_set_task_id (response, ruhu_task_get_id (job->task));
  return response;
}

/* What is to be done for @person_id with that form; NULL for nothing. */
static RuhuTask *
find_open_task (RuhuWork *work, const char *person_id, const char *form_id)
{
  g_autoptr (GPtrArray) tasks =
    ruhu_case_list_get_of_person (ruhu_work_get_tasks (work), person_id);
  guint i;

  for (i = 0; i < tasks->len; i++) {
    RuhuTask *task = g_ptr_array_index (tasks, i);

    if (ruhu_task_get_state (task) == RUHU_TASK_OPEN &&
        g_strcmp0 (ruhu_task_get_form_id (task), form_id) == 0)
      return task; /* the list holds it */
  }
  return NULL;
}

/* Whom and what it is for: the target is a task, or a person, or nobody that is known. */
static void
find_target (Job *job, RuhuWork *work)
{
  RuhuTask *task = ruhu_case_list_find_task (ruhu_work_get_tasks (work), job->target);
  const char *person_id = task != NULL ? ruhu_task_get_person_id (task) : job->target;

  if (task == NULL && job->form_id != NULL && *job->target != '\0')
    task = find_open_task (work, job->target, job->form_id);
  g_set_object (&job->task, task);
  job->person_id = person_id != NULL && *person_id != '\0' ? g_strdup (person_id) : NULL;
}

/* The newest of the form that was chosen, or of the task's, or of a visit that no task asked for.
 */
static gboolean
find_new_form (GTask *task, GError **error)
{
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  const char *form_id = job->form_id;

  find_target (job, ruhu_session_get_work (session));
  if (form_id == NULL && job->task != NULL)
    form_id = ruhu_task_get_form_id (job->task);
  if (form_id == NULL || *form_id == '\0')
    form_id = RUHU_FORM_FINDER_DEFAULT;
  job->form = ruhu_form_finder_find (ruhu_session_get_dir (session), form_id, NULL, error);
  if (job->form == NULL)
    return FALSE;

  job->attempt = job->is_attempt ? ruhu_attempts_find_rule (job->form) : NULL;
  if (job->person_id == NULL && (job->form_id == NULL || ruhu_work_wants_person (job->form)))
    job->person_id = ruhu_id_new (); /* somebody new */
  return TRUE;
}

static void
create (GTask *task)
{
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  job->response = make_response (session, job);
  ruhu_response_store_create_async (ruhu_session_get_response_store (session),
                                    job->response,
                                    g_task_get_cancellable (task),
                                    created_cb,
                                    g_object_ref (task));
}

/**
 * ruhu_visit_begin_async:
 * @form_id: (nullable): the form that was chosen; %NULL for what the target wants
 * @target: id of a task, or of a person; "" for somebody who is not in the register, or for nobody
 *   where the form that was chosen is about no person
 * @attempt: whether nobody was met: the response begins with what the form's rule says
 *
 * Begins a new response.
 */
void
ruhu_visit_begin_async (RuhuSession *session,
                        const char *form_id,
                        const char *target,
                        gboolean attempt,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, ruhu_visit_begin_async);
  g_task_set_check_cancellable (task, FALSE); /* a response that was begun is reported as begun */
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->form_id = g_strdup (form_id);
  job->target = g_strdup (target);
  job->is_attempt = attempt;
  job->find_form = find_new_form;
  job->go_on = create;
  start (task);
}

/* What it corrects is shown beside it; it can be filled without. */
static void
before_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *final = NULL;
  g_autoptr (JsonNode) answers = NULL;

  final = ruhu_response_store_load_final_finish (RUHU_RESPONSE_STORE (source), result, &error);
  answers = final != NULL ? json_from_string (final, &error) : NULL;
  if (answers != NULL)
    ruhu_survey_set_before (job->survey,
                            ruhu_answers_to_keys (ruhu_instance_get_form (job->instance), answers));
  else
    g_message ("What is corrected cannot be read: %s", error->message);
  g_task_return_pointer (task, g_steal_pointer (&job->survey), g_object_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (RuhuSurvey) survey = NULL;
  g_autoptr (GHashTable) answers = NULL;
  GError *error = NULL;

  answers = ruhu_response_store_load_answers_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (answers == NULL) {
    g_task_return_error (task, error);
    return;
  }

  survey = ruhu_survey_new (RUHU_RESPONSE_STORE (source), job->response, job->instance);
  if (!ruhu_instance_restore (job->instance, answers, &error)) {
    g_task_return_error (task, error);
    return;
  }
  ruhu_survey_restore (survey, answers);
  if (!ruhu_survey_is_correction (survey)) {
    g_task_return_pointer (task, g_steal_pointer (&survey), g_object_unref);
    return;
  }
  job->survey = g_steal_pointer (&survey);
  ruhu_response_store_load_final_async (RUHU_RESPONSE_STORE (source),
                                        ruhu_response_get_replaces (job->response),
                                        g_task_get_cancellable (task),
                                        before_cb,
                                        g_object_ref (task));
}

/* The version in which it was begun. */
static gboolean
find_own_form (GTask *task, GError **error)
{
  Job *job = g_task_get_task_data (task);
  RuhuResponse *own = job->corrected != NULL ? job->corrected : job->response;

  job->form = ruhu_form_finder_find (ruhu_session_get_dir (g_task_get_source_object (task)),
                                     ruhu_response_get_form_id (own),
                                     ruhu_response_get_form_version (own),
                                     error);
  return job->form != NULL;
}

static void
load_answers (GTask *task)
{
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  ruhu_response_store_load_answers_async (ruhu_session_get_response_store (session),
                                          ruhu_response_get_id (job->response),
                                          g_task_get_cancellable (task),
                                          loaded_cb,
                                          g_object_ref (task));
}

/**
 * ruhu_visit_open_async:
 * @response: a draft
 *
 * Opens it again, in the version of the form in which it was begun.
 */
void
ruhu_visit_open_async (RuhuSession *session,
                       RuhuResponse *response,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, ruhu_visit_open_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->response = g_object_ref (response);
  job->find_form = find_own_form;
  job->go_on = load_answers;
  start (task);
}

/* The draft that there is now: ours, or one that was begun before. */
static void
corrected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autofree char *id = NULL;
  GError *error = NULL;

  id = ruhu_response_store_correct_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (id == NULL) {
    g_task_return_error (task, error);
    return;
  }

  if (!g_str_equal (id, ruhu_response_get_id (job->response))) {
    RuhuResponse *begun = ruhu_response_new_with_id (id,
                                                     ruhu_form_get_id (job->form),
                                                     ruhu_form_get_version (job->form),
                                                     ruhu_response_get_division (job->response));

    ruhu_response_set_replaces (begun, ruhu_response_get_replaces (job->response));
    ruhu_response_set_title (begun, ruhu_response_get_title (job->response));
    g_object_unref (job->response);
    job->response = begun;
  }
  job->go_on = load_answers;
  equip (task);
}

/* All answers of the final one, as they come out when it is opened to be edited, and new ids. */
static GHashTable *
make_answers (Job *job, const char *final, GError **error)
{
  RuhuInstance *instance = job->instance;
  RuhuForm *form = ruhu_instance_get_form (instance);
  g_autofree char *id = make_instance_id (ruhu_response_get_id (job->response));
  g_autofree char *replaced = make_instance_id (ruhu_response_get_replaces (job->response));
  g_autoptr (JsonNode) old = json_from_string (final, error);
  g_autoptr (GHashTable) keys = NULL;
  g_autoptr (JsonNode) answers = NULL;

  if (old == NULL)
    return NULL;
  keys = ruhu_answers_to_keys (form, old);
  if (!ruhu_instance_restore (instance, keys, error))
    return NULL;

  ruhu_instance_correct (instance, replaced, id);
  answers = ruhu_instance_to_json (instance);
  return ruhu_answers_to_keys (form, answers);
}

static void
final_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autofree char *final = NULL;
  g_autoptr (GHashTable) answers = NULL;
  GError *error = NULL;

  final = ruhu_response_store_load_final_finish (RUHU_RESPONSE_STORE (source), result, &error);
  answers = final != NULL ? make_answers (job, final, &error) : NULL;
  if (answers == NULL) {
    g_task_return_error (task, error);
    return;
  }
  ruhu_response_store_correct_async (RUHU_RESPONSE_STORE (source),
                                     job->response,
                                     answers,
                                     g_task_get_cancellable (task),
                                     corrected_cb,
                                     g_object_ref (task));
}

static RuhuResponse *
make_correction (RuhuSession *session, RuhuResponse *response, RuhuForm *form)
{
  const char *person_id = ruhu_response_get_person_id (response);
  RuhuPerson *person =
    person_id != NULL
      ? ruhu_register_find (ruhu_work_get_register (ruhu_session_get_work (session)), person_id)
      : NULL;
  const char *title = ruhu_response_get_title (response);
  RuhuResponse *correction = ruhu_response_new (ruhu_form_get_id (form),
                                                ruhu_form_get_version (form),
                                                ruhu_response_get_division (response));

  if (title == NULL)
    title = person != NULL ? ruhu_person_get_name (person) : ruhu_form_get_title (form);
  ruhu_response_set_person_id (correction, person_id);
  ruhu_response_set_task_id (correction, ruhu_response_get_task_id (response));
  ruhu_response_set_title (correction, title);
  ruhu_response_set_replaces (correction, ruhu_response_get_id (response));
  if (ruhu_response_get_state (response) == RUHU_RESPONSE_RETURNED)
    ruhu_response_set_reason (correction, ruhu_response_get_reason (response));
  return correction;
}

static void
load_corrected (GTask *task)
{
  RuhuSession *session = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  job->response = make_correction (session, job->corrected, job->form);
  ruhu_response_store_load_final_async (ruhu_session_get_response_store (session),
                                        ruhu_response_get_id (job->corrected),
                                        g_task_get_cancellable (task),
                                        final_cb,
                                        g_object_ref (task));
}

/**
 * ruhu_visit_correct_async:
 * @response: a final one
 *
 * Begins its correction, in the version of the form in which it was filled, or goes on with the one
 * that was begun.
 */
void
ruhu_visit_correct_async (RuhuSession *session,
                          RuhuResponse *response,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, ruhu_visit_correct_async);
  g_task_set_check_cancellable (task, FALSE); /* a correction that was begun is reported as begun */
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->corrected = g_object_ref (response);
  job->find_form = find_own_form;
  job->go_on = load_corrected;
  start (task);
}

/**
 * ruhu_visit_finish:
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the survey, for a page to show; %NULL with @error set to
 * %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND (no such form or response), %RUHU_ERROR_INVALID (the
 * form is broken), %RUHU_ERROR_CONFLICT (what was to be corrected is replaced already), or what the
 * store gave
 */
RuhuSurvey *
ruhu_visit_finish (RuhuSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
