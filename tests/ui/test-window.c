/* test-window.c: ui/ruhu-window.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"
#include "ruhu-window.h"

static RuhuWindow *
open_window (void)
{
  RuhuWindow *window = ruhu_window_new (NULL);

  ruhu_window_push (window, RUHU_PAGE (ruhu_unlock_page_new ()));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

static void
test_opens_and_goes_away_whole (void)
{
  RuhuWindow *window = open_window ();

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Unlock");
  ruhu_ui_test_close (GTK_WINDOW (window));
}

static void
test_back_returns_to_page_and_focus (void)
{
  RuhuWindow *window = open_window ();
  RuhuPage *below = ruhu_window_get_page (window);
  GtkWidget *focus = ruhu_ui_test_find (GTK_WIDGET (below), GTK_TYPE_BUTTON, "5");
  RuhuPage *page = RUHU_PAGE (ruhu_unlock_page_new ());

  gtk_widget_grab_focus (focus);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  ruhu_page_set_title (page, "On top");
  ruhu_window_push (window, page);
  g_assert_cmpuint (ruhu_window_get_depth (window), ==, 2);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "On top");
  /* A screen reader must not find what lies below. */
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (below)));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL));
  g_assert_null (page);
  g_assert_true (ruhu_window_get_page (window) == below);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (below)));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == focus);

  /* The last page stays. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpuint (ruhu_window_get_depth (window), ==, 1);
  ruhu_ui_test_close (GTK_WINDOW (window));
}

static void
test_restart_leaves_one_page (void)
{
  RuhuWindow *window = open_window ();
  RuhuPage *page = RUHU_PAGE (ruhu_unlock_page_new ());

  ruhu_window_push (window, RUHU_PAGE (ruhu_unlock_page_new ()));
  ruhu_window_restart (window, page);
  g_assert_cmpuint (ruhu_window_get_depth (window), ==, 1);
  g_assert_true (ruhu_window_get_page (window) == page);
  ruhu_ui_test_close (GTK_WINDOW (window));
}

static void
test_full_disk_is_a_dialog_that_stays (void)
{
  g_autoptr (GError) error = g_error_new (RUHU_ERROR, RUHU_ERROR_FULL, "no room");
  GListModel *windows = gtk_window_get_toplevels ();
  RuhuWindow *window = open_window ();
  GtkWindow *dialog = NULL;
  guint i;

  ruhu_window_show_error (window, error);

  for (i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) toplevel = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (toplevel))
      dialog = toplevel;
  }
  g_assert_nonnull (dialog);
  g_assert_true (gtk_window_get_transient_for (dialog) == GTK_WINDOW (window));
  gtk_window_destroy (dialog);
  ruhu_ui_test_close (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add_func ("/window/opens-and-goes-away-whole", test_opens_and_goes_away_whole);
  g_test_add_func ("/window/back-returns-to-page-and-focus", test_back_returns_to_page_and_focus);
  g_test_add_func ("/window/restart-leaves-one-page", test_restart_leaves_one_page);
  g_test_add_func ("/window/full-disk-is-a-dialog-that-stays",
                   test_full_disk_is_a_dialog_that_stays);

  return g_test_run ();
}
