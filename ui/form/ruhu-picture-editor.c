/* ruhu-picture-editor.c: a photo, from the camera or a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-picture-editor.h"

#include "form/ruhu-camera.h"
#include "form/ruhu-file-chooser.h"
#include "form/ruhu-keeper.h"
#include "form/ruhu-picture.h"

#include <glib/gi18n.h>

#define SHOWN_HEIGHT 320

struct _RuhuPictureEditor {
  RuhuEditor parent_instance;

  GtkPicture *picture;
  GtkButton *take;
  GtkButton *choose;
  GtkButton *remove;
  char *shown; /* the answer whose picture is on the page */
};

G_DEFINE_FINAL_TYPE (RuhuPictureEditor, ruhu_picture_editor, RUHU_TYPE_EDITOR)

static int
get_most_pixels (RuhuEditor *editor)
{
  const char *text = ruhu_control_get_parameter (ruhu_editor_get_control (editor), "max-pixels");
  int pixels = text != NULL ? atoi (text) : 0;

  return pixels > 0 ? pixels : RUHU_PICTURE_PIXELS;
}

static void
chosen_cb (RuhuEditor *editor, GBytes *content, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) jpeg = ruhu_picture_shrink (content, get_most_pixels (editor), &error);

  if (jpeg != NULL)
    ruhu_keeper_keep (editor, jpeg, "image/jpeg");
  else
    gtk_widget_activate_action (GTK_WIDGET (editor), "survey.attachment-failed", NULL);
}

static void
taken_cb (GdkPixbuf *pixbuf, gpointer data)
{
  RuhuEditor *editor = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) jpeg = ruhu_picture_encode (pixbuf, get_most_pixels (editor), &error);

  if (jpeg != NULL)
    ruhu_keeper_keep (editor, jpeg, "image/jpeg");
}

static void
take_cb (RuhuPictureEditor *self)
{
  ruhu_camera_ask (GTK_WIDGET (self), taken_cb, g_object_ref (self), g_object_unref);
}

static void
choose_cb (RuhuPictureEditor *self)
{
  ruhu_file_chooser_ask (RUHU_EDITOR (self), "image/*", chosen_cb);
}

static void
remove_cb (RuhuPictureEditor *self)
{
  ruhu_editor_set_value (RUHU_EDITOR (self), "");
}

static void
show (RuhuEditor *editor, GBytes *content)
{
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (content, NULL);

  if (texture != NULL)
    gtk_picture_set_paintable (RUHU_PICTURE_EDITOR (editor)->picture, GDK_PAINTABLE (texture));
}

static void
ruhu_picture_editor_refresh (RuhuEditor *editor)
{
  RuhuPictureEditor *self = RUHU_PICTURE_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);
  gboolean has_one = *value != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->picture), has_one);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), has_one);
  gtk_button_set_label (self->take, has_one ? _ ("Take again") : _ ("Take a photo"));
  if (g_strcmp0 (self->shown, value) == 0)
    return;

  g_free (self->shown);
  self->shown = g_strdup (value);
  gtk_picture_set_paintable (self->picture, NULL);
  if (has_one)
    ruhu_keeper_load (editor, show);
}

static void
ruhu_picture_editor_begin (RuhuEditor *editor)
{
  RuhuPictureEditor *self = RUHU_PICTURE_EDITOR (editor);

  ruhu_editor_name (editor, GTK_WIDGET (self->picture), NULL);
  ruhu_editor_name (editor, GTK_WIDGET (self->remove), _ ("Remove"));
  gtk_widget_set_visible (GTK_WIDGET (self->take), ruhu_camera_is_there ());
}

static void
ruhu_picture_editor_finalize (GObject *object)
{
  g_free (RUHU_PICTURE_EDITOR (object)->shown);

  G_OBJECT_CLASS (ruhu_picture_editor_parent_class)->finalize (object);
}

static void
ruhu_picture_editor_class_init (RuhuPictureEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_picture_editor_finalize;
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_picture_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_picture_editor_refresh;
}

static void
ruhu_picture_editor_init (RuhuPictureEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_content_fit (self->picture, GTK_CONTENT_FIT_CONTAIN);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), -1, SHOWN_HEIGHT);
  gtk_widget_add_css_class (GTK_WIDGET (self->picture), "card");

  self->take = GTK_BUTTON (gtk_button_new_with_label (_ ("Take a photo")));
  self->choose = GTK_BUTTON (gtk_button_new_with_label (_ ("Choose a photo")));
  self->remove = GTK_BUTTON (gtk_button_new_from_icon_name ("user-trash-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), _ ("Remove"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->take), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->choose), TRUE);
  g_signal_connect_swapped (self->take, "clicked", G_CALLBACK (take_cb), self);
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (choose_cb), self);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->take));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->choose));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->remove));

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->picture));
  gtk_box_append (GTK_BOX (box), buttons);
  adw_bin_set_child (ADW_BIN (self), box);
  ruhu_file_chooser_accept_drops (RUHU_EDITOR (self), chosen_cb);
}
