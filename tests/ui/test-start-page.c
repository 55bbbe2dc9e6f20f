/* test-start-page.c: ui/ruhu-start-page.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "ruhu-start-page.h"
#include "ruhu-ui-test.h"

#define CODE "0123456789ABCDEFGHJK"
#define GROUPED "0123 4567 89AB CDEF GHJK"

typedef struct {
  RuhuPreferences *preferences;
  RuhuStartPage *page;
  GtkWindow *window;
  GString *said;
} Fixture;

static void
code_cb (RuhuStartPage *page, const char *url, const char *code, GString *said)
{
  g_string_append_printf (said, "[%s|%s]", url, code);
}

static void
secret_cb (RuhuStartPage *page, const char *secret, GString *said)
{
  /* As the app does, which shows that it is busy before it is done with the secret. */
  ruhu_start_page_show_step (page, RUHU_START_BUSY);
  g_string_append_printf (said, "[%s]", secret);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->said = g_string_new (NULL);
  f->preferences = ruhu_preferences_new (NULL);
  f->page = ruhu_start_page_new (f->preferences);
  g_signal_connect (f->page, "code-entered", G_CALLBACK (code_cb), f->said);
  g_signal_connect (f->page, "secret-chosen", G_CALLBACK (secret_cb), f->said);
  f->window = ruhu_ui_test_show (RUHU_PAGE (f->page), 1280, 800);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_ui_test_close (f->window);
  g_assert_finalize_object (f->preferences);
  g_string_free (f->said, TRUE);
}

static void
press (Fixture *f, const char *keys)
{
  char label[2] = { 0 };

  for (; *keys != '\0'; keys++) {
    label[0] = *keys;
    ruhu_ui_test_click (GTK_WIDGET (f->page), label);
  }
}

static void
show_secret (Fixture *f)
{
  ruhu_start_page_show_step (f->page, RUHU_START_SECRET);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
}

static void
test_code_comes_in_groups_of_four (Fixture *f, gconstpointer data)
{
  ruhu_start_page_set_code (f->page, "", "k7qm2f9dx");
  g_assert_cmpstr (ruhu_start_page_get_code (f->page), ==, "K7QM 2F9D X");
  g_assert_true (
    ruhu_ui_test_has_text (GTK_WIDGET (f->page),
                           "20 letters and digits that the county gave you, 11 still missing."));

  ruhu_start_page_set_code (f->page, "", "0123-4567-89ab-cdef-ghjk and more");
  g_assert_cmpstr (ruhu_start_page_get_code (f->page), ==, GROUPED);
  g_assert_true (ruhu_ui_test_has_text (GTK_WIDGET (f->page), "The code is complete."));
}

/* As GTK does for a key: the cursor moves after the change was told. */
static void
type (GtkEditable *editable, const char *keys)
{
  for (; *keys != '\0'; keys++) {
    int position = gtk_editable_get_position (editable);

    gtk_editable_insert_text (editable, keys, 1, &position);
    gtk_editable_set_position (editable, position);
    ruhu_ui_test_turn ();
  }
}

