/* test-pages.c: home, due list, search, person and sending, over a village nobody lives in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-due-page.h"
#include "ruhu-find-page.h"
#include "ruhu-forms-page.h"
#include "ruhu-home-page.h"
#include "ruhu-language.h"
#include "ruhu-list-row.h"
#include "ruhu-person-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-ui-demo.h"
#include "ruhu-ui-test.h"

#include "base/ruhu-clock.h"

typedef struct {
  RuhuUiDemo demo;
  GtkWindow *window;
  RuhuPage *page;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  ruhu_ui_demo_init (&f->demo);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->window != NULL)
    ruhu_ui_test_close (f->window);
  ruhu_ui_demo_clear (&f->demo);
}

static void
show (Fixture *f, gpointer page, int width)
{
  f->page = RUHU_PAGE (page);
  f->window = ruhu_ui_test_show (f->page, width, 800);
}

static void
assert_text (Fixture *f, const char *text)
{
  if (!ruhu_ui_test_has_text (GTK_WIDGET (f->page), text))
    g_error ("\"%s\" is not on the screen", text);
}

static void
assert_no_text (Fixture *f, const char *text)
{
  if (ruhu_ui_test_has_text (GTK_WIDGET (f->page), text))
    g_error ("\"%s\" is on the screen", text);
}

static void
wait_for_text (Fixture *f, const char *text)
{
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->page), text))
    g_main_context_iteration (NULL, TRUE);
}

static RuhuHomePage *
make_home (Fixture *f)
{
  RuhuDay day = ruhu_day_count (f->demo.due, ruhu_date_today ());
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  RuhuHomePage *page = ruhu_home_page_new ();

  ruhu_home_page_set_day (page, &day, RUHU_UI_DEMO_NOW + 15 * G_GINT64_CONSTANT (3600000), now);
  return page;
}

static void
test_home_counts_and_tells_the_truth (Fixture *f, gconstpointer data)
{
  GtkWidget *tile;

  show (f, make_home (f), 1280);
  assert_text (f, "Sat 21 Nov");
  assert_text (f, "First: 二组, 王桂花 · Draft · 4 to go");
  assert_text (f, "Oldest: 三组, 李建军 · 照片看不清证号，请重拍。");
  assert_text (f, "4 recorded today");
  assert_text (f, "2 received by the county, 2 on this tablet. Next try tonight at 1:42.");
  tile =
    gtk_widget_get_ancestor (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_LABEL, "Due today"),
                             GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Due today, 5 homes");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
test_home_without_people_says_what_to_do (Fixture *f, gconstpointer data)
{
  RuhuHomePage *page = ruhu_home_page_new ();
  GtkWidget *tile =
    GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (page), RUHU_TYPE_HOME_PAGE, "due"));
  GtkWidget *receive;

  ruhu_home_page_set_empty (page, TRUE);
  show (f, page, 1280);
  assert_text (f, "No people and no forms yet");
  receive = ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Receive now");
  g_assert_nonnull (receive);

  /* A screen reader finds one of the two, never both. */
  g_assert_false (gtk_widget_is_visible (tile));
  g_assert_true (gtk_widget_is_visible (receive));
  gtk_widget_grab_focus (receive);
  ruhu_home_page_set_empty (page, FALSE);
  g_assert_true (gtk_widget_is_visible (tile));
  g_assert_false (gtk_widget_is_visible (receive));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (gtk_widget_get_root (tile)),
                                         gtk_widget_get_ancestor (tile, GTK_TYPE_STACK)));
}

static RuhuDuePage *
make_due (Fixture *f)
{
  return ruhu_due_page_new (f->demo.due, G_LIST_MODEL (f->demo.needs));
}

static void
test_due_shows_drafts_and_returned_first (Fixture *f, gconstpointer data)
{
  show (f, make_due (f), 1280);
  assert_text (f, "These first");
  assert_text (f, "Draft · 4 to go");
  assert_text (f, "Returned · to correct");
  assert_text (f, "Today");
  assert_text (f, "马国强");
  assert_no_text (f, "王贵红"); /* due in four days */
  /* The first one stands beside the list, with what to do next. */
  assert_text (f, "female, 68 years · 石湾村二组12号");
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Go on, 4 to go"));
}

