/* ruhu-sync-run.c: one meeting with HQ, from first line to last
 *
 * What waits in the inbox, what is due to be cut, lines, attachments, and then what HQ has: lines
 * and forms, then the files of forms. Text before pictures, and our own before HQ's. A locked store
 * gives what it has, and takes nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-run-private.h"

#include "base/ruhu-error.h"
#include "ruhu-attachment-sender-private.h"
#include "ruhu-bundle-import.h"
#include "ruhu-inbox-private.h"
#include "ruhu-media-fetcher-private.h"
#include "ruhu-mender-private.h"
#include "ruhu-puller-private.h"
#include "ruhu-pusher-private.h"
#include "ruhu-turn-private.h"
#include "store/ruhu-outbox.h"

#include <glib/gstdio.h>

typedef struct {
  RuhuHqClient *client;
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuStore *store;
  gboolean locked;
  RuhuSyncStepFunc step;
  gpointer step_data;
  gboolean turned;
  gboolean restart;
  GPtrArray *answers; /* from the inbox */
  guint answer;
  GPtrArray *bundles; /* paths, from the inbox */
  guint bundle;
  RuhuPushed pushed;
  GError *stuck; /* why lines could not be sent, where the rest went on */
  RuhuSyncResult result;
} Run;

static void
run_free (Run *run)
{
  g_clear_object (&run->client);
  g_clear_object (&run->objects);
  g_clear_object (&run->responses);
  g_clear_pointer (&run->answers, g_ptr_array_unref);
  g_clear_error (&run->stuck);
  g_clear_pointer (&run->bundles, g_ptr_array_unref);
  g_free (run);
}

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* All else is done; a line that HQ would not read is still said. */
static void
finish (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->stuck != NULL) {
    fail (task, g_steal_pointer (&run->stuck));
    return;
  }

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Lines that HQ cannot read, or that are too big for it, wait for help; all else goes on. */
static gboolean
get_stuck (Run *run, GError *error)
{
  RuhuRefusal refusal = ruhu_hq_client_get_refusal (run->client);

  if (refusal != RUHU_REFUSAL_FRAME && refusal != RUHU_REFUSAL_TOO_BIG)
    return FALSE;

  run->result.refusal = refusal;
  g_clear_error (&run->stuck);
  run->stuck = error;
  return TRUE;
}

static void push (GTask *task);

static void
turned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  RuhuTurned turned;
  GError *error = NULL;
  gboolean done = ruhu_turn_finish (result, &turned, &error);

  g_free (turned.gen);
  if (!done) {
    fail (task, error);
    return;
  }

  run->restart = TRUE;
  push (task);
}

/* HQ may say only here that it was restored, or that we have moved: then once more from the top. */
static gboolean
turn (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->turned || !ruhu_turn_is_needed (run->client, run->store))
    return FALSE;

  run->turned = TRUE;
  ruhu_turn_async (run->client, run->store, g_task_get_cancellable (task), turned_cb, task);
  return TRUE;
}

static gboolean
go_on (gpointer data)
{
  Run *run = data;

  return run->step (RUHU_SYNC_STEP_FILES, run->step_data);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_media_fetcher_run_finish (result, &error))
    finish (task);
  else
    fail (task, error);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_puller_run_finish (result, &run->result.lines_received, &error)) {
    if (turn (task))
      g_error_free (error);
    else
      fail (task, error);
    return;
  }

  run->result.heard = TRUE;
  run->step (RUHU_SYNC_STEP_FILES, run->step_data);
  ruhu_media_fetcher_run_async (run->client,
                                run->store,
                                go_on,
                                run,
                                g_task_get_cancellable (task),
                                fetched_cb,
                                task);
}

static void
pull (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->step (RUHU_SYNC_STEP_PULL, run->step_data);
  ruhu_puller_run_async (run->client,
                         run->objects,
                         run->restart,
                         g_task_get_cancellable (task),
                         pulled_cb,
                         task);
}

static void
attached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_attachment_sender_run_finish (result, &run->result.attachments_sent, &error)) {
    if (!g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CORRUPT)) {
      fail (task, error);
      return;
    }
    g_clear_error (&run->stuck);
    run->stuck = error; /* a file that is damaged here keeps nothing else from HQ */
  }

  run->result.heard |= run->result.attachments_sent > 0;
  if (run->locked)
    finish (task);
  else
    pull (task);
}

static void
attach (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->step (RUHU_SYNC_STEP_ATTACH, run->step_data);
  ruhu_attachment_sender_run_async (run->client,
                                    run->responses,
                                    g_task_get_cancellable (task),
                                    attached_cb,
                                    task);
}

