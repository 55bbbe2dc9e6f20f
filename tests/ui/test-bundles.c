/* test-bundles.c: ui/ruhu-bundles.c: a visit goes to a real HQ by USB, in the app's own window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-bundle-page.h"
#include "ruhu-bundles.h"
#include "ruhu-receipt-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-ui-test.h"

static GFile *
on_stick (Path *f, const char *name)
{
  return g_file_new_build_filename (f->dir, name, NULL);
}

/* HQ takes the file in; its answer is another. */
static void
carry (Path *f, GFile *up, GFile *back)
{
  g_autofree char *path = g_file_get_path (up);
  g_autofree char *back_path = g_file_get_path (back);
  g_autoptr (RuhuHqReply) reply =
    hq_run (&f->hq, "bundle", "import", path, "--dir", f->hq.dir_path, NULL);
  RuhuHqFile *file;

  g_assert_cmpstr (reply->err->str, ==, "");
  file = reply->files->pdata[0];
  g_assert_true (g_file_set_contents (back_path,
                                      g_bytes_get_data (file->bytes, NULL),
                                      g_bytes_get_size (file->bytes),
                                      NULL));
}

static void
visit (Path *f)
{
  path_publish_form (f);
  path_enrol (f);
  path_wait_for_people (f, 2);
  path_begin_visit (f);
  path_finish_visit (f);
}

/* Nobody can press the buttons of a portal's dialog here: what it would answer is given at once. */
static RuhuBundles *
open_page (Path *f)
{
  RuhuBundles *bundles = ruhu_bundles_new (f->window, f->session);

  ruhu_window_push (f->window, ruhu_bundles_make_page (bundles));
  path_wait_for_page (f, RUHU_TYPE_BUNDLE_PAGE);
  return bundles;
}

static void
name_carrier (Path *f, const char *name)
{
  GtkWidget *row = ruhu_ui_test_find (GTK_WIDGET (f->window), ADW_TYPE_ENTRY_ROW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), name);
}

static void
test_by_usb_and_back (Path *f, gconstpointer data)
{
  g_autoptr (GFile) up = on_stick (f, "up.rbb");
  g_autoptr (GFile) back = on_stick (f, "back.rbb");
  RuhuBundles *bundles;

  visit (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  path_click (f, "By USB");
  path_wait_for_page (f, RUHU_TYPE_BUNDLE_PAGE);
  path_wait_for_beginning (f, "1 record and");
  ruhu_window_go_back (f->window);

  bundles = open_page (f);
  name_carrier (f, "Director Li");
  ruhu_bundles_hand_over (bundles, up);
  path_wait_for_beginning (f, "The file is ready: 1 record and");
  ruhu_window_go_back (f->window);
  path_wait_for_text (f, "Handed to Director Li");
  path_wait_for_text (f, "1 record is on this tablet."); /* and waits until the receipt is back */

  carry (f, up, back);
  ruhu_window_push (f->window, ruhu_bundles_make_page (bundles));
  ruhu_bundles_take_in (bundles, back);
  path_wait_for_text (f, "The county’s receipt is here.");
  ruhu_window_go_back (f->window);
  path_wait_for_text (f, "Everything has left this tablet.");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-receipt", NULL);
  path_wait_for_page (f, RUHU_TYPE_RECEIPT_PAGE);
  path_wait_for_beginning (f, "Lines 1 to ");
  g_object_unref (bundles);
}

static void
test_what_is_no_bundle_is_told (Path *f, gconstpointer data)
{
  g_autoptr (GFile) file = on_stick (f, "letter.rbb");
  g_autofree char *path = g_file_get_path (file);
  RuhuBundles *bundles;

  path_enrol (f);
  bundles = open_page (f);
  ruhu_bundles_take_in (bundles, file);
  path_wait_for_beginning (f, "The stick or the file is not there any more.");
  g_assert_true (g_file_set_contents (path, "Dear colleague", -1, NULL));
  ruhu_bundles_take_in (bundles, file);
  path_wait_for_beginning (f, "This file is damaged, or meant for somebody else.");
  g_object_unref (bundles);
}

#define ADD(path, func) g_test_add ("/bundles/" path, Path, NULL, path_set_up, func, path_tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("by-usb-and-back", test_by_usb_and_back);
  ADD ("what-is-no-bundle-is-told", test_what_is_no_bundle_is_told);

  return g_test_run ();
}
