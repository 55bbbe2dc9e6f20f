/* path-fixture.c: a bare tablet, a real HQ on the loopback, and nobody but the test at the buttons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"

#include "ruhu-find-page.h"
#include "ruhu-home-page.h"
#include "ruhu-person-page.h"
#include "ruhu-record-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-start-page.h"
#include "ruhu-survey-page.h"
#include "ruhu-ui-test.h"

/* Two people who do not exist, in a division that does not exist. */
static const char register_csv[] =
  "person_id,person_name,birth_date,sex,phone,division_code,address,household_id\n"
  ",王桂花,1958-03-12,2,13900001427," VILLAGE ",石湾村二组12号,h1\n"
  ",马国强,1964-01-30,1,13900005511," VILLAGE ",石湾村一组7号,h2\n";

static void
import_register (Path *f)
{
  g_autofree char *path = g_build_filename (f->dir, "register.csv", NULL);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, register_csv, -1, &error);
  g_assert_no_error (error);
  out = hq_do (&f->hq, "register", "import", path, NULL);
}

/* HQ keeps in quarantine what is of a form that it does not know. */
void
path_publish_form (Path *f)
{
  g_autoptr (GBytes) xml = g_resources_lookup_data ("/org/ruhu/Ruhu/forms/home-visit.xml", 0, NULL);
  g_autofree char *path = g_build_filename (f->dir, "home-visit.xml", NULL);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (xml, NULL), g_bytes_get_size (xml), &error);
  g_assert_no_error (error);
  out = hq_do (&f->hq, "form", "publish", path, NULL);
}

void
path_open_app (Path *f)
{
  g_autofree char *profile = g_build_filename (f->dir, "profile", NULL);

  f->session = ruhu_session_new (profile);
  ruhu_preferences_set_language (ruhu_session_get_preferences (f->session), "en");
  ruhu_store_set_kdf_cost (ruhu_session_get_store (f->session), 1, 8192);
  f->window = ruhu_window_new (NULL);
  f->navigation = ruhu_navigation_new (f->window, f->session);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
}

void
path_close_app (Path *f)
{
  RuhuStore *store = ruhu_session_get_store (f->session);

  gtk_window_close (GTK_WINDOW (f->window));
  ruhu_session_lock (f->session);
  while (ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&f->navigation);
  ruhu_ui_test_end_session (g_steal_pointer (&f->session));
  ruhu_ui_test_turn ();
}

void
path_set_up (Path *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  f->dir = ruhu_test_make_dir ();
  import_register (f);
  path_open_app (f);
}

void
path_tear_down (Path *f, gconstpointer data)
{
  path_close_app (f);
  hq_tear_down (&f->hq, NULL);
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
}

RuhuPage *
path_wait_for_page (Path *f, GType type)
{
  RuhuPage *page;

  while ((page = ruhu_window_get_page (f->window)) == NULL ||
         !g_type_is_a (G_OBJECT_TYPE (page), type))
    g_main_context_iteration (NULL, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  return page;
}

GtkWidget *
path_wait_for_button (Path *f, const char *label)
{
  GtkWidget *button;

  while ((button = ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_BUTTON, label)) == NULL ||
         !gtk_widget_is_sensitive (button))
    g_main_context_iteration (NULL, TRUE);
  return button;
}

void
path_wait_for_text (Path *f, const char *text)
{
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->window), text))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
begins (GtkWidget *widget, const char *text)
{
  GtkWidget *child;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (begins (child, text))
      return TRUE;
  return FALSE;
}

void
path_wait_for_beginning (Path *f, const char *text)
{
  while (!begins (GTK_WIDGET (f->window), text))
    g_main_context_iteration (NULL, TRUE);
}

void
path_click (Path *f, const char *label)
{
  GtkWidget *button = path_wait_for_button (f, label);

  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  else
    g_signal_emit_by_name (button, "clicked");
}

