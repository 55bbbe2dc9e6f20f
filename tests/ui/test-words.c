/* test-words.c: what people read: ruhu-format.c, ruhu-status.c, ruhu-error-text.c, ruhu-language.c,
 * ruhu-preferences.c; and ruhu-idle.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "ruhu-error-text.h"
#include "ruhu-format.h"
#include "ruhu-idle.h"
#include "ruhu-language.h"
#include "ruhu-preferences.h"
#include "ruhu-status-badge.h"
#include "ruhu-status.h"
#include "ruhu-test.h"
#include "ruhu-ui-test.h"

/* Saturday, 21 November 2026, 10:42 UTC */
#define NOW G_GINT64_CONSTANT (1795257720000)
#define HOUR G_GINT64_CONSTANT (3600000)

static void
assert_words (char *words, const char *expected)
{
  g_assert_cmpstr (words, ==, expected);
  g_free (words);
}

static void
test_format_in_two_languages (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 21, 10, 42, 0);

  assert_words (ruhu_format_day (now), "Sat 21 Nov");
  assert_words (ruhu_format_date (now), "21 Nov 2026");
  assert_words (ruhu_format_when (NOW - 2 * HOUR, now), "8:42");
  assert_words (ruhu_format_when (NOW - 20 * HOUR, now), "yesterday 14:42");
  assert_words (ruhu_format_when (NOW - 50 * HOUR, now), "19 Nov 2026");
  assert_words (ruhu_format_next (NOW + 2 * HOUR, now), "at 12:42");
  assert_words (ruhu_format_next (NOW + 15 * HOUR, now), "tonight at 1:42");
  assert_words (ruhu_format_next (NOW + 24 * HOUR, now), "tomorrow at 10:42");

  ruhu_language_use ("zh_CN");
  assert_words (ruhu_format_day (now), "11月21日 周六");
  assert_words (ruhu_format_date (now), "2026年11月21日");
  assert_words (ruhu_format_when (NOW - 20 * HOUR, now), "昨天 14:42");
  assert_words (ruhu_format_next (NOW + 15 * HOUR, now), "今晚 1:42");
  ruhu_language_use ("en");
}

static void
test_phone_does_not_break (void)
{
  assert_words (ruhu_format_phone ("13900001427"), "139\302\2400000\302\2401427");
  assert_words (ruhu_format_phone ("0951-2040000"), "0951-2040000");
}

/* GTK's warning about a label narrower than its least width would end this. */
static void
test_status_fits_whatever_its_height (void)
{
  RuhuStatusBadge *badge = g_object_ref_sink (g_object_new (RUHU_TYPE_STATUS_BADGE, NULL));

  for (guint language = 0; language < 2; language++) {
    ruhu_language_use (language == 0 ? "en" : "zh_CN");
    for (guint status = RUHU_STATUS_DRAFT; status <= RUHU_STATUS_ACCEPTED; status++) {
      g_autofree char *words = ruhu_status_to_words (status, 0, "王芳");

      ruhu_status_badge_show (badge, status, words);
      for (int height = 16; height < 120; height++) {
        int min, natural;

        gtk_widget_measure (GTK_WIDGET (badge),
                            GTK_ORIENTATION_HORIZONTAL,
                            height,
                            &min,
                            &natural,
                            NULL,
                            NULL);
        g_assert_cmpint (min, <=, natural);
      }
    }
  }
  ruhu_language_use ("en");
  g_object_unref (badge);
}

static void
test_status_words_are_the_agreed_ones (void)
{
  static const char *const zh[] = { "草稿",        "已完成 · 在本机", "已交人带走", "县里已收到",
                                    "退回 · 要改", "镇里已同意",      "县里已通过" };
  guint i;

  ruhu_language_use ("zh_CN");
  for (i = 0; i < G_N_ELEMENTS (zh); i++) {
    assert_words (ruhu_status_to_words (RUHU_STATUS_DRAFT + i, 0, NULL), zh[i]);
    g_assert_nonnull (ruhu_status_to_icon (RUHU_STATUS_DRAFT + i));
    g_assert_nonnull (ruhu_status_to_style (RUHU_STATUS_DRAFT + i));
  }
  assert_words (ruhu_status_to_words (RUHU_STATUS_DRAFT, 4, NULL), "草稿 · 还差 4 题");
  assert_words (ruhu_status_to_words (RUHU_STATUS_CARRIED, 0, "李主任"), "已交给李主任带走");
  g_assert_null (ruhu_status_to_words (RUHU_STATUS_NONE, 0, NULL));
  ruhu_language_use ("en");
}

