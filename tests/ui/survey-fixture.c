/* survey-fixture.c: a survey page over a real store and the real home visit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "survey-fixture.h"

#include "form/ruhu-question.h"
#include "form/ruhu-record-row.h"
#include "ruhu-forms-resources.h"

#include "forms/ruhu-xlsform.h"

static GBytes *
read_home_visit (void)
{
  g_autoptr (GError) error = NULL;
  GBytes *xml = g_resource_lookup_data (ruhu_forms_get_resource (),
                                        "/org/ruhu/Ruhu/forms/home-visit.xml",
                                        0,
                                        &error);

  g_assert_no_error (error);
  return xml;
}

/* The sheets in a folder of tests/ui. */
static GBytes *
compile (const char *name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "ui", name, NULL);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GBytes *xml = ruhu_xlsform_compile (folder, NULL, messages, &error);

  g_assert_no_error (error);
  return xml;
}

/* What lies in tests/data, and a sign for each other picture that the form names. */
static GBytes *
draw_media (const char *uri, gpointer data)
{
  g_autofree char *name = g_build_filename ("pump", strrchr (uri, '/') + 1, NULL);
  g_autofree char *path = ruhu_test_data (name);
  char *text;
  gsize n;

  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 120, 90);
  char *png = NULL;
  gsize size = 0;

  if (g_file_get_contents (path, &text, &n, NULL))
    return g_bytes_new_take (text, n);
  if (!g_str_has_suffix (uri, ".png"))
    return NULL;
  gdk_pixbuf_fill (pixbuf, g_str_has_suffix (uri, "cane.png") ? 0x9a6a3aff : 0x3a6a9aff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &png, &size, "png", NULL, NULL));
  return g_bytes_new_take (png, size);
}

/* Somebody who does not exist, as the register has her. */
static const char *const known[][2] = {
  { "person_id", "p1" },
  { "person_name", "王桂花" },
  { "resident_id", "630699195803121426" },
  { "birth_date", "1958-03-12" },
  { "sex", "2" },
  { "ethnic_code", "01" },
  { "phone", "13900007788" },
  { "hh_size", "1" },
  { "hh_disabled", "1" },
  { "elder_carer", "no" },
  { "living_with", "alone" },
  { "marital", "40" },
  { "hukou", "rural" },
  { "cert_no", "63069919580312142642" },
  { "cert_status", "valid" },
  { "cert_category", "4" },
  { "cert_grade", "2" },
  { "cert_valid_until", "2030-05-31" },
  { "hardship", "dibao" },
  { "poverty_history", "yes" },
  { "monitor_type", "none" },
  { "housing_type", "brick" },
  { "housing_safety", "b" },
  { "pension_ins", "receiving" },
  { "medical_ins", "enrolled" },
  { "dibao_status", "dibao" },
  { "living_subsidy", "receiving" },
  { "nursing_subsidy", "receiving" },
  { "accident_ins", "enrolled" },
  { "self_care", "partly" },
  { "helper_type", "child" },
  { "family_doctor", "yes" },
  { "rehab_received", "no" },
  { "device_owned", "yes" },
  { "mod_status", "not_done" },
  { "interview_lang", "dialect" },
};

static RuhuList *
make_register (void)
{
  const char *columns[G_N_ELEMENTS (known) + 1] = { NULL };
  const char *values[G_N_ELEMENTS (known) + 1] = { NULL };
  RuhuList *list;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (known); i++) {
    columns[i] = known[i][0];
    values[i] = known[i][1];
  }
  list = ruhu_list_new (columns);
  ruhu_list_append_row (list, values);
  return list;
}

static void start (SurveyFixture *f, GBytes *xml, gboolean is_known);

/* @data: not NULL: the visit is to somebody whom the register knows */
void
survey_fixture_set_up (SurveyFixture *f, gconstpointer data)
{
  start (f, read_home_visit (), data != NULL);
}

/* tests/ui/controls: a question for each kind of editor. */
void
survey_fixture_set_up_controls (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, compile ("controls"));
}

/* tests/ui/appearances: a question for each appearance there is, and for some that are not. */
void
survey_fixture_set_up_appearances (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, compile ("appearances"));
}

/* @xml: (transfer full): the form */
void
survey_fixture_set_up_with (SurveyFixture *f, GBytes *xml)
{
  start (f, xml, FALSE);
}

static void
start (SurveyFixture *f, GBytes *xml, gboolean is_known)
{
  g_autoptr (RuhuList) people = make_register ();
  g_autoptr (GError) error = NULL;

  fixture_set_up_unlocked (&f->store, NULL);
  f->form = ruhu_form_new_from_bytes (xml, "form.xml", &error);
  g_assert_no_error (error);
  g_bytes_unref (xml);

  f->response = fixture_begin (&f->store);
  ruhu_response_set_title (f->response, "王桂花");
  f->instance = ruhu_instance_new (f->form);
  ruhu_instance_set_language (f->instance, "en");
  ruhu_instance_set_media (f->instance, draw_media, NULL);
  if (is_known) {
    ruhu_instance_set_list (f->instance, "person", people);
    ruhu_instance_preset (f->instance, "person_id", "p1");
  }
  f->survey = ruhu_survey_new (f->store.responses, f->response, f->instance);
  ruhu_instance_start (f->instance, &error);
  g_assert_no_error (error);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  f->window = ruhu_window_new (NULL);
  f->page = ruhu_survey_page_new (f->survey);
  ruhu_window_push (f->window, RUHU_PAGE (f->page));
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
}

