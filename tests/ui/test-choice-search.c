/* test-choice-search.c: ui/form/ruhu-choice-page.c over fifty thousand choices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-field.h"
#include "form/ruhu-choice-page.h"
#include "form/ruhu-choice-results.h"
#include "ruhu-ui-init.h"
#include "ruhu-ui-test.h"

#include "long-list.h"
#include "survey-fixture.h"

#define VILLAGES 50000

static void
set_up (SurveyFixture *f, gconstpointer appearance)
{
  survey_fixture_set_up_with (f, long_list_write_form (VILLAGES, appearance));
}

/* Opens the list of the @nth question on the page. */
static GtkWidget *
open_list (SurveyFixture *f, guint nth)
{
  GtkWidget *field = survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_CHOICE_FIELD, nth);
  RuhuPage *page;

  g_assert_nonnull (field);
  g_signal_emit_by_name (adw_bin_get_child (ADW_BIN (field)), "clicked");
  page = ruhu_window_get_page (f->window);
  g_assert_true (RUHU_IS_CHOICE_PAGE (page));
  return GTK_WIDGET (page);
}

static GtkWidget *
get_entry (GtkWidget *page)
{
  GtkWidget *entry = survey_fixture_find_widget (page, GTK_TYPE_SEARCH_ENTRY, 0);

  g_assert_nonnull (entry);
  return entry;
}

static GListModel *
get_results (GtkWidget *page)
{
  GtkWidget *list = survey_fixture_find_widget (page, GTK_TYPE_LIST_VIEW, 0);

  return G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
}

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gboolean *changed)
{
  *changed = TRUE;
}

/* Types @text and waits until the list shows what fits. Taking back what was typed shows all at
 * once, and replacing it does so on the way. */
static void
type (GtkWidget *page, const char *text)
{
  gboolean changed = *text == '\0';
  gulong handler;

  gtk_editable_set_text (GTK_EDITABLE (get_entry (page)), text);
  handler =
    g_signal_connect (get_results (page), "items-changed", G_CALLBACK (changed_cb), &changed);
  while (!changed)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (get_results (page), handler);
}

static void
assert_first (GtkWidget *page, const char *label)
{
  g_autoptr (RuhuChoiceItem) item = g_list_model_get_item (get_results (page), 0);

  g_assert_nonnull (item);
  g_assert_cmpstr (ruhu_choice_item_get (item)->label, ==, label);
}

static void
test_all_can_be_scrolled_to (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);
  GtkWidget *scroller = survey_fixture_find_widget (page, GTK_TYPE_SCROLLED_WINDOW, 0);
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  guint before, turn;

  g_assert_true (ruhu_ui_test_has_text (page, "50000 in the list"));
  for (turn = 0; turn < 5; turn++) {
    gtk_widget_queue_draw (GTK_WIDGET (f->window));
    gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
    before = g_list_model_get_n_items (get_results (page));
    gtk_adjustment_set_value (scroll, gtk_adjustment_get_upper (scroll));
    while (g_list_model_get_n_items (get_results (page)) == before)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (g_list_model_get_n_items (get_results (page)), <, 1000);
}

static void
test_initials_parts_and_codes_find (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);

  type (page, "wjc");
  assert_first (page, "王家村");
  type (page, "liujiazhuang");
  assert_first (page, "刘家庄");
  type (page, "家庄");
  assert_first (page, "王家庄");
  type (page, "v49999");
  g_assert_cmpuint (g_list_model_get_n_items (get_results (page)), ==, 1);
  type (page, "");
  g_assert_true (ruhu_ui_test_has_text (page, "50000 in the list"));
}

static void
test_a_whole_name_comes_before_what_contains_it (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);

  type (page, "石石滩");
  assert_first (page, "石石滩");
}

static void
test_nothing_found_says_so (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);

  type (page, "没有这个");
  g_assert_cmpuint (g_list_model_get_n_items (get_results (page)), ==, 0);
  g_assert_true (
    ruhu_ui_test_has_text (page, "Nothing in the list is called so. Type less of it."));
}

