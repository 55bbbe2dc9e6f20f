/* test-users.c: ui/ruhu-users.c: who works with a tablet, in its own windows and with a real HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-home-page.h"
#include "ruhu-secret-page.h"
#include "ruhu-ui-test.h"

#define NEW_PIN "1029384756"

static void
open_change (Path *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-settings", NULL);
  path_click (f, "Change PIN or phrase");
  path_wait_for_page (f, RUHU_TYPE_SECRET_PAGE);
}

static void
test_another_pin_opens_the_tablet (Path *f, gconstpointer data)
{
  path_enrol (f);
  open_change (f);
  path_type_pin (f, NEW_PIN); /* not the one in use */
  path_type_pin (f, NEW_PIN);
  path_type_pin (f, NEW_PIN);
  path_wait_for_text (f, "The one you use now was not right. Nothing was changed.");
  path_type_pin (f, PIN);
  path_type_pin (f, NEW_PIN);
  path_type_pin (f, NEW_PIN);
  path_wait_for_text (f, "From now on the new PIN or phrase opens this tablet.");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_type_pin (f, PIN);
  path_wait_for_text (f, "Not right. Please try again.");
  path_type_pin (f, NEW_PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
}

#define ADD(path, func) g_test_add ("/users/" path, Path, NULL, path_set_up, func, path_tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("another-pin-opens-the-tablet", test_another_pin_opens_the_tablet);

  return g_test_run ();
}
