/* ruhu-choice-field.c: a long list as one button that says what was chosen
 *
 * The choices are made when the list is first opened, not before: of the questions on a page most
 * are never opened.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-field.h"

#include "form/ruhu-answer.h"
#include "form/ruhu-choice-page.h"
#include "ruhu-window.h"

#include <glib/gi18n.h>

struct _RuhuChoiceField {
  AdwBin parent_instance;

  RuhuEditor *editor; /* this lies in it */
  GtkButton *button;
  GtkLabel *chosen;
  RuhuChoiceIndex *index; /* NULL until the list is opened */
};

G_DEFINE_FINAL_TYPE (RuhuChoiceField, ruhu_choice_field, ADW_TYPE_BIN)

static void
changed_cb (RuhuChoiceField *self, const char *answer)
{
  ruhu_editor_set_value (self->editor, answer);
}

static void
open_cb (RuhuChoiceField *self)
{
  RuhuEditor *editor = self->editor;
  const RuhuControl *control = ruhu_editor_get_control (editor);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  RuhuChoicePage *page;

  if (!RUHU_IS_WINDOW (root))
    return;

  if (self->index == NULL) {
    g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (ruhu_editor_get_instance (editor),
                                                               control,
                                                               ruhu_editor_get_node (editor));

    self->index = ruhu_choice_index_new (choices);
  }
  page = ruhu_choice_page_new (ruhu_editor_get_label (editor),
                               self->index,
                               ruhu_editor_get_value (editor),
                               ruhu_control_get_kind (control) == RUHU_CONTROL_SELECT);
  g_signal_connect_object (page, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  ruhu_window_push (RUHU_WINDOW (root), RUHU_PAGE (page));
}

static gboolean
ruhu_choice_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RUHU_CHOICE_FIELD (widget)->button));
}

static void
ruhu_choice_field_dispose (GObject *object)
{
  g_clear_object (&RUHU_CHOICE_FIELD (object)->index);

  G_OBJECT_CLASS (ruhu_choice_field_parent_class)->dispose (object);
}

static void
ruhu_choice_field_class_init (RuhuChoiceFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_choice_field_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = ruhu_choice_field_grab_focus;
}

static void
ruhu_choice_field_init (RuhuChoiceField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *arrow = g_object_new (GTK_TYPE_IMAGE,
                                   "icon-name",
                                   "go-next-symbolic",
                                   "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                   NULL);

  self->chosen = g_object_new (GTK_TYPE_LABEL,
                               "xalign",
                               0.0,
                               "wrap",
                               TRUE,
                               "wrap-mode",
                               PANGO_WRAP_WORD_CHAR,
                               "width-chars",
                               4,
                               "hexpand",
                               TRUE,
                               NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chosen));
  gtk_box_append (GTK_BOX (box), arrow);
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_child (self->button, box);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "choice");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (open_cb), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

/** ruhu_choice_field_new: @editor: a question with choices; the field is to lie in it */
RuhuChoiceField *
ruhu_choice_field_new (RuhuEditor *editor)
{
  RuhuChoiceField *self = g_object_new (RUHU_TYPE_CHOICE_FIELD, NULL);

  self->editor = editor;
  return self;
}

/** ruhu_choice_field_refresh: shows what is chosen now */
void
ruhu_choice_field_refresh (RuhuChoiceField *self)
{
  g_autofree char *chosen = ruhu_answer_to_text (ruhu_editor_get_instance (self->editor),
                                                 ruhu_editor_get_control (self->editor),
                                                 ruhu_editor_get_node (self->editor));
  const char *words = *chosen != '\0' ? chosen : _ ("Choose from a list");

  gtk_label_set_label (self->chosen, words);
  ruhu_editor_name (self->editor, GTK_WIDGET (self->button), words);
}

/** ruhu_choice_field_forget: the choices are others now */
void
ruhu_choice_field_forget (RuhuChoiceField *self)
{
  g_clear_object (&self->index);
}
