/* ruhu-bundles.c: files from and for the county, and the receipt, as the window has them
 *
 * Asks for a file, has the client write or read it, and says on the page how it went. Who took it
 * along is noted once the file is whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundles.h"

#include "ruhu-bundle-page.h"
#include "ruhu-error-text.h"
#include "ruhu-receipt-page.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-bundle-export.h"
#include "ruhu-bundle-import.h"
#include "ruhu-bundle.h"
#include "store/ruhu-outbox.h"

#include <glib/gi18n.h>

struct _RuhuBundles {
  GObject parent_instance;

  RuhuWindow *window; /* weak, as the one below */
  RuhuBundlePage *page;
  RuhuSession *session;
  GCancellable *cancellable; /* while a file is written or read */
  char *carrier;
};

G_DEFINE_FINAL_TYPE (RuhuBundles, ruhu_bundles, G_TYPE_OBJECT)

static void
end (RuhuBundles *self, const char *words)
{
  g_clear_object (&self->cancellable);
  if (self->page == NULL)
    return;

  ruhu_bundle_page_set_busy (self->page, FALSE);
  ruhu_bundle_page_show_result (self->page, words);
  ruhu_bundles_refresh (self);
}

static const char *
explain (const GError *error, gboolean reading)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return reading ? _ ("Broken off.")
                   : _ ("Broken off. There is no file; everything is still on this tablet.");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_FULL))
    return reading ? _ ("The tablet is full. Make room, then try again.")
                   : _ ("There is no room on the stick. Everything is still on this tablet.");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    return _ ("The stick or the file is not there any more. Nothing is lost; please try again.");
  if (reading && (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID) ||
                  g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CORRUPT)))
    return _ ("This file is damaged, or meant for somebody else. Nothing was changed.");
  if (reading && g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT))
    return _ ("This file does not fit what is on this tablet. Nothing was changed; please call the "
              "county.");
  return ruhu_error_text_get_sentence (error);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_outbox_set_carried_finish (RUHU_STORE (source), result, &error))
    g_message ("Noting who carries it: %s", error->message);
}

static char *
describe (RuhuBundles *self, const RuhuBundleExported *exported)
{
  g_autofree char *records =
    g_strdup_printf (ngettext ("%u record", "%u records", exported->responses),
                     exported->responses);
  g_autofree char *files =
    g_strdup_printf (ngettext ("%u attachment", "%u attachments", exported->attachments),
                     exported->attachments);

  if (exported->lines + exported->attachments == 0)
    return g_strdup (
      _ ("The file is ready. Nothing was waiting; it only asks the county for news."));
  /* Translators: so many records, and so many attachments */
  return g_strdup_printf (_ ("The file is ready: %1$s and %2$s. They stay on this tablet until the "
                             "county’s receipt is back."),
                          records,
                          files);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuBundles) self = user_data;
  RuhuStore *store = ruhu_session_get_store (self->session);
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (!ruhu_bundle_export_finish (result, &exported, &error)) {
    g_message ("Handing over: %s", error->message);
    end (self, explain (error, FALSE));
    return;
  }

  if (exported.upto > 0 && ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED)
    ruhu_outbox_set_carried_async (store, exported.upto, self->carrier, NULL, noted_cb, NULL);
  words = describe (self, &exported);
  end (self, words);
}

static void
progress_cb (guint64 done, guint64 total, gpointer data)
{
  RuhuBundles *self = data;

  if (self->page != NULL && total > 0)
    ruhu_bundle_page_set_fraction (self->page, (double) done / (double) total);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char *const words[] = {
    [RUHU_BUNDLE_RECEIVED] = N_ ("The county’s receipt is here."),
    [RUHU_BUNDLE_NEWS] = N_ ("What the county sent is here."),
    [RUHU_BUNDLE_KNOWN] = N_ ("All that is in it was here already."),
    [RUHU_BUNDLE_ELSEWHERE] = N_ ("It begins where this tablet is not. Nothing was changed. Hand a "
                                  "file over to the county first, and take in the answer."),
    [RUHU_BUNDLE_KEPT] = N_ ("It is taken in when somebody unlocks."),
  };
  g_autoptr (RuhuBundles) self = user_data;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  if (ruhu_bundle_import_finish (result, &outcome, &error)) {
    end (self, _ (words[outcome]));
    return;
  }
  g_message ("Taking in: %s", error->message);
  end (self, explain (error, TRUE));
}

