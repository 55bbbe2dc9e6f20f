/* ruhu-session.c: all that belongs to one profile, and when it is open
 *
 * Made once, when the app starts. Unlocking fills the register, the tasks and the needs; whenever
 * HQ has sent something they are read again; locking empties them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-session.h"

struct _RuhuSession {
  GObject parent_instance;

  RuhuPreferences *preferences;
  RuhuStore *store;
  RuhuObjectStore *objects;
  RuhuResponseStore *response_store;
  RuhuResponseList *responses;
  RuhuRegister *people;
  RuhuCaseList *tasks;
  RuhuCaseList *needs;
  RuhuDueList *due;
  RuhuSyncer *syncer;
  guint reading; /* lists that are being read */
  gboolean again;
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuSession, ruhu_session, G_TYPE_OBJECT)

static void read_lists (RuhuSession *self);

static void
read_done (RuhuSession *self, gboolean read, GError *error)
{
  if (!read && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("A list was not read: %s", error->message);

  self->reading--;
  if (self->reading > 0)
    return;

  if (self->again)
    read_lists (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
people_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean read = ruhu_register_load_finish (RUHU_REGISTER (source), result, &error);

  read_done (self, read, error);
}

static void
cases_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean read = ruhu_case_list_load_finish (RUHU_CASE_LIST (source), result, &error);

  read_done (self, read, error);
}

static void
read_lists (RuhuSession *self)
{
  self->again = self->reading > 0;
  if (self->again || ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED)
    return;

  self->reading = 3;
  ruhu_register_load_async (self->people, NULL, people_cb, g_object_ref (self));
  ruhu_case_list_load_async (self->tasks, NULL, cases_cb, g_object_ref (self));
  ruhu_case_list_load_async (self->needs, NULL, cases_cb, g_object_ref (self));
}

static void
store_changed_cb (RuhuSession *self, guint changes)
{
  if ((changes & RUHU_STORE_OBJECTS) != 0)
    read_lists (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
store_state_cb (RuhuSession *self)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  if (ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED) {
    read_lists (self);
    return;
  }
  ruhu_register_take (self->people, nobody);
  ruhu_case_list_take (self->tasks, nobody);
  ruhu_case_list_take (self->needs, nobody);
}

static void
emit_changed (RuhuSession *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ruhu_session_dispose (GObject *object)
{
  RuhuSession *self = RUHU_SESSION (object);

  if (self->syncer != NULL) {
    g_signal_handlers_disconnect_by_data (self->syncer, self);
    ruhu_syncer_set_automatic (self->syncer, FALSE);
  }
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->syncer);
  g_clear_object (&self->due);
  g_clear_object (&self->needs);
  g_clear_object (&self->tasks);
  g_clear_object (&self->people);
  g_clear_object (&self->responses);
  g_clear_object (&self->response_store);
  g_clear_object (&self->objects);
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
}

static void
ruhu_session_init (RuhuSession *self)
{
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

  if (g_mkdir_with_parents (dir, 0700) != 0)
    g_warning ("The profile's folder cannot be made");

  self->preferences = ruhu_preferences_new (dir);
  self->store = ruhu_store_new (dir);
  self->objects = ruhu_object_store_new (self->store);
  self->response_store = ruhu_response_store_new (self->store);
  self->responses = ruhu_response_list_new (self->response_store);
  self->people = ruhu_register_new (self->objects);
  self->tasks = ruhu_case_list_new (self->objects, RUHU_OBJECT_TASK);
  self->needs = ruhu_case_list_new (self->objects, RUHU_OBJECT_NEED);
  self->due = ruhu_due_list_new (self->people, self->tasks, G_LIST_MODEL (self->responses));
  self->syncer = ruhu_syncer_new (self->objects, self->response_store);

  g_signal_connect_swapped (self->store, "changed", G_CALLBACK (store_changed_cb), self);
  g_signal_connect_swapped (self->store, "notify::state", G_CALLBACK (store_state_cb), self);
  g_signal_connect_swapped (self->syncer, "notify", G_CALLBACK (emit_changed), self);
  g_signal_connect_object (self->responses,
                           "items-changed",
                           G_CALLBACK (emit_changed),
                           self,
                           G_CONNECT_SWAPPED);
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

RuhuResponseList *
ruhu_session_get_responses (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->responses;
}

RuhuRegister *
ruhu_session_get_people (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->people;
}

RuhuCaseList *
ruhu_session_get_tasks (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->tasks;
}

RuhuCaseList *
ruhu_session_get_needs (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->needs;
}

RuhuDueList *
ruhu_session_get_due (RuhuSession *self)
{
  g_return_val_if_fail (RUHU_IS_SESSION (self), NULL);

  return self->due;
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
  g_autoptr (RuhuSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ruhu_store_lock_finish (RUHU_STORE (source), result, &error))
    g_message ("Locking: %s", error->message);
}

/** ruhu_session_lock: Cuts what is finished, closes the store and forgets its keys */
void
ruhu_session_lock (RuhuSession *self)
{
  g_return_if_fail (RUHU_IS_SESSION (self));

  if (ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED)
    return;

  ruhu_syncer_stop (self->syncer);
  ruhu_store_lock_async (self->store, NULL, locked_cb, g_object_ref (self));
}

/** ruhu_session_refresh: Another day began, or somebody came back to the tablet */
void
ruhu_session_refresh (RuhuSession *self)
{
  g_return_if_fail (RUHU_IS_SESSION (self));

  ruhu_due_list_refresh (self->due);
  g_signal_emit (self, signals[CHANGED], 0);
}
