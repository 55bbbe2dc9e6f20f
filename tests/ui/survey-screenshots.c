/* survey-screenshots.c: photographs the pages of a survey, filled for somebody who does not exist
 *
 *   with-display.sh -g 1400x1400 survey-screenshots FOLDER
 *
 * Like screenshots.c: Chinese and English, tablet, telephone, telephone with text of twice the
 * size. Exits 1 where a page does not fit or a target is too small.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-field.h"
#include "ruhu-finished-view.h"
#include "ruhu-language.h"
#include "ruhu-ui-init.h"
#include "ruhu-ui-test.h"
#include "survey-fixture.h"

static const struct {
  const char *name;
  int width, height;
  double scale;
} sizes[] = {
  { "", 1280, 800, 1 },
  { "-800", 800, 1280, 1 },
  { "-360", 360, 720, 1 },
  { "-360-200", 360, 720, 2 },
};

/* What is photographed: a question's page, or a view. */
typedef struct {
  const char *name;
  const char *question;
  const char *action;
} Shot;

static const Shot visit[] = {
  { "07-survey", "living_with", NULL },
  { "07-survey-visit", "contact_result", NULL },
  { "07-survey-notice", "consent_basic", NULL },
  { "08-survey-number", "resident_id", NULL },
  { "08-survey-place", "gps", NULL },
  { "09-survey-photo", "house_photo", NULL },
  { "09-survey-sign", "worker_sign", NULL },
  { "10-survey-repeat", "device_owned", "next" },
  { "11-outline", "living_with", "outline" },
  { "12-review", "living_with", "review" },
};

/* Of somebody whom the register knows. */
static const Shot known[] = {
  { "07-record-basic", "person_name", NULL },      { "07-record-open", "living_with", "change" },
  { "07-record-social", "medical_ins", NULL },     { "07-record-econ", "housing_type", NULL },
  { "08-record-number", "resident_id", "change" },
};

/* The form with one question of each kind. */
static const Shot controls[] = {
  { "20-control-lists", "town", NULL },
  { "20-control-search", "towns", "open" },
  { "20-control-scales", "likert", NULL },
  { "20-control-columns", "columns", NULL },
  { "20-control-quick", "quick_first", "unfold" },
  { "20-control-numbers", "income", NULL },
  { "20-control-dates", "day", NULL },
  { "20-control-rank", "rank", NULL },
  { "20-control-barcode", "code", NULL },
  { "20-control-place", "place", NULL },
  { "20-control-sound", "sound", NULL },
  { "20-control-draw", "drawing", NULL },
  { "20-control-annotate", "marked", NULL },
  { "20-control-rare", "unknown", NULL },
};

static void
answer_controls (SurveyFixture *f)
{
  const char *answers[][2] = {
    { "town", "t3" },          { "towns", "t1 t2" },        { "likert", "4" },
    { "table_sleep", "5" },    { "table_several", "1 2" },  { "columns", "wheelchair" },
    { "quick_first", "yes" },  { "income", "12800" },       { "pain", "3" },
    { "pain_picker", "1" },    { "rating", "4" },           { "day", "2026-11-03" },
    { "month", "2019-05-01" }, { "code", "6901234567892" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    survey_fixture_set (f, answers[i][0], answers[i][1]);
}

static const char *const at_the_door[][2] = {
  { "contact_result", "met" },    { "gps", "37.512300 105.196400 1220 8" },
  { "respondent", "self" },       { "consent_basic", "yes" },
  { "consent_sensitive", "yes" }, { "consent_photo", "yes" },
  { "consent_share", "yes" },     { "consent_mode", "audio" },
};

static const char *const of_a_stranger[][2] = {
  { "person_name", "王桂花" }, { "resident_id", "630699195803121426" },
  { "living_with", "alone" },  { "hh_size", "1" },
  { "device_owned", "yes" },   { "self_care", "partly" },
};

static void
answer_at_the_door (SurveyFixture *f)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (at_the_door); i++)
    survey_fixture_set (f, at_the_door[i][0], at_the_door[i][1]);
}

static void
answer (SurveyFixture *f)
{
  guint i;

  answer_at_the_door (f);
  for (i = 0; i < G_N_ELEMENTS (of_a_stranger); i++)
    survey_fixture_set (f, of_a_stranger[i][0], of_a_stranger[i][1]);
}

static void
add_device (SurveyFixture *f)
{
  const RuhuControl *repeat = ruhu_form_find_control (f->form, "/home-visit/device/device_have");
  RuhuNode *root = ruhu_instance_get_root (f->instance);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ref = NULL;

  ruhu_instance_add_row (f->instance, repeat, root, &error);
  g_assert_no_error (error);
  rows = ruhu_instance_get_rows (f->instance, repeat, root);
  ref = g_strdup_printf ("/home-visit/device/device_have[%u]/device_have_type", rows->len);
  ruhu_instance_set_value (f->instance, ruhu_instance_find (f->instance, ref), "cane", &error);
  g_assert_no_error (error);
}

/* A line on record opened, and another answer given. */
static void
change (SurveyFixture *f, const char *name)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (survey_fixture_find_record (f, name)), TRUE);
  survey_fixture_set (f,
                      name,
                      g_str_equal (name, "living_with") ? "children" : "640599195903140014");
}

static void
unfold (SurveyFixture *f)
{
  GtkWidget *expander = survey_fixture_find_widget (GTK_WIDGET (f->page), GTK_TYPE_EXPANDER, 0);

  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
}

static void
open_list (SurveyFixture *f)
{
  GtkWidget *field = survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_CHOICE_FIELD, 1);

  g_signal_emit_by_name (adw_bin_get_child (ADW_BIN (field)), "clicked");
}