/* Nobody begins twice. */
static gboolean
begin (RuhuBundles *self, const char *path)
{
  if (path == NULL || self->cancellable != NULL)
    return FALSE;

  self->cancellable = g_cancellable_new ();
  if (self->page != NULL)
    ruhu_bundle_page_set_busy (self->page, TRUE);
  return TRUE;
}

static RuhuObjectStore *
get_objects (RuhuBundles *self)
{
  return ruhu_syncer_get_objects (ruhu_session_get_syncer (self->session));
}

/** ruhu_bundles_hand_over: @file: where what waits is to go */
void
ruhu_bundles_hand_over (RuhuBundles *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  g_return_if_fail (RUHU_IS_BUNDLES (self));

  if (!begin (self, path))
    return;

  g_free (self->carrier);
  self->carrier = g_strdup (self->page != NULL ? ruhu_bundle_page_get_carrier (self->page) : NULL);
  if (self->carrier != NULL)
    g_strstrip (self->carrier);
  ruhu_bundle_export_async (get_objects (self),
                            path,
                            progress_cb,
                            self,
                            self->cancellable,
                            exported_cb,
                            g_object_ref (self));
}

/** ruhu_bundles_take_in: @file: what the county sent */
void
ruhu_bundles_take_in (RuhuBundles *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  g_return_if_fail (RUHU_IS_BUNDLES (self));

  if (begin (self, path))
    ruhu_bundle_import_async (get_objects (self),
                              path,
                              self->cancellable,
                              imported_cb,
                              g_object_ref (self));
}

static void
save_chosen_cb (GtkNativeDialog *dialog, int response, RuhuBundles *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    ruhu_bundles_hand_over (self, file);
  g_object_unref (dialog);
}

static void
open_chosen_cb (GtkNativeDialog *dialog, int response, RuhuBundles *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    ruhu_bundles_take_in (self, file);
  g_object_unref (dialog);
}

/* Which tablet and which day; nothing about anybody. */
static char *
make_name (RuhuBundles *self)
{
  RuhuDevice *device = ruhu_store_get_device (ruhu_session_get_store (self->session));
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d-%H%M");

  return g_strdup_printf ("ruhu-%s-%s" RUHU_BUNDLE_SUFFIX, device->id, day);
}

/**
 * ruhu_bundles_choose_file:
 * @near: in whose window it is asked
 * @name: (nullable): what a file that is written is called at first
 * @chosen: handler of GtkNativeDialog::response, with @data; drops its reference to the dialog
 */
void
ruhu_bundles_choose_file (GtkWidget *near,
                          const char *title,
                          GtkFileChooserAction action,
                          const char *name,
                          GCallback chosen,
                          GObject *data)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (title,
                                 GTK_WINDOW (gtk_widget_get_root (near)),
                                 action,
                                 NULL,
                                 NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Files of Ruhu"));
  gtk_file_filter_add_suffix (filter, &RUHU_BUNDLE_SUFFIX[1]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", chosen, data, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
hand_over_cb (RuhuBundlePage *page, RuhuBundles *self)
{
  g_autofree char *name = make_name (self);

  ruhu_bundles_choose_file (GTK_WIDGET (page),
                            _ ("Where is the file to go?"),
                            GTK_FILE_CHOOSER_ACTION_SAVE,
                            name,
                            G_CALLBACK (save_chosen_cb),
                            G_OBJECT (self));
}

static void
take_in_cb (RuhuBundlePage *page, RuhuBundles *self)
{
  ruhu_bundles_choose_file (GTK_WIDGET (page),
                            _ ("Which file came from the county?"),
                            GTK_FILE_CHOOSER_ACTION_OPEN,
                            NULL,
                            G_CALLBACK (open_chosen_cb),
                            G_OBJECT (self));
}

static void
stop_cb (RuhuBundlePage *page, RuhuBundles *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
push (RuhuBundles *self, RuhuPage *page, const char *opener)
{
  ruhu_page_set_opener (page, opener);
  ruhu_window_push (self->window, page);
}

static void
show_bundles_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  push (user_data, ruhu_bundles_make_page (user_data), "show-bundles");
}

static void
show_receipt_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuPage *page = ruhu_bundles_make_receipt_page (user_data);

  if (page != NULL)
    push (user_data, page, "show-receipt");
}

static const GActionEntry actions[] = {
  { .name = "show-bundles", .activate = show_bundles_cb },
  { .name = "show-receipt", .activate = show_receipt_cb },
};

static void
ruhu_bundles_dispose (GObject *object)
{
  RuhuBundles *self = RUHU_BUNDLES (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->page);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_bundles_parent_class)->dispose (object);
}

