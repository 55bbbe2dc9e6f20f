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

/* Collect shows these of HTML, and forms use them. */
static void
test_the_tags_that_forms_use_are_shown (void)
{
  assert_shows ("<b>bold</b> and <strong>so</strong>", "<b>bold</b> and <b>so</b>", "bold and so");
  assert_shows ("<i>a</i> <em>b</em> <u>c</u>", "<u>a</u> <u>b</u> <u>c</u>", "a b c");
  assert_shows ("m<sup>2</sup>", "m<sup>2</sup>", "m2");
  assert_shows ("one<br>two<br/>three", "one\ntwo\nthree", "one\ntwo\nthree");
  assert_shows ("<p style=\"color:#00f\">blue</p>",
                "<span foreground=\"#0000ff\">blue</span>",
                "blue");
  assert_shows ("<span style=\"color:red\">a <span style=\"color:blue\">b</span> c</span>",
                "<span foreground=\"#ff0000\">a <span foreground=\"#0000ff\">b</span> c</span>",
                "a b c");
  assert_shows ("<B>**x** \\<b></B>", "<b><b>x</b> &lt;b&gt;</b>", "x <b>");
}

/* Headings of six sizes, and what stands in them. */
static void
test_headings_hold_what_a_line_holds (void)
{
  assert_shows ("## *Big* [it](https://a.org)",
                "<span size=\"larger\"><b><u>Big</u> <a href=\"https://a.org\">it</a></b></span>",
                "Big it");
  assert_shows ("###### six", "<b>six</b>", "six");
  assert_shows ("####### seven", "####### seven", "####### seven");
  assert_shows ("\\# none", "# none", "# none");
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
  assert_shows ("<b>bold", "&lt;b&gt;bold", "<b>bold");
  assert_shows ("a < b > c", "a &lt; b &gt; c", "a < b > c");
  assert_shows ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", "<script>x</script>");
  assert_shows ("<big>x</big>", "&lt;big&gt;x&lt;/big&gt;", "<big>x</big>");
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
    "*",    "**",  "_",    "__",  "[", "](", ")", "<span", ">", "</span>", "\\", "<b>",
    "</b>", "<p ", "<br>", "<u>", "#", "\n", "a", "村",    " ", "&",       "<",  "style=\"color:"
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

/* What is opened twenty thousand times and never closed is looked through once, not twenty
 * thousand times: this would else not end before the suite's patience does. */
static void
test_a_long_label_takes_no_time (void)
{
  static const char *const opened[] = { "[", "*a ", "<b>", "[a](", "<p ", "__a " };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (opened); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *markup = NULL;

    for (j = 0; j < 20000; j++)
      g_string_append (text, opened[i]);
    markup = ruhu_markdown_to_markup (text->str);
    g_assert_cmpuint (strlen (markup), >=, text->len);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/markdown/what-authors-write-is-shown", test_what_authors_write_is_shown);
  g_test_add_func ("/markdown/the-tags-that-forms-use-are-shown",
                   test_the_tags_that_forms_use_are_shown);
  g_test_add_func ("/markdown/headings-hold-what-a-line-holds",
                   test_headings_hold_what_a_line_holds);
  g_test_add_func ("/markdown/links-are-followed-only-where-they-are-safe",
                   test_links_are_followed_only_where_they_are_safe);
  g_test_add_func ("/markdown/what-has-no-end-stays-as-written",
                   test_what_has_no_end_stays_as_written);
  g_test_add_func ("/markdown/a-backslash-means-the-sign-itself",
                   test_a_backslash_means_the_sign_itself);
  g_test_add_func ("/markdown/a-hostile-label-is-harmless", test_a_hostile_label_is_harmless);
  g_test_add_func ("/markdown/a-long-label-takes-no-time", test_a_long_label_takes_no_time);

  return g_test_run ();
}