static void
test_returned_stands_beside_its_own_list (Fixture *f, gconstpointer data)
{
  RuhuDuePage *page = make_due (f);

  ruhu_due_page_set_returned_only (page, TRUE);
  show (f, page, 1280);
  assert_no_text (f, "马国强");
  assert_text (f, "male, 55 years · 石湾村三组4号"); /* who came back, not who is due first */
  assert_no_text (f, "female, 68 years · 石湾村二组12号");
}

static void
test_due_chip_shows_one_group (Fixture *f, gconstpointer data)
{
  GtkWidget *chip;

  show (f, make_due (f), 1280);
  chip = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_TOGGLE_BUTTON, "一组 2");
  g_assert_nonnull (chip);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  assert_text (f, "马国强");
  assert_no_text (f, "杨小龙");
}

static void
test_due_shows_next_week_on_demand (Fixture *f, gconstpointer data)
{
  show (f, make_due (f), 1280);
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Show 1 of next week");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  assert_text (f, "The next seven days");
  assert_text (f, "王贵红");
}

static void
test_due_follows_its_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  show (f, make_due (f), 1280);
  g_list_store_remove_all (f->demo.responses);
  ruhu_case_list_take (f->demo.tasks, nothing);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  assert_text (f, "Nobody is due today");
  assert_text (f, "Nothing is due next week either.");

  /* What says so has the whole page, and the focus a place to be. */
  g_assert_cmpint (gtk_widget_get_width (
                     ruhu_ui_test_find (GTK_WIDGET (f->page), ADW_TYPE_STATUS_PAGE, NULL)),
                   ==,
                   gtk_widget_get_width (GTK_WIDGET (f->page)));
  ruhu_page_focus_start (f->page);
  g_assert_true (gtk_widget_get_mapped (gtk_root_get_focus (GTK_ROOT (f->window))));
}

static void
test_due_folds_to_list_and_back (Fixture *f, gconstpointer data)
{
  GtkWidget *list;

  show (f, make_due (f), 360);
  list = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_LIST_VIEW, NULL);
  g_assert_nonnull (list);
  g_assert_null (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Go on, 4 to go"));

  g_signal_emit_by_name (list, "activate", 2);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Begin the visit"));
  g_assert_true (ruhu_page_go_back (f->page));
  g_assert_false (ruhu_page_go_back (f->page));
}

static void
test_rows_say_all_to_a_screen_reader (Fixture *f, gconstpointer data)
{
  GtkWidget *title;

  show (f, make_due (f), 1280);
  title = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_LABEL, "李建军");
  title = gtk_widget_get_parent (gtk_widget_get_ancestor (title, RUHU_TYPE_LIST_ROW));
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (title),
    GTK_ACCESSIBLE_PROPERTY_LABEL,
    "李建军, 三组 · 照片看不清证号，请重拍。, Returned · to correct");
}

/* What Tab stops at until it has come around: one letter for each, r for a row, b for a button. */
static char *
tab_through (Fixture *f)
{
  GtkWidget *window = GTK_WIDGET (f->window);
  GString *stops = g_string_new (NULL);
  GtkWidget *first = NULL;
  GtkWidget *focus;

  gtk_window_set_focus (f->window, NULL);
  while (stops->len < 100 && gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD)) {
    focus = gtk_window_get_focus (f->window);
    if (focus == first)
      break;
    if (first == NULL)
      first = focus;
    g_string_append_c (stops,
                       GTK_IS_BUTTON (focus)                                           ? 'b'
                       : g_str_equal (G_OBJECT_TYPE_NAME (focus), "GtkListItemWidget") ? 'r'
                                                                                       : '?');
  }
  return g_string_free (stops, FALSE);
}

