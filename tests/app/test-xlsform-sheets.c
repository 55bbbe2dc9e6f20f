/* test-xlsform-sheets.c: reading sheets as CSV files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include "base/ruhu-error.h"

#include <string.h>

static void
put (Sheets *f, const char *file, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (f->folder, file, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static void
test_quoted_cells_hold_commas_lines_and_quotes (Sheets *f, gconstpointer data)
{
  put (f,
       "survey.csv",
       "\xef\xbb\xbftype,name,label\r\ntext,a,\"one, \"\"two\"\"\r\nthree\"\r\ntext,b,B",
       -1);
  sheets_compile (f, NULL);
  sheets_assert (f, "normalize-space(//x:input[1]/x:label)", "one, \"two\" three");
  sheets_assert (f, "string(//x:input[2]/x:label)", "B");
}

static void
test_columns_without_a_header_are_the_authors_own (Sheets *f, gconstpointer data)
{
  put (f, "survey.csv", "type,name,label,,::x, \ntext,a,A,note,to,self", -1);
  sheets_compile (f, NULL);
  sheets_assert (f, "count(//x:bind)", "2");
}

static void
refuse (Sheets *f, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_xlsform_compile (f->folder, "data", f->messages, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_open_quotes_and_other_encodings_are_refused (Sheets *f, gconstpointer data)
{
  put (f, "survey.csv", "type,name,label\ntext,a,\"A", -1);
  refuse (f, "survey.csv:survey:2:-: close the quote");
  put (f, "survey.csv", "type,name,label\ntext,a,A\x01", -1);
  refuse (f, "survey.csv:survey:2:-: cell 3 holds a character that nobody sees (U+0001)");
  put (f, "survey.csv", "type,name,label\ntext,a,\xc4\xe3\xba\xc3", -1);
  refuse (f, "UTF-8");
}

static void
test_a_missing_source_is_not_found (Sheets *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "nothing.xlsx", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_xlsform_compile (path, NULL, f->messages, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static void
test_semicolons_and_tabs_part_cells_too (Sheets *f, gconstpointer data)
{
  put (f, "survey.csv", "type;name;label\ntext;a;\"one; two, three\"\n", -1);
  sheets_compile (f, NULL);
  sheets_assert (f, "string(//x:input/x:label)", "one; two, three");
  put (f, "survey.csv", "type\tname\tlabel\ntext\ta\tone, two\n", -1);
  sheets_compile (f, NULL);
  sheets_assert (f, "string(//x:input/x:label)", "one, two");
}

static void
test_two_files_of_one_sheet_are_refused (Sheets *f, gconstpointer data)
{
  put (f, "survey.csv", "type,name,label\ntext,a,A\n", -1);
  put (f, "Survey.CSV", "type,name,label\ntext,b,B\n", -1);
  refuse (f, ":survey:0:-: two sheets have this name");
}

static void
test_endless_cells_rows_and_columns_are_refused (Sheets *f, gconstpointer data)
{
  g_autofree char *long_cell = g_strnfill (32768, 'a');
  g_autofree char *cell = g_strdup_printf ("type,name,label\ntext,a,%s\n", long_cell);
  g_autofree char *letters = g_strnfill (30000, 'a');
  g_auto (GStrv) parts = g_strsplit (letters, "a", -1);
  g_autofree char *chinese = g_strjoinv ("问", parts);
  g_autofree char *many_bytes = g_strdup_printf ("type,name,label\ntext,a,%s\n", chinese);
  g_autofree char *commas = g_strnfill (1100, ',');
  g_autofree char *columns = g_strdup_printf ("type,name,label%sx\ntext,a,A\n", commas);

  put (f, "survey.csv", cell, -1);
  refuse (f, "survey:2:label: no cell holds more");
  put (f, "survey.csv", many_bytes, -1);
  sheets_compile (f, NULL);
  put (f, "survey.csv", columns, -1);
  refuse (f, "survey:1:-: no form has more than 1,024 columns");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHEETS_TEST ("/xlsform/csv/quoted-cells-hold-commas-lines-and-quotes",
               test_quoted_cells_hold_commas_lines_and_quotes);
  SHEETS_TEST ("/xlsform/csv/columns-without-a-header-are-the-authors-own",
               test_columns_without_a_header_are_the_authors_own);
  SHEETS_TEST ("/xlsform/csv/open-quotes-and-other-encodings-are-refused",
               test_open_quotes_and_other_encodings_are_refused);
  SHEETS_TEST ("/xlsform/source/missing-is-not-found", test_a_missing_source_is_not_found);
  SHEETS_TEST ("/xlsform/csv/semicolons-and-tabs-part-cells-too",
               test_semicolons_and_tabs_part_cells_too);
  SHEETS_TEST ("/xlsform/csv/two-files-of-one-sheet-are-refused",
               test_two_files_of_one_sheet_are_refused);
  SHEETS_TEST ("/xlsform/csv/endless-cells-rows-and-columns-are-refused",
               test_endless_cells_rows_and_columns_are_refused);

  return g_test_run ();
}
