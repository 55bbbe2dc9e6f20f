/* test-page.c: ui/ruhu-page.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-home-page.h"
#include "ruhu-start-page.h"
#include "ruhu-ui-test.h"

static GtkWidget *
find_id (GtkWidget *root, const char *id)
{
  GtkWidget *child;

  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), id) == 0)
    return root;
  for (child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_id (child, id);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkOrientation
get_turn (RuhuPage *page, const char *id)
{
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (find_id (GTK_WIDGET (page), id)));
}

static void
test_wide_stands_side_by_side (void)
{
  RuhuPage *page = RUHU_PAGE (ruhu_home_page_new ());
  GtkWindow *window = ruhu_ui_test_show (page, 1280, 800);

  g_assert_cmpint (get_turn (page, "tiles-stack"), ==, GTK_ORIENTATION_HORIZONTAL);
  g_assert_true (gtk_widget_get_visible (find_id (GTK_WIDGET (page), "title-wide")));
  g_assert_false (gtk_widget_get_visible (find_id (GTK_WIDGET (page), "title-narrow")));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (page), "narrow"));
  ruhu_ui_test_close (window);
}

static void
test_narrow_stacks_and_swaps (void)
{
  RuhuPage *page = RUHU_PAGE (ruhu_home_page_new ());
  GtkWindow *window = ruhu_ui_test_show (page, 360, 720);

  g_assert_cmpint (get_turn (page, "tiles-stack"), ==, GTK_ORIENTATION_VERTICAL);
  g_assert_false (gtk_widget_get_visible (find_id (GTK_WIDGET (page), "title-wide")));
  g_assert_true (gtk_widget_get_visible (find_id (GTK_WIDGET (page), "title-narrow")));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (page), "narrow"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (page), "tiny"));
  ruhu_ui_test_close (window);
}

static void
test_large_text_folds_like_a_small_window (void)
{
  RuhuPage *page;
  GtkWindow *window;

  ruhu_ui_test_set_scale (2);
  page = RUHU_PAGE (ruhu_home_page_new ());
  window = ruhu_ui_test_show (page, 1100, 800);
  g_assert_cmpfloat (ruhu_page_get_text_width (page), ==, 550);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (page), "narrow"));
  ruhu_ui_test_set_scale (1);
  ruhu_ui_test_close (window);
}

static void
test_tiny_leaves_out_what_is_roomy (void)
{
  RuhuPage *page;
  GtkWindow *window;

  ruhu_ui_test_set_scale (2);
  page = RUHU_PAGE (ruhu_home_page_new ());
  window = ruhu_ui_test_show (page, 360, 720);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (page), "tiny"));
  g_assert_false (gtk_widget_get_visible (find_id (GTK_WIDGET (page), "subtitle-roomy")));
  ruhu_ui_test_set_scale (1);
  ruhu_ui_test_close (window);
}

static void
test_primary_is_the_blue_button (void)
{
  g_autoptr (RuhuPreferences) preferences = ruhu_preferences_new (NULL);
  RuhuStartPage *page = ruhu_start_page_new (preferences);
  GtkWindow *window = ruhu_ui_test_show (RUHU_PAGE (page), 1280, 800);

  g_assert_true (ruhu_page_press_primary (RUHU_PAGE (page)));
  g_assert_cmpstr (ruhu_start_page_get_fault (page), ==, "The county's address is still missing.");
  ruhu_ui_test_close (window);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add_func ("/page/wide-stands-side-by-side", test_wide_stands_side_by_side);
  g_test_add_func ("/page/narrow-stacks-and-swaps", test_narrow_stacks_and_swaps);
  g_test_add_func ("/page/large-text-folds-like-a-small-window",
                   test_large_text_folds_like_a_small_window);
  g_test_add_func ("/page/tiny-leaves-out-what-is-roomy", test_tiny_leaves_out_what_is_roomy);
  g_test_add_func ("/page/primary-is-the-blue-button", test_primary_is_the_blue_button);

  return g_test_run ();
}
