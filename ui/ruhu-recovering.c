/* ruhu-recovering.c: from a forgotten PIN to a new one
 *
 * The county is asked as soon as the page is there; the code comes by telephone, perhaps days
 * later, and the tablet may be switched off meanwhile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-recovering.h"

#include "ruhu-recover.h"

#include "base/ruhu-error.h"

#include <glib/gi18n.h>

struct _RuhuRecovering {
  GObject parent_instance;

  RuhuSession *session;
  RuhuStartPage *page; /* weak */
  GCancellable *cancellable;
  char *user;
  char *code;
  GBytes *sealed; /* the county's answer */
};

G_DEFINE_FINAL_TYPE (RuhuRecovering, ruhu_recovering, G_TYPE_OBJECT)

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuRecovering) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ruhu_store_recover_finish (RUHU_STORE (source), result, &error) || self->page == NULL)
    return; /* the store is open, and what lies at the bottom is another page */

  g_message ("A forgotten PIN: %s", error->message);
  ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
}

static void
secret_chosen_cb (RuhuStartPage *page, const char *secret, RuhuRecovering *self)
{
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  ruhu_store_recover_async (ruhu_session_get_store (self->session),
                            self->user,
                            secret,
                            self->sealed,
                            self->code,
                            self->cancellable,
                            recovered_cb,
                            g_object_ref (self));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuRecovering) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->sealed, g_bytes_unref);
  self->sealed = ruhu_recover_ask_finish (result, &error);
  if (self->page == NULL)
    return;

  if (self->code == NULL) { /* only to let the county know */
    if (error != NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
      ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
  } else if (self->sealed != NULL)
    ruhu_start_page_show_step (self->page, RUHU_START_SECRET);
  else {
    g_message ("A forgotten PIN: %s", error->message);
    ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
  }
}

static void
ask (RuhuRecovering *self)
{
  ruhu_recover_ask_async (ruhu_session_get_store (self->session),
                          self->user,
                          self->cancellable,
                          answered_cb,
                          g_object_ref (self));
}

static void
code_entered_cb (RuhuStartPage *page, const char *url, const char *code, RuhuRecovering *self)
{
  g_free (self->code);
  self->code = g_strdup (code);
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  ask (self);
}

static void
ruhu_recovering_dispose (GObject *object)
{
  RuhuRecovering *self = RUHU_RECOVERING (object);

  ruhu_recovering_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->page);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_recovering_parent_class)->dispose (object);
}

static void
ruhu_recovering_class_init (RuhuRecoveringClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_recovering_dispose;
}

static void
ruhu_recovering_init (RuhuRecovering *self)
{
  self->cancellable = g_cancellable_new ();
}

/** ruhu_recovering_new: @session: (transfer none): a profile with a locked store */
RuhuRecovering *
ruhu_recovering_new (RuhuSession *session)
{
  RuhuRecovering *self = g_object_new (RUHU_TYPE_RECOVERING, NULL);

  self->session = g_object_ref (session);
  return self;
}

/** ruhu_recovering_make_page: Returns: (transfer floating): a page for @user, who forgot the PIN */
RuhuStartPage *
ruhu_recovering_make_page (RuhuRecovering *self, const char *user)
{
  RuhuStartPage *page;
  RuhuDevice *device;

  g_return_val_if_fail (RUHU_IS_RECOVERING (self), NULL);

  page = ruhu_start_page_new (ruhu_session_get_preferences (self->session));
  device = ruhu_store_get_device (ruhu_session_get_store (self->session));
  ruhu_start_page_set_words (page,
                             _ ("PIN forgotten"),
                             _ ("Nothing on this tablet is lost, and what is finished is sent all "
                                "the same. Please call the county: two people there open it, and "
                                "read a code to you."),
                             TRUE);
  if (device != NULL) {
    ruhu_start_page_set_code (page, device->url, "");
    ruhu_start_page_set_phrase_only (page, device->phrase);
  }
  g_signal_connect_object (page, "code-entered", G_CALLBACK (code_entered_cb), self, 0);
  g_signal_connect_object (page, "secret-chosen", G_CALLBACK (secret_chosen_cb), self, 0);
  g_set_weak_pointer (&self->page, page);
  g_free (self->user);
  self->user = g_strdup (user);
  g_clear_pointer (&self->code, g_free);
  ask (self);
  return page;
}

/** ruhu_recovering_stop: Gives up what is on its way, as when the window goes */
void
ruhu_recovering_stop (RuhuRecovering *self)
{
  g_return_if_fail (RUHU_IS_RECOVERING (self));

  g_cancellable_cancel (self->cancellable);
}
