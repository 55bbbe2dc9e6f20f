/* test-unlock-page.c: ui/ruhu-unlock-page.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"

typedef struct {
  RuhuUnlockPage *page;
  GtkWindow *window;
  GString *secrets;
} Fixture;

static void
unlock_cb (RuhuUnlockPage *page, const char *secret, const char *code, GString *secrets)
{
  g_string_append_printf (secrets, "[%s|%s]", secret, code != NULL ? code : "");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->secrets = g_string_new (NULL);
  f->page = ruhu_unlock_page_new ();
  ruhu_unlock_page_set_user (f->page, "Zhou Zhiyuan", "Shiwan village");
  g_signal_connect (f->page, "unlock", G_CALLBACK (unlock_cb), f->secrets);
  f->window = ruhu_ui_test_show (RUHU_PAGE (f->page), 1280, 800);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_ui_test_close (f->window);
  g_string_free (f->secrets, TRUE);
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
fail (Fixture *f, gint64 until)
{
  g_autoptr (GError) error = g_error_new (RUHU_ERROR, RUHU_ERROR_REFUSED, "wrong PIN");

  ruhu_unlock_page_show_failure (f->page, error, until);
}

/* Whose PIN was right is not told that it was wrong. */
static void
test_open_elsewhere_is_no_wrong_pin (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (RUHU_ERROR, RUHU_ERROR_BUSY, "locked");

  ruhu_unlock_page_show_failure (f->page, error, 0);
  g_assert_cmpstr (ruhu_unlock_page_get_fault (f->page),
                   ==,
                   "Another program is at work on what is stored here. Nothing is lost; please try "
                   "again in a moment.");
}

static void
test_tenth_digit_unlocks (Fixture *f, gconstpointer data)
{
  press (f, "012345678");
  g_assert_cmpstr (f->secrets->str, ==, "");
  press (f, "9");
  g_assert_cmpstr (f->secrets->str, ==, "[0123456789|]");
}

static void
test_several_are_asked_who (Fixture *f, gconstpointer data)
{
  static const char *const users[] = { "w0017", "w0018", NULL };
  GtkWidget *second;

  ruhu_unlock_page_set_users (f->page, users, NULL, NULL);
  g_assert_cmpstr (ruhu_unlock_page_get_user (f->page), ==, "w0017");
  press (f, "012");
  second = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_TOGGLE_BUTTON, "w0018");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (second), TRUE);
  g_assert_cmpstr (ruhu_unlock_page_get_user (f->page), ==, "w0018");
  press (f, "0123456789");
  g_assert_cmpstr (f->secrets->str, ==, "[0123456789|]");

  ruhu_unlock_page_set_users (f->page, users, "w0018", NULL);
  g_assert_cmpstr (ruhu_unlock_page_get_user (f->page), ==, "w0018");
}

static void
test_delete_takes_one_digit (Fixture *f, gconstpointer data)
{
  press (f, "0123");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Delete one digit");
  press (f, "9456789");
  g_assert_cmpstr (f->secrets->str, ==, "[0129456789|]");
}

static void
test_done_too_early_says_what_is_missing (Fixture *f, gconstpointer data)
{
  press (f, "0123");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Done");
  g_assert_cmpstr (f->secrets->str, ==, "");
  g_assert_cmpstr (ruhu_unlock_page_get_fault (f->page), ==, "6 digits are still missing");
}

static void
test_wrong_pin_empties_and_says_so (Fixture *f, gconstpointer data)
{
  press (f, "0123456789");
  fail (f, 0);
  g_assert_cmpstr (ruhu_unlock_page_get_fault (f->page), ==, "Not right. Please try again.");
  g_assert_true (
    ruhu_ui_test_has_text (GTK_WIDGET (f->page), ruhu_unlock_page_get_fault (f->page)));

  press (f, "1111111111");
  g_assert_cmpstr (f->secrets->str, ==, "[0123456789|][1111111111|]");
}

static gint64 fake_now;

static gint64
get_fake_now (gpointer data)
{
  return fake_now;
}

