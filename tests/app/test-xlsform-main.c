/* test-xlsform-main.c: the command ruhu-form compile, as scripts call it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>
#include <sys/wait.h>

#define GOOD "type|name|label\ntext|a|A"
#define BAD "type|name|label\ntext|a|${b}"

static int
run (const char *const *words, char **said)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status;

  g_ptr_array_add (all, (gpointer) g_getenv ("RUHU_FORM"));
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) words[i]);
  g_ptr_array_add (all, NULL);
  g_spawn_sync (NULL, (char **) all->pdata, NULL, 0, NULL, NULL, NULL, said, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_a_good_form_is_written_without_a_word (Sheets *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->folder, "out.xml", NULL);
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  const char *const words[] = { "compile", f->folder, "-o", out, "--name", "visit", NULL };

  sheets_write (f, "survey", GOOD);
  g_assert_cmpint (run (words, &said), ==, 0);
  g_assert_cmpstr (said, ==, "");
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<visit id=\"data\">"));
}

static void
test_a_wrong_form_leaves_the_old_one (Sheets *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->folder, "out.xml", NULL);
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  const char *const words[] = { "compile", f->folder, "-o", out, NULL };

  sheets_write (f, "survey", BAD);
  g_assert_true (g_file_set_contents (out, "old", -1, NULL));
  g_assert_cmpint (run (words, &said), ==, 1);
  g_assert_nonnull (strstr (said, "survey.csv:survey:2:label: "));
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

static void
test_where_nothing_can_be_written_it_is_refused (Sheets *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->folder, "no", "such", "out.xml", NULL);
  g_autofree char *said = NULL;
  const char *const words[] = { "compile", f->folder, "-o", out, NULL };

  sheets_write (f, "survey", GOOD);
  g_assert_cmpint (run (words, &said), ==, 1);
  g_assert_cmpstr (said, !=, "");
}

static void
test_a_wrong_command_line_is_64 (Sheets *f, gconstpointer data)
{
  const char *const lines[][4] = { { "compile", NULL },
                                   { "compile", f->folder, NULL },
                                   { "compile", f->folder, "--wrong", NULL },
                                   { "compare", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *said = NULL;

    g_assert_cmpint (run (lines[i], &said), ==, 64);
    g_assert_cmpstr (said, !=, "");
  }
}

/* What only the whole form shows, told by the row and column that it was written in. */
static void
test_the_engine_speaks_of_rows (Sheets *f, gconstpointer data)
{
  static const struct {
    const char *survey;
    int status;
    const char *says;
  } cases[] = {
    { "type|name|label|relevant\ninteger|a|A|${b} > 1\ninteger|b|B|${a} > 1",
      1,
      "survey:2:relevant: warning: these nodes wait for each other: ${a} → ${b} → ${a}" },
    { "type|name|label|calculation\ncalculate|a||${a} + 1",
      1,
      "survey:2:calculation: warning: the calculate of “a” asks for “a” itself" },
    { "type|name|label|relevant\nselect_one yn|a|A|\nnote|b|B|${a} = 'maybe'",
      0,
      "survey:3:relevant: warning: nobody can ever see “b”" },
    { "type|name|label|relevant\nselect_one yn|a|A|\nnote|b|B|${a} = yes",
      0,
      "survey:3:relevant: warning: “yes” leads to no node of the form; a word to compare with is "
      "written 'yes'" },
    { "type|name|label|calculation\ninteger|a|A|\ncalculate|b||summ(${a})",
      0,
      "survey:3:calculation: warning: “summ(${a})” calls a function that Ruhu does not know: "
      "summ(); did you mean sum()?" },
    { "type|name|label|calculation\ninteger|a|A|\ncalculate|b||today(${a})",
      0,
      "survey:3:name: warning: wrong number of arguments for today()" },
    { "type|name|label|constraint\ntext|a|A|regex(., '[0-9]')",
      0,
      "survey:2:constraint: warning: the pattern “[0-9]” is not within ^ and $" },
    { "type|name|label|appearance\ntext|a|A|multi-line",
      0,
      "survey:2:appearance: warning: there is no appearance “multi-line”; did you mean “multiline”?" },
    { "type|name|label|choice_filter\ntext|a|A|\nselect_one yn|b|B|county = ${a}",
      0,
      "survey:3:choice_filter: warning: the filter asks for “county”, which no row of the list “yn” "
      "has" },
    { "type|name|label|relevant\ntext|a|A|${b} = = 1\ntext|b|B|",
      1,
      "survey:0:-: warning: no device opens the form before that is mended" },
    { "type|name|label::中文 (zh)|label::English (en)\ntext|a|甲|A\ntext|b||B\ntext|c||C",
      0,
      "survey:3:label::中文 (zh): warning: who reads 中文 (zh) sees nothing here, and in 1 more rows: "
      "translate it" },
    { "type|name|label|relevant\ntext|a|A|\nnote|b|B ${a}|${a} != ''", 0, NULL },
  };
  const char *const words[] = { "check", f->folder, NULL };

  sheets_write (f, "choices", "list_name|name|label\nyn|yes|Yes\nyn|no|No");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *said = NULL;

    sheets_write (f, "survey", cases[i].survey);
    g_assert_cmpint (run (words, &said), ==, cases[i].status);
    if (cases[i].says == NULL)
      g_assert_cmpstr (said, ==, "");
    else if (strstr (said, cases[i].says) == NULL)
      g_error ("“%s” is not in:\n%s", cases[i].says, said);
  }
}

