/* ruhu-toggle.c: a toggle button says whether it is on
 *
 * GTK 4.8 has no role for a toggle button: it is a plain one, of which no screen reader says that
 * it is pressed. As a radio button or a check box it is heard as ticked or not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-toggle.h"

static void
active_cb (GtkToggleButton *button)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (button),
                               GTK_ACCESSIBLE_STATE_CHECKED,
                               gtk_toggle_button_get_active (button)
                                 ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                 : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

/**
 * ruhu_toggle_tell:
 * @button: a toggle button that was made with the role of a radio button or a check box; from now
 *   on its being on is told as its being ticked
 */
void
ruhu_toggle_tell (GtkToggleButton *button)
{
  g_signal_connect (button, "notify::active", G_CALLBACK (active_cb), NULL);
  active_cb (button);
}

/**
 * ruhu_toggle_new:
 * @role: %GTK_ACCESSIBLE_ROLE_RADIO for one of several, %GTK_ACCESSIBLE_ROLE_CHECKBOX for one alone
 *
 * Returns: (transfer floating): a toggle button with a word on it
 */
GtkWidget *
ruhu_toggle_new (const char *label, GtkAccessibleRole role)
{
  GtkWidget *button =
    g_object_new (GTK_TYPE_TOGGLE_BUTTON, "label", label, "accessible-role", role, NULL);

  ruhu_toggle_tell (GTK_TOGGLE_BUTTON (button));
  return button;
}