static void
test_enter_takes_the_first_and_leads_back (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);
  GtkWidget *field;

  type (page, "ljc");
  g_signal_emit_by_name (get_entry (page), "activate");
  g_assert_true (ruhu_window_get_page (f->window) == RUHU_PAGE (f->page));
  g_assert_cmpstr (survey_fixture_get (f, "village"), ==, "v1");

  field = survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_CHOICE_FIELD, 0);
  g_assert_true (ruhu_ui_test_has_text (field, "李家村"));
  gtk_test_accessible_assert_property (adw_bin_get_child (ADW_BIN (field)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Village · 李家村");
}

static void
test_enter_waits_for_what_is_being_found (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);
  GtkWidget *entry = get_entry (page);

  gtk_editable_set_text (GTK_EDITABLE (entry), "ljc");
  g_signal_emit_by_name (entry, "activate");
  while (ruhu_window_get_page (f->window) != RUHU_PAGE (f->page))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (survey_fixture_get (f, "village"), ==, "v1");
}

static void
test_leaving_while_it_searches_is_harmless (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 0);

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_editable_set_text (GTK_EDITABLE (get_entry (page)), "ljc");
  ruhu_window_go_back (f->window);
  while (page != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (survey_fixture_get (f, "village"), ==, "");
}

static void
open_item (GtkWidget *page, guint position)
{
  g_signal_emit_by_name (survey_fixture_find_widget (page, GTK_TYPE_LIST_VIEW, 0),
                         "activate",
                         position);
}

static void
test_several_stay_on_the_page_until_done (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *page = open_list (f, 1);

  open_item (page, 0);
  type (page, "v31");
  open_item (page, 0);
  g_assert_cmpstr (survey_fixture_get (f, "villages"), ==, "v0 v31");
  g_assert_true (ruhu_window_get_page (f->window) == RUHU_PAGE (page));

  open_item (page, 0);
  g_assert_cmpstr (survey_fixture_get (f, "villages"), ==, "v0");
  g_assert_nonnull (ruhu_ui_test_find (page, GTK_TYPE_BUTTON, "Done, 1 chosen"));
  ruhu_ui_test_click (page, "Done, 1 chosen");
  g_assert_true (ruhu_window_get_page (f->window) == RUHU_PAGE (f->page));
}

static void
test_the_page_fits_every_size (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) choices =
    ruhu_instance_get_choices (f->instance,
                               ruhu_node_get_control (survey_fixture_find (f, "villages")),
                               NULL);
  g_autoptr (RuhuChoiceIndex) index = ruhu_choice_index_new (choices);

  ruhu_ui_test_assert_fits (
    RUHU_PAGE (ruhu_choice_page_new ("Which villages?", index, "v0 v1", TRUE)));
}

static void
add (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path, SurveyFixture, "minimal", set_up, test, survey_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  add ("/choice-search/all-can-be-scrolled-to", test_all_can_be_scrolled_to);
  add ("/choice-search/initials-parts-and-codes-find", test_initials_parts_and_codes_find);
  add ("/choice-search/a-whole-name-comes-before-what-contains-it",
       test_a_whole_name_comes_before_what_contains_it);
  add ("/choice-search/nothing-found-says-so", test_nothing_found_says_so);
  add ("/choice-search/enter-takes-the-first-and-leads-back",
       test_enter_takes_the_first_and_leads_back);
  add ("/choice-search/enter-waits-for-what-is-being-found",
       test_enter_waits_for_what_is_being_found);
  add ("/choice-search/leaving-while-it-searches-is-harmless",
       test_leaving_while_it_searches_is_harmless);
  add ("/choice-search/several-stay-on-the-page-until-done",
       test_several_stay_on_the_page_until_done);
  add ("/choice-search/the-page-fits-every-size", test_the_page_fits_every_size);

  return g_test_run ();
}
