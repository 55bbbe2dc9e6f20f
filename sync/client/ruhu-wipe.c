/* ruhu-wipe.c: a revoked tablet hands over, erases itself and says so
 *
 * The lines go to HQ with the push that was refused, which holds them apart. What HQ has not got
 * after that, lines or attachments, is written into a bundle beside the store, which only HQ opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wipe-private.h"

#include "base/ruhu-error.h"
#include "ruhu-bundle-export.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-outbox.h"

typedef struct {
  RuhuHqClient *client;
  RuhuObjectStore *objects;
  RuhuStore *store;
} Wipe;

static void
wipe_free (Wipe *wipe)
{
  g_object_unref (wipe->client);
  g_object_unref (wipe->objects);
  g_free (wipe);
}

/**
 * ruhu_wipe_take:
 * @order: `{"dev","n","at","sig"}`, from wherever it came
 * @error: %RUHU_ERROR_INVALID where it is not HQ's, or not for this device, or an old one
 *
 * Looks whether @order is HQ's, and if so notes it on disk.
 */
gboolean
ruhu_wipe_take (RuhuStore *store, JsonObject *order, GError **error)
{
  RuhuDevice *device = ruhu_store_get_device (store);
  const char *sig = order != NULL ? ruhu_json_get_string (order, "sig") : NULL;
  g_autofree char *text = NULL;
  guint64 n, at;

  if (device == NULL || sig == NULL || !ruhu_wire_json_get_uint (order, "n", &n) ||
      !ruhu_wire_json_get_uint (order, "at", &at) ||
      g_strcmp0 (ruhu_json_get_string (order, "dev"), device->id) != 0) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "this is no order for this device");
    return FALSE;
  }

  text = ruhu_sign_wipe_text (device->id, n, at);
  if (!ruhu_sign_verify (text, sig, g_bytes_get_data (device->hqs, NULL))) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the order is not headquarters'");
    return FALSE;
  }
  return ruhu_store_take_order (store, n, error);
}

/** ruhu_wipe_is_due: Returns: whether an order is to be carried out, or HQ to be told of it */
gboolean
ruhu_wipe_is_due (RuhuStore *store)
{
  if (ruhu_store_get_state (store) == RUHU_STORE_ERASED)
    return !ruhu_store_is_told (store);
  return ruhu_store_is_ordered (store);
}

/* That HQ has not heard yet is no failure: it is told at the next meeting. */
static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Wipe *wipe = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer =
    ruhu_hq_client_tell_finish (RUHU_HQ_CLIENT (source), result, &error);

  if (answer == NULL || !ruhu_store_note_told (wipe->store, &error))
    g_message ("Erased, but headquarters has not heard of it: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
tell (GTask *task)
{
  Wipe *wipe = g_task_get_task_data (task);
  g_autoptr (JsonObject) said = json_object_new ();

  json_object_set_int_member (said, "n", ruhu_store_get_order (wipe->store));
  ruhu_hq_client_tell_async (wipe->client, "/v1/wiped", said, NULL, told_cb, task);
}

static void
erased_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_store_erase_finish (RUHU_STORE (source), result, &error)) {
    tell (task);
    return;
  }

  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
erase (GTask *task)
{
  ruhu_store_erase_async (((Wipe *) g_task_get_task_data (task))->store, NULL, erased_cb, task);
}

/* A bundle that cannot be written, as on a full disk, does not keep a stolen tablet readable. */
static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;

  if (!ruhu_bundle_export_finish (result, &exported, &error))
    g_warning ("what headquarters has not got could not be kept: %s", error->message);
  erase (task);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Wipe *wipe = g_task_get_task_data (task);
  g_autoptr (RuhuOutboxCounts) counts =
    ruhu_outbox_count_finish (RUHU_STORE (source), result, NULL);
  g_autofree char *path = ruhu_store_get_handed_over (wipe->store);

  if (counts != NULL && counts->lines == 0 && counts->attachments == 0)
    erase (task);
  else
    ruhu_bundle_export_async (wipe->objects, path, NULL, NULL, NULL, exported_cb, task);
}

static void
cut_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Wipe *wipe = g_task_get_task_data (task);

  ruhu_outbox_cut_finish (RUHU_STORE (source), result, NULL); /* nobody can, in a locked one */
  ruhu_outbox_count_async (wipe->store,
                           ruhu_hq_client_get_handed_over (wipe->client),
                           0,
                           NULL,
                           counted_cb,
                           task);
}

/**
 * ruhu_wipe_run_async:
 * @client: for telling HQ
 * @objects: of a store for which ruhu_wipe_is_due()
 *
 * Cannot be cancelled: what was begun goes on at the next start.
 */
void
ruhu_wipe_run_async (RuhuHqClient *client,
                     RuhuObjectStore *objects,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Wipe *wipe = g_new0 (Wipe, 1);

  wipe->client = g_object_ref (client);
  wipe->objects = g_object_ref (objects);
  wipe->store = ruhu_object_store_get_store (objects);
  g_task_set_source_tag (task, ruhu_wipe_run_async);
  g_task_set_task_data (task, wipe, (GDestroyNotify) wipe_free);

  if (ruhu_store_get_state (wipe->store) == RUHU_STORE_ERASED)
    tell (task);
  else
    ruhu_outbox_cut_async (wipe->store, NULL, cut_cb, task);
}

/** ruhu_wipe_run_finish: Returns: %TRUE once the store is erased; whether HQ knows is another
 * matter
 */
gboolean
ruhu_wipe_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
