/* ruhu-reenrolling.c: a tablet that is a copy, or that HQ no longer knows, enrols anew
 *
 * A copy shows at the door, when its PIN was right. That HQ does not go on with the log shows when
 * it is sent: the worker may go on working, and enrol anew when there is time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-reenrolling.h"

#include "ruhu-enrol.h"
#include "ruhu-start-page.h"
#include "ruhu-unlock-page.h"

#include "base/ruhu-error.h"

#include <glib/gi18n.h>

struct _RuhuReenrolling {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  RuhuStartPage *page; /* weak */
  GCancellable *cancellable;
  RuhuDeviceKeys *keys; /* from the county's answer until the PIN was right */
  RuhuDevice *device;
  char *user;
  gboolean told;      /* that HQ does not go on with it */
  gboolean when_shut; /* the page is to come once the store is locked */
  guint source;
};

G_DEFINE_FINAL_TYPE (RuhuReenrolling, ruhu_reenrolling, G_TYPE_OBJECT)

static void
reenrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuReenrolling) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ruhu_store_reenrol_finish (RUHU_STORE (source), result, &error)) {
    g_clear_pointer (&self->keys, ruhu_device_keys_unref);
    self->told = FALSE;
    return;
  }

  g_message ("Enrolling anew: %s", error->message);
  if (self->page == NULL)
    return;
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID)) /* of another county */
    ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
  else
    ruhu_start_page_show_secret_failure (self->page,
                                         error,
                                         ruhu_store_get_wait_until (RUHU_STORE (source)));
}

static void
secret_given_cb (RuhuStartPage *page, const char *secret, RuhuReenrolling *self)
{
  if (self->keys == NULL)
    return;

  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  ruhu_store_reenrol_async (ruhu_session_get_store (self->session),
                            self->device,
                            ruhu_device_keys_ref (self->keys),
                            self->user,
                            secret,
                            self->cancellable,
                            reenrolled_cb,
                            g_object_ref (self));
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuReenrolling) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->device, ruhu_device_unref);
  self->device = ruhu_enrol_finish (result, NULL, &error);
  if (self->page == NULL)
    return;

  if (self->device != NULL) {
    ruhu_start_page_ask_secret (self->page);
    return;
  }
  g_message ("Enrolling anew: %s", error->message);
  ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
}

static void
code_entered_cb (RuhuStartPage *page, const char *url, const char *code, RuhuReenrolling *self)
{
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  self->keys = ruhu_device_keys_new ();
  ruhu_enrol_async (url, code, self->keys, self->cancellable, enrolled_cb, g_object_ref (self));
}

static void
show_page (RuhuReenrolling *self)
{
  RuhuStartPage *page = ruhu_start_page_new (ruhu_session_get_preferences (self->session));
  RuhuDevice *device = ruhu_store_get_device (ruhu_session_get_store (self->session));

  ruhu_start_page_set_words (page,
                             _ ("Enrol this tablet again"),
                             _ ("What is stored here also went on elsewhere, as after a restored "
                                "backup. Nothing is deleted and nothing is counted twice. Please "
                                "ask the county for a code for a new tablet, and have your PIN "
                                "ready."),
                             TRUE);
  if (device != NULL)
    ruhu_start_page_set_code (page, device->url, "");
  g_signal_connect_object (page, "code-entered", G_CALLBACK (code_entered_cb), self, 0);
  g_signal_connect_object (page, "secret-chosen", G_CALLBACK (secret_given_cb), self, 0);
  g_set_weak_pointer (&self->page, page);
  ruhu_window_push (self->window, RUHU_PAGE (page));
}

/* Only at the door. */
static void
enrol_again_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuReenrolling *self = user_data;
  RuhuPage *page = ruhu_window_get_page (self->window);

  if (!RUHU_IS_UNLOCK_PAGE (page))
    return;

  g_free (self->user);
  self->user = g_strdup (ruhu_unlock_page_get_user (RUHU_UNLOCK_PAGE (page)));
  show_page (self);
}

static const GActionEntry actions[] = {
  { .name = "enrol-again", .activate = enrol_again_cb },
};

static gboolean
shut_cb (gpointer data)
{
  RuhuReenrolling *self = data;

  self->source = 0;
  if (self->window != NULL)
    show_page (self);
  return G_SOURCE_REMOVE;
}

/* The page that lies at the bottom is made in the same moment; ours comes upon it. */
static void
state_cb (RuhuReenrolling *self)
{
  RuhuStore *store = ruhu_session_get_store (self->session);

  if (!self->when_shut || ruhu_store_get_state (store) != RUHU_STORE_LOCKED)
    return;

  self->when_shut = FALSE;
  if (self->source == 0)
    self->source = g_idle_add (shut_cb, self);
}

static void
responded_cb (AdwMessageDialog *dialog, const char *response, RuhuReenrolling *self)
{
  RuhuStore *store = ruhu_session_get_store (self->session);

  if (!g_str_equal (response, "again") || ruhu_store_get_user (store) == NULL)
    return;

  g_free (self->user);
  self->user = g_strdup (ruhu_store_get_user (store));
  self->when_shut = TRUE;
  ruhu_session_lock (self->session);
}

static void
refusal_cb (RuhuReenrolling *self)
{
  RuhuRefusal refusal = ruhu_syncer_get_refusal (ruhu_session_get_syncer (self->session));
  RuhuStore *store = ruhu_session_get_store (self->session);
  GtkWidget *dialog;

  if ((refusal != RUHU_REFUSAL_FORK && refusal != RUHU_REFUSAL_UNKNOWN_DEV) || self->told ||
      self->window == NULL || ruhu_store_get_state (store) != RUHU_STORE_UNLOCKED)
    return;

  self->told = TRUE;
  dialog = adw_message_dialog_new (
    GTK_WINDOW (self->window),
    _ ("This tablet has to be enrolled again"),
    _ ("The county already has other records under this tablet's number, as after a restored "
       "backup. Nothing is lost, and you can go on working. Until then nothing more is sent. The "
       "county makes a new code for you."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "later",
                                    _ ("Later"),
                                    "again",
                                    _ ("Enrol again"),
                                    NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (responded_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ruhu_reenrolling_dispose (GObject *object)
{
  RuhuReenrolling *self = RUHU_REENROLLING (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->page);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  g_clear_pointer (&self->device, ruhu_device_unref);
  g_clear_pointer (&self->user, g_free);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_reenrolling_parent_class)->dispose (object);
}

static void
ruhu_reenrolling_class_init (RuhuReenrollingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_reenrolling_dispose;
}

static void
ruhu_reenrolling_init (RuhuReenrolling *self)
{
  self->cancellable = g_cancellable_new ();
}

/** ruhu_reenrolling_new: @window: (transfer none): gets the action that opens its page; not held */
RuhuReenrolling *
ruhu_reenrolling_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuReenrolling *self = g_object_new (RUHU_TYPE_REENROLLING, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (ruhu_session_get_store (session),
                           "notify::state",
                           G_CALLBACK (state_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_session_get_syncer (session),
                           "notify::refusal",
                           G_CALLBACK (refusal_cb),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}
