/* ruhu-first-start.c: from a code to a store of one's own
 *
 * First the county's answer to the code, then a PIN, then the store. Until the store is made
 * nothing is written; once the county has answered, the code is used up. Without a network the PIN
 * comes first: what is asked goes into a file, and the keys wait under the PIN for the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-first-start.h"

#include "ruhu-bundle-import.h"
#include "ruhu-bundle.h"
#include "ruhu-bundles.h"
#include "ruhu-enrol-file.h"
#include "ruhu-enrol.h"
#include "ruhu-error-text.h"

#include "base/ruhu-error.h"
#include "store/ruhu-pending.h"

#include <glib/gi18n.h>
#include <string.h>

/* What becomes of the next PIN or phrase that is given. */
typedef enum {
  MAKES_STORE,
  GOES_WITH_REQUEST,
  OPENS_ANSWER,
} Secret;

struct _RuhuFirstStart {
  GObject parent_instance;

  RuhuSession *session;
  RuhuStartPage *page; /* weak */
  GCancellable *cancellable;
  RuhuDeviceKeys *keys; /* from the county's answer until the store is made */
  RuhuDevice *device;
  char *user;
  Secret secret_is;
  gboolean answered; /* by the file at @path */
  char *code;        /* these three where it goes by file */
  char *path;
  char *secret;
};

G_DEFINE_FINAL_TYPE (RuhuFirstStart, ruhu_first_start, G_TYPE_OBJECT)

static void
forget_secret (RuhuFirstStart *self)
{
  if (self->secret != NULL)
    explicit_bzero (self->secret, strlen (self->secret));
  g_clear_pointer (&self->secret, g_free);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  if (!ruhu_bundle_import_finish (result, &outcome, &error))
    g_message ("What else the answer brought: %s", error->message);
}

/* People and tasks come in the same file as the county's answer. */
static void
take_in_rest (RuhuFirstStart *self)
{
  RuhuSyncer *syncer = ruhu_session_get_syncer (self->session);

  ruhu_bundle_import_async (ruhu_syncer_get_objects (syncer), self->path, NULL, imported_cb, NULL);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuFirstStart) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ruhu_store_create_finish (RUHU_STORE (source), result, &error)) {
    g_clear_pointer (&self->keys, ruhu_device_keys_unref);
    ruhu_pending_remove (ruhu_session_get_dir (self->session));
    if (self->answered)
      take_in_rest (self);
    ruhu_syncer_set_automatic (ruhu_session_get_syncer (self->session), TRUE);
    return;
  }

  g_message ("Making the store: %s", error->message);
  if (self->page != NULL) /* the code is used up; what it brought is still here */
    ruhu_start_page_show_failure (self->page, RUHU_START_SECRET, error);
}

static void
make_store (RuhuFirstStart *self, const char *secret)
{
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
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuFirstStart) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_enrol_file_ask_finish (result, &error);

  if (!done)
    g_message ("Asking by file: %s", error->message);
  if (self->page == NULL)
    return;

  ruhu_start_page_set_answer_fault (self->page, NULL);
  if (done)
    ruhu_start_page_show_step (self->page, RUHU_START_WAITING);
  else
    ruhu_start_page_show_failure (self->page, RUHU_START_CODE, error);
}

static void
refuse_answer (RuhuFirstStart *self, const GError *error)
{
  const char *sentence = ruhu_error_text_get_sentence (error);

  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED))
    sentence = _ ("That was not the PIN chosen then, or the file is not the answer to what this "
                  "tablet asked last. Nothing was changed.");
  else if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID))
    sentence = _ ("This file is damaged, or meant for somebody else. Nothing was changed.");
  else if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    sentence =
      _ ("The stick or the file is not there any more. Nothing is lost; please try again.");
  ruhu_start_page_set_answer_fault (self->page, sentence);
  ruhu_start_page_show_step (self->page, RUHU_START_WAITING);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuFirstStart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuDeviceKeys) keys = NULL;
  g_autofree char *user = NULL;
  g_autoptr (RuhuDevice) device = ruhu_enrol_file_read_finish (result, &keys, &user, &error);

  if (self->page == NULL || self->secret == NULL) {
    forget_secret (self);
    return;
  }
  if (device == NULL) {
    g_message ("The answer by file: %s", error->message);
    forget_secret (self);
    refuse_answer (self, error);
    return;
  }

  g_clear_pointer (&self->device, ruhu_device_unref);
  self->device = g_steal_pointer (&device);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  self->keys = g_steal_pointer (&keys);
  g_free (self->user);
  self->user = g_steal_pointer (&user);
  self->secret_is = MAKES_STORE;
  self->answered = TRUE;
  ruhu_start_page_set_phrase_only (self->page, self->device->phrase);
  if (ruhu_store_check_pin (self->secret, self->device->phrase, NULL))
    make_store (self, self->secret);
  else /* the county demands a phrase, which nobody knew before */
    ruhu_start_page_choose_secret (self->page);
  forget_secret (self);
}

