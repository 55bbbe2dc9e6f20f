/* test-xlsform-bounds.c: sheets of a megabyte that were made to hurt end soon
 *
 * Each of them took a minute or a gigabyte when what it does was done without a bound; the suite's
 * time limit is what finds that again.
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
  put (f, "choices", "list_name|name|label", "l|c%u|C", 30000);
  put (f, "survey", "type|name|label|appearance", "select_one l|q%u|Q|search('x')", 3);
  sheets_compile (f, NULL);
  put (f, "survey", "type|name|label|appearance", "select_one l|q%u|Q|search('x')", 300);
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:6:type", "shorten the lists");
}

static void
test_tags_times_values_are_bounded (Sheets *f, gconstpointer data)
{
  g_autofree char *tags = repeat ("list_name|name|label", "tags|v|V", 300);

  put (f, "osm", tags, "v|c%u|C", 30000);
  sheets_refuse (f, "type|name|label\nosm tags|a|A");
  sheets_assert_message (f, "survey:2:type", "shorten the lists");
}

static void
test_a_thousand_mistakes_are_guessed_at_for_a_while (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "list_number_%u_of_many|a|A", 14000);
  put (f, "survey", "type|name|label", "select_one list_number_%u_of_meny|q%u|A", 14000);
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:2:type", "did you mean 'list_number_0_of_many'?");
  sheets_assert_message (f, "survey:90:type", "there is no list 'list_number_88_of_meny'");
}

static void
test_open_references_are_read_once (Sheets *f, gconstpointer data)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  g_autofree char *line = NULL;

  for (guint i = 0; i < 16000; i++)
    g_string_append (cell, "${");
  line = g_strdup_printf ("e%%u|%s}|%s}|%s", cell->str, cell->str, cell->str);
  put (f, "entities", "list_name|label|create_if|update_if", line, 10);
  sheets_refuse (f, "type|name|label\ntext|a|A");
  sheets_assert_message (f, "entities:2:update_if", "not closed");
}

static void
test_one_list_is_looked_through_once (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "l|c%u|C", 40000);
  put (f, "survey", "type|name|label", "select_multiple l|q%u|Q", 20000);
  sheets_compile (f, NULL);
  sheets_assert (f, "count(//x:select)", "20000");
}

static void
test_a_scale_has_labels_that_can_be_read (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "l|%u|C", 30000);
  put (f,
       "survey",
       "type|name|label|parameters",
       "range|q%u|Q|start=0 end=40000 tick_labelset=l",
       12000);
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:2:parameters", "nobody reads 30000 labels");
}

static void
test_a_loop_is_no_multiplication (Sheets *f, gconstpointer data)
{
  put (f, "choices", "list_name|name|label", "l|c%u|C", 2000);
  put (f, "survey", "type|name|label\nbegin loop over l|x|X", "text|q%u|Q", 2000);
  sheets_refuse (f, NULL);
  put (f, "survey", "type|name|label\nbegin loop over l|x|X", "text|q%u|Q\nend loop||", 1);
  sheets_compile (f, NULL);
  sheets_assert (f, "count(//x:input)", "2000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHEETS_TEST ("/xlsform/bounds/lists-in-every-question-are-bounded",
               test_lists_in_every_question_are_bounded);
  SHEETS_TEST ("/xlsform/bounds/tags-times-values-are-bounded", test_tags_times_values_are_bounded);
  SHEETS_TEST ("/xlsform/bounds/a-thousand-mistakes-are-guessed-at-for-a-while",
               test_a_thousand_mistakes_are_guessed_at_for_a_while);
  SHEETS_TEST ("/xlsform/bounds/open-references-are-read-once", test_open_references_are_read_once);
  SHEETS_TEST ("/xlsform/bounds/one-list-is-looked-through-once",
               test_one_list_is_looked_through_once);
  SHEETS_TEST ("/xlsform/bounds/a-scale-has-labels-that-can-be-read",
               test_a_scale_has_labels_that_can_be_read);
  SHEETS_TEST ("/xlsform/bounds/a-loop-is-no-multiplication", test_a_loop_is_no_multiplication);

  return g_test_run ();
}
