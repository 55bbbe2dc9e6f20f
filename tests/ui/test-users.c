/* test-users.c: ui/ruhu-users.c: who works with a tablet, in its own windows and with a real HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-erased-page.h"
#include "ruhu-home-page.h"
#include "ruhu-secret-page.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"
#include "ruhu-start-page.h"

#include <string.h>
#include <unistd.h>

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
  path_type_pin (f, NEW_PIN); /* not the one in use; the code stays good */
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

static char *
make_worker_code (Path *f, const char *name)
{
  const char *id = ruhu_store_get_device (ruhu_session_get_store (f->session))->id;
  g_autofree char *added G_GNUC_UNUSED =
    hq_do (&f->hq, "user", "add", name, "--role", "village", "--scope", VILLAGE, NULL);
  g_autofree char *said G_GNUC_UNUSED =
    hq_do (&f->hq, "device", "enrol", "--device", id, "--user", name, NULL);
  const char *code = strstr (said, "code: ") + strlen ("code: ");

  return g_strndup (code, strchr (code, '\n') - code);
}

static void
test_two_workers_share_a_tablet (Path *f, gconstpointer data)
{
  g_autofree char *code = NULL;
  RuhuPage *page;

  path_enrol (f);
  code = make_worker_code (f, "lan");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-settings", NULL);
  path_click (f, "One more worker");
  page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);
  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, code);
  path_click (f, "Continue");
  path_type_pin (f, NEW_PIN);
  path_type_pin (f, NEW_PIN);
  path_wait_for_text (f, "lan works with this tablet from now on.");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_click (f, "lan");
  path_type_pin (f, NEW_PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  g_assert_cmpstr (ruhu_store_get_user (ruhu_session_get_store (f->session)), ==, "lan");
  path_wait_for_people (f, 2);
}

/* Who is told of it in the midst of work is at the door again, and opens it no more. */
static void
test_who_has_left_is_locked_out (Path *f, gconstpointer data)
{
  RuhuStore *store = ruhu_session_get_store (f->session);
  g_autofree char *first G_GNUC_UNUSED = NULL, *said = NULL;

  test_two_workers_share_a_tablet (f, NULL);
  said =
    hq_do (&f->hq, "device", "remove", ruhu_store_get_device (store)->id, "--user", "lan", NULL);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.send-now", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_wait_for_button (f, "1");
  g_assert_null (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_TOGGLE_BUTTON, "lan"));
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
}

static char *
open_at_hq (Path *f)
{
  g_autofree char *halves = g_strdup_printf ("%s\n%s\n", f->hq.halves[0], f->hq.halves[1]);
  g_autofree char *number = NULL, *said = NULL;
  const char *code;
  int ends[2];

  g_assert_no_errno (pipe (ends));
  g_assert_cmpint (write (ends[1], halves, strlen (halves)), ==, strlen (halves));
  close (ends[1]);
  number = g_strdup_printf ("%d", ends[0]);
  said = hq_do (&f->hq,
                "device",
                "recover",
                ruhu_store_get_device (ruhu_session_get_store (f->session))->id,
                "--recovery-key-fd",
                number,
                NULL);
  close (ends[0]);
  code = strstr (said, "code: ") + strlen ("code: ");
  return g_strndup (code, strchr (code, '\n') - code);
}

static void
test_forgotten_pin_is_replaced (Path *f, gconstpointer data)
{
  g_autofree char *code = NULL;
  RuhuPage *page;

  path_enrol (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_wait_for_button (f, "1");
  while (*ruhu_unlock_page_get_user (RUHU_UNLOCK_PAGE (ruhu_window_get_page (f->window))) == '\0')
    g_main_context_iteration (NULL, TRUE);
  path_click (f, "PIN forgotten?");
  page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);
  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, "0123456789ABCDEFGHJK");
  path_click (f, "Continue");
  path_wait_for_text (f,
                      "The county has not opened it yet. Please try again when they have read the "
                      "code to you.");

  code = open_at_hq (f);
  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, code);
  path_click (f, "Continue");
  path_type_pin (f, NEW_PIN);
  path_type_pin (f, NEW_PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  path_wait_for_people (f, 2);
}

static void
test_revoked_tablet_says_so (Path *f, gconstpointer data)
{
  RuhuStore *store = ruhu_session_get_store (f->session);

  path_enrol (f);
  g_free (hq_do (&f->hq, "device", "revoke", ruhu_store_get_device (store)->id, NULL));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.send-now", NULL);
  path_wait_for_text (f, "Deregistered");
  path_wait_for_people (f, 0);
  g_assert_cmpuint (ruhu_window_get_depth (f->window), ==, 1);
  path_click (f, "Enrol this tablet anew");
  path_enrol (f);
}

static void
test_erased_page_fits_everywhere (void)
{
  ruhu_ui_test_assert_fits (RUHU_PAGE (ruhu_erased_page_new (FALSE, TRUE)));
}

/* The profile came back from somewhere: the right PIN leads to another enrolment. */
static void
test_copy_is_enrolled_again (Path *f, gconstpointer data)
{
  g_autofree char *instance = NULL, *code = NULL, *old = NULL;
  RuhuPage *page;

  path_enrol (f);
  old = g_strdup (ruhu_store_get_device (ruhu_session_get_store (f->session))->id);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  instance = g_build_filename (ruhu_session_get_dir (f->session), "secret", "instance", NULL);
  g_assert_true (g_file_set_contents (instance, "sixteen bytes 16", 16, NULL));

  while (*ruhu_unlock_page_get_user (RUHU_UNLOCK_PAGE (ruhu_window_get_page (f->window))) == '\0')
    g_main_context_iteration (NULL, TRUE);
  path_type_pin (f, PIN);
  path_wait_for_text (f, "Enrol this tablet again");
  page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);
  code = tablet_make_code (&f->hq, VILLAGE);
  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, code);
  path_click (f, "Continue");
  path_type_pin (f, NEW_PIN); /* not the one in use; the code is used up all the same */
  path_wait_for_text (f, "The one you use now was not right. Nothing was changed.");
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  path_wait_for_people (f, 2);
  g_assert_cmpstr (ruhu_store_get_device (ruhu_session_get_store (f->session))->id, !=, old);
}

#define ADD(path, func) g_test_add ("/users/" path, Path, NULL, path_set_up, func, path_tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("two-workers-share-a-tablet", test_two_workers_share_a_tablet);
  ADD ("who-has-left-is-locked-out", test_who_has_left_is_locked_out);
  ADD ("forgotten-pin-is-replaced", test_forgotten_pin_is_replaced);
  ADD ("revoked-tablet-says-so", test_revoked_tablet_says_so);
  g_test_add_func ("/users/erased-page-fits-everywhere", test_erased_page_fits_everywhere);
  ADD ("copy-is-enrolled-again", test_copy_is_enrolled_again);
  ADD ("another-pin-opens-the-tablet", test_another_pin_opens_the_tablet);

  return g_test_run ();
}