static void
test_wrong_pins_slow_down (Fixture *f, gconstpointer data)
{
  GtkWidget *key = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "1");

  fake_now = G_GINT64_CONSTANT (1790000000000);
  ruhu_clock_replace (get_fake_now, NULL);
  press (f, "0123456789");
  fail (f, fake_now + 30 * 1000);
  g_assert_cmpstr (ruhu_unlock_page_get_fault (f->page),
                   ==,
                   "Wrong too often. Nothing is lost; try again in 30 seconds.");
  g_assert_false (gtk_widget_is_sensitive (key));

  ruhu_unlock_page_set_wait (f->page, fake_now + 5 * 60 * 1000);
  g_assert_cmpstr (ruhu_unlock_page_get_fault (f->page),
                   ==,
                   "Wrong too often. Nothing is lost; try again in 5 minutes.");

  /* The page's own timer sees that the time is over. */
  fake_now += 5 * 60 * 1000;
  while (!gtk_widget_is_sensitive (key))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (ruhu_unlock_page_get_fault (f->page), ==, "");
  ruhu_clock_replace (NULL, NULL);
}

static void
test_phrase_unlocks (Fixture *f, gconstpointer data)
{
  GtkWidget *entry;

  ruhu_ui_test_click (GTK_WIDGET (f->page), "Use a phrase instead");
  entry = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_PASSWORD_ENTRY, NULL);
  g_assert_nonnull (entry);
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Unlock");
  g_assert_cmpstr (f->secrets->str, ==, "");
  gtk_editable_set_text (GTK_EDITABLE (entry), "river stone lamp seven");
  g_assert_true (ruhu_page_press_primary (RUHU_PAGE (f->page)));
  g_assert_cmpstr (f->secrets->str, ==, "[river stone lamp seven|]");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
}

static void
test_lockout_asks_for_a_code (Fixture *f, gconstpointer data)
{
  GtkWidget *entry;

  ruhu_unlock_page_set_lockout (f->page, 3);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  entry = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_ENTRY, NULL);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "12345678");
  press (f, "0123456789");
  g_assert_cmpstr (f->secrets->str, ==, "[0123456789|12345678]");
}

static void
test_focus_starts_on_the_first_key (Fixture *f, gconstpointer data)
{
  GtkWidget *key = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "1");

  ruhu_page_focus_start (RUHU_PAGE (f->page));
  g_assert_true (gtk_window_get_focus (f->window) == key);
}

static void
test_fits_everywhere (void)
{
  RuhuUnlockPage *page = ruhu_unlock_page_new ();

  ruhu_unlock_page_set_user (page, "Zhou Zhiyuan", "Liaison worker of Shiwan village");
  ruhu_unlock_page_set_sentence (page, "Locked, and still sending. 2 on this tablet.");
  ruhu_unlock_page_set_users (page, (const char *const[]){ "w0017", "w0018", NULL }, NULL, NULL);
  ruhu_ui_test_assert_fits (RUHU_PAGE (page));
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("/unlock-page/open-elsewhere-is-no-wrong-pin", test_open_elsewhere_is_no_wrong_pin);
  ADD ("/unlock-page/tenth-digit-unlocks", test_tenth_digit_unlocks);
  ADD ("/unlock-page/several-are-asked-who", test_several_are_asked_who);
  ADD ("/unlock-page/delete-takes-one-digit", test_delete_takes_one_digit);
  ADD ("/unlock-page/done-too-early-says-what-is-missing",
       test_done_too_early_says_what_is_missing);
  ADD ("/unlock-page/wrong-pin-empties-and-says-so", test_wrong_pin_empties_and_says_so);
  ADD ("/unlock-page/wrong-pins-slow-down", test_wrong_pins_slow_down);
  ADD ("/unlock-page/phrase-unlocks", test_phrase_unlocks);
  ADD ("/unlock-page/lockout-asks-for-a-code", test_lockout_asks_for_a_code);
  ADD ("/unlock-page/focus-starts-on-the-first-key", test_focus_starts_on_the_first_key);
  g_test_add_func ("/unlock-page/fits-everywhere", test_fits_everywhere);

  return g_test_run ();
}
