/* ruhu-syncer.c: when a change is sent, and how things stand
 *
 * One run at a time. Whoever asks while one is going on gets the outcome of the next, which is the
 * first that is sure to hold what was finished before asking.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-syncer-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-backoff.h"
#include "ruhu-inbox-private.h"
#include "ruhu-sync-run-private.h"
#include "ruhu-wipe-private.h"
#include "store/ruhu-store-clock.h"

#define REGULAR_MS (15 * 60 * 1000)
#define SOON_MS 2000

G_DEFINE_FINAL_TYPE (RuhuSyncer, ruhu_syncer, G_TYPE_OBJECT)

static void begin_run (RuhuSyncer *self);
static void schedule (RuhuSyncer *self, guint ms);

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuSyncer *self = g_task_get_source_object (task);
  GError *error = NULL;
  RuhuOutboxCounts *counts = ruhu_outbox_count_finish (RUHU_STORE (source), result, &error);

  if (counts == NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_inbox_add_to_counts (g_task_get_task_data (task), counts);
  ruhu_syncer_set_counts (self, counts);
  g_task_return_boolean (task, TRUE);
}

static void
store_changed_cb (RuhuStore *store, RuhuStoreChanges changes, gpointer user_data)
{
  RuhuSyncer *self = user_data;

  if ((changes & (RUHU_STORE_OUTBOX | RUHU_STORE_RESPONSES)) != 0)
    ruhu_syncer_count_async (self, NULL, NULL, NULL);
}

static void
store_state_cb (RuhuSyncer *self)
{
  ruhu_syncer_count_async (self, NULL, NULL, NULL);
  if (self->automatic)
    schedule (self, SOON_MS);
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  RuhuSyncer *self = user_data;

  if (available && self->automatic && self->state == RUHU_SYNC_OFFLINE)
    schedule (self, SOON_MS);
}

static gboolean
timer_cb (gpointer data)
{
  RuhuSyncer *self = data;

  self->timer = 0;
  ruhu_syncer_now_async (self, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
schedule (RuhuSyncer *self, guint ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  ruhu_syncer_set_next_try (self, ruhu_clock_now () + ms);
  if (self->automatic)
    self->timer = g_timeout_add (ms, timer_cb, self);
}

static gboolean
ensure_client (RuhuSyncer *self, GError **error)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);
  RuhuStoreState state = ruhu_store_get_state (self->store);

  if (state == RUHU_STORE_ABSENT || device == NULL ||
      (state == RUHU_STORE_ERASED && !ruhu_wipe_is_due (self->store))) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this device is not enrolled");
    return FALSE;
  }
  if (self->client != NULL && self->client_device == device)
    return TRUE;

  g_clear_object (&self->client);
  g_clear_pointer (&self->client_device, ruhu_device_unref);
  self->client = ruhu_hq_client_new_for_store (self->store, error);
  if (self->client == NULL)
    return FALSE;

  self->client_device = ruhu_device_ref (device);
  return TRUE;
}

/* A form's file may be long in coming; who asks meanwhile does not wait for it. */
static gboolean
stepped_cb (RuhuSyncStep step, gpointer data)
{
  static const RuhuSyncState states[] = {
    [RUHU_SYNC_STEP_PUSH] = RUHU_SYNC_SENDING,
    [RUHU_SYNC_STEP_ATTACH] = RUHU_SYNC_ATTACHING,
    [RUHU_SYNC_STEP_PULL] = RUHU_SYNC_RECEIVING,
    [RUHU_SYNC_STEP_FILES] = RUHU_SYNC_RECEIVING,
  };

  ruhu_syncer_set_state (data, states[step]);
  return RUHU_SYNCER (data)->asking->len == 0;
}

/* What a failure means, and when it is worth trying again. */
static void
settle_failure (RuhuSyncer *self, const GError *error)
{
  RuhuRefusal refusal =
    self->client != NULL ? ruhu_hq_client_get_refusal (self->client) : RUHU_REFUSAL_NONE;
  guint retry_after = self->client != NULL ? ruhu_hq_client_get_retry_after (self->client) : 0;

  if (self->stuck != RUHU_REFUSAL_NONE && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    refusal = self->stuck;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    ruhu_syncer_set_outcome (self, RUHU_REFUSAL_NONE, NULL);
    ruhu_syncer_set_state (self, RUHU_SYNC_IDLE);
    return;
  }

  ruhu_syncer_set_outcome (self, refusal, error->message);
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE)) {
    self->failures++;
    schedule (self,
              retry_after > 0 ? ruhu_backoff_retry_after (retry_after, self->rand)
                              : ruhu_backoff_after_failure (self->failures, self->rand));
    ruhu_syncer_set_state (self, RUHU_SYNC_OFFLINE);
    return;
  }

  schedule (self, REGULAR_MS);
  ruhu_syncer_set_state (self, refusal != RUHU_REFUSAL_NONE ? RUHU_SYNC_REFUSED : RUHU_SYNC_FAILED);
}

