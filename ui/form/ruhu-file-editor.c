/* ruhu-file-editor.c: a sound or another file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-file-editor.h"

#include "form/ruhu-file-chooser.h"
#include "form/ruhu-keeper.h"

#include <glib/gi18n.h>

struct _RuhuFileEditor {
  RuhuEditor parent_instance;

  GtkLabel *kept;
  GtkButton *choose;
  GtkButton *remove;
};

G_DEFINE_FINAL_TYPE (RuhuFileEditor, ruhu_file_editor, RUHU_TYPE_EDITOR)

static void
choose_cb (RuhuFileEditor *self)
{
  ruhu_file_chooser_ask (RUHU_EDITOR (self),
                         ruhu_control_get_parameter (ruhu_editor_get_control (RUHU_EDITOR (self)),
                                                     "mediatype"),
                         ruhu_keeper_keep);
}

static void
remove_cb (RuhuFileEditor *self)
{
  ruhu_editor_set_value (RUHU_EDITOR (self), "");
}

static void
ruhu_file_editor_refresh (RuhuEditor *editor)
{
  RuhuFileEditor *self = RUHU_FILE_EDITOR (editor);
  gboolean has_one = *ruhu_editor_get_value (editor) != '\0';

  gtk_label_set_label (self->kept, has_one ? _ ("One file is kept.") : _ ("No file yet."));
  gtk_widget_set_visible (GTK_WIDGET (self->remove), has_one);
}

static void
ruhu_file_editor_begin (RuhuEditor *editor)
{
  RuhuFileEditor *self = RUHU_FILE_EDITOR (editor);

  ruhu_editor_name (editor, GTK_WIDGET (self->choose), _ ("Choose a file"));
  ruhu_editor_name (editor, GTK_WIDGET (self->remove), _ ("Remove"));
}

static void
ruhu_file_editor_class_init (RuhuFileEditorClass *klass)
{
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_file_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_file_editor_refresh;
}

static void
ruhu_file_editor_init (RuhuFileEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->kept = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->kept, 0);
  gtk_label_set_wrap (self->kept, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->kept), TRUE);
  self->choose = GTK_BUTTON (gtk_button_new_with_label (_ ("Choose a file")));
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (choose_cb), self);
  self->remove = GTK_BUTTON (gtk_button_new_from_icon_name ("user-trash-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), _ ("Remove"));
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->kept));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->choose));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->remove));
  adw_bin_set_child (ADW_BIN (self), box);
  ruhu_file_chooser_accept_drops (RUHU_EDITOR (self), ruhu_keeper_keep);
}