void
path_type_pin (Path *f, const char *pin)
{
  char label[2] = { 0 };

  for (; *pin != '\0'; pin++) {
    label[0] = *pin;
    path_click (f, label);
  }
}

void
path_wait_for_people (Path *f, guint n)
{
  RuhuRegister *people = ruhu_work_get_register (ruhu_session_get_work (f->session));

  while (g_list_model_get_n_items (G_LIST_MODEL (people)) != n)
    g_main_context_iteration (NULL, TRUE);
}

void
path_enrol (Path *f)
{
  g_autofree char *code = tablet_make_code (&f->hq, VILLAGE);
  RuhuPage *page = path_wait_for_page (f, RUHU_TYPE_START_PAGE);

  ruhu_start_page_set_code (RUHU_START_PAGE (page), f->hq.url, code);
  path_click (f, "Continue");
  path_type_pin (f, PIN);
  path_type_pin (f, PIN);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
  path_wait_for_people (f, 2);
}

void
path_show_person (Path *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-find", NULL);
  path_wait_for_page (f, RUHU_TYPE_FIND_PAGE);
  path_click (f, "W");
  path_click (f, "G");
  path_click (f, "H");
  path_wait_for_text (f, "王桂花");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         0);
  path_wait_for_page (f, RUHU_TYPE_PERSON_PAGE);
}

void
path_begin_visit (Path *f)
{
  path_show_person (f);
  path_click (f, "Begin the visit");
  path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);
}

static RuhuInstance *
get_filling (RuhuPage *page)
{
  return ruhu_survey_get_instance (ruhu_survey_page_get_survey (RUHU_SURVEY_PAGE (page)));
}

/* @path: from the form's root: "visit/contact_note" */
RuhuNode *
path_find_question (RuhuPage *page, const char *path)
{
  RuhuInstance *instance = get_filling (page);
  g_autofree char *ref =
    g_strdup_printf ("/%s/%s", ruhu_form_get_root_name (ruhu_instance_get_form (instance)), path);
  RuhuNode *node = ruhu_instance_find (instance, ref);

  g_assert_nonnull (node);
  return node;
}

const char *
path_get_answer (RuhuPage *page, const char *path)
{
  return ruhu_instance_get_value (get_filling (page), path_find_question (page, path));
}

void
path_answer (RuhuPage *page, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (get_filling (page), path_find_question (page, path), value, &error);
  g_assert_no_error (error);
}

/* A visit where nobody was at home: the shortest that there is. */
void
path_finish_visit (Path *f)
{
  RuhuPage *page = path_wait_for_page (f, RUHU_TYPE_SURVEY_PAGE);

  path_answer (page, "visit/contact_result", "not_home");
  path_answer (page, "visit/contact_note", "邻居说去女儿家");
  path_answer (page, "visit/gps_missing", "no_signal");
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.finish", NULL);
  path_wait_for_text (f, "Finished · on this tablet");
  gtk_widget_activate_action (GTK_WIDGET (page), "survey.leave", NULL);
  path_wait_for_page (f, RUHU_TYPE_HOME_PAGE);
}

RuhuPage *
path_open_first_of_sending (Path *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  path_wait_for_page (f, RUHU_TYPE_SENDING_PAGE);
  path_wait_for_text (f, "王桂花");
  g_signal_emit_by_name (ruhu_ui_test_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW, NULL),
                         "activate",
                         1); /* below the sentence */
  return path_wait_for_page (f, RUHU_TYPE_RECORD_PAGE);
}

/* The page that is open, as on a screen of 360 px with letters twice as large. */
void
path_assert_fits (Path *f, RuhuPage *page)
{
  GtkWidget *window = GTK_WIDGET (f->window);

  /* As on a screen so narrow, which has no window to make smaller. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  ruhu_ui_test_set_scale (2);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 720);
  while (gtk_widget_get_width (window) != 360)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_queue_draw (window);
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpuint (ruhu_ui_test_count_faults (page, 360), ==, 0);
  ruhu_ui_test_set_scale (1);
}
