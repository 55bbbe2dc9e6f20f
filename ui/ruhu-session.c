/* ruhu-session.c: all that belongs to one profile, and when it is open
 *
 * Made once, when the app starts. Unlocking fills the register, the tasks and the needs; whenever
 * HQ has sent something they are read again; locking empties them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-session.h"

#include "register/ruhu-pinyin.h"

#include "ruhu-sync-service.h"

struct _RuhuSession {
  GObject parent_instance;

  RuhuPreferences *preferences;
  RuhuStore *store;
  RuhuResponseStore *response_store;
  RuhuWork *work;
  RuhuSyncer *syncer;
  RuhuSyncService *service;
  guint
    awaited;    /* what is still to be written before the store closes; 0 while it is not closing */
  guint saving; /* what is being written for ruhu_session_save() */
};

enum {
  CHANGED,
  LOCKING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuSession, ruhu_session, G_TYPE_OBJECT)

static void
emit_changed (RuhuSession *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ruhu_session_dispose (GObject *object)
{
  RuhuSession *self = RUHU_SESSION (object);

  if (self->syncer != NULL)
    ruhu_syncer_set_automatic (self->syncer, FALSE);
  g_clear_object (&self->service);
  g_clear_object (&self->syncer);
  g_clear_object (&self->work);
  g_clear_object (&self->response_store);
  g_clear_object (&self->store);
  g_clear_object (&self->preferences);

  G_OBJECT_CLASS (ruhu_session_parent_class)->dispose (object);
}

static void
ruhu_session_class_init (RuhuSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_session_dispose;

  /**
   * RuhuSession::changed:
   *
   * Something that the pages count or tell may be different now.
   */
  signals[CHANGED] = g_signal_new ("changed",
                                   RUHU_TYPE_SESSION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  /**
   * RuhuSession::locking:
   *
   * The store is about to close. Whoever has something that is not on disk takes it now and calls
   * ruhu_session_await().
   */
  signals[LOCKING] = g_signal_new ("locking",
                                   RUHU_TYPE_SESSION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
ruhu_session_init (RuhuSession *self)
{
}

/* Who was at work when HQ said that they have left the tablet is at work no more. */
static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSession) self = user_data;
  const char *user = ruhu_store_get_user (RUHU_STORE (source));
  g_auto (GStrv) users = ruhu_store_list_users_finish (RUHU_STORE (source), result, NULL);

  if (users != NULL && user != NULL && !g_strv_contains ((const char *const *) users, user))
    ruhu_session_lock (self);
}

static void
users_changed_cb (RuhuSession *self, RuhuStoreChanges changes)
{
  if ((changes & RUHU_STORE_USERS) != 0)
    ruhu_store_list_users_async (self->store, NULL, listed_cb, g_object_ref (self));
}

/**
 * ruhu_session_new:
 * @dir: (type filename): the profile's folder, made where it is not there
 *
 * Returns: (transfer full): the profile, locked, or without a store
 */
RuhuSession *
ruhu_session_new (const char *dir)
{
  RuhuSession *self = g_object_new (RUHU_TYPE_SESSION, NULL);
  GCallback changed = G_CALLBACK (emit_changed);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    g_warning ("The profile's folder cannot be made");

  self->preferences = ruhu_preferences_new (dir);
  self->store = ruhu_store_new (dir);
  self->response_store = ruhu_response_store_new (self->store);
  self->work = ruhu_work_new (self->response_store);
  self->syncer = ruhu_syncer_new (ruhu_work_get_objects (self->work), self->response_store);

  self->service = ruhu_sync_service_new (self->syncer, self->store, &error);
  if (self->service == NULL)
    g_message ("%s", error->message);

  g_signal_connect_object (self->store, "changed", changed, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store,
                           "changed",
                           G_CALLBACK (users_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_work_get_due (self->work),
                           "items-changed",
                           changed,
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_work_get_responses (self->work),
                           "items-changed",
                           changed,
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_work_get_register (self->work),
                           "items-changed",
                           changed,
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->work, "notify", changed, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->syncer, "notify", changed, self, G_CONNECT_SWAPPED);
  return self;
}

const char *
ruhu_session_get_dir (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return ruhu_store_get_dir (self->store);
}

RuhuPreferences *
ruhu_session_get_preferences (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->preferences;
}

RuhuStore *
ruhu_session_get_store (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->store;
}

RuhuResponseStore *
ruhu_session_get_response_store (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->response_store;
}

/** ruhu_session_get_work: Returns: (transfer none): people, tasks, needs, responses, what is due */
RuhuWork *
ruhu_session_get_work (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->work;
}

RuhuSyncer *
ruhu_session_get_syncer (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->syncer;
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ruhu_store_unlock_finish (RUHU_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
users_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (GStrv) users = NULL;
  GStrv secret = g_task_get_task_data (task);
  GError *error = NULL;

  users = ruhu_store_list_users_finish (RUHU_STORE (source), result, &error);
  if (users == NULL) {
    g_task_return_error (task, error);
    return;
  }
  ruhu_store_unlock_async (RUHU_STORE (source),
                           users[0] != NULL ? users[0] : "",
                           secret[0],
                           secret[1],
                           g_task_get_cancellable (task),
                           unlocked_cb,
                           g_object_ref (task));
}

static void
free_secret (gpointer data)
{
  GStrv secret = data;

  explicit_bzero (secret[0], strlen (secret[0]));
  g_strfreev (secret);
}

/**
 * ruhu_session_unlock_async:
 * @user: (nullable): who it is; NULL for whoever works with this tablet first
 * @secret: PIN or phrase; copied, and the copy wiped
 * @code: (nullable): HQ's code, where ruhu_store_get_lockout() asks for one
 */
void
ruhu_session_unlock_async (RuhuSession *self,
                           const char *user,
                           const char *secret,
                           const char *code,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GStrv copy = g_new0 (char *, 3);

  g_return_if_fail (RUHU_IS_SESSION (self));

  ruhu_pinyin_prepare (); /* beside the key derivation */
  copy[0] = g_strdup (secret);
  copy[1] = g_strdup (code);
  g_task_set_source_tag (task, ruhu_session_unlock_async);
  g_task_set_task_data (task, copy, free_secret);

  if (user == NULL)
    ruhu_store_list_users_async (self->store, cancellable, users_cb, g_object_ref (task));
  else
    ruhu_store_unlock_async (self->store,
                             user,
                             secret,
                             code,
                             cancellable,
                             unlocked_cb,
                             g_object_ref (task));
}

/** ruhu_session_unlock_finish: Returns: %FALSE with what ruhu_store_unlock_finish() gives */
gboolean
ruhu_session_unlock_finish (RuhuSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_store_lock_finish (RUHU_STORE (source), result, &error))
    g_message ("Locking: %s", error->message);
}

/* Where something could not be written, the keys go all the same: the tablet may be stolen. */
static void
stop_awaiting (RuhuSession *self)
{
  if (--self->awaited > 0)
    return;

  ruhu_syncer_stop (self->syncer);
  ruhu_store_lock_async (self->store, NULL, locked_cb, NULL);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, &error))
    g_message ("Saving before locking: %s", error->message);
  stop_awaiting (self);
}

/**
 * ruhu_session_await:
 * @autosave: (transfer none): what has to be on disk before the store closes
 *
 * Only while #RuhuSession::locking is emitted.
 */
void
ruhu_session_await (RuhuSession *self, RuhuAutosave *autosave)
{
  g_return_if_fail (RUHU_IS_SESSION (self));
  g_return_if_fail (self->awaited > 0);

  self->awaited++;
  ruhu_autosave_flush_async (autosave, NULL, flushed_cb, g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, &error))
    g_message ("Saving before closing: %s", error->message);
  self->saving--;
  if (self->awaited > 0)
    stop_awaiting (self);
}

/**
 * ruhu_session_save:
 * @autosave: (transfer none): of a filling whose page is about to go with its window
 *
 * Brings it to disk. The store does not close before, whoever closes it.
 */
void
ruhu_session_save (RuhuSession *self, RuhuAutosave *autosave)
{
  g_return_if_fail (RUHU_IS_SESSION (self));

  self->saving++;
  ruhu_autosave_flush_async (autosave, NULL, saved_cb, g_object_ref (self));
}

/**
 * ruhu_session_lock:
 *
 * Brings what is typed to disk, cuts what is finished, closes the store and forgets its keys.
 */
void
ruhu_session_lock (RuhuSession *self)
{
  g_return_if_fail (RUHU_IS_SESSION (self));

  if (ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED || self->awaited > 0)
    return;

  self->awaited = 1 + self->saving;
  g_signal_emit (self, signals[LOCKING], 0);
  stop_awaiting (self);
}

/** ruhu_session_refresh: Another day began, or somebody came back to the tablet */
void
ruhu_session_refresh (RuhuSession *self)
{
  g_return_if_fail (RUHU_IS_SESSION (self));

  ruhu_due_list_refresh (ruhu_work_get_due (self->work));
  g_signal_emit (self, signals[CHANGED], 0);
}
