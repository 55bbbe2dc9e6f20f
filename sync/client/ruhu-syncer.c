/* ruhu-syncer.c: when a change is sent, and how things stand
 *
 * One run at a time. Whoever asks while one is going on gets the outcome of the next, which is the
 * first that is sure to hold what was finished before asking.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-syncer.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-backoff.h"
#include "ruhu-inbox-private.h"
#include "ruhu-sync-run-private.h"
#include "ruhu-sync-times-private.h"
#include "store/ruhu-outbox.h"

#define REGULAR_MS (15 * 60 * 1000)
#define SOON_MS 2000

struct _RuhuSyncer {
  GObject parent_instance;

  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuStore *store;
  RuhuHqClient *client;
  RuhuDevice *client_device;
  GRand *rand;

  GPtrArray *running; /* of GTask: whom the run that is going on answers */
  GPtrArray *asking;  /* of GTask: whom the next one answers */
  GCancellable *cancellable;
  gboolean busy;

  RuhuSyncState state;
  RuhuRefusal refusal;
  char *message;
  guint failures;
  RuhuSyncTimes times;
  RuhuOutboxCounts *counts;
  gboolean automatic;
  guint timer;
};

G_DEFINE_FINAL_TYPE (RuhuSyncer, ruhu_syncer, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_REFUSAL,
  PROP_MESSAGE,
  PROP_WAITING_RESPONSES,
  PROP_WAITING_ATTACHMENTS,
  PROP_WAITING_BYTES,
  PROP_DRAFTS,
  PROP_QUARANTINED,
  PROP_RECEIPT,
  PROP_LAST_CONTACT,
  PROP_NEXT_TRY,
  PROP_AUTOMATIC,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void begin_run (RuhuSyncer *self);
static void schedule (RuhuSyncer *self, guint ms);

static void
set_state (RuhuSyncer *self, RuhuSyncState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_next_try (RuhuSyncer *self, gint64 next_try)
{
  if (self->times.next_try == next_try)
    return;

  self->times.next_try = next_try;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEXT_TRY]);
}

static void
set_outcome (RuhuSyncer *self, RuhuRefusal refusal, const char *message)
{
  g_free (self->message);
  self->message = g_strdup (message);
  self->refusal = refusal;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFUSAL]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MESSAGE]);
}

/* Takes @counts. */
static void
set_counts (RuhuSyncer *self, RuhuOutboxCounts *counts)
{
  RuhuOutboxCounts *old = self->counts;

  self->counts = counts;
  if (old->responses != counts->responses)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING_RESPONSES]);
  if (old->attachments != counts->attachments)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING_ATTACHMENTS]);
  if (old->bytes != counts->bytes)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING_BYTES]);
  if (old->drafts != counts->drafts)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFTS]);
  if (old->quarantined != counts->quarantined)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUARANTINED]);
  if (g_strcmp0 (old->receipt, counts->receipt) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECEIPT]);
  ruhu_outbox_counts_free (old);
}

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
  set_counts (self, counts);
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
  set_next_try (self, ruhu_clock_now () + ms);
  if (self->automatic)
    self->timer = g_timeout_add (ms, timer_cb, self);
}

static char *
sign_by_store (const char *text, gpointer store, GError **error)
{
  guint8 signature[64];

  if (!ruhu_store_sign (store, text, strlen (text), signature, error))
    return NULL;

  return g_base64_encode (signature, sizeof signature);
}

static gboolean
ensure_client (RuhuSyncer *self, GError **error)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);

  if (ruhu_store_get_state (self->store) == RUHU_STORE_ABSENT || device == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this device is not enrolled");
    return FALSE;
  }
  if (self->client != NULL && self->client_device == device)
    return TRUE;

  g_clear_object (&self->client);
  g_clear_pointer (&self->client_device, ruhu_device_unref);
  self->client = ruhu_hq_client_new (device, sign_by_store, self->store, error);
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

  set_state (data, states[step]);
  return RUHU_SYNCER (data)->asking->len == 0;
}

/* What a failure means, and when it is worth trying again. */
static void
settle_failure (RuhuSyncer *self, const GError *error)
{
  RuhuRefusal refusal =
    self->client != NULL ? ruhu_hq_client_get_refusal (self->client) : RUHU_REFUSAL_NONE;
  guint retry_after = self->client != NULL ? ruhu_hq_client_get_retry_after (self->client) : 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    set_outcome (self, RUHU_REFUSAL_NONE, NULL);
    set_state (self, RUHU_SYNC_IDLE);
    return;
  }

  set_outcome (self, refusal, error->message);
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE)) {
    self->failures++;
    schedule (self,
              retry_after > 0 ? ruhu_backoff_retry_after (retry_after, self->rand)
                              : ruhu_backoff_after_failure (self->failures, self->rand));
    set_state (self, RUHU_SYNC_OFFLINE);
    return;
  }

  schedule (self, REGULAR_MS);
  set_state (self, refusal != RUHU_REFUSAL_NONE ? RUHU_SYNC_REFUSED : RUHU_SYNC_FAILED);
}

