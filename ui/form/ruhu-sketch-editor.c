/* ruhu-sketch-editor.c: a drawing, free or on a picture
 *
 * ODK's `draw` and `annotate`. What is kept is one picture, strokes and all; each stroke is on disk
 * when the pen leaves the paper. A picture that comes with the form lies on the paper from the
 * beginning; for `annotate` another can be taken or chosen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-sketch-editor.h"

#include "form/ruhu-camera.h"
#include "form/ruhu-file-chooser.h"
#include "form/ruhu-keeper.h"
#include "form/ruhu-paper.h"
#include "form/ruhu-part.h"
#include "form/ruhu-picture.h"

#include <glib/gi18n.h>

#define FORM_PICTURE "jr://"

struct _RuhuSketchEditor {
  RuhuEditor parent_instance;

  GtkWidget *sources; /* of pictures to draw on */
  GtkButton *take;
  GtkButton *choose;
  RuhuPaper *paper;
  GtkWidget *pens[RUHU_N_PENS];
  GtkButton *undo;
  GtkButton *remove;
  gboolean had_one; /* an answer, when it was shown last */
};

G_DEFINE_FINAL_TYPE (RuhuSketchEditor, ruhu_sketch_editor, RUHU_TYPE_EDITOR)

static gboolean
is_free (RuhuSketchEditor *self)
{
  return ruhu_control_has_appearance (ruhu_editor_get_control (RUHU_EDITOR (self)), "draw");
}

static int
get_most_pixels (RuhuSketchEditor *self)
{
  const char *text =
    ruhu_control_get_parameter (ruhu_editor_get_control (RUHU_EDITOR (self)), "max-pixels");
  int pixels = text != NULL ? atoi (text) : 0;

  return pixels > 0 ? pixels : RUHU_PICTURE_PIXELS;
}

static void
keep (RuhuSketchEditor *self)
{
  RuhuEditor *editor = RUHU_EDITOR (self);
  g_autoptr (GdkPixbuf) picture = ruhu_paper_render (self->paper, get_most_pixels (self));
  g_autoptr (GBytes) content = NULL;

  if (is_free (self))
    content = ruhu_picture_encode_drawing (picture);
  else
    content = ruhu_picture_encode (picture, get_most_pixels (self), NULL);
  if (content != NULL)
    ruhu_keeper_keep (editor, content, is_free (self) ? "image/png" : "image/jpeg");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "survey.attachment-failed", NULL);
}

static void
show_state (RuhuSketchEditor *self)
{
  gboolean has_one = *ruhu_editor_get_value (RUHU_EDITOR (self)) != '\0';
  guint n = ruhu_paper_get_n_strokes (self->paper);

  gtk_widget_set_sensitive (GTK_WIDGET (self->undo), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), has_one || n > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->paper),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  has_one ? _ ("A drawing is kept") : _ ("Nothing drawn yet"),
                                  -1);
}

static void
stroke_cb (RuhuSketchEditor *self)
{
  keep (self);
  show_state (self);
}

static void
undo_cb (RuhuSketchEditor *self)
{
  ruhu_paper_undo (self->paper);
  if (ruhu_paper_get_n_strokes (self->paper) > 0 || ruhu_paper_get_picture (self->paper) != NULL)
    keep (self);
  else
    ruhu_editor_set_value (RUHU_EDITOR (self), "");
  show_state (self);
}

static void
remove_cb (RuhuSketchEditor *self)
{
  ruhu_paper_set_picture (self->paper, NULL);
  ruhu_editor_set_value (RUHU_EDITOR (self), "");
  show_state (self);
}

static void
pen_cb (GtkToggleButton *button, RuhuSketchEditor *self)
{
  guint i;

  for (i = 0; i < RUHU_N_PENS; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->pens[i])))
      ruhu_paper_set_pen (self->paper, i);
}

static void
taken_cb (GdkPixbuf *picture, gpointer data)
{
  RuhuSketchEditor *self = data;

  ruhu_paper_set_picture (self->paper, picture);
  keep (self);
  show_state (self);
}

static void
chosen_cb (RuhuEditor *editor, GBytes *content, const char *type)
{
  g_autoptr (GdkPixbuf) picture = ruhu_picture_read (content);

  if (picture != NULL)
    taken_cb (picture, editor);
  else
    gtk_widget_activate_action (GTK_WIDGET (editor), "survey.attachment-failed", NULL);
}

static void
take_cb (RuhuSketchEditor *self)
{
  ruhu_camera_ask (GTK_WIDGET (self), taken_cb, g_object_ref (self), g_object_unref);
}

static void
choose_cb (RuhuSketchEditor *self)
{
  ruhu_file_chooser_ask (RUHU_EDITOR (self), "image/*", chosen_cb);
}

