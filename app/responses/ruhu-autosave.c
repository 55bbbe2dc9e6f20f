/* ruhu-autosave.c: brings what changes in a filling to disk, by itself
 *
 * What one touch changes, calculations included, is one commit. While a commit is under way the
 * next changes gather, so a slow disk makes fewer commits, never a queue. A failed batch goes back
 * under what was changed since and is tried again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-autosave.h"

#include "base/ruhu-clock.h"

struct _RuhuAutosave {
  GObject parent_instance;

  RuhuResponseStore *responses;
  char *id;
  RuhuInstance *instance;
  GHashTable *pending;   /* key → value or NULL: not handed to the store yet */
  GHashTable *in_flight; /* what the store is writing now */
  guint idle;
  guint holds;    /* what is being answered and is not in the filling yet */
  guint expected; /* of those, what comes without anybody's doing */
  RuhuAutosaveState state;
  gint64 saved_at;
  guint missing; /* as last put */
  GError *error;
  GPtrArray *flushes; /* of GTask: who waits until all is on disk */
};

enum {
  PROP_STATE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RuhuAutosave, ruhu_autosave, G_TYPE_OBJECT)

static GHashTable *
new_batch (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
set_state (RuhuAutosave *self, RuhuAutosaveState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
answer_flushes (RuhuAutosave *self)
{
  g_autoptr (GPtrArray) flushes = NULL;
  guint i;

  if (self->expected > 0)
    return;
  flushes = g_steal_pointer (&self->flushes);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (i = 0; i < flushes->len; i++) {
    GTask *task = g_ptr_array_index (flushes, i);

    if (self->error != NULL)
      g_task_return_error (task, g_error_copy (self->error));
    else
      g_task_return_boolean (task, TRUE);
  }
}

/* What was changed again since is newer than what failed. */
static void
take_back (RuhuAutosave *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->in_flight);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (!g_hash_table_contains (self->pending, key))
      g_hash_table_insert (self->pending, g_strdup (key), g_strdup (value));
  }
}

static void write_pending (RuhuAutosave *self);

static void
put_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuAutosave) self = data;

  g_clear_error (&self->error);
  if (!ruhu_response_store_put_finish (self->responses, result, &self->error))
    take_back (self);
  g_clear_pointer (&self->in_flight, g_hash_table_unref);

  if (self->error != NULL) {
    set_state (self, RUHU_AUTOSAVE_FAILED);
    answer_flushes (self);
    return;
  }

  self->saved_at = ruhu_clock_now ();
  if (g_hash_table_size (self->pending) > 0) {
    write_pending (self);
    return;
  }
  if (self->holds == 0)
    set_state (self, RUHU_AUTOSAVE_SAVED);
  answer_flushes (self);
}

static void
write_pending (RuhuAutosave *self)
{
  self->in_flight = g_steal_pointer (&self->pending);
  self->pending = new_batch ();
  ruhu_response_store_put_async (self->responses,
                                 self->id,
                                 self->in_flight,
                                 NULL,
                                 put_cb,
                                 g_object_ref (self));
}

static gboolean
idle_cb (gpointer data)
{
  RuhuAutosave *self = data;

  self->idle = 0;
  if (self->in_flight == NULL && g_hash_table_size (self->pending) > 0)
    write_pending (self);
  return G_SOURCE_REMOVE;
}

static void
store_cb (RuhuInstance *instance, const char *key, const char *value, RuhuAutosave *self)
{
  ruhu_autosave_put (self, key, value);
}

static void
ruhu_autosave_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuAutosave *self = RUHU_AUTOSAVE (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int (value, self->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_autosave_dispose (GObject *object)
{
  RuhuAutosave *self = RUHU_AUTOSAVE (object);

  /* Whoever lets go without a flush still loses nothing, and what failed is tried once more. */
  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->responses != NULL && self->in_flight == NULL && g_hash_table_size (self->pending) > 0)
    ruhu_response_store_put_async (self->responses, self->id, self->pending, NULL, NULL, NULL);
  if (self->instance != NULL)
    g_signal_handlers_disconnect_by_data (self->instance, self);
  g_clear_object (&self->instance);
  g_clear_object (&self->responses);

  G_OBJECT_CLASS (ruhu_autosave_parent_class)->dispose (object);
}

static void
ruhu_autosave_finalize (GObject *object)
{
  RuhuAutosave *self = RUHU_AUTOSAVE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->pending, g_hash_table_unref);
  g_clear_pointer (&self->in_flight, g_hash_table_unref);
  g_clear_pointer (&self->flushes, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ruhu_autosave_parent_class)->finalize (object);
}

