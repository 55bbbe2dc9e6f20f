/* ruhu-users.c: who works with this tablet, while it is open: another PIN, one more worker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-users.h"

#include "ruhu-secret-page.h"

#include <glib/gi18n.h>

struct _RuhuUsers {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  RuhuSecretPage *secret_page; /* weak */
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
ruhu_users_dispose (GObject *object)
{
  RuhuUsers *self = RUHU_USERS (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->secret_page);
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
}

/** ruhu_users_new: @window: (transfer none): where its pages lie; not held */
RuhuUsers *
ruhu_users_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuUsers *self = g_object_new (RUHU_TYPE_USERS, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  return self;
}

/** ruhu_users_make_secret_page: Returns: (transfer floating): a page that changes one's own PIN */
RuhuPage *
ruhu_users_make_secret_page (RuhuUsers *self)
{
  RuhuSecretPage *page;
  RuhuDevice *device;

  g_return_val_if_fail (RUHU_IS_USERS (self), NULL);

  page = ruhu_secret_page_new ();
  device = ruhu_store_get_device (ruhu_session_get_store (self->session));
  ruhu_secret_page_set_phrase_only (page, device != NULL && device->phrase);
  g_signal_connect_object (page, "change", G_CALLBACK (change_cb), self, 0);
  g_set_weak_pointer (&self->secret_page, page);
  return RUHU_PAGE (page);
}
