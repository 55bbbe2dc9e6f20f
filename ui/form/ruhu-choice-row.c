/* ruhu-choice-row.c: one choice of a list
 *
 * A tap anywhere on it answers: the check button fills the row, with the words in it. An
 * AdwActionRow looks the same and takes seven times as long to make and lay out, which a page of
 * thirty choices shows. GTK 4.8 offers assistive technology no way to press a check button,
 * so the row has an action of its own that does it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-row.h"

#include "form/ruhu-markdown.h"
#include "form/ruhu-media.h"

struct _RuhuChoiceRow {
  AdwPreferencesRow parent_instance;

  GtkCheckButton *check;
  GtkBox *content; /* of the check: the words, and a picture */
  char *value;
};

G_DEFINE_FINAL_TYPE (RuhuChoiceRow, ruhu_choice_row, ADW_TYPE_PREFERENCES_ROW)

static void
choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate (GTK_WIDGET (RUHU_CHOICE_ROW (widget)->check));
}

static void
ruhu_choice_row_finalize (GObject *object)
{
  g_free (RUHU_CHOICE_ROW (object)->value);

  G_OBJECT_CLASS (ruhu_choice_row_parent_class)->finalize (object);
}

static void
ruhu_choice_row_class_init (RuhuChoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_row_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "choice.choose", NULL, choose);
}

static void
activate_cb (RuhuChoiceRow *self)
{
  gtk_widget_activate (GTK_WIDGET (self->check));
}

static void
ruhu_choice_row_init (RuhuChoiceRow *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  g_signal_connect (self, "activate", G_CALLBACK (activate_cb), NULL);
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  self->content = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  gtk_check_button_set_child (self->check, GTK_WIDGET (self->content));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->check));
}

static void
show_words (RuhuChoiceRow *self, const char *label)
{
  GtkWidget *words = gtk_label_new (NULL);
  g_autofree char *plain = ruhu_markdown_to_plain (label);

  ruhu_markdown_show (GTK_LABEL (words), label);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (self->content, words);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), plain);
  /* The row, too: its action has to say what it chooses. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain,
                                  -1);
}

/**
 * ruhu_choice_row_new:
 * @value: what is stored
 * @label: what is shown, with the author's markdown
 * @group: (nullable): another row's check where only one can be chosen, or the row's own group's
 *   first; %NULL where several can, or for the first
 *
 * Returns: (transfer floating): the row; its check has the focus and the name
 */
GtkWidget *
ruhu_choice_row_new (const char *value, const char *label, GtkCheckButton *group)
{
  RuhuChoiceRow *self = g_object_new (RUHU_TYPE_CHOICE_ROW, NULL);

  self->value = g_strdup (value);
  gtk_check_button_set_group (self->check, group);
  show_words (self, label);
  return GTK_WIDGET (self);
}

/** ruhu_choice_row_set_image: @image: (transfer none): a picture beside the words */
void
ruhu_choice_row_set_image (RuhuChoiceRow *self, GdkPaintable *image)
{
  GtkWidget *picture = gtk_picture_new_for_paintable (image);

  gtk_box_append (self->content, ruhu_media_hold (picture));
}

/** ruhu_choice_row_add_end: @widget: (transfer floating): what is no part of the choice itself */
void
ruhu_choice_row_add_end (RuhuChoiceRow *self, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr (GtkWidget) check = g_object_ref (GTK_WIDGET (self->check));

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_set_margin_end (widget, 6);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkCheckButton *
ruhu_choice_row_get_check (RuhuChoiceRow *self)
{
  return self->check;
}

const char *
ruhu_choice_row_get_value (RuhuChoiceRow *self)
{
  return self->value;
}