static void
ruhu_autosave_class_init (RuhuAutosaveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ruhu_autosave_get_property;
  object_class->dispose = ruhu_autosave_dispose;
  object_class->finalize = ruhu_autosave_finalize;

  /**
   * RuhuAutosave:state: a #RuhuAutosaveState; also notified when it is set to what it was, since
   * the time of saving is then another
   */
  properties[PROP_STATE] = g_param_spec_int ("state",
                                             NULL,
                                             NULL,
                                             RUHU_AUTOSAVE_IDLE,
                                             RUHU_AUTOSAVE_FAILED,
                                             RUHU_AUTOSAVE_IDLE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ruhu_autosave_init (RuhuAutosave *self)
{
  self->pending = new_batch ();
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  self->missing = G_MAXUINT;
}

/**
 * ruhu_autosave_new:
 * @id: the response, which exists in the store as a draft
 * @instance: its filling; listened to from now on, so begin before ruhu_instance_start()
 *
 * Main thread only.
 */
RuhuAutosave *
ruhu_autosave_new (RuhuResponseStore *responses, const char *id, RuhuInstance *instance)
{
  RuhuAutosave *self = g_object_new (RUHU_TYPE_AUTOSAVE, NULL);

  self->responses = g_object_ref (responses);
  self->id = g_strdup (id);
  self->instance = g_object_ref (instance);
  g_signal_connect (instance, "store", G_CALLBACK (store_cb), self);
  return self;
}

RuhuAutosaveState
ruhu_autosave_get_state (RuhuAutosave *self)
{
  return self->state;
}

/**
 * ruhu_autosave_get_saved_at:
 *
 * Returns: when the last commit ended, ms since 1970 UTC by the device's clock; 0 before the first
 */
gint64
ruhu_autosave_get_saved_at (RuhuAutosave *self)
{
  return self->saved_at;
}

/** ruhu_autosave_get_error: Returns: (nullable): why the state is FAILED, as put_finish told it */
const GError *
ruhu_autosave_get_error (RuhuAutosave *self)
{
  return self->error;
}

/**
 * ruhu_autosave_put:
 * @key: where it is kept: an answer's storage key, or a key of the caller's own
 * @value: (nullable): what is to be kept there; %NULL for nothing
 *
 * It is written with everything else that this turn of the main loop changes.
 */
void
ruhu_autosave_put (RuhuAutosave *self, const char *key, const char *value)
{
  g_hash_table_replace (self->pending, g_strdup (key), g_strdup (value));
  if (self->state != RUHU_AUTOSAVE_SAVING)
    set_state (self, RUHU_AUTOSAVE_SAVING);
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, idle_cb, self, NULL);
}

/**
 * ruhu_autosave_put_missing:
 * @missing: how many questions are still to answer
 *
 * Keeps the number with the draft, sealed like its answers, for the lists that show it
 * (ruhu_response_get_missing()).
 */
void
ruhu_autosave_put_missing (RuhuAutosave *self, guint missing)
{
  g_autofree char *number = g_strdup_printf ("%u", missing);

  if (self->missing == missing)
    return;

  self->missing = missing;
  ruhu_autosave_put (self, RUHU_ANSWER_MISSING, number);
}

/**
 * ruhu_autosave_hold:
 *
 * Something is being answered that the filling does not hold yet, letters that are still typed:
 * until ruhu_autosave_release(), not all of it is on disk.
 */
void
ruhu_autosave_hold (RuhuAutosave *self)
{
  self->holds++;
  if (self->state != RUHU_AUTOSAVE_SAVING && self->state != RUHU_AUTOSAVE_FAILED)
    set_state (self, RUHU_AUTOSAVE_SAVING);
}

/** ruhu_autosave_release: what was held is in the filling now, or was nothing new */
void
ruhu_autosave_release (RuhuAutosave *self)
{
  g_return_if_fail (self->holds > 0);

  self->holds--;
  if (self->holds == 0 && self->state == RUHU_AUTOSAVE_SAVING && self->in_flight == NULL &&
      g_hash_table_size (self->pending) == 0)
    set_state (self, self->saved_at == 0 ? RUHU_AUTOSAVE_IDLE : RUHU_AUTOSAVE_SAVED);
}

/**
 * ruhu_autosave_expect:
 *
 * Like ruhu_autosave_hold(), for what becomes an answer by itself, such as a photo that is being
 * sealed: a flush waits for it. Until ruhu_autosave_arrive().
 */
void
ruhu_autosave_expect (RuhuAutosave *self)
{
  self->expected++;
  ruhu_autosave_hold (self);
}

/** ruhu_autosave_arrive: what was expected is in the filling now, or has failed */
void
ruhu_autosave_arrive (RuhuAutosave *self)
{
  g_return_if_fail (self->expected > 0);

  self->expected--;
  ruhu_autosave_release (self);
  if (self->in_flight == NULL && self->idle == 0)
    answer_flushes (self);
}

/** ruhu_autosave_retry: tries again what could not be written; nothing where all is on disk */
void
ruhu_autosave_retry (RuhuAutosave *self)
{
  if (self->in_flight != NULL || g_hash_table_size (self->pending) == 0)
    return;

  set_state (self, RUHU_AUTOSAVE_SAVING);
  write_pending (self);
}

/**
 * ruhu_autosave_flush_async:
 *
 * Answers when everything changed before the call is on disk. Cancelling stops the waiting, not the
 * writing.
 */
void
ruhu_autosave_flush_async (RuhuAutosave *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_autosave_flush_async);
  g_ptr_array_add (self->flushes, task);
  if (self->in_flight != NULL)
    return;

  g_clear_handle_id (&self->idle, g_source_remove);
  if (g_hash_table_size (self->pending) > 0) {
    write_pending (self);
    return;
  }
  g_clear_error (&self->error);
  answer_flushes (self);
}

/**
 * ruhu_autosave_flush_finish:
 *
 * Returns: %TRUE once all is on disk; %FALSE with @error as ruhu_response_store_put_finish() gives
 * it, and then nothing is lost: what was not written is kept and can be tried again
 */
gboolean
ruhu_autosave_flush_finish (RuhuAutosave *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