/* What is not mended fails where it is needed, and says what it is. */
static void
note_mended (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_mender_run_finish (result, &error))
    g_message ("what is damaged here could not be mended: %s", error->message);
}

static void
mended_after_push_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  note_mended (result);
  attach (user_data);
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = ruhu_pusher_run_finish (result, &run->pushed, &error);

  run->result.lines_sent += run->pushed.lines;
  run->restart |= run->pushed.restart;
  run->result.heard |= run->pushed.lines > 0;
  if (!done && !get_stuck (run, error)) {
    fail (task, error);
    return;
  }

  if (run->pushed.damaged && !run->locked)
    ruhu_mender_run_async (run->client,
                           run->store,
                           g_task_get_cancellable (task),
                           mended_after_push_cb,
                           task);
  else
    attach (task);
}

static void
push (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->step (RUHU_SYNC_STEP_PUSH, run->step_data);
  ruhu_pusher_run_async (run->client,
                         run->store,
                         run->turned,
                         g_task_get_cancellable (task),
                         pushed_cb,
                         task);
}

static void
cut_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!ruhu_outbox_cut_finish (RUHU_STORE (source), result, &error))
    fail (task, error);
  else
    push (task);
}

static void take_bundles (GTask *task);

static void
bundle_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  const char *path = run->bundles->pdata[run->bundle];
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  /* One that is no good stops nothing, and will not be any better next time. */
  if (!ruhu_bundle_import_finish (result, &outcome, &error) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT)) {
    fail (task, g_steal_pointer (&error));
    return;
  }

  if (error != NULL)
    g_message ("a bundle in the inbox is of no use: %s", error->message);
  g_unlink (path);
  run->bundle++;
  take_bundles (task);
}

/* Bundles that came while the tablet was locked, or that somebody put there. */
static void
take_bundles (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->bundle < run->bundles->len)
    ruhu_bundle_import_async (run->objects,
                              run->bundles->pdata[run->bundle],
                              g_task_get_cancellable (task),
                              bundle_taken_cb,
                              task);
  else
    ruhu_outbox_cut_async (run->store, g_task_get_cancellable (task), cut_cb, task);
}

static void take_inbox (GTask *task);

static void
inbox_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* An answer that does not fit this log any more stops nothing; the push asks HQ anew. */
  if (!ruhu_outbox_answer_finish (RUHU_STORE (source), result, &error) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID)) {
    fail (task, g_steal_pointer (&error));
    return;
  }

  ruhu_inbox_remove (run->answers->pdata[run->answer]);
  run->answer++;
  take_inbox (task);
}

static void
take_inbox (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->answer < run->answers->len) {
    ruhu_inbox_take_async (run->store,
                           run->answers->pdata[run->answer],
                           g_task_get_cancellable (task),
                           inbox_taken_cb,
                           task);
    return;
  }

  run->bundles = ruhu_inbox_list_bundles (run->store);
  take_bundles (task);
}

static void
mended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);

  note_mended (result);
  run->answers = ruhu_inbox_list (run->store);
  take_inbox (task);
}

/**
 * ruhu_sync_run_async:
 * @objects: of the same store as @responses; unlocked, or locked
 * @step: hears what is done now
 * @step_data: for @step
 */
void
ruhu_sync_run_async (RuhuHqClient *client,
                     RuhuObjectStore *objects,
                     RuhuResponseStore *responses,
                     RuhuSyncStepFunc step,
                     gpointer step_data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->client = g_object_ref (client);
  run->objects = g_object_ref (objects);
  run->responses = g_object_ref (responses);
  run->store = ruhu_object_store_get_store (objects);
  run->step = step;
  run->step_data = step_data;
  g_task_set_source_tag (task, ruhu_sync_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  run->locked = ruhu_store_get_state (run->store) != RUHU_STORE_UNLOCKED;
  if (run->locked) {
    push (task);
    return;
  }

  ruhu_mender_run_async (client, run->store, cancellable, mended_cb, task);
}

/**
 * ruhu_sync_run_finish:
 * @got: (out): how far it came, also where %FALSE
 *
 * Returns: %TRUE once both sides hold the same; %FALSE with what the store or HQ gave
 */
gboolean
ruhu_sync_run_finish (GAsyncResult *result, RuhuSyncResult *got, GError **error)
{
  Run *run = g_task_get_task_data (G_TASK (result));

  *got = run->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
