/* ruhu-choice-editor.c: one or several of a list
 *
 * A tap anywhere on the row answers. In a list of which one is chosen a second tap does not undo. A
 * long list is filtered as one types. The two ways to decline are not rows: the question draws them
 * as buttons below.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-editor.h"

#include "form/ruhu-choice-row.h"
#include "form/ruhu-decline.h"

#include <glib/gi18n.h>

/* Above this a list gets a field to filter it. */
#define LONG_LIST 24
/* Nobody reads more rows than this; whoever types gets the right ones. */
#define MOST_ROWS 100

/* By the survey's own convention this choice means that no other applies. */
#define NONE "none"

struct _RuhuChoiceEditor {
  RuhuEditor parent_instance;

  GtkSearchEntry *filter;
  GtkListBox *list;
  GPtrArray *choices; /* of RuhuChoice, as the filling last gave them */
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuChoiceEditor, ruhu_choice_editor, RUHU_TYPE_EDITOR)

static gboolean
is_multiple (RuhuChoiceEditor *self)
{
  return ruhu_control_get_kind (ruhu_editor_get_control (RUHU_EDITOR (self))) ==
         RUHU_CONTROL_SELECT;
}

static gboolean
is_chosen (const char *value, const char *choice)
{
  g_auto (GStrv) chosen = g_strsplit (value, " ", -1);

  return g_strv_contains ((const char *const *) chosen, choice);
}

/* The order of tapping is kept. */
static char *
toggle (const char *value, const char *choice, gboolean on)
{
  g_auto (GStrv) chosen = g_strsplit (value, " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint i;

  for (i = 0; chosen[i] != NULL; i++) {
    gboolean excluded = on && (g_str_equal (choice, NONE) || g_str_equal (chosen[i], NONE) ||
                               ruhu_decline_is (chosen[i]));

    if (*chosen[i] != '\0' && !g_str_equal (chosen[i], choice) && !excluded)
      g_ptr_array_add (kept, chosen[i]);
  }
  if (on)
    g_ptr_array_add (kept, (gpointer) choice);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (" ", (char **) kept->pdata);
}

static void
toggled_cb (GtkCheckButton *check, RuhuChoiceRow *row)
{
  RuhuChoiceEditor *self = g_object_get_data (G_OBJECT (row), "editor");
  const char *choice = ruhu_choice_row_get_value (row);
  gboolean on = gtk_check_button_get_active (check);
  g_autofree char *value = NULL;

  if (self->refreshing || (!on && !is_multiple (self)))
    return;

  value = is_multiple (self) ? toggle (ruhu_editor_get_value (RUHU_EDITOR (self)), choice, on)
                             : g_strdup (choice);
  ruhu_editor_set_value (RUHU_EDITOR (self), value);
}

static void
add_row (RuhuChoiceEditor *self, RuhuChoice *choice, GtkCheckButton **group)
{
  GtkWidget *row = ruhu_choice_row_new (choice->value, choice->label, *group);
  GtkCheckButton *check = ruhu_choice_row_get_check (RUHU_CHOICE_ROW (row));

  if (!is_multiple (self))
    *group = check;
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), row, 0);
  g_object_set_data (G_OBJECT (row), "editor", self);
  gtk_list_box_append (self->list, row);
}

static gboolean
passes (RuhuChoiceEditor *self, RuhuChoice *choice)
{
  g_autofree char *label = NULL;
  g_autofree char *typed = NULL;

  if (ruhu_decline_is (choice->value))
    return FALSE;
  if (!gtk_widget_get_visible (GTK_WIDGET (self->filter)))
    return TRUE;

  label = g_utf8_casefold (choice->label, -1);
  typed = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->filter)), -1);
  return strstr (label, typed) != NULL;
}

static void
fill (RuhuChoiceEditor *self)
{
  GtkCheckButton *group = NULL;
  GtkWidget *child;
  guint i, n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);

  for (i = 0; i < self->choices->len && n < MOST_ROWS; i++) {
    RuhuChoice *choice = g_ptr_array_index (self->choices, i);

    if (passes (self, choice)) {
      add_row (self, choice, &group);
      n++;
    }
  }
}

static void
mark (RuhuChoiceEditor *self)
{
  const char *value = ruhu_editor_get_value (RUHU_EDITOR (self));
  GtkWidget *row;

  self->refreshing = TRUE;
  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row)) {
    gboolean chosen = is_chosen (value, ruhu_choice_row_get_value (RUHU_CHOICE_ROW (row)));

    gtk_check_button_set_active (ruhu_choice_row_get_check (RUHU_CHOICE_ROW (row)), chosen);
    if (chosen)
      gtk_widget_add_css_class (row, "chosen");
    else
      gtk_widget_remove_css_class (row, "chosen");
  }
  self->refreshing = FALSE;
}

static gboolean
same_choices (GPtrArray *a, GPtrArray *b)
{
  guint i;

  if (a == NULL || a->len != b->len)
    return FALSE;
  for (i = 0; i < a->len; i++) {
    RuhuChoice *one = g_ptr_array_index (a, i);
    RuhuChoice *other = g_ptr_array_index (b, i);

    if (!g_str_equal (one->value, other->value) || !g_str_equal (one->label, other->label))
      return FALSE;
  }
  return TRUE;
}

static void
ruhu_choice_editor_refresh (RuhuEditor *editor)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (editor);
  g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (ruhu_editor_get_instance (editor),
                                                             ruhu_editor_get_control (editor),
                                                             ruhu_editor_get_node (editor));

  if (!same_choices (self->choices, choices)) {
    g_clear_pointer (&self->choices, g_ptr_array_unref);
    self->choices = g_steal_pointer (&choices);
    gtk_widget_set_visible (GTK_WIDGET (self->filter), self->choices->len > LONG_LIST);
    fill (self);
  }
  mark (self);
}

static void
filter_cb (RuhuChoiceEditor *self)
{
  if (self->choices == NULL)
    return;
  fill (self);
  mark (self);
}

static gboolean
digit_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (widget);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, g_variant_get_int32 (args));

  if (row == NULL || gtk_widget_has_focus (GTK_WIDGET (self->filter)))
    return FALSE;
  return gtk_widget_activate (GTK_WIDGET (ruhu_choice_row_get_check (RUHU_CHOICE_ROW (row))));
}

static void
add_digit_keys (RuhuChoiceEditor *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  guint i;

  for (i = 0; i < 9; i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (GDK_KEY_1 + i, 0),
                                       gtk_callback_action_new (digit_cb, NULL, NULL),
                                       "i",
                                       (gint32) i));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
ruhu_choice_editor_begin (RuhuEditor *editor)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (editor);

  ruhu_editor_name (editor, GTK_WIDGET (self->list), NULL);
  ruhu_editor_name (editor, GTK_WIDGET (self->filter), _ ("Filter the list"));
}

static void
ruhu_choice_editor_finalize (GObject *object)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (object);

  g_clear_pointer (&self->choices, g_ptr_array_unref);

  G_OBJECT_CLASS (ruhu_choice_editor_parent_class)->finalize (object);
}

static void
ruhu_choice_editor_class_init (RuhuChoiceEditorClass *klass)
{
  RuhuEditorClass *editor_class = RUHU_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_editor_finalize;
  editor_class->begin = ruhu_choice_editor_begin;
  editor_class->refresh = ruhu_choice_editor_refresh;
}

static void
ruhu_choice_editor_init (RuhuChoiceEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->filter = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->filter), FALSE);
  g_signal_connect_swapped (self->filter, "search-changed", G_CALLBACK (filter_cb), self);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "choices");

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->filter));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), box);
  add_digit_keys (self);
}