static void
secret_chosen_cb (RuhuStartPage *page, const char *secret, RuhuFirstStart *self)
{
  const char *dir = ruhu_session_get_dir (self->session);

  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  switch (self->secret_is) {
  case GOES_WITH_REQUEST:
    ruhu_enrol_file_ask_async (dir,
                               self->path,
                               self->code,
                               secret,
                               self->cancellable,
                               asked_cb,
                               g_object_ref (self));
    break;
  case OPENS_ANSWER:
    forget_secret (self);
    self->secret = g_strdup (secret);
    ruhu_enrol_file_read_async (dir,
                                self->path,
                                secret,
                                self->cancellable,
                                answered_cb,
                                g_object_ref (self));
    break;
  case MAKES_STORE:
  default:
    make_store (self, secret);
  }
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
  self->secret_is = MAKES_STORE;
  self->answered = FALSE;
  ruhu_start_page_set_phrase_only (self->page, device->phrase);
  ruhu_start_page_choose_secret (self->page);
}

static void
code_entered_cb (RuhuStartPage *page, const char *url, const char *code, RuhuFirstStart *self)
{
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  g_clear_pointer (&self->keys, ruhu_device_keys_unref);
  self->keys = ruhu_device_keys_new ();
  ruhu_enrol_async (url, code, self->keys, self->cancellable, enrolled_cb, g_object_ref (self));
}

/** ruhu_first_start_ask_by_file: @file: where what the county is asked is to go; then a PIN is
 * chosen */
void
ruhu_first_start_ask_by_file (RuhuFirstStart *self, const char *code, GFile *file)
{
  g_return_if_fail (RUHU_IS_FIRST_START (self));

  g_free (self->code);
  self->code = g_strdup (code);
  g_free (self->path);
  self->path = g_file_get_path (file);
  if (self->page == NULL || self->path == NULL)
    return;

  self->secret_is = GOES_WITH_REQUEST;
  ruhu_start_page_choose_secret (self->page);
}

/** ruhu_first_start_take_answer: @file: what the county gave back; then the PIN is asked for */
void
ruhu_first_start_take_answer (RuhuFirstStart *self, GFile *file)
{
  g_return_if_fail (RUHU_IS_FIRST_START (self));

  g_free (self->path);
  self->path = g_file_get_path (file);
  if (self->page == NULL || self->path == NULL)
    return;

  self->secret_is = OPENS_ANSWER;
  ruhu_start_page_ask_secret (self->page);
}

static void
save_chosen_cb (GtkNativeDialog *dialog, int response, RuhuFirstStart *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    ruhu_first_start_ask_by_file (self, self->code, file);
  g_object_unref (dialog);
}

static void
open_chosen_cb (GtkNativeDialog *dialog, int response, RuhuFirstStart *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    ruhu_first_start_take_answer (self, file);
  g_object_unref (dialog);
}

static void
file_wanted_cb (RuhuStartPage *page, const char *code, RuhuFirstStart *self)
{
  g_free (self->code);
  self->code = g_strdup (code);
  ruhu_bundles_choose_file (GTK_WIDGET (page),
                            _ ("Where is the file to go?"),
                            GTK_FILE_CHOOSER_ACTION_SAVE,
                            "ruhu-enrol" RUHU_BUNDLE_SUFFIX,
                            G_CALLBACK (save_chosen_cb),
                            G_OBJECT (self));
}

static void
answer_chosen_cb (RuhuStartPage *page, RuhuFirstStart *self)
{
  ruhu_bundles_choose_file (GTK_WIDGET (page),
                            _ ("Which file came from the county?"),
                            GTK_FILE_CHOOSER_ACTION_OPEN,
                            NULL,
                            G_CALLBACK (open_chosen_cb),
                            G_OBJECT (self));
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
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->path, g_free);
  forget_secret (self);
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
  g_signal_connect_object (page, "file-wanted", G_CALLBACK (file_wanted_cb), self, 0);
  g_signal_connect_object (page, "answer-chosen", G_CALLBACK (answer_chosen_cb), self, 0);
  if (ruhu_pending_is_there (ruhu_session_get_dir (self->session)))
    ruhu_start_page_show_step (page, RUHU_START_WAITING);
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
