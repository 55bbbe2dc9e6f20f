/* test-window.c: ui/ruhu-window.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-init.h"
#include "ruhu-window.h"

static void
test_opens_and_goes_away_whole (void)
{
  RuhuWindow *window = ruhu_window_new (NULL);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Ruhu");

  gtk_window_destroy (GTK_WINDOW (window));
  while (window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ruhu_ui_init ();

  g_test_add_func ("/window/opens-and-goes-away-whole", test_opens_and_goes_away_whole);

  return g_test_run ();
}
