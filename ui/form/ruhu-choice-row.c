/* ruhu-choice-row.c: one choice of a list
 *
 * A tap anywhere on it answers. GTK 4.8 offers assistive technology no way to press a check button,
 * so the row has an action of its own that does it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-row.h"

#include "form/ruhu-markdown.h"

#define IMAGE_SIZE 96

struct _RuhuChoiceRow {
  AdwActionRow parent_instance;

  GtkCheckButton *check;
  char *value;
};

G_DEFINE_FINAL_TYPE (RuhuChoiceRow, ruhu_choice_row, ADW_TYPE_ACTION_ROW)

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
ruhu_choice_row_init (RuhuChoiceRow *self)
{
}

/* Markup costs a parse for every row, and most labels have none. */
static void
show_title (RuhuChoiceRow *self, const char *label, const char *plain)
{
  gboolean has_markup = !g_str_equal (label, plain);
  g_autofree char *markup = has_markup ? ruhu_markdown_to_markup (label) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), has_markup);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), has_markup ? markup : plain);
  if (has_markup)
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
  g_autofree char *plain = ruhu_markdown_to_plain (label);

  self->value = g_strdup (value);
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->check), GTK_ALIGN_CENTER);
  gtk_check_button_set_group (self->check, group);

  show_title (self, label, plain);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

/** ruhu_choice_row_set_image: @image: (transfer none): a picture beside the words */
void
ruhu_choice_row_set_image (RuhuChoiceRow *self, GdkPaintable *image)
{
  GtkWidget *picture = gtk_picture_new_for_paintable (image);

  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_widget_set_size_request (picture, IMAGE_SIZE, IMAGE_SIZE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), picture);
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