/* Leads to what is photographed. */
static void
go_to (SurveyFixture *f, const Shot *shot)
{
  survey_fixture_go_to (f, shot->question);
  if (g_strcmp0 (shot->action, "next") == 0)
    while (survey_fixture_find_widget (GTK_WIDGET (f->page), g_type_from_name ("RuhuRows"), 0) ==
           NULL)
      survey_fixture_act (f, "next", NULL);
  else if (g_strcmp0 (shot->action, "change") == 0)
    change (f, shot->question);
  else if (g_strcmp0 (shot->action, "unfold") == 0)
    unfold (f);
  else if (g_strcmp0 (shot->action, "open") == 0)
    open_list (f);
  else if (shot->action != NULL)
    survey_fixture_act (f, shot->action, NULL);
}

static guint
shoot (SurveyFixture *f, const char *folder, const Shot *shot, guint size, const char *language)
{
  g_autofree char *name = g_strdup_printf ("%s%s%s.png",
                                           shot->name,
                                           sizes[size].name,
                                           g_str_equal (language, "en") ? "-en" : "");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  RuhuPage *page;
  guint i, faults;

  go_to (f, shot);
  /* Folding asks for a second layout, a list for a third. */
  for (i = 0; i < 3; i++) {
    gtk_widget_queue_draw (GTK_WIDGET (f->window));
    gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  }
  ruhu_ui_test_turn ();
  page = ruhu_window_get_page (f->window);
  faults = ruhu_ui_test_count_faults (page, sizes[size].width);
  if (faults > 0)
    g_printerr ("%s: %u faults\n", name, faults);
  ruhu_ui_test_save_png (GTK_WINDOW (f->window), path);
  if (page != RUHU_PAGE (f->page))
    ruhu_window_go_back (f->window);
  return faults;
}

static void
fit (SurveyFixture *f, guint size)
{
  g_object_set (gtk_settings_get_default (),
                "gtk-decoration-layout",
                sizes[size].width < 600 ? ":" : ":close",
                "gtk-enable-animations",
                FALSE,
                NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), sizes[size].width, sizes[size].height);
  while (gtk_widget_get_width (GTK_WIDGET (f->page)) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* What stands there once it is finished. */
static void
shoot_finished (SurveyFixture *f, const char *folder, guint size, const char *language)
{
  g_autofree char *name = g_strdup_printf ("13-finished%s%s.png",
                                           sizes[size].name,
                                           g_str_equal (language, "en") ? "-en" : "");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GtkWidget *window = adw_window_new ();
  RuhuFinishedView *view = g_object_new (RUHU_TYPE_FINISHED_VIEW, NULL);

  ruhu_response_set_title (f->response, "王桂花");
  ruhu_finished_view_show (view, f->survey);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (view));
  gtk_window_set_default_size (GTK_WINDOW (window), sizes[size].width, sizes[size].height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  while (gtk_widget_get_width (GTK_WIDGET (view)) == 0)
    g_main_context_iteration (NULL, TRUE);
  ruhu_ui_test_save_png (GTK_WINDOW (window), path);
  ruhu_ui_test_close (GTK_WINDOW (window));
}

static guint
shoot_visit (const char *folder, guint size, const char *language)
{
  SurveyFixture f = { 0 };
  guint shot, faults = 0;

  survey_fixture_set_up (&f, NULL);
  ruhu_instance_set_language (f.instance, language);
  fit (&f, size);
  answer (&f);
  add_device (&f);
  for (shot = 0; shot < G_N_ELEMENTS (visit); shot++)
    faults += shoot (&f, folder, &visit[shot], size, language);
  shoot_finished (&f, folder, size, language);
  survey_fixture_tear_down (&f, NULL);
  return faults;
}

static guint
shoot_known (const char *folder, guint size, const char *language)
{
  SurveyFixture f = { 0 };
  guint shot, faults = 0;

  survey_fixture_set_up (&f, "known");
  ruhu_instance_set_language (f.instance, language);
  fit (&f, size);
  answer_at_the_door (&f);
  for (shot = 0; shot < G_N_ELEMENTS (known); shot++)
    faults += shoot (&f, folder, &known[shot], size, language);
  survey_fixture_tear_down (&f, NULL);
  return faults;
}

static guint
shoot_controls (const char *folder, guint size, const char *language)
{
  SurveyFixture f = { 0 };
  guint shot, faults = 0;

  survey_fixture_set_up_controls (&f, NULL);
  ruhu_instance_set_language (f.instance, language);
  fit (&f, size);
  answer_controls (&f);
  for (shot = 0; shot < G_N_ELEMENTS (controls); shot++)
    faults += shoot (&f, folder, &controls[shot], size, language);
  survey_fixture_tear_down (&f, NULL);
  return faults;
}

static guint
shoot_all (const char *folder, guint size, const char *language)
{
  const char *tag = g_str_equal (language, "en") ? "en" : "zh";

  ruhu_language_use (language);
  ruhu_ui_test_set_scale (sizes[size].scale);
  return shoot_visit (folder, size, tag) + shoot_known (folder, size, tag) +
         shoot_controls (folder, size, tag);
}

int
main (int argc, char **argv)
{
  guint size, faults = 0;

  ruhu_ui_test_init (&argc, &argv);
  if (argc != 2 || g_mkdir_with_parents (argv[1], 0755) != 0) {
    g_printerr ("survey-screenshots FOLDER\n");
    return 64;
  }

  for (size = 0; size < G_N_ELEMENTS (sizes); size++) {
    faults += shoot_all (argv[1], size, "zh_CN");
    faults += shoot_all (argv[1], size, "en");
  }
  return faults > 0;
}
