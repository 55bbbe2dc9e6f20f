/* ruhu-mender.c: what is damaged here, from HQ's copy
 *
 * One line of our own log after the other that HQ has a receipt for and that cannot be read here.
 * Nobody has to do anything for it. What HQ does not have either stays as it is: `ruhu-sync verify`
 * names it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-mender-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-outbox.h"

typedef struct {
  RuhuHqClient *client;
  RuhuStore *store;
  GArray *damaged; /* of gint64 */
  guint i;
} Mending;

static void
mending_free (gpointer data)
{
  Mending *mending = data;

  g_clear_object (&mending->client);
  g_clear_object (&mending->store);
  g_clear_pointer (&mending->damaged, g_array_unref);
  g_free (mending);
}

static void ask_next (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gint64
get_current (Mending *mending)
{
  return g_array_index (mending->damaged, gint64, mending->i);
}

static void
mended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Mending *mending = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_outbox_mend_finish (RUHU_STORE (source), result, &error)) {
    fail (task, error);
    return;
  }

  g_message ("line %" G_GINT64_FORMAT " was damaged: HQ's copy took its place",
             get_current (mending));
  mending->i++;
  ask_next (task);
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Mending *mending = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) line =
    ruhu_hq_client_get_line_finish (RUHU_HQ_CLIENT (source), result, &error);

  if (line != NULL)
    ruhu_outbox_mend_async (mending->store,
                            get_current (mending),
                            line,
                            g_task_get_cancellable (task),
                            mended_cb,
                            task);
  else if (ruhu_hq_client_get_refusal (mending->client) == RUHU_REFUSAL_NOT_FOUND) {
    g_error_free (error);
    mending->i++;
    ask_next (task);
  } else
    fail (task, error);
}

static void
ask_next (GTask *task)
{
  Mending *mending = g_task_get_task_data (task);

  if (mending->i >= mending->damaged->len) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }

  ruhu_hq_client_get_line_async (mending->client,
                                 get_current (mending),
                                 g_task_get_cancellable (task),
                                 got_cb,
                                 task);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Mending *mending = g_task_get_task_data (task);
  GError *error = NULL;

  mending->damaged = ruhu_outbox_list_damaged_finish (RUHU_STORE (source), result, &error);
  if (mending->damaged == NULL)
    fail (task, error);
  else
    ask_next (task);
}

/**
 * ruhu_mender_run_async:
 * @client: speaks to HQ; nothing is asked where nothing is damaged
 * @store: unlocked
 */
void
ruhu_mender_run_async (RuhuHqClient *client,
                       RuhuStore *store,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Mending *mending = g_new0 (Mending, 1);

  mending->client = g_object_ref (client);
  mending->store = g_object_ref (store);
  g_task_set_source_tag (task, ruhu_mender_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, mending, mending_free);

  ruhu_outbox_list_damaged_async (store, cancellable, listed_cb, task);
}

/** ruhu_mender_run_finish: Returns: %FALSE with what HQ said no with, or the store gave */
gboolean
ruhu_mender_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
