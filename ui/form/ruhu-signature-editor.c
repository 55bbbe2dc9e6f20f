/* ruhu-signature-editor.c: a name written by finger or pen
 *
 * Each stroke is on disk when the finger leaves the paper.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-signature-editor.h"

#include "form/ruhu-keeper.h"
#include "form/ruhu-paper.h"
#include "form/ruhu-picture.h"

#include <glib/gi18n.h>

struct _RuhuSignatureEditor {
  RuhuEditor parent_instance;

  RuhuPaper *paper;
  GtkButton *again;
};

G_DEFINE_FINAL_TYPE (RuhuSignatureEditor, ruhu_signature_editor, RUHU_TYPE_EDITOR)

static void
stroke_cb (RuhuSignatureEditor *self)
{
  g_autoptr (GdkPixbuf) picture = ruhu_paper_render (self->paper, RUHU_PICTURE_PIXELS);
  g_autoptr (GBytes) png = ruhu_picture_encode_drawing (picture);

  if (png != NULL)
    ruhu_keeper_keep (RUHU_EDITOR (self), png, "image/png");
}

static void
again_cb (RuhuSignatureEditor *self)
{
  ruhu_paper_set_picture (self->paper, NULL);
  ruhu_editor_set_value (RUHU_EDITOR (self), "");
}

static void
show (RuhuEditor *editor, GBytes *content)
{
  RuhuSignatureEditor *self = RUHU_SIGNATURE_EDITOR (editor);
  g_autoptr (GdkPixbuf) picture = ruhu_picture_read (content);

  if (picture != NULL && ruhu_paper_get_n_strokes (self->paper) == 0)
    ruhu_paper_set_picture (self->paper, picture);
}

static void
ruhu_signature_editor_refresh (RuhuEditor *editor)
{
  RuhuSignatureEditor *self = RUHU_SIGNATURE_EDITOR (editor);
  gboolean signed_already = *ruhu_editor_get_value (editor) != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->again), signed_already);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->paper),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  signed_already ? _ ("Signed") : _ ("Not signed yet"),
                                  -1);
  if (signed_already && ruhu_paper_get_n_strokes (self->paper) == 0 &&
      ruhu_paper_get_picture (self->paper) == NULL)
    ruhu_keeper_load (editor, show);
}

static void
ruhu_signature_editor_take (RuhuEditor *editor)
{
  ruhu_paper_lift (RUHU_SIGNATURE_EDITOR (editor)->paper);
}

static void
ruhu_signature_editor_begin (RuhuEditor *editor)
{
  ruhu_editor_name (editor, GTK_WIDGET (RUHU_SIGNATURE_EDITOR (editor)->paper), NULL);
}

static void
ruhu_signature_editor_class_init (RuhuSignatureEditorClass *klass)
{
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_signature_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_signature_editor_refresh;
  RUHU_EDITOR_CLASS (klass)->take = ruhu_signature_editor_take;
}

static void
ruhu_signature_editor_init (RuhuSignatureEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->paper = ruhu_paper_new (TRUE);
  g_signal_connect_object (self->paper, "stroke", G_CALLBACK (stroke_cb), self, G_CONNECT_SWAPPED);
  self->again = GTK_BUTTON (gtk_button_new_with_label (_ ("Sign again")));
  gtk_widget_set_halign (GTK_WIDGET (self->again), GTK_ALIGN_START);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (again_cb), self);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->paper));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->again));
  adw_bin_set_child (ADW_BIN (self), box);
}
