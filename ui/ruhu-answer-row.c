/* ruhu-answer-row.c: one question and its answer, to be read
 *
 * The question stands small above the answer, which is what is read. A photo or signature is shown,
 * on white paper also in the dark; a file of another kind, and one that only the county has, is
 * told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-answer-row.h"

#include <glib/gi18n.h>

#define SHOWN_HEIGHT 240

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_row (GtkWidget *child, const char *name)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_add_css_class (child, "line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
name_row (GtkWidget *row, const char *question, const char *answer)
{
  /* Translators: a question and its answer, as a screen reader says them */
  g_autofree char *name = g_strdup_printf (_ ("%1$s: %2$s"), question, answer);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
say_instead (GtkWidget *row, GtkWidget *box, const char *text)
{
  const char *question = g_object_get_data (G_OBJECT (row), "question");

  gtk_box_append (GTK_BOX (box), make_label (text, NULL));
  name_row (row, question, text);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) row = user_data;
  GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
  const char *question = g_object_get_data (G_OBJECT (row), "question");
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *picture;

  content =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (content == NULL) {
    g_message ("An attachment cannot be shown: %s", error->message);
    say_instead (row, box, _ ("Attached; it is not on this tablet."));
    return;
  }

  texture = gdk_texture_new_from_bytes (content, NULL);
  if (texture == NULL) {
    say_instead (row, box, _ ("Attached; sound or a file."));
    return;
  }

  picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_CONTAIN);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), question);
  gtk_widget_set_size_request (picture, -1, SHOWN_HEIGHT);
  gtk_widget_add_css_class (picture, "paper");
  gtk_box_append (GTK_BOX (box), picture);
  name_row (row, question, _ ("attached"));
}

/**
 * ruhu_answer_row_new:
 * @responses: where its file is read, if it has one
 *
 * Returns: (transfer floating): a row of a list box
 */
GtkWidget *
ruhu_answer_row_new (const RuhuReadingLine *line, RuhuResponseStore *responses)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *row = make_row (box, line->label);

  gtk_box_append (GTK_BOX (box), make_label (line->label, "secondary"));
  if (line->text != NULL) {
    gtk_box_append (GTK_BOX (box), make_label (line->text, NULL));
    name_row (row, line->label, line->text);
  }
  if (line->file != NULL) {
    g_object_set_data_full (G_OBJECT (row), "question", g_strdup (line->label), g_free);
    gtk_box_set_spacing (GTK_BOX (box), 9);
    ruhu_response_store_read_attachment_async (responses,
                                               line->file,
                                               NULL,
                                               loaded_cb,
                                               g_object_ref_sink (row));
  }
  return row;
}

/** ruhu_answer_row_new_heading: @text: what the rows below are about, as in "Device 2" */
GtkWidget *
ruhu_answer_row_new_heading (const char *text)
{
  return make_row (make_label (text, "heading"), text);
}