static void
settle_success (RuhuSyncer *self)
{
  self->failures = 0;
  ruhu_syncer_set_outcome (self, RUHU_REFUSAL_NONE, NULL);
  schedule (self, REGULAR_MS);
  ruhu_syncer_set_state (self, RUHU_SYNC_IDLE);
}

/* Answers those who waited for this run; begins the next where somebody asked meanwhile. */
static void
end_run (RuhuSyncer *self, const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->running);
  guint i;

  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->busy = FALSE;
  g_clear_object (&self->cancellable);
  ruhu_sync_times_save (&self->times, ruhu_store_get_dir (self->store));

  for (i = 0; i < tasks->len; i++) {
    if (error != NULL)
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    else
      g_task_return_boolean (tasks->pdata[i], TRUE);
  }
  if (self->asking->len > 0)
    begin_run (self);
}

static void
recounted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RuhuSyncer *self = RUHU_SYNCER (source);
  g_autoptr (GError) error = user_data;

  ruhu_syncer_count_finish (self, result, NULL);
  if (error != NULL)
    settle_failure (self, error);
  else
    settle_success (self);
  end_run (self, error);
}

static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSyncer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ruhu_wipe_run_finish (result, &error))
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_REFUSED, "headquarters has revoked this device");

  if (ruhu_wipe_is_due (self->store))
    schedule (self, REGULAR_MS); /* HQ is to hear of it */
  ruhu_syncer_set_outcome (self, RUHU_REFUSAL_REVOKED, error->message);
  ruhu_syncer_set_state (self, RUHU_SYNC_REFUSED);
  end_run (self, error);
}

static void
wipe (RuhuSyncer *self)
{
  ruhu_wipe_run_async (self->client, self->objects, wiped_cb, g_object_ref (self));
}

/* Nobody but HQ can say so: the order is signed. */
static gboolean
take_order (RuhuSyncer *self)
{
  g_autoptr (GError) error = NULL;

  if (ruhu_wipe_take (self->store, ruhu_hq_client_get_order (self->client), &error))
    return TRUE;

  g_warning ("an order to erase is not followed: %s", error->message);
  return FALSE;
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSyncer) self = user_data;
  RuhuSyncResult got;
  GError *error = NULL;
  gboolean done = ruhu_sync_run_finish (result, &got, &error);

  if (got.heard || (!done && ruhu_hq_client_get_refusal (self->client) != RUHU_REFUSAL_NONE)) {
    ruhu_syncer_note_contact (self);
  }
  if (got.heard && ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED)
    ruhu_store_set_hq_time_async (self->store,
                                  ruhu_hq_client_get_now (self->client),
                                  NULL,
                                  NULL,
                                  NULL);

  self->stuck = got.refusal;
  if (ruhu_hq_client_get_order (self->client) != NULL && take_order (self)) {
    g_clear_error (&error);
    wipe (self);
    return;
  }

  /* Who asked is to see the counts of after the run. */
  ruhu_syncer_count_async (self, NULL, recounted_cb, error);
}

static void
begin_run (RuhuSyncer *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *tasks = self->running;

  self->running = self->asking;
  self->asking = tasks;
  self->busy = TRUE;
  self->stuck = RUHU_REFUSAL_NONE;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->cancellable = g_cancellable_new ();

  if (!ensure_client (self, &error)) {
    settle_failure (self, error);
    end_run (self, error);
    return;
  }

  if (ruhu_wipe_is_due (self->store)) {
    wipe (self);
    return;
  }

  ruhu_sync_run_async (self->client,
                       self->objects,
                       self->responses,
                       stepped_cb,
                       self,
                       self->cancellable,
                       ran_cb,
                       g_object_ref (self));
}

static void
ruhu_syncer_dispose (GObject *object)
{
  RuhuSyncer *self = RUHU_SYNCER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
  g_clear_object (&self->client);
  g_clear_object (&self->objects);
  g_clear_object (&self->responses);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (ruhu_syncer_parent_class)->dispose (object);
}

