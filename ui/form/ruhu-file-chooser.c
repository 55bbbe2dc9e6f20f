/* ruhu-file-chooser.c: asks for a file and reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-file-chooser.h"

#include <glib/gi18n.h>

/* A film of a minute from a tablet's camera; more would fill the tablet and never get through. */
#define MOST_BYTES (64 * 1024 * 1024)

typedef struct {
  RuhuEditor *editor;
  RuhuFileChooserFunc chosen;
} Ask;

static Ask *
new_ask (RuhuEditor *editor, RuhuFileChooserFunc chosen)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->editor = g_object_ref (editor);
  ask->chosen = chosen;
  return ask;
}

static void
free_ask (Ask *ask)
{
  g_object_unref (ask->editor);
  g_free (ask);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, free_ask)

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Ask) ask = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  g_autofree char *guessed = NULL;
  g_autofree char *type = NULL;

  if (content == NULL || g_bytes_get_size (content) > MOST_BYTES) {
    gtk_widget_activate_action (GTK_WIDGET (ask->editor), "survey.attachment-failed", NULL);
    return;
  }
  guessed =
    g_content_type_guess (NULL, g_bytes_get_data (content, NULL), g_bytes_get_size (content), NULL);
  type = g_content_type_get_mime_type (guessed);
  ask->chosen (ask->editor, content, type != NULL ? type : "application/octet-stream");
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (Ask) ask = data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    g_file_load_bytes_async (file, NULL, read_cb, g_steal_pointer (&ask));
  g_object_unref (dialog);
}

/**
 * ruhu_file_chooser_ask:
 * @types: (nullable): media types that are offered, `image/…`; %NULL for all
 * @chosen: called with the file; not called where nobody chose one
 */
void
ruhu_file_chooser_ask (RuhuEditor *editor, const char *types, RuhuFileChooserFunc chosen)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_ ("Choose a file"),
                                 GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (editor))),
                                 GTK_FILE_CHOOSER_ACTION_OPEN,
                                 NULL,
                                 NULL);
  g_autoptr (GtkFileFilter) filter = NULL;

  if (types != NULL) {
    filter = gtk_file_filter_new ();
    gtk_file_filter_add_mime_type (filter, types);
    gtk_file_chooser_set_filter (GTK_FILE_CHOOSER (dialog), filter);
  }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), new_ask (editor, chosen));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  RuhuEditor *editor =
    RUHU_EDITOR (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));

  g_file_load_bytes_async (g_value_get_object (value),
                           NULL,
                           read_cb,
                           new_ask (editor, (RuhuFileChooserFunc) data));
  return TRUE;
}

/** ruhu_file_chooser_accept_drops: the same for a file that is dragged onto the editor */
void
ruhu_file_chooser_accept_drops (RuhuEditor *editor, RuhuFileChooserFunc chosen)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), (gpointer) chosen);
  gtk_widget_add_controller (GTK_WIDGET (editor), GTK_EVENT_CONTROLLER (target));
}
