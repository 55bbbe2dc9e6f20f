/* test-drawing.c: ui/form/ruhu-sketch-editor.c, ruhu-signature-editor.c and the paper they share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-paper.h"
#include "form/ruhu-picture.h"
#include "form/ruhu-sketch-editor.h"

#include "editor-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static const char form[] =
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
  "<h:head><h:title>Body</h:title><model><instance><data id=\"body\" version=\"1\">"
  "<where>jr://images/body.png</where><name/></data></instance>"
  "<bind nodeset=\"/data/where\" type=\"binary\"/><bind nodeset=\"/data/name\" type=\"binary\"/>"
  "</model></h:head><h:body><upload ref=\"/data/where\" mediatype=\"image/*\" "
  "appearance=\"annotate\"><label>Where</label></upload>"
  "<upload ref=\"/data/name\" mediatype=\"image/*\" appearance=\"signature\"><label>Name</label>"
  "</upload></h:body></h:html>";

static void
set_up (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new_static (form, strlen (form)));
}

static GtkWidget *
open_paper (SurveyFixture *f, const char *name)
{
  GtkWidget *paper = survey_fixture_find_widget (editor_fixture_open (f, name), RUHU_TYPE_PAPER, 0);

  g_assert_nonnull (paper);
  return paper;
}

/* By the keys: pen down, @n steps, pen up. */
static void
draw (GtkWidget *paper, guint key, guint n)
{
  g_assert_true (ruhu_ui_test_press (paper, GDK_KEY_space, 0));
  while (n-- > 0)
    g_assert_true (ruhu_ui_test_press (paper, key, 0));
  g_assert_true (ruhu_ui_test_press (paper, GDK_KEY_space, 0));
}

static GdkPixbuf *
read_picture (SurveyFixture *f, const char *name)
{
  g_autoptr (GBytes) content = editor_fixture_read (f, name);
  GdkPixbuf *picture = ruhu_picture_read (content);

  g_assert_nonnull (picture);
  return picture;
}

/* Whether what lies at @x and @y, in fractions, is far from white. */
static gboolean
is_inked (GdkPixbuf *picture, double x, double y)
{
  const guint8 *pixel =
    gdk_pixbuf_read_pixels (picture) +
    (int) (y * gdk_pixbuf_get_height (picture)) * gdk_pixbuf_get_rowstride (picture) +
    (int) (x * gdk_pixbuf_get_width (picture)) * gdk_pixbuf_get_n_channels (picture);

  return pixel[0] < 200 || pixel[1] < 200 || pixel[2] < 200;
}

static void
test_a_line_is_kept_as_a_picture (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *paper = open_paper (f, "drawing");
  g_autoptr (GdkPixbuf) picture = NULL;

  draw (paper, GDK_KEY_Right, 10);
  editor_fixture_wait_answer (f, "drawing", "");
  g_assert_true (g_str_has_suffix (survey_fixture_get (f, "drawing"), ".png"));
  picture = read_picture (f, "drawing");
  g_assert_true (is_inked (picture, 0.6, 0.5));
  g_assert_false (is_inked (picture, 0.3, 0.5));
  /* As wide in proportion as the paper: nothing is bent. */
  g_assert_cmpfloat_with_epsilon ((double) gdk_pixbuf_get_width (picture) /
                                    gdk_pixbuf_get_height (picture),
                                  (double) gtk_widget_get_width (paper) /
                                    gtk_widget_get_height (paper),
                                  0.05);
}

static void
test_the_last_line_is_taken_back (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *paper = open_paper (f, "drawing");
  g_autofree char *first = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;

  draw (paper, GDK_KEY_Right, 10);
  editor_fixture_wait_answer (f, "drawing", "");
  first = g_strdup (survey_fixture_get (f, "drawing"));
  draw (paper, GDK_KEY_Down, 10);
  editor_fixture_wait_answer (f, "drawing", first);
  both = g_strdup (survey_fixture_get (f, "drawing"));
  ruhu_ui_test_click (editor_fixture_find (f, "drawing"), "Take the last line back");
  editor_fixture_wait_answer (f, "drawing", both);
  picture = read_picture (f, "drawing");
  g_assert_true (is_inked (picture, 0.6, 0.5));
  g_assert_false (is_inked (picture, 0.7, 0.6));
  ruhu_ui_test_click (editor_fixture_find (f, "drawing"), "Take the last line back");
  g_assert_cmpstr (survey_fixture_get (f, "drawing"), ==, "");
}

