/* test-xlsform-bounds.c: sheets that were made to hurt end soon
 *
 * What multiplies in them is counted before it is written, and what is compared, compared once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

/* @head and @n times @line, in which "%u" is the number of the line. */
static char *
repeat (const char *head, const char *line, guint n)
{
  g_auto (GStrv) parts = g_strsplit (line, "%u", -1);
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_autofree char *whole = g_strjoinv (number, parts);

    g_string_append_printf (text, "\n%s", whole);
  }
  return g_string_free (text, FALSE);
}

static void
put (Sheets *f, const char *sheet, const char *head, const char *line, guint n)
{
  g_autofree char *text = repeat (head, line, n);

  sheets_write (f, sheet, text);
}

static void
test_lists_in_every_question_are_bounded (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "l|c%u|C", 3000);
  put (f, "survey", "type|name|label|appearance", "select_one l|q%u|Q|search('x')", 3);
  sheets_compile (f, NULL);
  put (f, "survey", "type|name|label|appearance", "select_one l|q%u|Q|search('x')", 300);
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:46:type", "shorten the lists");
}

static void
test_tags_times_values_are_bounded (Sheets *f, gconstpointer data)
{
  g_autofree char *tags = repeat ("list_name|name|label", "tags|v|V", 300);

  put (f, "osm", tags, "v|c%u|C", 3000);
  sheets_refuse (f, "type|name|label\nosm tags|a|A");
  sheets_assert_message (f, "survey:2:type", "shorten the lists");
}

static void
test_thousands_of_mistakes_are_guessed_at_for_a_while (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "list_number_%u_of_many|a|A", 2000);
  put (f, "survey", "type|name|label", "select_one list_number_%u_of_meny|q%u|A", 2000);
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:2:type", "did you mean 'list_number_0_of_many'?");
  sheets_assert_message (f, "survey:90:type", "there is no list 'list_number_88_of_meny'");
  g_assert_null (strstr (f->messages->pdata[88], "did you mean"));
}

static void
test_open_references_are_read_once (Sheets *f, gconstpointer data)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  g_autofree char *line = NULL;

  for (guint i = 0; i < 16000; i++)
    g_string_append (cell, "${");
  line = g_strdup_printf ("e%%u|%s}|%s}|%s", cell->str, cell->str, cell->str);
  put (f, "entities", "list_name|label|create_if|update_if", line, 4);
  sheets_refuse (f, "type|name|label\ntext|a|A");
  sheets_assert_message (f, "entities:2:update_if", "not closed");
}

static void
test_one_list_is_looked_through_once (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label\nl|a b|A");
  sheets_refuse (f, "type|name|label\nselect_multiple l|q|Q\nselect_multiple l|r|R");
  sheets_assert_message (f, "choices:2:name", "q chooses several");
  g_assert_cmpuint (f->messages->len, ==, 1);
}

static void
test_a_scale_has_labels_that_can_be_read (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "l|%u|C", 300);
  put (f, "survey", "type|name|label|parameters", "range|q%u|Q|start=0 end=400 tick_labelset=l", 2);
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:2:parameters", "nobody reads 300 labels");
}

static void
test_a_loop_is_no_multiplication (Sheets *f, gconstpointer data)
{
  g_autofree char *rows = repeat ("type|name|label\nbegin loop over l|x|X", "text|q%u|Q", 200);
  g_autofree char *many = g_strconcat (rows, "\nend loop||", NULL);

  put (f, "choices", "list_name|name|label", "l|c%u|C", 200);
  sheets_refuse (f, many);
  sheets_assert_message (f, "survey:2:type", "would ask 40200 questions");
  sheets_compile (f, "type|name|label\nbegin loop over l|x|X\ntext|q|Q\nend loop||");
  sheets_assert (f, "count(//x:input)", "200");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHEETS_TEST ("/xlsform/bounds/lists-in-every-question-are-bounded",
               test_lists_in_every_question_are_bounded);
  SHEETS_TEST ("/xlsform/bounds/tags-times-values-are-bounded", test_tags_times_values_are_bounded);
  SHEETS_TEST ("/xlsform/bounds/thousands-of-mistakes-are-guessed-at-for-a-while",
               test_thousands_of_mistakes_are_guessed_at_for_a_while);
  SHEETS_TEST ("/xlsform/bounds/open-references-are-read-once", test_open_references_are_read_once);
  SHEETS_TEST ("/xlsform/bounds/one-list-is-looked-through-once",
               test_one_list_is_looked_through_once);
  SHEETS_TEST ("/xlsform/bounds/a-scale-has-labels-that-can-be-read",
               test_a_scale_has_labels_that_can_be_read);
  SHEETS_TEST ("/xlsform/bounds/a-loop-is-no-multiplication", test_a_loop_is_no_multiplication);

  return g_test_run ();
}
