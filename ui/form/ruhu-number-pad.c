/* ruhu-number-pad.c: keys for a number, beside its field
 *
 * For fingers: the keys take no focus, so that the field keeps it, and a keyboard goes past them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-number-pad.h"

#include "form/ruhu-part.h"

#include <glib/gi18n.h>

static void
pressed_cb (GtkButton *key, GtkEditable *field)
{
  const char *character = gtk_button_get_label (key);
  int position;

  gtk_editable_delete_selection (field);
  position = gtk_editable_get_position (field);
  gtk_editable_insert_text (field, character, -1, &position);
  gtk_editable_set_position (field, position);
}

static void
erased_cb (GtkButton *key, GtkEditable *field)
{
  int position = gtk_editable_get_position (field);

  if (gtk_editable_get_selection_bounds (field, NULL, NULL))
    gtk_editable_delete_selection (field);
  else if (position > 0)
    gtk_editable_delete_text (field, position - 1, position);
}

static GtkWidget *
add_key (GtkGrid *grid, guint place, GtkWidget *key)
{
  gtk_widget_add_css_class (key, "key");
  gtk_widget_set_focusable (key, FALSE);
  gtk_widget_set_focus_on_click (key, FALSE);
  gtk_grid_attach (grid, key, (int) place % 3, (int) place / 3, 1, 1);
  return key;
}

/**
 * ruhu_number_pad_new:
 * @field: (transfer none): where the keys write; it lives as long as the pad
 * @letter: whether there is a key for X
 *
 * Returns: (transfer floating): the keys; a page shows them where there is room for two columns
 */
GtkWidget *
ruhu_number_pad_new (GtkEditable *field, gboolean letter)
{
  static const char *const keys[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0" };
  GtkWidget *pad = gtk_grid_new ();
  GtkWidget *erase = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  guint i;

  gtk_grid_set_row_homogeneous (GTK_GRID (pad), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (pad), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (pad), 9);
  gtk_grid_set_column_spacing (GTK_GRID (pad), 9);
  gtk_widget_set_hexpand (pad, TRUE);
  for (i = 0; i < G_N_ELEMENTS (keys); i++) {
    GtkWidget *key = add_key (GTK_GRID (pad), i, gtk_button_new_with_label (keys[i]));

    g_signal_connect (key, "clicked", G_CALLBACK (pressed_cb), field);
    gtk_widget_set_visible (key, letter || *keys[i] != 'X');
  }

  gtk_button_set_icon_name (GTK_BUTTON (erase), "edit-clear-symbolic");
  gtk_widget_set_tooltip_text (erase, _ ("Delete one digit"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (erase),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Delete one digit"),
                                  -1);
  add_key (GTK_GRID (pad), i, erase);
  g_signal_connect (erase, "clicked", G_CALLBACK (erased_cb), field);
  ruhu_part_name (pad, "pad-side");
  return pad;
}
