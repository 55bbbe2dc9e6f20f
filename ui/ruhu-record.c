/* ruhu-record.c: a finished response as it can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-record.h"

#include "ruhu-reading.h"
#include "ruhu-visit.h"

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

static void
read_lines (RuhuRecord *self, RuhuSession *session, JsonNode *answers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (RuhuForm) form = ruhu_visit_find_form (ruhu_session_get_dir (session),
                                                    ruhu_response_get_form_id (self->response),
                                                    ruhu_response_get_form_version (self->response),
                                                    &error);

  if (form == NULL)
    g_message ("A record is read without its form: %s", error->message);
  else {
    instance = ruhu_visit_make_instance (session, form);
    self->form_title = g_strdup (ruhu_form_get_title (form));
  }
  self->lines = ruhu_reading_list (form, instance, answers);
}

static gboolean
has_replaced (RuhuSession *session, RuhuResponse *response)
{
  const char *id = ruhu_response_get_replaces (response);
  RuhuResponseList *all = ruhu_work_get_responses (ruhu_session_get_work (session));

  return id != NULL && ruhu_response_list_find (all, id) != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuResponse *response = g_task_get_task_data (task);
  g_autoptr (RuhuRecord) record = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) answers = NULL;
  GError *error = NULL;

  text = ruhu_response_store_load_final_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (text != NULL)
    answers = json_from_string (text, &error);
  if (answers == NULL) {
    g_task_return_error (task, error);
    return;
  }

  record = g_new0 (RuhuRecord, 1);
  record->response = g_object_ref (response);
  record->responses = g_object_ref (RUHU_RESPONSE_STORE (source));
  record->has_replaced = has_replaced (g_task_get_source_object (task), response);
  read_lines (record, g_task_get_source_object (task), answers);
  g_task_return_pointer (task, g_steal_pointer (&record), (GDestroyNotify) ruhu_record_free);
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

  g_task_set_source_tag (task, ruhu_record_read_async);
  g_task_set_task_data (task, g_object_ref (response), g_object_unref);
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
 *   ruhu_response_store_load_final_finish() gives
 */
RuhuRecord *
ruhu_record_read_finish (RuhuSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
