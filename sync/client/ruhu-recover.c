/* ruhu-recover.c: asking HQ to open a tablet whose PIN was forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-recover.h"

#include "base/ruhu-error.h"
#include "ruhu-hq-client.h"
#include "ruhu-wire-json.h"

typedef struct {
  RuhuStore *store;
  RuhuHqClient *client;
  char *user;
} Asking;

static void
asking_free (Asking *asking)
{
  g_clear_object (&asking->client);
  g_object_unref (asking->store);
  g_free (asking->user);
  g_free (asking);
}

static GBytes *
read_sealed (JsonObject *answer)
{
  const char *text = ruhu_json_get_string (answer, "sealed");
  gsize n = 0;
  guchar *sealed = text != NULL ? g_base64_decode (text, &n) : NULL;

  return sealed != NULL && n > 0 ? g_bytes_new_take (sealed, n) : NULL;
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) answer =
    ruhu_hq_client_tell_finish (RUHU_HQ_CLIENT (source), result, &error);
  GBytes *sealed = answer != NULL ? read_sealed (answer) : NULL;

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (sealed == NULL)
    g_task_return_new_error (task,
                             RUHU_ERROR,
                             RUHU_ERROR_NOT_FOUND,
                             "HQ has been asked and has not answered yet");
  else
    g_task_return_pointer (task, sealed, (GDestroyNotify) g_bytes_unref);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (RuhuStoreRecovery) recovery =
    ruhu_store_begin_recovery_finish (RUHU_STORE (source), result, &error);
  g_autoptr (JsonObject) said = json_object_new ();

  if (recovery != NULL)
    asking->client = ruhu_hq_client_new_for_store (asking->store, &error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }

  json_object_set_string_member (said, "user", asking->user);
  ruhu_wire_json_set_bytes (said,
                            "escrow",
                            g_bytes_get_data (recovery->escrow, NULL),
                            g_bytes_get_size (recovery->escrow));
  ruhu_wire_json_set_bytes (said,
                            "key",
                            g_bytes_get_data (recovery->key, NULL),
                            g_bytes_get_size (recovery->key));
  ruhu_hq_client_tell_async (asking->client,
                             "/v1/recover",
                             said,
                             g_task_get_cancellable (task),
                             told_cb,
                             g_object_ref (task));
}

/**
 * ruhu_recover_ask_async:
 * @store: locked
 * @user: who forgot the PIN
 *
 * Asks HQ, or asks again: HQ answers once two custodians have opened what it was sent.
 */
void
ruhu_recover_ask_async (RuhuStore *store,
                        const char *user,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Asking *asking = g_new0 (Asking, 1);

  asking->store = g_object_ref (store);
  asking->user = g_strdup (user);
  g_task_set_source_tag (task, ruhu_recover_ask_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);

  ruhu_store_begin_recovery_async (store, cancellable, begun_cb, g_object_ref (task));
}

/**
 * ruhu_recover_ask_finish:
 *
 * Returns: (transfer full) (nullable): what ruhu_store_recover_async() opens together with the code
 *   that HQ reads out; %NULL with @error set to %RUHU_ERROR_NOT_FOUND (HQ has been asked and has
 *   not answered yet), %RUHU_ERROR_OFFLINE, %RUHU_ERROR_REFUSED, or what the store gave
 */
GBytes *
ruhu_recover_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
