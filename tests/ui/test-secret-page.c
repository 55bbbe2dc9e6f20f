/* test-secret-page.c: ui/ruhu-secret-page.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-secret-page.h"
#include "ruhu-ui-test.h"

#define OLD "2837465910"
#define NEW "1029384756"
#define PHRASE "apple river tuesday yoke"

typedef struct {
  RuhuSecretPage *page;
  GtkWindow *window;
  GString *said;
} Fixture;

static void
change_cb (RuhuSecretPage *page, const char *old, const char *secret, GString *said)
{
  g_string_append_printf (said, "[%s|%s]", old, secret);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->said = g_string_new (NULL);
  f->page = ruhu_secret_page_new ();
  g_signal_connect (f->page, "change", G_CALLBACK (change_cb), f->said);
  f->window = ruhu_ui_test_show (RUHU_PAGE (f->page), 1280, 800);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_ui_test_close (f->window);
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

static GtkEditable *
get_phrase (Fixture *f)
{
  GtkWidget *entry = ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_PASSWORD_ENTRY, NULL);

  g_assert_nonnull (entry);
  return GTK_EDITABLE (entry);
}

static void
test_old_then_new_twice (Fixture *f, gconstpointer data)
{
  press (f, OLD NEW);
  g_assert_cmpstr (f->said->str, ==, "");
  press (f, NEW);
  g_assert_cmpstr (f->said->str, ==, "[" OLD "|" NEW "]");
}

static void
test_new_ones_must_agree (Fixture *f, gconstpointer data)
{
  press (f, OLD NEW OLD);
  g_assert_cmpstr (f->said->str, ==, "");
  g_assert_cmpstr (ruhu_secret_page_get_fault (f->page),
                   ==,
                   "The two were not the same. From the beginning, please.");
  press (f, NEW NEW);
  g_assert_cmpstr (f->said->str, ==, "[" OLD "|" NEW "]");
}

/* A phrase may follow on digits, and digits on a phrase. */
static void
test_digits_are_left_for_a_phrase (Fixture *f, gconstpointer data)
{
  press (f, OLD);
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Use a phrase instead");
  gtk_editable_set_text (get_phrase (f), PHRASE);
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue");
  g_assert_cmpstr (ruhu_secret_page_get_fault (f->page), ==, "The two are not the same.");
  g_assert_cmpstr (f->said->str, ==, "");
}

static void
test_phrase_in_use_is_asked_once (Fixture *f, gconstpointer data)
{
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Use a phrase instead");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue");
  g_assert_cmpstr (ruhu_secret_page_get_fault (f->page), ==, "The phrase is still missing");
  gtk_editable_set_text (get_phrase (f), "short");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Continue");
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Use digits instead");
  press (f, NEW NEW);
  g_assert_cmpstr (f->said->str, ==, "[short|" NEW "]");
}

static void
test_wrong_old_one_begins_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (RUHU_ERROR, RUHU_ERROR_REFUSED, "wrong PIN");

  press (f, NEW NEW NEW);
  ruhu_secret_page_show_failure (f->page, error, 0);
  g_assert_cmpstr (ruhu_secret_page_get_fault (f->page),
                   ==,
                   "The one you use now was not right. Nothing was changed.");
  press (f, OLD NEW NEW);
  g_assert_cmpstr (f->said->str, ==, "[" NEW "|" NEW "][" OLD "|" NEW "]");

  ruhu_secret_page_show_failure (f->page, error, ruhu_clock_now () + 29500);
  g_assert_true (
    g_str_has_prefix (ruhu_secret_page_get_fault (f->page), "Wrong too often. Nothing is lost"));
}

static void
test_fits_everywhere (void)
{
  ruhu_ui_test_assert_fits (RUHU_PAGE (ruhu_secret_page_new ()));
}

#define ADD(name, func) g_test_add ("/secret-page/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("old-then-new-twice", test_old_then_new_twice);
  ADD ("new-ones-must-agree", test_new_ones_must_agree);
  ADD ("digits-are-left-for-a-phrase", test_digits_are_left_for_a_phrase);
  ADD ("phrase-in-use-is-asked-once", test_phrase_in_use_is_asked_once);
  ADD ("wrong-old-one-begins-again", test_wrong_old_one_begins_again);
  g_test_add_func ("/secret-page/fits-everywhere", test_fits_everywhere);

  return g_test_run ();
}