/* GTK lets go of the last widgets a turn or two after their window is gone. */
static void
let_go (gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  while (object != NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
survey_fixture_tear_down (SurveyFixture *f, gconstpointer data)
{
  /* A window keeps what lost the focus by being hidden until it next draws. */
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  g_object_add_weak_pointer (G_OBJECT (f->page), (gpointer *) &f->page);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (f->window != NULL || f->page != NULL)
    g_main_context_iteration (NULL, TRUE);

  survey_fixture_wait_saved (f);
  let_go (f->survey);
  let_go (f->instance);
  let_go (f->form);
  let_go (f->response);
  fixture_tear_down (&f->store, NULL);
}

void
survey_fixture_wait_saved (SurveyFixture *f)
{
  RuhuAutosave *autosave = ruhu_survey_get_autosave (f->survey);

  while (ruhu_autosave_get_state (autosave) == RUHU_AUTOSAVE_SAVING)
    g_main_context_iteration (NULL, TRUE);
}

static const RuhuControl *
find_control (const RuhuControl *within, const char *name)
{
  guint i;

  if (g_strcmp0 (ruhu_control_get_name (within), name) == 0)
    return within;
  for (i = 0; i < ruhu_control_get_n_children (within); i++) {
    const RuhuControl *found = find_control (ruhu_control_get_child (within, i), name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Outside repeats. */
RuhuNode *
survey_fixture_find (SurveyFixture *f, const char *name)
{
  const RuhuControl *control = find_control (ruhu_form_get_body (f->form), name);
  RuhuNode *node;

  g_assert_nonnull (control);
  node = ruhu_instance_node_of (f->instance, control, ruhu_instance_get_root (f->instance));
  g_assert_nonnull (node);
  return node;
}

const char *
survey_fixture_get (SurveyFixture *f, const char *name)
{
  return ruhu_instance_get_value (f->instance, survey_fixture_find (f, name));
}

void
survey_fixture_set (SurveyFixture *f, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (f->instance, survey_fixture_find (f, name), value, &error);
  g_assert_no_error (error);
}

void
survey_fixture_act (SurveyFixture *f, const char *action, const char *target)
{
  g_autofree char *name = g_strconcat ("survey.", action, NULL);

  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (f->page), name, target != NULL ? "s" : NULL, target));
}

void
survey_fixture_go_to (SurveyFixture *f, const char *name)
{
  g_autofree char *key = ruhu_node_get_key (survey_fixture_find (f, name));

  survey_fixture_act (f, "go-to", key);
}

static GtkWidget *
search (GtkWidget *widget, GType type, const char *label, guint *nth)
{
  GtkWidget *child;

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type)) {
    g_autofree char *own = NULL;

    if (label != NULL)
      g_object_get (widget,
                    g_type_is_a (type, ADW_TYPE_PREFERENCES_ROW) ? "title" : "label",
                    &own,
                    NULL);
    if ((label == NULL || g_strcmp0 (label, own) == 0) && (*nth)-- == 0)
      return widget;
  }
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = search (child, type, label, nth);

    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
survey_fixture_find_widget (GtkWidget *within, GType type, guint nth)
{
  return search (within, type, NULL, &nth);
}

GtkWidget *
survey_fixture_find_labelled (GtkWidget *within, GType type, const char *label)
{
  guint nth = 0;

  return search (within, type, label, &nth);
}

static GtkWidget *
find_for (SurveyFixture *f, const char *name, GType type, gconstpointer (*get_control) (gpointer))
{
  const RuhuControl *control = find_control (ruhu_form_get_body (f->form), name);
  GtkWidget *widget;
  guint nth = 0;

  while ((widget = survey_fixture_find_widget (GTK_WIDGET (f->page), type, nth++)) != NULL) {
    if (get_control (widget) == control)
      return widget;
  }
  return NULL;
}

/* The question that shows for what is called @name, outside repeats. */
GtkWidget *
survey_fixture_find_question (SurveyFixture *f, const char *name)
{
  return find_for (f,
                   name,
                   RUHU_TYPE_QUESTION,
                   (gconstpointer (*) (gpointer)) ruhu_question_get_control);
}

/* And the line on record. */
GtkWidget *
survey_fixture_find_record (SurveyFixture *f, const char *name)
{
  return find_for (f,
                   name,
                   RUHU_TYPE_RECORD_ROW,
                   (gconstpointer (*) (gpointer)) ruhu_record_row_get_control);
}