static void
settle_success (RuhuSyncer *self)
{
  self->failures = 0;
  set_outcome (self, RUHU_REFUSAL_NONE, NULL);
  schedule (self, REGULAR_MS);
  set_state (self, RUHU_SYNC_IDLE);
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
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSyncer) self = user_data;
  RuhuSyncResult got;
  GError *error = NULL;
  gboolean done = ruhu_sync_run_finish (result, &got, &error);

  if (got.heard || (!done && ruhu_hq_client_get_refusal (self->client) != RUHU_REFUSAL_NONE)) {
    self->times.last_contact = ruhu_clock_now ();
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LAST_CONTACT]);
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
  g_clear_handle_id (&self->timer, g_source_remove);
  self->cancellable = g_cancellable_new ();

  if (!ensure_client (self, &error)) {
    settle_failure (self, error);
    end_run (self, error);
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
ruhu_syncer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuSyncer *self = RUHU_SYNCER (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int (value, self->state);
    break;
  case PROP_REFUSAL:
    g_value_set_int (value, self->refusal);
    break;
  case PROP_MESSAGE:
    g_value_set_string (value, self->message);
    break;
  case PROP_WAITING_RESPONSES:
    g_value_set_uint (value, self->counts->responses);
    break;
  case PROP_WAITING_ATTACHMENTS:
    g_value_set_uint (value, self->counts->attachments);
    break;
  case PROP_WAITING_BYTES:
    g_value_set_uint64 (value, self->counts->bytes);
    break;
  case PROP_DRAFTS:
    g_value_set_uint (value, self->counts->drafts);
    break;
  case PROP_QUARANTINED:
    g_value_set_uint (value, self->counts->quarantined);
    break;
  case PROP_RECEIPT:
    g_value_set_string (value, self->counts->receipt);
    break;
  case PROP_LAST_CONTACT:
    g_value_set_int64 (value, self->times.last_contact);
    break;
  case PROP_NEXT_TRY:
    g_value_set_int64 (value, self->times.next_try);
    break;
  case PROP_AUTOMATIC:
    g_value_set_boolean (value, self->automatic);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_syncer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_AUTOMATIC:
    ruhu_syncer_set_automatic (RUHU_SYNCER (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static GParamSpec *
make_uint (const char *name)
{
  return g_param_spec_uint (name,
                            NULL,
                            NULL,
                            0,
                            G_MAXUINT,
                            0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_time (const char *name)
{
  return g_param_spec_int64 (name,
                             NULL,
                             NULL,
                             0,
                             G_MAXINT64,
                             0,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_text (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_enum (const char *name, int last)
{
  return g_param_spec_int (name, NULL, NULL, 0, last, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
ruhu_syncer_class_init (RuhuSyncerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_syncer_dispose;
  object_class->finalize = ruhu_syncer_finalize;
  object_class->get_property = ruhu_syncer_get_property;
  object_class->set_property = ruhu_syncer_set_property;

  props[PROP_STATE] = make_enum ("state", RUHU_SYNC_FAILED);
  props[PROP_REFUSAL] = make_enum ("refusal", RUHU_REFUSAL_FAILED);
  props[PROP_MESSAGE] = make_text ("message");
  props[PROP_WAITING_RESPONSES] = make_uint ("waiting-responses");
  props[PROP_WAITING_ATTACHMENTS] = make_uint ("waiting-attachments");
  props[PROP_WAITING_BYTES] = g_param_spec_uint64 ("waiting-bytes",
                                                   NULL,
                                                   NULL,
                                                   0,
                                                   G_MAXUINT64,
                                                   0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_DRAFTS] = make_uint ("drafts");
  props[PROP_QUARANTINED] = make_uint ("quarantined");
  props[PROP_RECEIPT] = make_text ("receipt");
  props[PROP_LAST_CONTACT] = make_time ("last-contact");
  props[PROP_NEXT_TRY] = make_time ("next-try");
  props[PROP_AUTOMATIC] =
    g_param_spec_boolean ("automatic",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
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

RuhuSyncState
ruhu_syncer_get_state (RuhuSyncer *self)
{
  return self->state;
}

/** ruhu_syncer_get_refusal: Returns: with what HQ said no last; NONE where it did not */
RuhuRefusal
ruhu_syncer_get_refusal (RuhuSyncer *self)
{
  return self->refusal;
}

/** ruhu_syncer_get_message: Returns: (nullable): why the last run failed, in English, for the log
 */
const char *
ruhu_syncer_get_message (RuhuSyncer *self)
{
  return self->message;
}

/** ruhu_syncer_get_waiting_responses: Returns: cut, and not yet known to be with HQ */
guint
ruhu_syncer_get_waiting_responses (RuhuSyncer *self)
{
  return self->counts->responses;
}

/** ruhu_syncer_get_waiting_attachments: Returns: of cut responses, not complete at HQ */
guint
ruhu_syncer_get_waiting_attachments (RuhuSyncer *self)
{
  return self->counts->attachments;
}

/** ruhu_syncer_get_waiting_bytes: Returns: what these and all waiting lines come to */
guint64
ruhu_syncer_get_waiting_bytes (RuhuSyncer *self)
{
  return self->counts->bytes;
}

/** ruhu_syncer_get_drafts: Returns: responses begun or finished, not yet cut */
guint
ruhu_syncer_get_drafts (RuhuSyncer *self)
{
  return self->counts->drafts;
}

/** ruhu_syncer_get_quarantined: Returns: lines with HQ that it has a question about */
guint
ruhu_syncer_get_quarantined (RuhuSyncer *self)
{
  return self->counts->quarantined;
}

/** ruhu_syncer_get_receipt: Returns: (nullable): HQ's last receipt, as ruhu_receipt_parse() reads
 */
const char *
ruhu_syncer_get_receipt (RuhuSyncer *self)
{
  return self->counts->receipt;
}

/** ruhu_syncer_get_last_contact: Returns: when HQ last answered, ms since 1970 UTC; 0 for never */
gint64
ruhu_syncer_get_last_contact (RuhuSyncer *self)
{
  return self->times.last_contact;
}

/** ruhu_syncer_get_next_try: Returns: when the next run is due, ms since 1970 UTC; 0 for unknown */
gint64
ruhu_syncer_get_next_try (RuhuSyncer *self)
{
  return self->times.next_try;
}

gboolean
ruhu_syncer_get_automatic (RuhuSyncer *self)
{
  return self->automatic;
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
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTOMATIC]);
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
