/* ruhu-first-start.c: from a code to a store of one's own
 *
 * First the county's answer to the code, then a PIN, then the store. Until the store is made
 * nothing is written; once the county has answered, the code is used up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-first-start.h"

#include "ruhu-enrol.h"

struct _RuhuFirstStart {
  GObject parent_instance;

  RuhuSession *session;
  RuhuStartPage *page; /* weak */
  GCancellable *cancellable;
  RuhuDeviceKeys *keys; /* from the county's answer until the store is made */
  RuhuDevice *device;
  char *user;
};

G_DEFINE_FINAL_TYPE (RuhuFirstStart, ruhu_first_start, G_TYPE_OBJECT)

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuFirstStart) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ruhu_store_create_finish (RUHU_STORE (source), result, &error)) {
    g_clear_pointer (&self->keys, ruhu_device_keys_unref);
    ruhu_syncer_set_automatic (ruhu_session_get_syncer (self->session), TRUE);
    return;
  }

  g_message ("Making the store: %s", error->message);
  if (self->page != NULL) /* the code is used up; what it brought is still here */
    ruhu_start_page_show_failure (self->page, RUHU_START_SECRET, error);
}

static void
secret_chosen_cb (RuhuStartPage *page, const char *secret, RuhuFirstStart *self)
{
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  ruhu_store_create_async (ruhu_session_get_store (self->session),
                           self->device,
                           ruhu_device_keys_ref (self->keys),
                           self->user,
                           secret,
                           self->cancellable,
                           created_cb,
                           g_object_ref (self));
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuFirstStart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;
  RuhuDevice *device = ruhu_enrol_finish (result, &user, &error);

  g_clear_pointer (&self->device, ruhu_device_unref);
  self->device = device;
  g_free (self->user);
  self->user = g_steal_pointer (&user);
  if (self->page == NULL)
    return;

  if (device == NULL) {
    g_message ("Enrolment: %s", error->message);
    ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
    return;
  }
  ruhu_start_page_set_phrase_only (self->page, device->phrase);
  ruhu_start_page_show_step (self->page, RUHU_START_SECRET);
}

static void
code_entered_cb (RuhuStartPage *page, const char *url, const char *code, RuhuFirstStart *self)
{
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  self->keys = ruhu_device_keys_new ();
  ruhu_enrol_async (url, code, self->keys, self->cancellable, enrolled_cb, g_object_ref (self));
}

static void
ruhu_first_start_dispose (GObject *object)
{
  RuhuFirstStart *self = RUHU_FIRST_START (object);

  ruhu_first_start_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->page);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  g_clear_pointer (&self->device, ruhu_device_unref);
  g_clear_pointer (&self->user, g_free);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_first_start_parent_class)->dispose (object);
}

static void
ruhu_first_start_class_init (RuhuFirstStartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_first_start_dispose;
}

static void
ruhu_first_start_init (RuhuFirstStart *self)
{
  self->cancellable = g_cancellable_new ();
}

/** ruhu_first_start_new: @session: (transfer none): a profile without a store */
RuhuFirstStart *
ruhu_first_start_new (RuhuSession *session)
{
  RuhuFirstStart *self = g_object_new (RUHU_TYPE_FIRST_START, NULL);

  self->session = g_object_ref (session);
  return self;
}

/**
 * ruhu_first_start_make_page:
 *
 * Returns: (transfer floating): a page in the language of the moment, with what was typed on the
 *   page before it
 */
RuhuStartPage *
ruhu_first_start_make_page (RuhuFirstStart *self)
{
  RuhuStartPage *page;

  g_return_val_if_fail (RUHU_IS_FIRST_START (self), NULL);

  page = ruhu_start_page_new (ruhu_session_get_preferences (self->session));
  if (self->page != NULL)
    ruhu_start_page_set_code (page,
                              ruhu_start_page_get_url (self->page),
                              ruhu_start_page_get_code (self->page));
  g_signal_connect_object (page, "code-entered", G_CALLBACK (code_entered_cb), self, 0);
  g_signal_connect_object (page, "secret-chosen", G_CALLBACK (secret_chosen_cb), self, 0);
  g_set_weak_pointer (&self->page, page);
  return page;
}

/** ruhu_first_start_stop: Gives up what is on its way, as when the window goes */
void
ruhu_first_start_stop (RuhuFirstStart *self)
{
  g_return_if_fail (RUHU_IS_FIRST_START (self));

  g_cancellable_cancel (self->cancellable);
}
