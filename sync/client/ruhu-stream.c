/* ruhu-stream.c: HQ's log for this device into the store, page by page
 *
 * Whether the pages come over the network or out of a bundle: lines and cursor go into the store in
 * one transaction, and a page only where it begins at the cursor. A device that begins anew (it is
 * new, it has moved, HQ was restored, or has no log that far back any more) gathers all pages and
 * then shows them at once: never half a register.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-stream-private.h"

#include "ruhu-apply-private.h"
#include "store/ruhu-outbox.h"

struct _RuhuStream {
  RuhuObjectStore *objects;
  char *shown;  /* the cursor of what is shown; "" where that begins anew, */
  char *cursor; /* and of what comes next */
  char *next;   /* behind the page that is taken in now */
  gboolean more;
  char **users; /* who works with this device, as the last page says, */
  char **again; /* and which attachments HQ has lost */
  guint n_lines;
};

/** ruhu_stream_new: @objects: of an unlocked store */
RuhuStream *
ruhu_stream_new (RuhuObjectStore *objects)
{
  RuhuStream *self = g_new0 (RuhuStream, 1);

  self->objects = g_object_ref (objects);
  return self;
}

/** ruhu_stream_free: not while something is under way */
void
ruhu_stream_free (RuhuStream *self)
{
  g_object_unref (self->objects);
  g_free (self->shown);
  g_free (self->cursor);
  g_free (self->next);
  g_strfreev (self->users);
  g_strfreev (self->again);
  g_free (self);
}

RuhuStore *
ruhu_stream_get_store (RuhuStream *self)
{
  return ruhu_object_store_get_store (self->objects);
}

/** ruhu_stream_get_shown: Returns: the cursor of what is shown; "" where that begins anew */
const char *
ruhu_stream_get_shown (RuhuStream *self)
{
  return self->shown;
}

/** ruhu_stream_get_cursor: Returns: where the next page has to begin */
const char *
ruhu_stream_get_cursor (RuhuStream *self)
{
  return self->cursor;
}

/** ruhu_stream_get_more: Returns: whether HQ has more behind the page that was taken in last */
gboolean
ruhu_stream_get_more (RuhuStream *self)
{
  return self->more;
}

/** ruhu_stream_get_n_lines: Returns: how many lines were taken in */
guint
ruhu_stream_get_n_lines (RuhuStream *self)
{
  return self->n_lines;
}

static GTask *
make_task (RuhuStream *self,
           gpointer tag,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, NULL); /* which outlives it */
  return task;
}

static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
incoming_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuStream *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->cursor = ruhu_object_store_get_cursor_finish (RUHU_OBJECT_STORE (source), result, &error);
  if (self->cursor != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
cursor_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuStream *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->shown = ruhu_object_store_get_cursor_finish (RUHU_OBJECT_STORE (source), result, &error);
  if (self->shown == NULL) {
    g_task_return_error (task, error);
  } else if (*self->shown == '\0') {
    ruhu_object_store_get_incoming_async (self->objects,
                                          RUHU_STREAM_HQ,
                                          g_task_get_cancellable (task),
                                          incoming_read_cb,
                                          g_object_ref (task));
  } else {
    self->cursor = g_strdup (self->shown);
    g_task_return_boolean (task, TRUE);
  }
}

/** ruhu_stream_open_async: finds out how far it came; before all else, once */
void
ruhu_stream_open_async (RuhuStream *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = make_task (self, ruhu_stream_open_async, cancellable, callback, user_data);

  ruhu_object_store_get_cursor_async (self->objects,
                                      RUHU_STREAM_HQ,
                                      cancellable,
                                      cursor_read_cb,
                                      task);
}