static void
test_tab_stops_once_at_the_rows (Fixture *f, gconstpointer data)
{
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (f->demo.responses));
  g_autofree char *full = NULL;
  g_autofree char *empty = NULL;
  g_autoptr (GListStore) nothing = g_list_store_new (RUHU_TYPE_RESPONSE);

  show (f, page, 1280);
  full = tab_through (f);
  g_assert_cmpstr (full, ==, "bbrbb"); /* back, lock, the first of eight rows, by USB, send */
  ruhu_ui_test_close (f->window);

  /* A head without a button is no place to stop at, and no place to be caught in. */
  show (f, ruhu_sending_page_new (G_LIST_MODEL (nothing)), 1280);
  empty = tab_through (f);
  g_assert_cmpstr (empty, ==, "bbbb");
}

static void
test_find_filters_with_each_key (Fixture *f, gconstpointer data)
{
  show (f, ruhu_find_page_new (f->demo.people), 1280);
  assert_text (f, "6 people here");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "W");
  assert_text (f, "2 found");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "G");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "H");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  assert_text (f, "王桂花");
  assert_text (f, "王贵红");
  assert_no_text (f, "马国强");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "X");
  assert_text (f, "Nobody found. Try fewer letters.");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Delete one");
  assert_text (f, "2 found");
}

/* Keys of a real keyboard reach the entry while the focus is on a key of ours. */
static void
test_find_hears_the_keyboard (Fixture *f, gconstpointer data)
{
  GtkWidget *entry;

  show (f, ruhu_find_page_new (f->demo.people), 1280);
  entry = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_SEARCH_ENTRY, NULL);
  g_assert_true (gtk_search_entry_get_key_capture_widget (GTK_SEARCH_ENTRY (entry)) ==
                 GTK_WIDGET (f->page));
}

static void
test_find_by_telephone (Fixture *f, gconstpointer data)
{
  show (f, ruhu_find_page_new (f->demo.people), 1280);
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Digits");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  ruhu_ui_test_click (GTK_WIDGET (f->page), "7");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "7");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "8");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  assert_text (f, "1 found");
  assert_text (f, "李建军");
}

static RuhuPersonPage *
make_person (Fixture *f, const char *id)
{
  RuhuPersonPage *page = ruhu_person_page_new ();

  ruhu_person_page_set_lists (page, G_LIST_MODEL (f->demo.needs), G_LIST_MODEL (f->demo.responses));
  ruhu_person_page_set_person (page, ruhu_register_find (f->demo.people, id));
  return page;
}

static void
test_person_says_who_and_how_to_speak (Fixture *f, gconstpointer data)
{
  show (f, make_person (f, "p1"), 1280);
  assert_text (f, "female, 68 years · 石湾村二组12号");
  assert_text (f, "Physical, grade 2, certificate valid until 2027-03-31");
  assert_text (f, "Lives alone. Hard of hearing: speak slowly and clearly.");
  assert_text (f, "139\302\2400000\302\2401427");
  assert_text (f, "轮椅（换新的）");
  assert_text (f, "Agreed by the township");
}

static void
test_person_follows_a_draft (Fixture *f, gconstpointer data)
{
  GListModel *responses = G_LIST_MODEL (f->demo.responses);
  guint i;

  show (f, make_person (f, "p1"), 1280);
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Go on, 4 to go"));

  for (i = 0; i < g_list_model_get_n_items (responses); i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (responses, i);

    if (ruhu_response_get_state (response) == RUHU_RESPONSE_DRAFT)
      ruhu_response_set_state (response, RUHU_RESPONSE_FINISHED);
  }
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Begin the visit"));
  assert_no_text (f, "Draft · 4 to go");
  assert_text (f, "Finished · on this tablet");
}

static void
test_person_without_draft_begins (Fixture *f, gconstpointer data)
{
  GtkWidget *button;

  show (f, make_person (f, "p5"), 1280);
  assert_text (f, "A child: speak with the guardian.");
  assert_text (f, "Guardian 杨大海 138\302\2400000\302\2404410");
  assert_text (f, "No needs and no visits on this tablet yet.");
  button = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Begin the visit");
  g_assert_nonnull (button);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.begin-visit");
  g_assert_cmpstr (
    g_variant_get_string (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)), NULL),
    ==,
    "p5");
}

