/* ruhu-response-store-read.c: answers and lists of responses, as they are on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-listing-private.h"
#include "responses/ruhu-response-row-private.h"
#include "responses/ruhu-response-store.h"

static gpointer
load_answers (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (RuhuDraft) draft = ruhu_draft_get (vault, data, error);

  return draft == NULL ? NULL : ruhu_answer_load (vault, draft->rec, error);
}

/** ruhu_response_store_load_answers_async: @id: a draft or finished response */
void
ruhu_response_store_load_answers_async (RuhuResponseStore *self,
                                        const char *id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_response_store_load_answers_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  ruhu_store_run (ruhu_response_store_get_store (self),
                  task,
                  load_answers,
                  (GDestroyNotify) g_hash_table_unref);
}

/**
 * ruhu_response_store_load_answers_finish:
 *
 * Returns: (transfer full) (nullable): storage key → value, as ruhu_instance_restore() takes them;
 *   %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_REFUSED or
 * %RUHU_ERROR_CORRUPT
 */
GHashTable *
ruhu_response_store_load_answers_finish (RuhuResponseStore *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
load_final (RuhuVault *vault, gpointer data, GError **error)
{
  return ruhu_response_listing_get_answers (vault, data, error);
}

/** ruhu_response_store_load_final_async: @id: a response, finished or final, of this device or HQ's
 */
void
ruhu_response_store_load_final_async (RuhuResponseStore *self,
                                      const char *id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_response_store_load_final_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  ruhu_store_run (ruhu_response_store_get_store (self), task, load_final, g_free);
}

/**
 * ruhu_response_store_load_final_finish:
 *
 * Returns: (transfer full) (nullable): its answers as the line has them, a JSON object; %NULL with
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_REFUSED or %RUHU_ERROR_CORRUPT
 */
char *
ruhu_response_store_load_final_finish (RuhuResponseStore *self,
                                       GAsyncResult *result,
                                       GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
list (RuhuVault *vault, gpointer data, GError **error)
{
  return ruhu_response_listing_read (vault, error);
}

/** ruhu_response_store_list_async: all responses: drafts, this device's log, and from HQ */
void
ruhu_response_store_list_async (RuhuResponseStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_response_store_list_async);
  ruhu_store_run (ruhu_response_store_get_store (self),
                  task,
                  list,
                  (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_response_store_list_finish:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuResponse): new objects in no particular
 * order; %NULL with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked) or %RUHU_ERROR_CORRUPT
 */
GPtrArray *
ruhu_response_store_list_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