/* Unless somebody has begun to draw meanwhile. */
static void
show (RuhuEditor *editor, GBytes *content)
{
  RuhuSketchEditor *self = RUHU_SKETCH_EDITOR (editor);
  g_autoptr (GdkPixbuf) picture = ruhu_picture_read (content);

  if (picture != NULL && ruhu_paper_get_n_strokes (self->paper) == 0)
    ruhu_paper_set_picture (self->paper, picture);
}

static void
load (RuhuSketchEditor *self, const char *value)
{
  RuhuEditor *editor = RUHU_EDITOR (self);
  g_autoptr (GBytes) content = NULL;

  if (!g_str_has_prefix (value, FORM_PICTURE)) {
    ruhu_keeper_load (editor, show);
    return;
  }
  content = ruhu_instance_read_media (ruhu_editor_get_instance (editor), value);
  if (content != NULL)
    show (editor, content);
}

static void
ruhu_sketch_editor_refresh (RuhuEditor *editor)
{
  RuhuSketchEditor *self = RUHU_SKETCH_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);
  gboolean has_one = *value != '\0';

  if (has_one && ruhu_paper_get_n_strokes (self->paper) == 0 &&
      ruhu_paper_get_picture (self->paper) == NULL)
    load (self, value);
  else if (!has_one && self->had_one)
    ruhu_paper_set_picture (self->paper, NULL);
  self->had_one = has_one;
  show_state (self);
}

static void
ruhu_sketch_editor_take (RuhuEditor *editor)
{
  ruhu_paper_lift (RUHU_SKETCH_EDITOR (editor)->paper);
}

static void
ruhu_sketch_editor_begin (RuhuEditor *editor)
{
  RuhuSketchEditor *self = RUHU_SKETCH_EDITOR (editor);

  ruhu_editor_name (editor, GTK_WIDGET (self->paper), NULL);
  ruhu_editor_name (editor, GTK_WIDGET (self->remove), _ ("Remove"));
  gtk_widget_set_visible (self->sources, !is_free (self));
  gtk_widget_set_visible (GTK_WIDGET (self->take), ruhu_camera_is_there ());
  if (!is_free (self))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->pens[RUHU_PEN_RED]), TRUE);
}

static void
ruhu_sketch_editor_class_init (RuhuSketchEditorClass *klass)
{
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_sketch_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_sketch_editor_refresh;
  RUHU_EDITOR_CLASS (klass)->take = ruhu_sketch_editor_take;
}

/* Colour and word: who does not tell red from green reads it. */
static GtkWidget *
make_pens (RuhuSketchEditor *self)
{
  const char *names[RUHU_N_PENS] = { _ ("Blue"), _ ("Red"), _ ("Black"), _ ("Yellow") };
  GtkWidget *box = gtk_flow_box_new ();
  guint i;

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), RUHU_N_PENS);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "tiles");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pen"),
                                  -1);
  for (i = 0; i < RUHU_N_PENS; i++) {
    GtkWidget *child = gtk_flow_box_child_new ();

    self->pens[i] = gtk_toggle_button_new_with_label (names[i]);
    gtk_widget_add_css_class (self->pens[i], "pen");
    if (i > 0)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->pens[i]),
                                   GTK_TOGGLE_BUTTON (self->pens[0]));
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), self->pens[i]);
    gtk_flow_box_append (GTK_FLOW_BOX (box), child);
  }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->pens[0]), TRUE);
  for (i = 0; i < RUHU_N_PENS; i++)
    g_signal_connect (self->pens[i], "toggled", G_CALLBACK (pen_cb), self);
  return box;
}

static GtkButton *
add_button (RuhuSketchEditor *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return GTK_BUTTON (button);
}

static void
ruhu_sketch_editor_init (RuhuSketchEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->sources = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  ruhu_part_name (self->sources, "sources-fold");
  self->take = add_button (self, self->sources, _ ("Take a photo"), G_CALLBACK (take_cb));
  self->choose = add_button (self, self->sources, _ ("Choose a photo"), G_CALLBACK (choose_cb));
  self->paper = ruhu_paper_new (FALSE);
  g_signal_connect_object (self->paper, "stroke", G_CALLBACK (stroke_cb), self, G_CONNECT_SWAPPED);
  self->undo = add_button (self, buttons, _ ("Take the last line back"), G_CALLBACK (undo_cb));
  self->remove = GTK_BUTTON (gtk_button_new_from_icon_name ("user-trash-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), _ ("Remove"));
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->remove));

  gtk_box_append (GTK_BOX (box), self->sources);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->paper));
  gtk_box_append (GTK_BOX (box), make_pens (self));
  gtk_box_append (GTK_BOX (box), buttons);
  adw_bin_set_child (ADW_BIN (self), box);
  ruhu_file_chooser_accept_drops (RUHU_EDITOR (self), chosen_cb);
}
