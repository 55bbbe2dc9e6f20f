/* test-markdown.c: ui/form/ruhu-markdown.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-markdown.h"

static void
assert_shows (const char *text, const char *markup, const char *plain)
{
  g_autofree char *got = ruhu_markdown_to_markup (text);
  g_autofree char *words = ruhu_markdown_to_plain (text);
  g_autofree char *parsed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (got, ==, markup);
  g_assert_cmpstr (words, ==, plain);
  if (strstr (got, "<a ") == NULL) {
    pango_parse_markup (got, -1, 0, NULL, &parsed, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (parsed, ==, plain);
  }
}

static void
test_what_authors_write_is_shown (void)
{
  assert_shows ("plain 1 < 2 & 3", "plain 1 &lt; 2 &amp; 3", "plain 1 < 2 & 3");
  assert_shows ("a **strong** word", "a <b>strong</b> word", "a strong word");
  assert_shows ("a __strong__ word", "a <b>strong</b> word", "a strong word");
  assert_shows ("an *emphasis*", "an <u>emphasis</u>", "an emphasis");
  assert_shows ("**both *at* once**", "<b>both <u>at</u> once</b>", "both at once");
  assert_shows ("最近**一个月**里", "最近<b>一个月</b>里", "最近一个月里");
  assert_shows ("# Big\nsmall", "<span size=\"larger\"><b>Big</b></span>\nsmall", "Big\nsmall");
  assert_shows ("### Less", "<b>Less</b>", "Less");
  assert_shows ("<span style=\"color:red\">now</span>",
                "<span foreground=\"#ff0000\">now</span>",
                "now");
  assert_shows ("<span style=\"font-family:serif\">now</span>", "now", "now");
}

static void
test_links_are_followed_only_where_they_are_safe (void)
{
  assert_shows ("see [it](https://example.org/?a=1&b=2)",
                "see <a href=\"https://example.org/?a=1&amp;b=2\">it</a>",
                "see it");
  assert_shows ("see [it](file:///etc/passwd)", "see it", "see it");
}

static void
test_what_has_no_end_stays_as_written (void)
{
  assert_shows ("2 * 3 * 4", "2 * 3 * 4", "2 * 3 * 4");
  assert_shows ("a **b", "a **b", "a **b");
  assert_shows ("snake_case_name", "snake_case_name", "snake_case_name");
  assert_shows ("[not a link]", "[not a link]", "[not a link]");
  assert_shows ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>");
  assert_shows ("<span style=\"color:red\">open",
                "&lt;span style=&quot;color:red&quot;&gt;open",
                "<span style=\"color:red\">open");
  assert_shows ("#5 of 6", "#5 of 6", "#5 of 6");
}

static void
test_a_backslash_means_the_sign_itself (void)
{
  assert_shows ("\\*not\\* so", "*not* so", "*not* so");
  assert_shows ("C:\\dir", "C:\\dir", "C:\\dir");
}

/* Whatever somebody writes, the label is well-formed and done at once. */
static void
test_a_hostile_label_is_harmless (void)
{
  static const char *const pieces[] = {
    "*", "**", "_", "__", "[", "](", ")", "<span",         ">", "</span>", "\\",
    "#", "\n", "a", "村", " ", "&",  "<", "style=\"color:"
  };
  guint i, j;

  for (i = 0; i < 3000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *markup = NULL;
    g_autofree char *plain = NULL;
    g_autofree char *parsed = NULL;
    g_autoptr (GError) error = NULL;
    int n = g_test_rand_int_range (1, 60);

    for (j = 0; j < (guint) n; j++)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    markup = ruhu_markdown_to_markup (text->str);
    plain = ruhu_markdown_to_plain (text->str);
    pango_parse_markup (markup, -1, 0, NULL, &parsed, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (parsed, ==, plain);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/markdown/what-authors-write-is-shown", test_what_authors_write_is_shown);
  g_test_add_func ("/markdown/links-are-followed-only-where-they-are-safe",
                   test_links_are_followed_only_where_they_are_safe);
  g_test_add_func ("/markdown/what-has-no-end-stays-as-written",
                   test_what_has_no_end_stays_as_written);
  g_test_add_func ("/markdown/a-backslash-means-the-sign-itself",
                   test_a_backslash_means_the_sign_itself);
  g_test_add_func ("/markdown/a-hostile-label-is-harmless", test_a_hostile_label_is_harmless);

  return g_test_run ();
}
