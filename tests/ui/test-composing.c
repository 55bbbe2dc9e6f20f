/* test-composing.c: nothing typed is lost (ui/form/ruhu-composing.c, and each editor with a field)
 *
 * What an input method shows and has not confirmed is what the worker sees written. Each field is
 * left in each way there is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"

/* A field: what stands in it, what is being composed behind it, and what that comes to. */
static const struct {
  const char *question;
  guint nth;
  const char *typed, *composed, *stored;
} fields[] = {
  { "unknown", 0, "老人", "耳背", "老人耳背" },
  { "long", 0, "第一行\n", "第二行", "第一行\n第二行" },
  { "income", 0, "1200", "０", "12000" },
  { "weight", 0, "61.", "５", "61.5" },
  { "day", 0, "2026年3月", "9日", "2026-03-09" },
  { "day", 0, "２０２６", "-3-9", "2026-03-09" },
  { "month", 0, "2026-", "3", "2026-03-01" },
  { "year", 0, "19", "98", "1998-01-01" },
  { "clock", 0, "9点", "5分", "09:05" },
  { "moment", 1, "9:", "05", "T09:05" },
  { "code", 0, "A-", "17", "A-17" },
  { "place", 1, "105", ".2", " 105.2 0 0" },
};

static GtkWidget *
find_field (GtkWidget *question, guint nth)
{
  GtkWidget *view = survey_fixture_find_widget (question, GTK_TYPE_TEXT_VIEW, 0);

  return view != NULL ? view : survey_fixture_find_widget (question, GTK_TYPE_TEXT, nth);
}

static GtkWidget *
compose (SurveyFixture *f, guint i)
{
  GtkWidget *field = find_field (editor_fixture_open (f, fields[i].question), fields[i].nth);

  g_assert_nonnull (field);
  gtk_widget_grab_focus (field);
  if (GTK_IS_TEXT_VIEW (field)) {
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (field)),
                              fields[i].typed,
                              -1);
  } else {
    gtk_editable_set_text (GTK_EDITABLE (field), fields[i].typed);
    gtk_editable_set_position (GTK_EDITABLE (field), -1);
  }
  g_signal_emit_by_name (field, "preedit-changed", fields[i].composed);
  return field;
}

static void
assert_stored (SurveyFixture *f, guint i)
{
  g_assert_cmpstr (survey_fixture_get (f, fields[i].question), ==, fields[i].stored);
  survey_fixture_set (f, fields[i].question, "");
}

static void
test_next_page_takes_it (SurveyFixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    compose (f, i);
    survey_fixture_act (f, "next", NULL);
    assert_stored (f, i);
  }
}

static void
test_tab_takes_it (SurveyFixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    compose (f, i);
    gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
    assert_stored (f, i);
  }
}

static void
test_review_and_outline_take_it (SurveyFixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    compose (f, i);
    survey_fixture_act (f, i % 2 == 0 ? "review" : "outline", NULL);
    assert_stored (f, i);
    survey_fixture_act (f, "resume", NULL);
  }
}

static void
test_locking_takes_it (SurveyFixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    compose (f, i);
    ruhu_survey_page_flush (f->page);
    assert_stored (f, i);
  }
}

/* Whoever closes the window, or goes back home, lets the page go. */
static void
test_letting_the_page_go_takes_it (SurveyFixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    RuhuSurveyPage *page;

    compose (f, i);
    g_object_add_weak_pointer (G_OBJECT (f->page), (gpointer *) &f->page);
    page = ruhu_survey_page_new (f->survey);
    ruhu_window_restart (f->window, RUHU_PAGE (page));
    gtk_widget_queue_draw (GTK_WIDGET (f->window));
    while (f->page != NULL)
      g_main_context_iteration (NULL, TRUE);
    f->page = page;
    assert_stored (f, i);
  }
}

/* A broken rule, or what is no date at all, is said and kept as it was written. */
static void
test_what_is_wrong_stays_as_it_was_typed (SurveyFixture *f, gconstpointer data)
{
  static const struct {
    const char *question, *text;
  } wrong[] = {
    { "day", "去年冬天下雪的那一天" }, { "clock", "天刚亮的时候" },     { "moment", "昨天" },
    { "weight", "六十来公斤" },        { "income", "说不清，大概1万" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (wrong); i++) {
    GtkWidget *field = find_field (editor_fixture_open (f, wrong[i].question), 0);

    gtk_editable_set_text (GTK_EDITABLE (field), wrong[i].text);
    survey_fixture_act (f, "next", NULL);
    field = find_field (editor_fixture_open (f, wrong[i].question), 0);
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, wrong[i].text);
    survey_fixture_set (f, wrong[i].question, "");
  }
}

static void
type (GtkEditable *field, const char *text)
{
  int position = gtk_editable_get_position (field);

  gtk_editable_insert_text (field, text, -1, &position);
  gtk_editable_set_position (field, position);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_thousands_are_parted_while_one_types (SurveyFixture *f, gconstpointer data)
{
  GtkEditable *field = GTK_EDITABLE (find_field (editor_fixture_open (f, "income"), 0));

  type (field, "1200");
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "1,200");
  g_assert_cmpint (gtk_editable_get_position (field), ==, 5);
  type (field, "000");
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "1,200,000");
  gtk_editable_set_position (field, 0);
  type (field, "3");
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "31,200,000");
  g_assert_cmpint (gtk_editable_get_position (field), ==, 1);
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "income"), ==, "31200000");
  field = GTK_EDITABLE (find_field (editor_fixture_open (f, "income"), 0));
  g_assert_cmpstr (gtk_editable_get_text (field), ==, "31,200,000");
}

int
main (int argc, char **argv)
{
  g_setenv ("RUHU_LOCATION", "", TRUE);
  ruhu_ui_test_init (&argc, &argv);

  editor_fixture_add ("/composing/next-page-takes-it", test_next_page_takes_it);
  editor_fixture_add ("/composing/tab-takes-it", test_tab_takes_it);
  editor_fixture_add ("/composing/review-and-outline-take-it", test_review_and_outline_take_it);
  editor_fixture_add ("/composing/locking-takes-it", test_locking_takes_it);
  editor_fixture_add ("/composing/letting-the-page-go-takes-it", test_letting_the_page_go_takes_it);
  editor_fixture_add ("/composing/what-is-wrong-stays-as-it-was-typed",
                      test_what_is_wrong_stays_as_it_was_typed);
  editor_fixture_add ("/composing/thousands-are-parted-while-one-types",
                      test_thousands_are_parted_while_one_types);

  return g_test_run ();
}
