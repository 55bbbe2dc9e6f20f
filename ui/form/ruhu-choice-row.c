/* ruhu-choice-row.c: one choice of a list
 *
 * A tap anywhere on it answers. GTK 4.8 offers assistive technology no way to press a check button,
 * so the row has an action of its own that does it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-row.h"

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

/**
 * ruhu_choice_row_new:
 * @value: what is stored
 * @label: what is shown
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
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->check), GTK_ALIGN_CENTER);
  gtk_check_button_set_group (self->check, group);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), label);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
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
