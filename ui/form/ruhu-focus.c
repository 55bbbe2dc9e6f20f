/* ruhu-focus.c: puts the focus on the first thing that takes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-focus.h"

static gboolean
is_open (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget) && gtk_widget_get_child_visible (widget) &&
         gtk_widget_is_sensitive (widget);
}

/**
 * ruhu_focus_first_within:
 *
 * What a container does to take the focus: gives it to the first below it that is focusable, in the
 * order of the page.
 *
 * Returns: %FALSE where nothing takes it
 */
gboolean
ruhu_focus_first_within (GtkWidget *widget)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!is_open (child))
      continue;
    if (gtk_widget_get_focusable (child) && gtk_widget_grab_focus (child))
      return TRUE;
    if (ruhu_focus_first_within (child))
      return TRUE;
  }
  return FALSE;
}
