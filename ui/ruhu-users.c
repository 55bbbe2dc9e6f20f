/* ruhu-users.c: who works with this tablet, while it is open: another PIN, one more worker; and at
 * its door a forgotten PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-users.h"

#include "ruhu-recovering.h"
#include "ruhu-secret-page.h"
#include "ruhu-start-page.h"
#include "ruhu-unlock-page.h"

#include "base/ruhu-error.h"
#include "ruhu-enrol.h"

#include <glib/gi18n.h>

struct _RuhuUsers {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  RuhuSecretPage *secret_page; /* weak, as the one below */
  RuhuStartPage *worker_page;
  GCancellable *cancellable;
  RuhuDeviceKeys *keys;       /* while the county is asked about one more worker */
  RuhuRecovering *recovering; /* or NULL */
  char *worker;               /* whom the county named */
};

G_DEFINE_FINAL_TYPE (RuhuUsers, ruhu_users, G_TYPE_OBJECT)

/* Says what was done, on the page below the one it was done on. */
static void
leave (RuhuUsers *self, gpointer page, const char *said)
{
  if (self->window == NULL)
    return;

  if (ruhu_window_get_page (self->window) == page)
    ruhu_window_go_back (self->window);
  ruhu_window_add_toast (self->window, adw_toast_new (said));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuUsers) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ruhu_store_change_pin_finish (RUHU_STORE (source), result, &error)) {
    leave (self, self->secret_page, _ ("From now on the new PIN or phrase opens this tablet."));
    return;
  }

  g_message ("Changing the PIN: %s", error->message);
  if (self->secret_page != NULL)
    ruhu_secret_page_show_failure (self->secret_page,
                                   error,
                                   ruhu_store_get_wait_until (RUHU_STORE (source)));
}

/* Nobody can break it off: a page that went would leave open which of the two opens the tablet. */
static void
change_cb (RuhuSecretPage *page, const char *old, const char *secret, RuhuUsers *self)
{
  RuhuStore *store = ruhu_session_get_store (self->session);
  const char *user = ruhu_store_get_user (store);

  if (user != NULL)
    ruhu_store_change_pin_async (store, user, old, secret, NULL, changed_cb, g_object_ref (self));
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuUsers) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  if (ruhu_store_add_user_finish (RUHU_STORE (source), result, &error)) {
    said = g_strdup_printf (_ ("%s works with this tablet from now on."), self->worker);
    leave (self, self->worker_page, said);
  } else if (self->worker_page != NULL) {
    g_message ("One more worker: %s", error->message);
    ruhu_start_page_show_failure (self->worker_page, RUHU_START_SECRET, error);
  }
}

static void
worker_secret_cb (RuhuStartPage *page, const char *secret, RuhuUsers *self)
{
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  ruhu_store_add_user_async (ruhu_session_get_store (self->session),
                             self->worker,
                             secret,
                             NULL,
                             added_cb,
                             g_object_ref (self));
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuUsers) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;
  g_autoptr (RuhuDevice) device = ruhu_enrol_finish (result, &user, &error);
  RuhuDevice *own = ruhu_store_get_device (ruhu_session_get_store (self->session));

  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  if (self->worker_page == NULL)
    return;

  if (device != NULL && (own == NULL || g_strcmp0 (device->id, own->id) != 0))
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the code is for another device");
  if (error != NULL) {
    g_message ("One more worker: %s", error->message);
    ruhu_start_page_show_failure (self->worker_page, RUHU_START_CODE, error);
    return;
  }

  g_free (self->worker);
  self->worker = g_steal_pointer (&user);
  ruhu_start_page_show_step (self->worker_page, RUHU_START_SECRET);
}

static void
worker_code_cb (RuhuStartPage *page, const char *url, const char *code, RuhuUsers *self)
{
  RuhuStore *store = ruhu_session_get_store (self->session);
  g_autoptr (GError) error = NULL;

  if (self->keys != NULL)
    return; /* the county is being asked */

  self->keys = ruhu_store_dup_device_keys (store, &error);
  if (self->keys == NULL) {
    ruhu_start_page_show_failure (page, RUHU_START_CODE, error);
    return;
  }
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  ruhu_enrol_async (url, code, self->keys, self->cancellable, enrolled_cb, g_object_ref (self));
}

static RuhuPage *
make_secret_page (RuhuUsers *self)
{
  RuhuSecretPage *page;
  RuhuDevice *device;

  page = ruhu_secret_page_new ();
  device = ruhu_store_get_device (ruhu_session_get_store (self->session));
  ruhu_secret_page_set_phrase_only (page, device != NULL && device->phrase);
  g_signal_connect_object (page, "change", G_CALLBACK (change_cb), self, 0);
  g_set_weak_pointer (&self->secret_page, page);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_worker_page (RuhuUsers *self)
{
  RuhuStartPage *page;
  RuhuDevice *device;

  page = ruhu_start_page_new (ruhu_session_get_preferences (self->session));
  device = ruhu_store_get_device (ruhu_session_get_store (self->session));
  ruhu_start_page_set_words (page,
                             _ ("One more worker"),
                             _ ("The county makes a code for this tablet and the new worker. Then "
                                "the new worker chooses a PIN. Each visit carries the name of who "
                                "made it."),
                             TRUE);
  if (device != NULL) {
    ruhu_start_page_set_code (page, device->url, "");
    ruhu_start_page_set_phrase_only (page, device->phrase);
  }
  g_signal_connect_object (page, "code-entered", G_CALLBACK (worker_code_cb), self, 0);
  g_signal_connect_object (page, "secret-chosen", G_CALLBACK (worker_secret_cb), self, 0);
  g_set_weak_pointer (&self->worker_page, page);
  return RUHU_PAGE (page);
}

static void
change_secret_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuUsers *self = user_data;

  ruhu_window_push (self->window, make_secret_page (self));
}

static void
add_worker_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuUsers *self = user_data;

  ruhu_window_push (self->window, make_worker_page (self));
}

/* Only at the door. */
static void
recover_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuUsers *self = user_data;
  RuhuPage *page = ruhu_window_get_page (self->window);
  g_autofree char *user = NULL;

  if (!RUHU_IS_UNLOCK_PAGE (page))
    return;

  user = g_strdup (ruhu_unlock_page_get_user (RUHU_UNLOCK_PAGE (page)));
  if (self->recovering == NULL)
    self->recovering = ruhu_recovering_new (self->session);
  ruhu_window_push (self->window, RUHU_PAGE (ruhu_recovering_make_page (self->recovering, user)));
}

static const GActionEntry actions[] = {
  { .name = "change-secret", .activate = change_secret_cb },
  { .name = "add-worker", .activate = add_worker_cb },
  { .name = "recover", .activate = recover_cb },
};

static void
ruhu_users_dispose (GObject *object)
{
  RuhuUsers *self = RUHU_USERS (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->secret_page);
  g_clear_weak_pointer (&self->worker_page);
  if (self->recovering != NULL)
    ruhu_recovering_stop (self->recovering);
  g_clear_object (&self->recovering);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  g_clear_pointer (&self->worker, g_free);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_users_parent_class)->dispose (object);
}

static void
ruhu_users_class_init (RuhuUsersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_users_dispose;
}

static void
ruhu_users_init (RuhuUsers *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * ruhu_users_new:
 * @window: (transfer none): where its pages lie; not held, and gets the actions that open them
 */
RuhuUsers *
ruhu_users_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuUsers *self = g_object_new (RUHU_TYPE_USERS, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);
  return self;
}