static void
test_typed_code_keeps_its_order (Fixture *f, gconstpointer data)
{
  GtkWidget *entry;

  ruhu_start_page_set_code (f->page, "https://hq.example", "");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue"); /* puts the focus into the code */
  entry = gtk_widget_get_ancestor (gtk_window_get_focus (f->window), GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  type (GTK_EDITABLE (entry), "368hh8smm5f6stzyxwzx");
  g_assert_cmpstr (ruhu_start_page_get_code (f->page), ==, "368H H8SM M5F6 STZY XWZX");

  /* In the middle, too. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  ruhu_ui_test_turn ();
  type (GTK_EDITABLE (entry), "ABCDGH");
  gtk_editable_set_position (GTK_EDITABLE (entry), 4);
  type (GTK_EDITABLE (entry), "EF");
  g_assert_cmpstr (ruhu_start_page_get_code (f->page), ==, "ABCD EFGH");
}

static void
test_full_width_letters_are_taken (Fixture *f, gconstpointer data)
{
  ruhu_start_page_set_code (f->page, "", "Ｋ７Ｑ");
  g_assert_cmpstr (ruhu_start_page_get_code (f->page), ==, "K7Q");
}

static void
test_pasted_picture_fills_both (Fixture *f, gconstpointer data)
{
  ruhu_start_page_set_code (f->page, "", "RUHU1|https://hq.example:8443|" CODE);
  g_assert_cmpstr (ruhu_start_page_get_url (f->page), ==, "https://hq.example:8443");
  g_assert_cmpstr (ruhu_start_page_get_code (f->page), ==, GROUPED);
}

static void
test_continue_leads_to_what_is_missing (Fixture *f, gconstpointer data)
{
  ruhu_start_page_set_code (f->page, "https://hq.example", "K7QM");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue");
  g_assert_cmpstr (f->said->str, ==, "");
  g_assert_cmpstr (ruhu_start_page_get_fault (f->page), ==, "The code is not complete yet.");

  ruhu_start_page_set_code (f->page, "https://hq.example", CODE);
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue");
  g_assert_cmpstr (f->said->str, ==, "[https://hq.example|" CODE "]");
}

/* How far below the top of the page something stands. */
static float
get_y (Fixture *f, GtkWidget *widget)
{
  graphene_point_t at;

  g_assert_true (
    gtk_widget_compute_point (widget, GTK_WIDGET (f->page), &GRAPHENE_POINT_INIT (0, 0), &at));
  return at.y;
}

static void
test_fault_stands_under_its_field (Fixture *f, gconstpointer data)
{
  const char *fault = "The county's address is still missing.";
  GtkWidget *page = GTK_WIDGET (f->page);
  GtkWidget *line;

  ruhu_start_page_set_code (f->page, "", CODE);
  ruhu_ui_test_click (page, "Continue");
  g_assert_cmpstr (ruhu_start_page_get_fault (f->page), ==, fault);
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  line = ruhu_ui_test_find (page, GTK_TYPE_LABEL, fault);
  g_assert_nonnull (line);
  g_assert_cmpfloat (get_y (f, line),
                     >,
                     get_y (f, ruhu_ui_test_find (page, GTK_TYPE_LABEL, "The county's address")));
  g_assert_cmpfloat (get_y (f, line),
                     <,
                     get_y (f, ruhu_ui_test_find (page, GTK_TYPE_LABEL, "Code")));

  /* Typing takes it away again. */
  ruhu_start_page_set_code (f->page, "https://hq.example", CODE);
  g_assert_cmpstr (ruhu_start_page_get_fault (f->page), ==, "");
}

static void
test_refused_code_says_so (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (RUHU_ERROR, RUHU_ERROR_REFUSED, "no such code");

  ruhu_start_page_show_step (f->page, RUHU_START_BUSY);
  ruhu_start_page_show_failure (f->page, RUHU_START_CODE, error);
  g_assert_cmpstr (ruhu_start_page_get_fault (f->page),
                   ==,
                   "The county does not take this code. It may be mistyped, used or too old.");
}

static void
test_pin_is_asked_twice (Fixture *f, gconstpointer data)
{
  show_secret (f);
  press (f, "2837465910");
  g_assert_cmpstr (f->said->str, ==, "");
  press (f, "2837465910");
  g_assert_cmpstr (f->said->str, ==, "[2837465910]");
}

static void
test_two_pins_begin_again (Fixture *f, gconstpointer data)
{
  show_secret (f);
  press (f, "28374659102837465911");
  g_assert_cmpstr (f->said->str, ==, "");
  g_assert_cmpstr (ruhu_start_page_get_fault (f->page),
                   ==,
                   "The two were not the same. From the beginning, please.");
  press (f, "28374659102837465910");
  g_assert_cmpstr (f->said->str, ==, "[2837465910]");
}

static void
test_county_may_demand_a_phrase (Fixture *f, gconstpointer data)
{
  GtkWidget *phrase;

  ruhu_start_page_set_phrase_only (f->page, TRUE);
  show_secret (f);
  phrase = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_PASSWORD_ENTRY, NULL);
  g_assert_nonnull (phrase);
  g_assert_null (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Use digits instead"));

  gtk_editable_set_text (GTK_EDITABLE (phrase), "too short");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue");
  g_assert_cmpstr (f->said->str, ==, "");
  g_assert_cmpstr (ruhu_start_page_get_fault (f->page),
                   ==,
                   "Four words, or at least 12 characters, please.");
}

static void
test_text_size_changes_at_once (Fixture *f, gconstpointer data)
{
  int before, after;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &before, NULL);
  ruhu_preferences_set_text_size (f->preferences, 200);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &after, NULL);
  g_assert_cmpint (after, ==, 2 * before);
  ruhu_preferences_set_text_size (f->preferences, 100);
}

static void
test_fits_everywhere (gconstpointer data)
{
  g_autoptr (RuhuPreferences) preferences = ruhu_preferences_new (NULL);
  RuhuStartPage *page = ruhu_start_page_new (preferences);

  ruhu_start_page_set_code (page, "https://hq.example:8443", "K7QM2F9DX");
  ruhu_start_page_show_step (page, GPOINTER_TO_INT (data));
  ruhu_ui_test_assert_fits (RUHU_PAGE (page));
}

static void
test_other_words_fit_everywhere (void)
{
  g_autoptr (RuhuPreferences) preferences = ruhu_preferences_new (NULL);
  RuhuStartPage *page = ruhu_start_page_new (preferences);

  ruhu_start_page_set_words (page, "One more worker", "The county makes a code.", TRUE);
  ruhu_ui_test_assert_fits (RUHU_PAGE (page));
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("/start-page/code-comes-in-groups-of-four", test_code_comes_in_groups_of_four);
  ADD ("/start-page/typed-code-keeps-its-order", test_typed_code_keeps_its_order);
  ADD ("/start-page/full-width-letters-are-taken", test_full_width_letters_are_taken);
  ADD ("/start-page/pasted-picture-fills-both", test_pasted_picture_fills_both);
  ADD ("/start-page/continue-leads-to-what-is-missing", test_continue_leads_to_what_is_missing);
  ADD ("/start-page/fault-stands-under-its-field", test_fault_stands_under_its_field);
  ADD ("/start-page/refused-code-says-so", test_refused_code_says_so);
  ADD ("/start-page/pin-is-asked-twice", test_pin_is_asked_twice);
  ADD ("/start-page/two-pins-begin-again", test_two_pins_begin_again);
  ADD ("/start-page/county-may-demand-a-phrase", test_county_may_demand_a_phrase);
  ADD ("/start-page/text-size-changes-at-once", test_text_size_changes_at_once);
  g_test_add_data_func ("/start-page/fits-everywhere/code",
                        GINT_TO_POINTER (RUHU_START_CODE),
                        test_fits_everywhere);
  g_test_add_data_func ("/start-page/fits-everywhere/secret",
                        GINT_TO_POINTER (RUHU_START_SECRET),
                        test_fits_everywhere);
  g_test_add_data_func ("/start-page/fits-everywhere/busy",
                        GINT_TO_POINTER (RUHU_START_BUSY),
                        test_fits_everywhere);

  g_test_add_func ("/start-page/fits-everywhere/other-words", test_other_words_fit_everywhere);

  return g_test_run ();
}
