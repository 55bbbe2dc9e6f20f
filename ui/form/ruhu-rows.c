/* ruhu-rows.c: a repeat: how many, which
 *
 * One card for each row. A row that is thrown away is struck through and stays until the page is
 * left, so that one tap takes it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-rows.h"

#include "form/ruhu-answer.h"
#include "form/ruhu-focus.h"
#include "form/ruhu-label-media.h"

#include <glib/gi18n.h>

struct _RuhuRows {
  AdwBin parent_instance;

  RuhuSurvey *survey;
  const RuhuControl *repeat;
  RuhuNode *within;
  GHashTable *struck; /* storage keys of rows thrown away on this page */

  GtkLabel *label;
  RuhuLabelMedia *media;
  GtkLabel *count;
  GtkBox *cards;
  GtkButton *add;
};

G_DEFINE_FINAL_TYPE (RuhuRows, ruhu_rows, ADW_TYPE_BIN)

static void
ruhu_rows_dispose (GObject *object)
{
  g_clear_object (&RUHU_ROWS (object)->survey);

  G_OBJECT_CLASS (ruhu_rows_parent_class)->dispose (object);
}

static void
ruhu_rows_finalize (GObject *object)
{
  g_hash_table_unref (RUHU_ROWS (object)->struck);

  G_OBJECT_CLASS (ruhu_rows_parent_class)->finalize (object);
}

static void
ruhu_rows_class_init (RuhuRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_rows_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = ruhu_focus_first_within;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
make_label (const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (label), style);
  return label;
}

static void
ruhu_rows_init (RuhuRows *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->struck = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->label = make_label ("question");
  self->count = make_label ("secondary");
  self->media = g_object_new (RUHU_TYPE_LABEL_MEDIA, NULL);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->media));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->count));
  self->cards = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 14));
  self->add = GTK_BUTTON (gtk_button_new_with_label (_ ("Add one")));
  gtk_widget_add_css_class (GTK_WIDGET (self->add), "primary");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->add), "survey.add-row");

  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->cards));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->add));
  adw_bin_set_child (ADW_BIN (self), box);
}

static GtkWidget *
make_button (const char *icon, const char *label, const char *action, const char *key)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new ();

  if (icon == NULL)
    gtk_button_set_label (GTK_BUTTON (button), label);
  else
    gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", key);
  return button;
}

static void
add_buttons (RuhuRows *self, GtkWidget *card, const char *key, const char *title)
{
  g_autofree char *edit = g_strdup_printf (_ ("Change: %s"), title);
  g_autofree char *remove = g_strdup_printf (_ ("Remove: %s"), title);
  GtkWidget *button;

  if (g_hash_table_contains (self->struck, key)) {
    gtk_box_append (GTK_BOX (card), make_button (NULL, _ ("Take back"), "survey.keep-row", key));
    return;
  }
  button = make_button (NULL, _ ("Change"), "survey.edit-row", key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, edit, -1);
  gtk_box_append (GTK_BOX (card), button);
  button = make_button ("user-trash-symbolic", remove, "survey.remove-row", key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove,
                                  -1);
  gtk_box_append (GTK_BOX (card), button);
}

static void
add_card (RuhuRows *self, RuhuNode *row, guint number)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkLabel *title = make_label ("heading");
  g_autofree char *key = ruhu_node_get_key (row);
  g_autofree char *summary = ruhu_answer_summarize (instance, self->repeat, row, 3);
  g_autofree char *text = NULL;

  text = *summary != '\0' ? g_strdup_printf ("%u · %s", number, summary)
                          : g_strdup_printf (_ ("%u · nothing recorded yet"), number);
  gtk_label_set_label (title, text);
  gtk_widget_set_hexpand (GTK_WIDGET (title), TRUE);
  if (g_hash_table_contains (self->struck, key))
    gtk_widget_add_css_class (GTK_WIDGET (title), "was");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "pad");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (title));
  add_buttons (self, card, key, text);
  gtk_box_append (self->cards, card);
}

/**
 * ruhu_rows_new:
 * @within: the row @repeat itself stands in, or the root
 *
 * Returns: (transfer floating): the cards; their buttons activate `survey.add-row`, and with a
 * row's storage key `survey.edit-row`, `survey.remove-row` and `survey.keep-row`
 */
RuhuRows *
ruhu_rows_new (RuhuSurvey *survey, const RuhuControl *repeat, RuhuNode *within)
{
  RuhuRows *self = g_object_new (RUHU_TYPE_ROWS, NULL);

  self->survey = g_object_ref (survey);
  self->repeat = repeat;
  self->within = within;
  ruhu_rows_refresh (self);
  return self;
}

/** ruhu_rows_refresh: shows the rows that the filling has now */
void
ruhu_rows_refresh (RuhuRows *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (instance, self->repeat, self->within);
  g_autofree char *label = ruhu_answer_label (instance, self->repeat, self->within);
  g_autofree char *count = NULL;
  GtkWidget *child;
  guint i;

  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                        "One card each, %u recorded",
                                        "One card each, %u recorded",
                                        rows->len),
                           rows->len);
  gtk_label_set_label (self->label, label);
  ruhu_label_media_show (self->media, instance, self->repeat, self->within, label);
  gtk_label_set_label (self->count, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  count,
                                  -1);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);
  for (i = 0; i < rows->len; i++)
    add_card (self, g_ptr_array_index (rows, i), i + 1);
  gtk_widget_set_visible (GTK_WIDGET (self->add),
                          ruhu_instance_can_add_row (instance, self->repeat, self->within));
}

/**
 * ruhu_rows_strike:
 * @key: a row's storage key
 * @struck: whether it is to go when the page is left
 */
void
ruhu_rows_strike (RuhuRows *self, const char *key, gboolean struck)
{
  if (struck)
    g_hash_table_add (self->struck, g_strdup (key));
  else
    g_hash_table_remove (self->struck, key);
  ruhu_rows_refresh (self);
}

/** ruhu_rows_remove_struck: removes for good what was struck: the page is left */
void
ruhu_rows_remove_struck (RuhuRows *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->struck);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    RuhuNode *row = ruhu_instance_find_key (instance, key);
    g_autoptr (GError) error = NULL;

    if (row == NULL)
      continue;
    ruhu_survey_note (self->survey, "delete repeat", row);
    if (!ruhu_instance_remove_row (instance, row, &error))
      g_message ("a row was not removed: %s", error->message);
  }
  g_hash_table_remove_all (self->struck);
}
