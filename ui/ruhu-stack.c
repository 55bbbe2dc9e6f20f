/* ruhu-stack.c: what lies behind in a stack is hidden
 *
 * A screen reader walks through what lies behind in a stack (GTK 4.8): only what is invisible is
 * passed over.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-stack.h"

/**
 * ruhu_stack_show:
 * @child: (transfer none): one of @stack's children; the others are hidden
 *
 * The focus goes along where it was in what is hidden.
 */
void
ruhu_stack_show (GtkStack *stack, GtkWidget *child)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (stack));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean moves = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (stack)) &&
                   focus != child && !gtk_widget_is_ancestor (focus, child);
  GtkWidget *other;

  g_return_if_fail (gtk_widget_get_parent (child) == GTK_WIDGET (stack));

  /* What is hidden while it has the focus stays in memory (GTK 4.8). */
  if (moves)
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_visible (child, TRUE);
  gtk_stack_set_visible_child (stack, child);
  for (other = gtk_widget_get_first_child (GTK_WIDGET (stack)); other != NULL;
       other = gtk_widget_get_next_sibling (other))
    gtk_widget_set_visible (other, other == child);
  if (moves)
    gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

/** ruhu_stack_show_name: @name: of the page to show */
void
ruhu_stack_show_name (GtkStack *stack, const char *name)
{
  GtkWidget *child = gtk_stack_get_child_by_name (stack, name);

  g_return_if_fail (child != NULL);

  ruhu_stack_show (stack, child);
}
