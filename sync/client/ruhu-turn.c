/* ruhu-turn.c: when HQ says that things are not as we think
 *
 * RESTORED: HQ came back from a backup, and gets again what it had behind it. SCOPE: the worker has
 * moved, and the device sees something else from now on. Either way what was pulled is pulled anew,
 * and what waits goes on waiting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-turn-private.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-push-answer.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-outbox.h"

typedef struct {
  RuhuTurned turned;
  RuhuHqClient *client;
} Turn;

static void
turn_free (Turn *turn)
{
  g_object_unref (turn->client);
  g_free (turn->turned.gen);
  g_free (turn);
}

/** ruhu_turn_is_needed: Returns: whether the last refusal is one that ruhu_turn_async() settles */
gboolean
ruhu_turn_is_needed (RuhuHqClient *client, RuhuStore *store)
{
  RuhuRefusal refusal = ruhu_hq_client_get_refusal (client);

  return ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED &&
         (refusal == RUHU_REFUSAL_RESTORED || refusal == RUHU_REFUSAL_SCOPE);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ruhu_outbox_answer_finish (RUHU_STORE (source), result, &error)) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID))
    ruhu_hq_client_note_fork (((Turn *) g_task_get_task_data (task))->client);
  g_task_return_error (task, error);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ruhu_store_set_device_finish (RUHU_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What it has of ours, and holds in quarantine, as it is now. */
static RuhuOutboxAnswer *
make_answer (guint64 acked, const char *gen, JsonObject *members)
{
  RuhuOutboxAnswer *answer = ruhu_outbox_answer_new (acked, NULL, 0, gen);
  g_autoptr (GArray) held = ruhu_quarantined_read (members);
  guint i;

  ruhu_outbox_answer_set_told (answer,
                               ruhu_json_get_array (members, "res") != NULL
                                 ? RUHU_OUTBOX_TOLD_ALL
                                 : RUHU_OUTBOX_TOLD_NONE);
  for (i = 0; i < held->len; i++) {
    RuhuQuarantined *line = &g_array_index (held, RuhuQuarantined, i);

    ruhu_outbox_answer_quarantine (answer, line->seq, line->code);
  }
  return answer;
}

static gboolean
restore (GTask *task, RuhuStore *store, JsonObject *members)
{
  Turn *turn = g_task_get_task_data (task);
  const char *gen = ruhu_json_get_string (members, "gen");
  guint64 acked;

  if (gen == NULL || !ruhu_wire_json_get_uint (members, "acked", &acked))
    return FALSE;

  turn->turned.from = acked + 1;
  turn->turned.gen = g_strdup (gen);
  ruhu_outbox_answer_async (store,
                            make_answer (acked, gen, members),
                            g_task_get_cancellable (task),
                            restored_cb,
                            g_object_ref (task));
  return TRUE;
}

static gboolean
move (GTask *task, RuhuStore *store, JsonObject *members)
{
  const char *scope = ruhu_json_get_string (members, "scope");
  g_autoptr (RuhuDevice) device = NULL;
  guint64 epoch;

  if (!ruhu_division_is_valid (scope) || !ruhu_wire_json_get_uint (members, "epoch", &epoch))
    return FALSE;

  device = ruhu_device_copy (ruhu_store_get_device (store));
  device->epoch = epoch;
  g_free (device->scope);
  device->scope = g_strdup (scope);
  ruhu_store_set_device_async (store,
                               device,
                               g_task_get_cancellable (task),
                               moved_cb,
                               g_object_ref (task));
  return TRUE;
}

/**
 * ruhu_turn_async:
 * @client: was refused just now, and ruhu_turn_is_needed()
 * @store: unlocked
 */
void
ruhu_turn_async (RuhuHqClient *client,
                 RuhuStore *store,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  JsonObject *members = ruhu_hq_client_get_refusal_members (client);
  Turn *turn = g_new0 (Turn, 1);
  gboolean begun;

  turn->client = g_object_ref (client);

  g_task_set_source_tag (task, ruhu_turn_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, turn, (GDestroyNotify) turn_free);

  if (ruhu_hq_client_get_refusal (client) == RUHU_REFUSAL_RESTORED)
    begun = restore (task, store, members);
  else
    begun = move (task, store, members);

  if (!begun)
    g_task_return_new_error (task,
                             RUHU_ERROR,
                             RUHU_ERROR_CONFLICT,
                             "HQ says no, and not how to go on");
}

/**
 * ruhu_turn_finish:
 * @turned: (out): what has changed; its gen is the caller's
 *
 * Returns: %FALSE with %RUHU_ERROR_CONFLICT (HQ does not say how to go on), or what the store gave
 */
gboolean
ruhu_turn_finish (GAsyncResult *result, RuhuTurned *turned, GError **error)
{
  Turn *turn = g_task_get_task_data (G_TASK (result));

  *turned = turn->turned;
  turned->gen = g_strdup (turned->gen);
  return g_task_propagate_boolean (G_TASK (result), error);
}
