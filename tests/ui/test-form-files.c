/* test-form-files.c: what the county published beside a form, in the visit: ruhu-form-files.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-question.h"
#include "path-fixture.h"
#include "ruhu-survey-page.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"

#include <glib/gstdio.h>

static RuhuInstance *
get_filling (RuhuPage *page)
{
  return ruhu_survey_get_instance (ruhu_survey_page_get_survey (RUHU_SURVEY_PAGE (page)));
}

/* The question of that name on the page that is shown. */
static GtkWidget *
find_shown (GtkWidget *widget, const char *name)
{
  GtkWidget *child;

  if (RUHU_IS_QUESTION (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (ruhu_control_get_name (ruhu_question_get_control (RUHU_QUESTION (widget))),
                 name) == 0)
    return widget;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_shown (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* The water point form of tests/data under the home visit's name, with its files or without one. */
static void
publish_water_point (Path *f)
{
  static const char *const names[] = { "pump.xml",     "pump.png",  "pump-large.png",
                                       "tap.png",      "well.png",  "knock.wav",
                                       "villages.csv", "heads.csv", "towns.geojson" };
  g_autofree char *folder = g_build_filename (f->dir, "pump", NULL);
  g_autofree char *form = g_build_filename (folder, "pump.xml", NULL);
  guint i;

  g_mkdir (folder, 0700);
  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *from = g_build_filename ("pump", names[i], NULL);
    g_autofree char *source = ruhu_test_data (from);
    g_autofree char *target = g_build_filename (folder, names[i], NULL);
    g_autofree char *text = NULL;
    g_autoptr (GString) changed = NULL;
    gsize n;

    g_assert_true (g_file_get_contents (source, &text, &n, NULL));
    changed = g_string_new_len (text, n);
    g_string_replace (changed,
                      "id=\"pump\" version=\"1\"",
                      "id=\"ruhu_home_visit\" version=\"29990101001\"",
                      1);
    g_assert_true (g_file_set_contents (target, changed->str, changed->len, NULL));
  }
  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
}

static gboolean
has_picture (GtkWidget *widget)
{
  GtkWidget *child;

  if (GTK_IS_PICTURE (widget) && gtk_widget_get_mapped (widget) &&
      gtk_picture_get_paintable (GTK_PICTURE (widget)) != NULL)
    return TRUE;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_picture (child))
      return TRUE;
  return FALSE;
}

static guint
count_choices (RuhuPage *page, const char *path)
{
  RuhuNode *node = path_find_question (page, path);
  g_autoptr (GPtrArray) choices =
    ruhu_instance_get_choices (get_filling (page),
                               ruhu_node_get_control (node),
                               ruhu_instance_get_root (get_filling (page)));

  return choices->len;
}

/* The people come before a form's files do. */
static void
wait_for_form (Path *f)
{
  g_autofree char *form =
    g_build_filename (f->dir, "profile", "forms", "ruhu_home_visit@29990101001.xml", NULL);

  while (!g_file_test (form, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
}

/* What the county published beside the form is there in the visit, after locking too. */
static void
test_published_files_are_used (Path *f, gconstpointer data)
{
  RuhuPage *page;

  publish_water_point (f);
  path_enrol (f);
  wait_for_form (f);
  path_begin_visit (f);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_true (has_picture (find_shown (GTK_WIDGET (page), "seen")));
  path_answer (page, "town", "t2");
  g_assert_cmpuint (count_choices (page, "village"), ==, 1);
  path_answer (page, "village", "v3");
  g_assert_cmpstr (path_get_answer (page, "head"), ==, "Sun");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);
  path_type_pin (f, PIN);
  page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
  g_assert_cmpstr (path_get_answer (page, "head"), ==, "Sun");
  path_answer (page, "town", "t1");
  g_assert_cmpuint (count_choices (page, "village"), ==, 2);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add ("/form-files/published-files-are-used",
              Path,
              NULL,
              path_set_up,
              test_published_files_are_used,
              path_tear_down);

  return g_test_run ();
}
