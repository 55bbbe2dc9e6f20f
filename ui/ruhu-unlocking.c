/* ruhu-unlocking.c: whose tablet it is, and each try to open it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-unlocking.h"

#include "ruhu-truth.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"

#include <glib/gi18n.h>

/* When to ask again who works with the tablet, where the store could not be read. */
#define AGAIN_SECONDS 2

struct _RuhuUnlocking {
  GObject parent_instance;

  RuhuSession *session;
  RuhuUnlockPage *page; /* weak */
  GCancellable *cancellable;
  guint users_source;
  char *last_user; /* who was at the door last, or NULL */
};

G_DEFINE_FINAL_TYPE (RuhuUnlocking, ruhu_unlocking, G_TYPE_OBJECT)

static void
show_sentence (RuhuUnlocking *self)
{
  RuhuSyncer *syncer = ruhu_session_get_syncer (self->session);
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *sentence =
    ruhu_truth_get_locked_sentence (ruhu_syncer_get_waiting_responses (syncer),
                                    ruhu_syncer_get_next_try (syncer),
                                    now);

  ruhu_unlock_page_set_sentence (self->page, sentence);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuUnlocking) self = user_data;
  g_autoptr (GError) error = NULL;
  RuhuStore *store = ruhu_session_get_store (self->session);

  if (ruhu_session_unlock_finish (RUHU_SESSION (source), result, &error) || self->page == NULL)
    return;

  g_message ("Unlocking: %s", error->message);
  ruhu_unlock_page_set_lockout (self->page, ruhu_store_get_lockout (store));
  ruhu_unlock_page_show_failure (self->page, error, ruhu_store_get_wait_until (store));
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT))
    gtk_widget_activate_action (GTK_WIDGET (self->page), "win.enrol-again", NULL);
}

static void
unlock_cb (RuhuUnlockPage *page, const char *secret, const char *code, RuhuUnlocking *self)
{
  const char *user = ruhu_unlock_page_get_user (page);

  g_free (self->last_user);
  self->last_user = *user != '\0' ? g_strdup (user) : NULL;
  ruhu_session_unlock_async (self->session,
                             self->last_user,
                             secret,
                             code,
                             self->cancellable,
                             unlocked_cb,
                             g_object_ref (self));
}

static const char *
get_office (RuhuDevice *device)
{
  if (device == NULL || g_strcmp0 (device->role, "village") == 0)
    return _ ("Liaison worker");
  if (g_strcmp0 (device->role, "township") == 0)
    return _ ("Township federation");
  return _ ("County federation");
}

static void users_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* ruhu-sync may have the store open for a moment. */
static gboolean
list_users_again_cb (gpointer data)
{
  RuhuUnlocking *self = data;

  self->users_source = 0;
  if (self->page != NULL)
    ruhu_store_list_users_async (ruhu_session_get_store (self->session),
                                 self->cancellable,
                                 users_cb,
                                 g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
users_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuUnlocking) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) users = ruhu_store_list_users_finish (RUHU_STORE (source), result, &error);

  if (users == NULL) {
    g_message ("Who works with this tablet: %s", error->message);
    if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NEWER) && self->page != NULL)
      ruhu_unlock_page_show_failure (self->page, error, 0);
    else if (self->users_source == 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      self->users_source = g_timeout_add_seconds (AGAIN_SECONDS, list_users_again_cb, self);
  } else if (self->page != NULL && users[0] != NULL)
    ruhu_unlock_page_set_users (self->page,
                                (const char *const *) users,
                                self->last_user,
                                get_office (ruhu_store_get_device (RUHU_STORE (source))));
}

static void
changed_cb (RuhuUnlocking *self)
{
  if (self->page != NULL)
    show_sentence (self);
}

static void
ruhu_unlocking_dispose (GObject *object)
{
  RuhuUnlocking *self = RUHU_UNLOCKING (object);

  ruhu_unlocking_stop (self);
  g_clear_pointer (&self->last_user, g_free);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->page);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_unlocking_parent_class)->dispose (object);
}

static void
ruhu_unlocking_class_init (RuhuUnlockingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_unlocking_dispose;
}

static void
ruhu_unlocking_init (RuhuUnlocking *self)
{
  self->cancellable = g_cancellable_new ();
}

/** ruhu_unlocking_new: @session: (transfer none): a profile with a store */
RuhuUnlocking *
ruhu_unlocking_new (RuhuSession *session)
{
  RuhuUnlocking *self = g_object_new (RUHU_TYPE_UNLOCKING, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/** ruhu_unlocking_make_page: Returns: (transfer floating): a page that unlocks the store */
RuhuUnlockPage *
ruhu_unlocking_make_page (RuhuUnlocking *self)
{
  RuhuStore *store;
  RuhuUnlockPage *page;

  g_return_val_if_fail (RUHU_IS_UNLOCKING (self), NULL);

  store = ruhu_session_get_store (self->session);
  page = ruhu_unlock_page_new ();
  g_signal_connect_object (page, "unlock", G_CALLBACK (unlock_cb), self, 0);
  g_set_weak_pointer (&self->page, page);
  ruhu_unlock_page_set_lockout (page, ruhu_store_get_lockout (store));
  ruhu_unlock_page_set_wait (page, ruhu_store_get_wait_until (store));
  ruhu_store_list_users_async (store, self->cancellable, users_cb, g_object_ref (self));
  show_sentence (self);
  return page;
}

/** ruhu_unlocking_stop: Gives up what is on its way, as when the window goes */
void
ruhu_unlocking_stop (RuhuUnlocking *self)
{
  g_return_if_fail (RUHU_IS_UNLOCKING (self));

  g_clear_handle_id (&self->users_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}
