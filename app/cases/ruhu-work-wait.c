/* ruhu-work-wait.c: waiting until what was just written is at hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-work.h"

static void
loading_cb (RuhuWork *self, GParamSpec *pspec, GTask *task)
{
  if (ruhu_work_get_loading (self))
    return;

  g_signal_handlers_disconnect_by_func (self, loading_cb, task);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * ruhu_work_wait_async:
 *
 * Waits until the store is not being read. A change that has been told of as written is then among
 * what ruhu_work_give_lists() gives.
 */
void
ruhu_work_wait_async (RuhuWork *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_work_wait_async);
  if (ruhu_work_get_loading (self)) {
    g_signal_connect (self, "notify::loading", G_CALLBACK (loading_cb), task);
    return;
  }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/** ruhu_work_wait_finish: Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED */
gboolean
ruhu_work_wait_finish (RuhuWork *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