static void
ruhu_bundles_finalize (GObject *object)
{
  g_free (RUHU_BUNDLES (object)->carrier);

  G_OBJECT_CLASS (ruhu_bundles_parent_class)->finalize (object);
}

static void
ruhu_bundles_class_init (RuhuBundlesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_bundles_dispose;
  object_class->finalize = ruhu_bundles_finalize;
}

static void
ruhu_bundles_init (RuhuBundles *self)
{
}

/** ruhu_bundles_new: @window: (transfer none): where its pages lie; not held */
RuhuBundles *
ruhu_bundles_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuBundles *self = g_object_new (RUHU_TYPE_BUNDLES, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  return self;
}

/** ruhu_bundles_add_actions: `win.show-bundles` and `win.show-receipt`; @self outlives their use */
void
ruhu_bundles_add_actions (RuhuBundles *self)
{
  g_return_if_fail (RUHU_IS_BUNDLES (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self->window),
                                   actions,
                                   G_N_ELEMENTS (actions),
                                   self);
}

/** ruhu_bundles_make_page: Returns: (transfer floating): a page that hands over and takes in */
RuhuPage *
ruhu_bundles_make_page (RuhuBundles *self)
{
  RuhuBundlePage *page;

  g_return_val_if_fail (RUHU_IS_BUNDLES (self), NULL);

  page = ruhu_bundle_page_new ();
  g_signal_connect_object (page, "hand-over", G_CALLBACK (hand_over_cb), self, 0);
  g_signal_connect_object (page, "take-in", G_CALLBACK (take_in_cb), self, 0);
  g_signal_connect_object (page, "stop", G_CALLBACK (stop_cb), self, 0);
  g_set_weak_pointer (&self->page, page);
  ruhu_bundles_refresh (self);
  return RUHU_PAGE (page);
}

/** ruhu_bundles_make_receipt_page: Returns: (transfer floating) (nullable): HQ's last receipt; NULL
 * where there is none */
RuhuPage *
ruhu_bundles_make_receipt_page (RuhuBundles *self)
{
  RuhuSyncer *syncer;
  RuhuDevice *device;

  g_return_val_if_fail (RUHU_IS_BUNDLES (self), NULL);

  syncer = ruhu_session_get_syncer (self->session);
  device = ruhu_store_get_device (ruhu_session_get_store (self->session));
  if (ruhu_syncer_get_receipt (syncer) == NULL || device == NULL)
    return NULL;
  return RUHU_PAGE (ruhu_receipt_page_new (ruhu_syncer_get_receipt (syncer),
                                           ruhu_syncer_get_covered (syncer),
                                           device->hqs));
}

/* A response that is finished is not cut yet, and goes along all the same. */
static guint
count_waiting (RuhuBundles *self)
{
  GListModel *list = G_LIST_MODEL (ruhu_work_get_responses (ruhu_session_get_work (self->session)));
  guint i, n = 0;

  for (i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (list, i);
    RuhuResponseState state = ruhu_response_get_state (response);

    n += state == RUHU_RESPONSE_FINISHED || state == RUHU_RESPONSE_FINAL;
  }
  return n;
}

/** ruhu_bundles_refresh: what waits may have changed */
void
ruhu_bundles_refresh (RuhuBundles *self)
{
  RuhuSyncer *syncer;

  g_return_if_fail (RUHU_IS_BUNDLES (self));

  syncer = ruhu_session_get_syncer (self->session);
  if (self->page != NULL)
    ruhu_bundle_page_set_waiting (self->page,
                                  count_waiting (self),
                                  ruhu_syncer_get_waiting_attachments (syncer));
}