static void
test_person_without_telephone_offers_no_call (Fixture *f, gconstpointer data)
{
  show (f, make_person (f, "p4"), 1280);
  assert_text (f, "张秀英");
  g_assert_null (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Call"));
}

static void
test_sending_tells_where_each_is (Fixture *f, gconstpointer data)
{
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (f->demo.responses));

  ruhu_sending_page_set_state (page,
                               RUHU_SENDING_OFFLINE,
                               RUHU_UI_DEMO_NOW + 15 * G_GINT64_CONSTANT (3600000));
  ruhu_sending_page_set_receipt (page, "d7k2-415-xk", RUHU_UI_DEMO_NOW);
  show (f, page, 1280);
  assert_text (f, "No network now. 2 records are on this tablet, none lost.");
  assert_text (f, "Tries again by itself tonight at 1:42.");
  assert_text (f, "Last receipt d7k2-415-xk · 10:42");
  assert_text (f, "Finished 10:36 · 1 attachment");
  assert_text (f, "Finished 9:24");
  assert_text (f, "Receipt d7k2-414D8 · 8:30");
  assert_text (f, "Receipt d7k2-415D9 · 8:18");
  assert_text (f, "On this tablet");
  assert_text (f, "Left this tablet");
  assert_text (f, "Finished · on this tablet");
  assert_text (f, "Received by the county");
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Send 2 now"));
}

static void
test_sending_follows_states (Fixture *f, gconstpointer data)
{
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (f->demo.responses));
  guint i;

  show (f, page, 1280);
  for (i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->demo.responses)); i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (G_LIST_MODEL (f->demo.responses), i);

    if (ruhu_response_get_state (response) == RUHU_RESPONSE_FINISHED ||
        ruhu_response_get_state (response) == RUHU_RESPONSE_FINAL)
      ruhu_response_set_state (response, RUHU_RESPONSE_RECEIVED);
  }
  ruhu_sending_page_set_state (page, RUHU_SENDING_WAITS, 0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  assert_text (f, "Everything has left this tablet.");
  assert_no_text (f, "On this tablet");
  g_assert_nonnull (
    ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Ask the county for news"));
  ruhu_sending_page_set_state (page, RUHU_SENDING_NOW, 0);
  assert_text (f, "Everything has left this tablet."); /* what is over at once needs no words */
  wait_for_text (f, "Asking the county for news.");
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Stop for now"));
}

static void
test_sending_counts_and_stops (Fixture *f, gconstpointer data)
{
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (f->demo.responses));
  g_autoptr (RuhuResponse) first = g_list_model_get_item (G_LIST_MODEL (f->demo.responses), 2);
  GtkWidget *stop;

  show (f, page, 1280);
  gtk_widget_grab_focus (ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Send 2 now"));
  ruhu_sending_page_set_state (page, RUHU_SENDING_NOW, 0);
  wait_for_text (f, "Sending record 1 of 2. Breaking off does no harm.");
  stop = ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Stop for now");
  g_assert_true (gtk_widget_has_focus (stop));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (stop)), ==, "win.stop-sending");

  ruhu_response_set_state (first, RUHU_RESPONSE_RECEIVED);
  ruhu_sending_page_set_state (page, RUHU_SENDING_NOW, 0);
  assert_text (f, "Sending record 2 of 2. Breaking off does no harm.");
  ruhu_sending_page_set_state (page, RUHU_SENDING_OFFLINE, 0);
  assert_text (f, "No network now. 1 record is on this tablet, not lost.");
  g_assert_true (
    gtk_widget_has_focus (ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Send 1 now")));
}

static void
test_draft_says_how_much_is_left_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) draft = g_list_model_get_item (G_LIST_MODEL (f->demo.responses), 0);

  show (f, make_due (f), 1280);
  ruhu_response_set_missing (draft, 3);
  assert_text (f, "Draft · 3 to go");
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Go on, 3 to go"));
}

static RuhuHomePage *
make_choosing_home (Fixture *f)
{
  RuhuHomePage *page = make_home (f);

  ruhu_home_page_set_choice (page, TRUE);
  return page;
}