static void
test_each_error_has_sentence_and_place (void)
{
  static const RuhuErrorPlace places[] = {
    [RUHU_ERROR_FAILED] = RUHU_ERROR_PLACE_TOAST,   [RUHU_ERROR_NOT_FOUND] = RUHU_ERROR_PLACE_TOAST,
    [RUHU_ERROR_INVALID] = RUHU_ERROR_PLACE_BESIDE, [RUHU_ERROR_CORRUPT] = RUHU_ERROR_PLACE_DIALOG,
    [RUHU_ERROR_FULL] = RUHU_ERROR_PLACE_DIALOG,    [RUHU_ERROR_OFFLINE] = RUHU_ERROR_PLACE_STATE,
    [RUHU_ERROR_REFUSED] = RUHU_ERROR_PLACE_TOAST,  [RUHU_ERROR_CONFLICT] = RUHU_ERROR_PLACE_REVIEW,
    [RUHU_ERROR_NEWER] = RUHU_ERROR_PLACE_DIALOG,   [RUHU_ERROR_BUSY] = RUHU_ERROR_PLACE_TOAST,
  };
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "foreign");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GError) error = g_error_new (RUHU_ERROR, i, "for the log");

    g_assert_cmpint (ruhu_error_text_get_place (error), ==, places[i]);
    g_assert_nonnull (ruhu_error_text_get_sentence (error));
    g_assert_cmpstr (ruhu_error_text_get_sentence (error), !=, "for the log");
  }
  g_assert_cmpint (ruhu_error_text_get_place (NULL), ==, RUHU_ERROR_PLACE_NOWHERE);
  g_assert_cmpint (ruhu_error_text_get_place (cancelled), ==, RUHU_ERROR_PLACE_NOWHERE);
  g_assert_null (ruhu_error_text_get_sentence (cancelled));
  g_assert_cmpint (ruhu_error_text_get_place (foreign), ==, RUHU_ERROR_PLACE_TOAST);
}

static void
wait_for_saved (const char *dir, int text_size, const char *language)
{
  for (;;) {
    g_autoptr (RuhuPreferences) saved = ruhu_preferences_new (dir);

    if (ruhu_preferences_get_text_size (saved) == text_size &&
        g_strcmp0 (ruhu_preferences_get_language (saved), language) == 0)
      return;
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
test_preferences_outlive_the_app (void)
{
  g_autofree char *dir = ruhu_test_make_dir ();
  RuhuPreferences *preferences = ruhu_preferences_new (dir);

  g_assert_cmpstr (ruhu_preferences_get_language (preferences), ==, "zh_CN");
  ruhu_preferences_set_text_size (preferences, 150);
  ruhu_preferences_set_language (preferences, "en");
  wait_for_saved (dir, 150, "en");
  ruhu_preferences_set_text_size (preferences, 100);
  wait_for_saved (dir, 100, "en");

  /* The last write is over once nothing holds the object but us. */
  while (G_OBJECT (preferences)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (preferences);
  ruhu_test_remove_dir (dir);
}

static void
test_idle_is_over_after_five_minutes (void)
{
  RuhuIdle idle = { 0 };

  ruhu_idle_touch (&idle, 1000 * G_USEC_PER_SEC);
  g_assert_false (ruhu_idle_is_over (&idle, 1299 * G_USEC_PER_SEC));
  g_assert_true (ruhu_idle_is_over (&idle, 1300 * G_USEC_PER_SEC));
  ruhu_idle_touch (&idle, 1299 * G_USEC_PER_SEC);
  g_assert_false (ruhu_idle_is_over (&idle, 1300 * G_USEC_PER_SEC));
}

static void
test_dates_in_a_sentence_are_words (void)
{
  g_autofree char *born = ruhu_format_dates ("Born 1958-03-12, seen 2026-11-21.");
  g_autofree char *other = ruhu_format_dates ("2026-99-99, 0955-0000001, 12026-11-212");

  g_assert_cmpstr (born, ==, "Born 12 Mar 1958, seen 21 Nov 2026.");
  g_assert_cmpstr (other, ==, "2026-99-99, 0955-0000001, 12026-11-212");
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add_func ("/format/in-two-languages", test_format_in_two_languages);
  g_test_add_func ("/format/phone-does-not-break", test_phone_does_not_break);
  g_test_add_func ("/status/words-are-the-agreed-ones", test_status_words_are_the_agreed_ones);
  g_test_add_func ("/status/fits-whatever-its-height", test_status_fits_whatever_its_height);
  g_test_add_func ("/error-text/each-has-sentence-and-place",
                   test_each_error_has_sentence_and_place);
  g_test_add_func ("/preferences/outlive-the-app", test_preferences_outlive_the_app);
  g_test_add_func ("/idle/over-after-five-minutes", test_idle_is_over_after_five_minutes);

  g_test_add_func ("/format/dates-in-a-sentence-are-words", test_dates_in_a_sentence_are_words);

  return g_test_run ();
}
