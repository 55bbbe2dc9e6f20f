/* ruhu-store.c: the device's sealed store
 *
 * One SQLite connection, used by one thread. Work comes in as a RuhuStoreFunc and its result goes
 * back to the main context of whoever asked, so writes are serial, no caller takes a lock, and no
 * object loses its last reference on the wrong thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-store-own-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-device-private.h"
#include "store/ruhu-erase-private.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-vault-private.h"

#define IDLE_TIME 2 /* seconds without a write, then the WAL is checkpointed */

G_DEFINE_FINAL_TYPE (RuhuStore, ruhu_store, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_DIR,
  PROP_STATE,
  N_PROPS
};

enum {
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean checkpoint_idle_cb (gpointer data);

static void
note_write (RuhuStore *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->state == RUHU_STORE_UNLOCKED)
    self->idle_source = g_timeout_add_seconds (IDLE_TIME, checkpoint_idle_cb, self);
}

static gboolean
checkpoint_idle_cb (gpointer data)
{
  RuhuStore *self = data;

  self->idle_source = 0;
  g_thread_pool_push (self->thread, ruhu_job_new_checkpoint (self->vault), NULL);
  return G_SOURCE_REMOVE;
}

/* In the context of whoever asked, before they hear. */
static void
note_done (RuhuStore *self, RuhuJob *job)
{
  if (job->wrote)
    note_write (self);
  if (job->changes != 0)
    g_signal_emit (self, signals[CHANGED], 0, (guint) job->changes);
}

static RuhuJob *
make_job (RuhuStore *self, GTask *task, RuhuStoreFunc func, GDestroyNotify free_result)
{
  RuhuJob *job = ruhu_job_new (self, self->vault, task, func, free_result);

  job->done = note_done;
  return job;
}