static RuhuPersonPage *
make_choosing_person (Fixture *f, const char *id)
{
  RuhuPersonPage *page = make_person (f, id);

  ruhu_person_page_set_library (page, f->demo.library);
  return page;
}

static RuhuFormsPage *
make_forms (Fixture *f, const char *id)
{
  return ruhu_forms_page_new (f->demo.library,
                              G_LIST_MODEL (f->demo.responses),
                              id != NULL ? ruhu_register_find (f->demo.people, id) : NULL);
}

/* What is about nobody stands first; a person's page has only what is about a person. */
static void
test_forms_stand_by_whom_they_are_about (Fixture *f, gconstpointer data)
{
  show (f, make_forms (f, NULL), 800);
  assert_text (f, "About nobody in the register");
  assert_text (f, "About a person: find them first");
  assert_text (f, "饮水点 Water point");
  assert_text (f, "助听器适配 Hearing aid fitting");
  ruhu_ui_test_close (f->window);

  show (f, make_forms (f, "p1"), 800);
  assert_text (f, "王桂花");
  assert_text (f, "助听器适配 Hearing aid fitting");
  assert_no_text (f, "饮水点 Water point");
  assert_no_text (f, "About a person: find them first");
}

static void
test_fits_everywhere (Fixture *f, gconstpointer data)
{
  static const char *const languages[] = { "zh_CN", "en" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (languages); i++) {
    ruhu_language_use (languages[i]);
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_home (f)));
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_due (f)));
    ruhu_ui_test_assert_fits (RUHU_PAGE (ruhu_find_page_new (f->demo.people)));
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_person (f, "p1")));
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_choosing_home (f)));
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_choosing_person (f, "p1")));
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_forms (f, NULL)));
    ruhu_ui_test_assert_fits (RUHU_PAGE (make_forms (f, "p1")));
    ruhu_ui_test_assert_fits (RUHU_PAGE (ruhu_sending_page_new (G_LIST_MODEL (f->demo.responses))));
  }
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("/home-page/counts-and-tells-the-truth", test_home_counts_and_tells_the_truth);
  ADD ("/home-page/without-people-says-what-to-do", test_home_without_people_says_what_to_do);
  ADD ("/due-page/drafts-and-returned-first", test_due_shows_drafts_and_returned_first);
  ADD ("/due-page/returned-stands-beside-its-own-list", test_returned_stands_beside_its_own_list);
  ADD ("/due-page/chip-shows-one-group", test_due_chip_shows_one_group);
  ADD ("/due-page/next-week-on-demand", test_due_shows_next_week_on_demand);
  ADD ("/due-page/follows-its-list", test_due_follows_its_list);
  ADD ("/due-page/folds-to-list-and-back", test_due_folds_to_list_and_back);
  ADD ("/row-view/rows-say-all-to-a-screen-reader", test_rows_say_all_to_a_screen_reader);
  ADD ("/row-view/tab-stops-once-at-the-rows", test_tab_stops_once_at_the_rows);
  ADD ("/find-page/filters-with-each-key", test_find_filters_with_each_key);
  ADD ("/find-page/hears-the-keyboard", test_find_hears_the_keyboard);
  ADD ("/find-page/by-telephone", test_find_by_telephone);
  ADD ("/person-page/says-who-and-how-to-speak", test_person_says_who_and_how_to_speak);
  ADD ("/person-page/follows-a-draft", test_person_follows_a_draft);
  ADD ("/person-page/without-draft-begins", test_person_without_draft_begins);
  ADD ("/person-page/without-telephone-offers-no-call",
       test_person_without_telephone_offers_no_call);
  ADD ("/sending-page/tells-where-each-is", test_sending_tells_where_each_is);
  ADD ("/sending-page/follows-states", test_sending_follows_states);
  ADD ("/sending-page/counts-and-stops", test_sending_counts_and_stops);
  ADD ("/due-page/draft-says-how-much-is-left-at-once", test_draft_says_how_much_is_left_at_once);
  ADD ("/forms-page/forms-stand-by-whom-they-are-about", test_forms_stand_by_whom_they_are_about);
  ADD ("/pages/fit-everywhere", test_fits_everywhere);

  return g_test_run ();
}