static void
ruhu_syncer_finalize (GObject *object)
{
  RuhuSyncer *self = RUHU_SYNCER (object);

  g_clear_pointer (&self->client_device, ruhu_device_unref);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  g_clear_pointer (&self->asking, g_ptr_array_unref);
  g_clear_pointer (&self->counts, ruhu_outbox_counts_free);
  g_clear_pointer (&self->rand, g_rand_free);
  g_clear_pointer (&self->message, g_free);

  G_OBJECT_CLASS (ruhu_syncer_parent_class)->finalize (object);
}

static void
ruhu_syncer_class_init (RuhuSyncerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_syncer_dispose;
  object_class->finalize = ruhu_syncer_finalize;
  ruhu_syncer_install_properties (object_class);
}

static void
ruhu_syncer_init (RuhuSyncer *self)
{
  self->rand = g_rand_new ();
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->asking = g_ptr_array_new_with_free_func (g_object_unref);
  self->counts = g_new0 (RuhuOutboxCounts, 1);
}

/**
 * ruhu_syncer_new:
 * @objects: what HQ has confirmed
 * @responses: of the same store
 *
 * Main thread. The store may be absent, locked or unlocked, and change that: a locked one only
 * sends what is sealed to HQ.
 *
 * Returns: (transfer full): a syncer that does nothing until it is asked, or made automatic
 */
RuhuSyncer *
ruhu_syncer_new (RuhuObjectStore *objects, RuhuResponseStore *responses)
{
  RuhuSyncer *self = g_object_new (RUHU_TYPE_SYNCER, NULL);

  self->objects = g_object_ref (objects);
  self->responses = g_object_ref (responses);
  self->store = g_object_ref (ruhu_object_store_get_store (objects));
  ruhu_sync_times_load (&self->times, ruhu_store_get_dir (self->store));
  g_signal_connect (self->store, "changed", G_CALLBACK (store_changed_cb), self);
  g_signal_connect_swapped (self->store, "notify::state", G_CALLBACK (store_state_cb), self);
  g_signal_connect (g_network_monitor_get_default (),
                    "network-changed",
                    G_CALLBACK (network_changed_cb),
                    self);

  return self;
}

/**
 * ruhu_syncer_set_automatic:
 * @automatic: whether to run by itself: at once, every 15 minutes, when the network comes back, and
 *   after a failure when the back-off says so
 */
void
ruhu_syncer_set_automatic (RuhuSyncer *self, gboolean automatic)
{
  if (self->automatic == automatic)
    return;

  self->automatic = automatic;
  if (automatic)
    schedule (self, SOON_MS);
  else
    g_clear_handle_id (&self->timer, g_source_remove);
  ruhu_syncer_note_automatic (self);
}

/** ruhu_syncer_get_objects: Returns: (transfer none): what it was made with */
RuhuObjectStore *
ruhu_syncer_get_objects (RuhuSyncer *self)
{
  return self->objects;
}

/**
 * ruhu_syncer_now_async:
 *
 * Cuts what is finished, sends all that waits, and fetches what HQ has. @cancellable gives up
 * waiting; the run itself goes on, see ruhu_syncer_stop().
 */
void
ruhu_syncer_now_async (RuhuSyncer *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_syncer_now_async);
  g_ptr_array_add (self->asking, task);
  if (!self->busy)
    begin_run (self);
}

/**
 * ruhu_syncer_now_finish:
 *
 * Returns: %TRUE once HQ has all and we have all; %FALSE with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE (all is safe here), %RUHU_ERROR_REFUSED or
 *   %RUHU_ERROR_CONFLICT (HQ said no: ruhu_syncer_get_refusal()), %RUHU_ERROR_NOT_FOUND (this
 *   device is not enrolled), or what the store gave
 */
gboolean
ruhu_syncer_now_finish (RuhuSyncer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/** ruhu_syncer_stop: ends a run that is going on, as before locking; what HQ has it has */
void
ruhu_syncer_stop (RuhuSyncer *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/** ruhu_syncer_count_async: brings the counts up to date; also by itself when the store changes */
void
ruhu_syncer_count_async (RuhuSyncer *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  GPtrArray *answers = ruhu_inbox_list (self->store);
  RuhuPushAnswer *newest = ruhu_inbox_get_newest (answers);

  g_task_set_source_tag (task, ruhu_syncer_count_async);
  g_task_set_task_data (task, answers, (GDestroyNotify) g_ptr_array_unref);
  ruhu_outbox_count_async (self->store,
                           newest != NULL ? newest->acked : 0,
                           newest != NULL ? newest->receipt->attachments : 0,
                           cancellable,
                           counted_cb,
                           task);
}

/** ruhu_syncer_count_finish: Returns: %FALSE with what ruhu_outbox_count_finish() gives */
gboolean
ruhu_syncer_count_finish (RuhuSyncer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