void
ruhu_store_set_state (RuhuStore *self, RuhuStoreState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* What the unlock page is to know of the tries so far. */
void
ruhu_store_take_throttle (RuhuStore *self, const RuhuThrottle *throttle)
{
  self->wait_until = ruhu_throttle_get_wait_until (throttle);
  self->lockout = throttle->locked ? throttle->lockout : 0;
}

static void
settle_device (RuhuStore *self, RuhuJob *job)
{
  if (job->error != NULL)
    return;

  g_clear_pointer (&self->device, ruhu_device_unref);
  self->device = ruhu_device_ref (g_task_get_task_data (job->task));
}

/* Where the power went in the midst of erasing, without the secret that goes first, the rest goes
 * now. */
static void
look_at_order (RuhuStore *self)
{
  RuhuErase erase;
  g_autoptr (GError) error = NULL;

  ruhu_erase_load (&erase, self->dir);
  if (erase.state == RUHU_ERASE_ORDERED && !ruhu_profile_has (self->dir, RUHU_PROFILE_DS)) {
    ruhu_erase_run (self->dir, RUHU_ERASE_STEPS);
    erase.state = RUHU_ERASE_DONE;
    if (!ruhu_erase_save (&erase, self->dir, &error))
      g_warning ("%s", error->message);
  }
  if (erase.state < RUHU_ERASE_DONE)
    return;

  self->state = RUHU_STORE_ERASED;
  self->device = ruhu_device_load (self->dir, NULL);
}

/* What the unlock page needs to know before the first try: two small files. */
static void
look_at_profile (RuhuStore *self)
{
  g_autoptr (GError) error = NULL;
  RuhuThrottle throttle;

  self->state = RUHU_STORE_LOCKED;
  self->device = ruhu_device_load (self->dir, &error);
  if (self->device != NULL)
    self->vault->device = ruhu_device_ref (self->device);
  if (self->device == NULL || !ruhu_throttle_load (&throttle, self->dir, &error))
    g_warning ("%s", error->message);
  else
    ruhu_store_take_throttle (self, &throttle);
}

static void
ruhu_store_constructed (GObject *object)
{
  RuhuStore *self = RUHU_STORE (object);

  self->vault->dir = g_strdup (self->dir);
  look_at_order (self);
  if (self->state == RUHU_STORE_ABSENT && ruhu_profile_has (self->dir, RUHU_PROFILE_STORE))
    look_at_profile (self);

  G_OBJECT_CLASS (ruhu_store_parent_class)->constructed (object);
}

static void
ruhu_store_dispose (GObject *object)
{
  RuhuStore *self = RUHU_STORE (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);

  G_OBJECT_CLASS (ruhu_store_parent_class)->dispose (object);
}

static void
ruhu_store_finalize (GObject *object)
{
  RuhuStore *self = RUHU_STORE (object);

  /* A job holds us until its result is taken, so only a checkpoint can be left. */
  g_thread_pool_free (self->thread, FALSE, TRUE);
  ruhu_vault_close (self->vault);
  g_clear_pointer (&self->vault->keys, ruhu_keys_unref);
  g_clear_pointer (&self->vault->device, ruhu_device_unref);
  g_free (self->vault->user);
  g_free (self->vault->dir);
  g_free (self->vault);

  g_clear_pointer (&self->keys, ruhu_keys_unref);
  g_clear_pointer (&self->device, ruhu_device_unref);
  g_free (self->user);
  g_free (self->dir);

  G_OBJECT_CLASS (ruhu_store_parent_class)->finalize (object);
}

static void
ruhu_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuStore *self = RUHU_STORE (object);

  switch (id) {
  case PROP_DIR:
    g_value_set_string (value, self->dir);
    break;
  case PROP_STATE:
    g_value_set_int (value, self->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_store_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuStore *self = RUHU_STORE (object);

  switch (id) {
  case PROP_DIR:
    self->dir = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_store_class_init (RuhuStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = ruhu_store_constructed;
  object_class->dispose = ruhu_store_dispose;
  object_class->finalize = ruhu_store_finalize;
  object_class->get_property = ruhu_store_get_property;
  object_class->set_property = ruhu_store_set_property;

  props[PROP_DIR] =
    g_param_spec_string ("dir",
                         NULL,
                         NULL,
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_STATE] = g_param_spec_int ("state",
                                        NULL,
                                        NULL,
                                        RUHU_STORE_ABSENT,
                                        RUHU_STORE_ERASED,
                                        RUHU_STORE_ABSENT,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * RuhuStore::changed:
   * @changes: #RuhuStoreChanges, as a guint
   *
   * What is in the store has changed; in the main context of whoever changed it, before they hear.
   */
  signals[CHANGED] = g_signal_new ("changed",
                                   RUHU_TYPE_STORE,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_UINT);
}

static void
ruhu_store_init (RuhuStore *self)
{
  ruhu_seal_init ();
  self->vault = g_new0 (RuhuVault, 1);
  self->thread = g_thread_pool_new (ruhu_job_run, NULL, 1, TRUE, NULL);
}

/**
 * ruhu_store_new:
 * @dir: (type filename): the profile; need not be there
 *
 * Opens nothing yet; it looks whether there is a store, and reads who the device is.
 *
 * Returns: (transfer full): the store, absent or locked
 */
RuhuStore *
ruhu_store_new (const char *dir)
{
  return g_object_new (RUHU_TYPE_STORE, "dir", dir, NULL);
}

const char *
ruhu_store_get_dir (RuhuStore *self)
{
  return self->dir;
}

RuhuStoreState
ruhu_store_get_state (RuhuStore *self)
{
  return self->state;
}

/** ruhu_store_get_device: Returns: (transfer none) (nullable): who it is; %NULL while absent */
RuhuDevice *
ruhu_store_get_device (RuhuStore *self)
{
  return self->device;
}

/** ruhu_store_get_user: Returns: (nullable): who unlocked it; %NULL otherwise */
const char *
ruhu_store_get_user (RuhuStore *self)
{
  return self->user;
}

/**
 * ruhu_store_get_wait_until:
 *
 * Returns: before when no PIN is tried, ms since 1970 UTC, as of the last try; 0 for no wait
 */
gint64
ruhu_store_get_wait_until (RuhuStore *self)
{
  return self->wait_until;
}

/**
 * ruhu_store_get_lockout:
 *
 * Returns: the number of the lock-out for which HQ has to give its code; 0 where none is needed
 */
guint
ruhu_store_get_lockout (RuhuStore *self)
{
  return self->lockout;
}

/**
 * ruhu_store_set_kdf_cost:
 * @operations: passes of Argon2id
 * @memory: bytes
 *
 * For tests and for a deployment's policy: what the next new PIN costs to try. Where nobody says,
 * it is measured so that a try takes half a second on this machine.
 */
void
ruhu_store_set_kdf_cost (RuhuStore *self, guint64 operations, gsize memory)
{
  self->kdf_operations = operations;
  self->kdf_memory = memory;
}

/**
 * ruhu_store_open_box:
 * @sealed: what HQ sealed to this device's key x
 * @error: %RUHU_ERROR_REFUSED (locked) or %RUHU_ERROR_CORRUPT (it was sealed to another)
 *
 * Returns: (transfer full) (nullable): what is in it
 */
GBytes *
ruhu_store_open_box (RuhuStore *self, GBytes *sealed, GError **error)
{
  guint8 public_key[RUHU_SEAL_KEY_SIZE];

  if (self->keys == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the store is locked");
    return NULL;
  }

  ruhu_seal_box_public (public_key, self->keys->x);
  return ruhu_unseal_box (public_key, self->keys->x, sealed, error);
}

static GBytes *
read_locked_key (RuhuStore *self, GError **error)
{
  g_autoptr (GBytes) key = ruhu_profile_read (self->dir, RUHU_PROFILE_LK, error);

  if (key == NULL || g_bytes_get_size (key) == RUHU_SEAL_SIGN_SECRET_SIZE)
    return g_steal_pointer (&key);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the key of the locked transport is none");
  return NULL;
}

/**
 * ruhu_store_sign:
 * @signature: where 64 bytes go: Ed25519 by the device's key, or by the key of its locked transport
 *   where the store is locked
 * @error: %RUHU_ERROR_NOT_FOUND where there is no store
 */
gboolean
ruhu_store_sign (RuhuStore *self, gconstpointer data, gsize n, guint8 signature[64], GError **error)
{
  g_autoptr (GBytes) key = NULL;

  if (self->keys != NULL) {
    ruhu_seal_sign (signature, self->keys->ed, data, n);
    return TRUE;
  }

  key = read_locked_key (self, error);
  if (key == NULL)
    return FALSE;

  ruhu_seal_sign (signature, g_bytes_get_data (key, NULL), data, n);
  ruhu_seal_bytes_zero (key);
  return TRUE;
}

/**
 * ruhu_store_sum:
 * @sum: where 32 bytes go, over @data, by the key of the locked transport: the same whether the
 *   store is locked or not
 * @error: %RUHU_ERROR_NOT_FOUND where there is no store
 *
 * For what lies beside the store while nobody can write into it.
 */
gboolean
ruhu_store_sum (RuhuStore *self, gconstpointer data, gsize n, guint8 sum[32], GError **error)
{
  g_autoptr (GBytes) key = read_locked_key (self, error);

  if (key == NULL)
    return FALSE;

  ruhu_seal_hash (sum, 32, g_bytes_get_data (key, NULL), data, n);
  ruhu_seal_bytes_zero (key);
  return TRUE;
}

/* For work that opens and closes by itself; @settle hears of it before the task returns. */
void
ruhu_store_run_settling (RuhuStore *self,
                         GTask *task,
                         RuhuStoreFunc func,
                         void (*settle) (RuhuStore *self, RuhuJob *job))
{
  RuhuJob *job = make_job (self, task, func, NULL);

  job->settle = settle;
  g_thread_pool_push (self->thread, job, NULL);
}

/* For work whose outcome is told even where it was cancelled meanwhile. */
GTask *
ruhu_store_make_task (RuhuStore *self,
                      gpointer tag,
                      gpointer data,
                      GDestroyNotify data_free,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE); /* what was done is told */
  g_task_set_task_data (task, data, data_free);
  return task;
}

static gpointer
write_device (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuDevice *device = data;

  if (!ruhu_device_check (device, error) || !ruhu_device_save (device, vault->dir, error))
    return NULL;

  g_clear_pointer (&vault->device, ruhu_device_unref);
  vault->device = ruhu_device_ref (device);
  return GINT_TO_POINTER (TRUE);
}

/** ruhu_store_set_device_async: what HQ says anew: scope, epoch; also while locked */
void
ruhu_store_set_device_async (RuhuStore *self,
                             RuhuDevice *device,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = ruhu_store_make_task (self,
                                                 ruhu_store_set_device_async,
                                                 ruhu_device_ref (device),
                                                 (GDestroyNotify) ruhu_device_unref,
                                                 cancellable,
                                                 callback,
                                                 user_data);

  ruhu_store_run_settling (self, task, write_device, settle_device);
}

/** ruhu_store_set_device_finish: Returns: %FALSE with %G_IO_ERROR_CANCELLED or %RUHU_ERROR_INVALID
 */
gboolean
ruhu_store_set_device_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/*
 * ruhu_store_run:
 * @task: carries the task data in, and the result out
 * @func: runs on the store thread, after everything asked for before it
 * @free_result: (nullable): frees a result nobody takes
 *
 * A @task cancelled before its turn fails with %G_IO_ERROR_CANCELLED and @func never runs. A task
 * that writes has its check_cancellable off: what was committed is reported as saved. While locked
 * it fails with %RUHU_ERROR_REFUSED.
 */
void
ruhu_store_run (RuhuStore *self, GTask *task, RuhuStoreFunc func, GDestroyNotify free_result)
{
  g_thread_pool_push (self->thread, make_job (self, task, func, free_result), NULL);
}

/* As ruhu_store_run(), for what can be read without keys, too: while locked they are %NULL. */
void
ruhu_store_run_locked (RuhuStore *self, GTask *task, RuhuStoreFunc func, GDestroyNotify free_result)
{
  RuhuJob *job = make_job (self, task, func, free_result);

  job->locked_too = TRUE;
  g_thread_pool_push (self->thread, job, NULL);
}