static void
test_what_was_drawn_is_drawn_on (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *paper = open_paper (f, "drawing");
  g_autofree char *first = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;

  draw (paper, GDK_KEY_Right, 10);
  editor_fixture_wait_answer (f, "drawing", "");
  first = g_strdup (survey_fixture_get (f, "drawing"));
  survey_fixture_act (f, "next", NULL);
  paper = open_paper (f, "drawing");
  while (ruhu_paper_get_picture (RUHU_PAPER (paper)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  draw (paper, GDK_KEY_Left, 10);
  editor_fixture_wait_answer (f, "drawing", first);
  picture = read_picture (f, "drawing");
  g_assert_true (is_inked (picture, 0.6, 0.5));
  g_assert_true (is_inked (picture, 0.4, 0.5));
}

static void
test_leaving_with_the_pen_down_keeps_the_line (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *paper = open_paper (f, "drawing");

  ruhu_ui_test_press (paper, GDK_KEY_space, 0);
  ruhu_ui_test_press (paper, GDK_KEY_Right, 0);
  g_assert_cmpstr (survey_fixture_get (f, "drawing"), ==, "");
  survey_fixture_act (f, "next", NULL);
  editor_fixture_wait_answer (f, "drawing", "");
}

static void
drop (GtkWidget *editor, GFile *file)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (editor);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  guint i;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  for (i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, 5.0, 5.0, &taken);
  }
  g_assert_true (taken);
}

static void
test_a_photo_is_marked (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "ruhu-photo.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GdkPixbuf) photo = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 400, 300);
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autofree char *first = NULL;
  GtkWidget *paper = open_paper (f, "marked");

  gdk_pixbuf_fill (photo, 0xffffffff);
  g_assert_true (gdk_pixbuf_save (photo, path, "png", NULL, NULL));
  drop (gtk_widget_get_ancestor (paper, RUHU_TYPE_SKETCH_EDITOR), file);
  editor_fixture_wait_answer (f, "marked", "");
  g_unlink (path);
  first = g_strdup (survey_fixture_get (f, "marked"));
  draw (paper, GDK_KEY_Down, 10);
  editor_fixture_wait_answer (f, "marked", first);
  g_assert_true (g_str_has_suffix (survey_fixture_get (f, "marked"), ".jpg"));
  picture = read_picture (f, "marked");
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 400);
  g_assert_true (is_inked (picture, 0.5, 0.6));
  g_assert_false (is_inked (picture, 0.3, 0.6));
}

static void
test_a_picture_of_the_form_lies_on_the_paper (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *paper = open_paper (f, "where");

  g_assert_nonnull (ruhu_paper_get_picture (RUHU_PAPER (paper)));
  g_assert_cmpstr (survey_fixture_get (f, "where"), ==, "jr://images/body.png");
  draw (paper, GDK_KEY_Down, 10);
  editor_fixture_wait_answer (f, "where", "jr://images/body.png");
  g_assert_true (g_str_has_suffix (survey_fixture_get (f, "where"), ".jpg"));
}

static void
test_a_name_is_signed_and_signed_again (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *paper = open_paper (f, "name");

  gtk_test_accessible_assert_property (paper,
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Not signed yet");
  draw (paper, GDK_KEY_Right, 5);
  editor_fixture_wait_answer (f, "name", "");
  gtk_test_accessible_assert_property (paper, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Signed");
  ruhu_ui_test_click (editor_fixture_find (f, "name"), "Sign again");
  g_assert_cmpstr (survey_fixture_get (f, "name"), ==, "");
  g_assert_cmpuint (ruhu_paper_get_n_strokes (RUHU_PAPER (paper)), ==, 0);
}

static void
add_own (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path, SurveyFixture, NULL, set_up, test, survey_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  editor_fixture_add ("/drawing/a-line-is-kept-as-a-picture", test_a_line_is_kept_as_a_picture);
  editor_fixture_add ("/drawing/the-last-line-is-taken-back", test_the_last_line_is_taken_back);
  editor_fixture_add ("/drawing/what-was-drawn-is-drawn-on", test_what_was_drawn_is_drawn_on);
  editor_fixture_add ("/drawing/leaving-with-the-pen-down-keeps-the-line",
                      test_leaving_with_the_pen_down_keeps_the_line);
  editor_fixture_add ("/drawing/a-photo-is-marked", test_a_photo_is_marked);
  add_own ("/drawing/a-picture-of-the-form-lies-on-the-paper",
           test_a_picture_of_the_form_lies_on_the_paper);
  add_own ("/drawing/a-name-is-signed-and-signed-again", test_a_name_is_signed_and_signed_again);

  return g_test_run ();
}