static gboolean
drop_outside (RuhuObjectPage *page, gpointer scope, GError **error)
{
  return ruhu_object_page_delete_outside (page, scope, error);
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuStream *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_object_store_apply_finish (RUHU_OBJECT_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  set_text (&self->shown, "");
  set_text (&self->cursor, "");
  g_task_return_boolean (task, TRUE);
}

/**
 * ruhu_stream_restart_async:
 *
 * Begins anew, and forgets what was gathered before. What is shown stays until all that takes its
 * place is here; but for what lies outside the device's scope, which may have changed in a run that
 * did not come as far as this.
 */
void
ruhu_stream_restart_async (RuhuStream *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = make_task (self, ruhu_stream_restart_async, cancellable, callback, user_data);
  RuhuDevice *device = ruhu_store_get_device (ruhu_stream_get_store (self));

  ruhu_object_store_apply_async (self->objects,
                                 RUHU_STREAM_HQ,
                                 self->shown,
                                 "",
                                 drop_outside,
                                 g_strdup (device->scope),
                                 g_free,
                                 cancellable,
                                 restarted_cb,
                                 task);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuStream *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_object_store_apply_finish (RUHU_OBJECT_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  g_free (self->cursor);
  self->cursor = g_steal_pointer (&self->next);
  if (*self->shown != '\0' || !self->more)
    set_text (&self->shown, self->cursor);
  g_task_return_boolean (task, TRUE);
}

/* @page: (transfer full): which says who works with the device, how far it leads, and more */
static RuhuApply *
read_page (RuhuStream *self, RuhuPullPage *page)
{
  set_text (&self->next, ruhu_pull_page_get_cursor (page));
  self->more = ruhu_pull_page_get_more (page);
  g_strfreev (self->users);
  self->users = g_strdupv ((char **) ruhu_pull_page_get_users (page));
  g_strfreev (self->again);
  self->again = g_strdupv ((char **) ruhu_pull_page_get_again (page));
  self->n_lines += ruhu_pull_page_get_n_lines (page);
  return ruhu_apply_new (page, ruhu_store_get_device (ruhu_stream_get_store (self))->id);
}

/**
 * ruhu_stream_take_async:
 * @page: (transfer full): begins at the cursor; the forms that it announces are on disk
 */
void
ruhu_stream_take_async (RuhuStream *self,
                        RuhuPullPage *page,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = make_task (self, ruhu_stream_take_async, cancellable, callback, user_data);
  RuhuApply *data = read_page (self, page);

  if (*self->shown == '\0')
    ruhu_object_store_gather_async (self->objects,
                                    RUHU_STREAM_HQ,
                                    self->cursor,
                                    self->next,
                                    !self->more,
                                    ruhu_apply_merge,
                                    data,
                                    (GDestroyNotify) ruhu_apply_free,
                                    cancellable,
                                    taken_cb,
                                    task);
  else
    ruhu_object_store_apply_async (self->objects,
                                   RUHU_STREAM_HQ,
                                   self->cursor,
                                   self->next,
                                   ruhu_apply_merge,
                                   data,
                                   (GDestroyNotify) ruhu_apply_free,
                                   cancellable,
                                   taken_cb,
                                   task);
}

static void
users_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ruhu_store_keep_users_finish (RUHU_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @task: (transfer full) */
static void
keep_users (GTask *task)
{
  RuhuStream *self = g_task_get_task_data (task);

  if (self->users == NULL) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }

  ruhu_store_keep_users_async (ruhu_stream_get_store (self),
                               (const char *const *) self->users,
                               g_task_get_cancellable (task),
                               users_kept_cb,
                               task);
}

static void
offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_outbox_offer_again_finish (RUHU_STORE (source), result, &error)) {
    keep_users (task);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * ruhu_stream_close_async:
 *
 * All is here: who has left the device opens it no more, and what HQ has lost waits to be sent
 * again.
 */
void
ruhu_stream_close_async (RuhuStream *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = make_task (self, ruhu_stream_close_async, cancellable, callback, user_data);

  if (self->again == NULL || *self->again == NULL)
    keep_users (task);
  else
    ruhu_outbox_offer_again_async (ruhu_stream_get_store (self),
                                   (const char *const *) self->again,
                                   cancellable,
                                   offered_cb,
                                   task);
}

/**
 * ruhu_stream_finish: ends what was begun last
 *
 * Returns: %FALSE with %RUHU_ERROR_CONFLICT (somebody else moved the cursor), %RUHU_ERROR_NOT_FOUND
 *   (the page names a line of this device that is not here), or what the store gave: nothing of the
 *   page is in the store then
 */
gboolean
ruhu_stream_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