static void
test_a_long_list_hides_no_cycle (Sheets *f, gconstpointer data)
{
  const char *const words[] = { "check", f->folder, NULL };
  g_autoptr (GString) choices = g_string_new ("list_name|name|label");
  g_autofree char *said = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (choices, "\nl|village_number_%u|The village with the number %u", i, i);
  sheets_write (f, "choices", choices->str);
  sheets_write (f,
                "survey",
                "type|name|label|calculation\nselect_one l|q|Q|\n"
                "calculate|a||${b} + 1\ncalculate|b||${a} + 1");
  g_assert_cmpint (run (words, &said), ==, 1);
  g_assert_nonnull (strstr (said, "survey:3:calculation: warning: these nodes wait"));
}

static void
test_external_choices_go_beside_the_form (Sheets *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->folder, "out.xml", NULL);
  g_autofree char *list = g_build_filename (f->folder, "itemsets.csv", NULL);
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  const char *const words[] = { "compile", f->folder, "-o", out, NULL };

  sheets_write (f,
                "survey",
                "type|name|label|choice_filter\ntext|n|N|\nselect_one_external l|a|A|n = ${n}");
  sheets_write (f, "external_choices", "list name|value|label::en|label::fr|n\nl|x|X, x|Y|1");
  sheets_write (f, "settings", "default_language\nfr");
  g_assert_cmpint (run (words, &said), ==, 0);
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  g_assert_cmpstr (text,
                   ==,
                   "\"list_name\",\"name\",\"label::en\",\"label::fr\",\"n\",\"label\"\n"
                   "\"l\",\"x\",\"X, x\",\"Y\",\"1\",\"Y\"\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHEETS_TEST ("/xlsform-main/a-good-form-is-written-without-a-word",
               test_a_good_form_is_written_without_a_word);
  SHEETS_TEST ("/xlsform-main/a-wrong-form-leaves-the-old-one",
               test_a_wrong_form_leaves_the_old_one);
  SHEETS_TEST ("/xlsform-main/where-nothing-can-be-written-it-is-refused",
               test_where_nothing_can_be_written_it_is_refused);
  SHEETS_TEST ("/xlsform-main/the-engine-speaks-of-rows", test_the_engine_speaks_of_rows);
  SHEETS_TEST ("/xlsform-main/a-wrong-command-line-is-64", test_a_wrong_command_line_is_64);

  SHEETS_TEST ("/xlsform-main/a-long-list-hides-no-cycle", test_a_long_list_hides_no_cycle);
  SHEETS_TEST ("/xlsform-main/external-choices-go-beside-the-form",
               test_external_choices_go_beside_the_form);

  return g_test_run ();
}
