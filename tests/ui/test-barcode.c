/* test-barcode.c: ui/form/ruhu-barcode-editor.c before a camera that sees a code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-barcode.h"

#include "editor-fixture.h"

#include <glib/gstdio.h>
#include <qrencode.h>

#define CODE "辅具 6901234567892"
#define MODULE 8
#define QUIET 4

static GdkPixbuf *
draw_code (const char *text)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  int side = (code->width + 2 * QUIET) * MODULE;
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  int x, y;

  gdk_pixbuf_fill (pixbuf, 0xffffffff);
  for (y = 0; y < code->width; y++)
    for (x = 0; x < code->width; x++) {
      g_autoptr (GdkPixbuf) module = gdk_pixbuf_new_subpixbuf (pixbuf,
                                                               (x + QUIET) * MODULE,
                                                               (y + QUIET) * MODULE,
                                                               MODULE,
                                                               MODULE);

      if (code->data[y * code->width + x] & 1)
        gdk_pixbuf_fill (module, 0x000000ff);
    }
  QRcode_free (code);
  return pixbuf;
}

static void
test_a_code_in_a_picture_is_read (void)
{
  g_autoptr (GdkPixbuf) picture = draw_code (CODE);
  g_autoptr (GdkPixbuf) empty = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 200, 100);
  g_autofree char *code = ruhu_barcode_read (picture);
  g_autofree char *nothing = NULL;

  gdk_pixbuf_fill (empty, 0xffffffff);
  nothing = ruhu_barcode_read (empty);
  g_assert_null (nothing);
  g_assert_cmpstr (code, ==, ruhu_barcode_can_read () ? CODE : NULL);
}

static void
test_a_code_before_the_camera_becomes_the_answer (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->store.dir, "code.png", NULL);
  g_autofree char *camera = g_strdup_printf (
    "multifilesrc location=%s loop=true caps=\"image/png,framerate=10/1\" ! pngdec",
    path);
  g_autoptr (GdkPixbuf) picture = draw_code (CODE);
  g_autoptr (GError) error = NULL;
  GtkWidget *question;

  if (!ruhu_barcode_can_read ()) {
    g_test_skip ("built without zbar");
    return;
  }
  gdk_pixbuf_save (picture, path, "png", &error, NULL);
  g_assert_no_error (error);
  g_setenv ("RUHU_CAMERA", camera, TRUE);
  question = editor_fixture_open (f, "code");
  ruhu_ui_test_click (question, "Scan");
  editor_fixture_wait_answer (f, "code", "");
  g_assert_cmpstr (survey_fixture_get (f, "code"), ==, CODE);
  g_assert_cmpstr (gtk_editable_get_text (
                     GTK_EDITABLE (survey_fixture_find_widget (question, GTK_TYPE_ENTRY, 0))),
                   ==,
                   CODE);
  g_unsetenv ("RUHU_CAMERA");
}

static void
test_without_a_camera_it_is_typed (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question;
  GtkWidget *entry;

  g_setenv ("RUHU_CAMERA", "", TRUE);
  question = editor_fixture_open (f, "code");
  g_assert_null (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Scan"));
  entry = survey_fixture_find_widget (question, GTK_TYPE_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "69012");
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "code"), ==, "69012");
  g_unsetenv ("RUHU_CAMERA");
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add_func ("/barcode/a-code-in-a-picture-is-read", test_a_code_in_a_picture_is_read);
  editor_fixture_add ("/barcode/a-code-before-the-camera-becomes-the-answer",
                      test_a_code_before_the_camera_becomes_the_answer);
  editor_fixture_add ("/barcode/without-a-camera-it-is-typed", test_without_a_camera_it_is_typed);

  return g_test_run ();
}
