/* test-xlsform-sheets.c: reading CSV files and workbooks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include "base/ruhu-error.h"

#include <string.h>
#include <zip.h>

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
  refuse (f, "row 2: close the quote");
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
add (zip_t *archive, const char *name, const char *text)
{
  zip_source_t *source = zip_source_buffer (archive, text, strlen (text), 0);

  g_assert_cmpint (zip_file_add (archive, name, source, ZIP_FL_ENC_UTF_8), >=, 0);
}

static char *
write_workbook (Sheets *f, const char *rows)
{
  char *path = g_build_filename (f->folder, "visit.xlsx", NULL);
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  add (archive,
       "xl/workbook.xml",
       "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
       "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>"
       "<sheet name='Notes' sheetId='1' r:id='r9'/><sheet name='Survey' sheetId='2' r:id='r1'/>"
       "</sheets></workbook>");
  add (archive,
       "xl/_rels/workbook.xml.rels",
       "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
       "<Relationship Id='r1' Type='worksheet' Target='worksheets/sheet2.xml'/></Relationships>");
  add (archive,
       "xl/sharedStrings.xml",
       "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
       "<si><t>type</t></si><si><t>name</t></si><si><r><t>la</t></r><r><t>bel</t></r></si>"
       "<si><t>姓名</t><rPh sb='0' eb='2'><t>xingming</t></rPh></si></sst>");
  add (archive, "xl/worksheets/sheet2.xml", rows);
  g_assert_cmpint (zip_close (archive), ==, 0);
  return path;
}

#define SHEET \
  "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>" \
  "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>" \
  "<c r='C1' t='s'><v>2</v></c><c r='E1' t='inlineStr'><is><t>default</t></is></c></row>"
#define END "</sheetData></worksheet>"

static void
test_workbooks_are_read (Sheets *f, gconstpointer data)
{
  g_autofree char *path =
    write_workbook (f,
                    SHEET "<row r='2'><c r='A2' t='str'><v>text</v></c>"
                          "<c r='B2' t='inlineStr'><is><t>who</t></is></c>"
                          "<c r='C2' t='s'><v>3</v></c><c r='E2'><v>7.0</v></c></row>" END);
  g_autofree char *folder = g_steal_pointer (&f->folder);

  f->folder = path;
  sheets_compile (f, NULL);
  f->folder = g_steal_pointer (&folder);
  sheets_assert (f, "string(//x:input[@ref='/data/who']/x:label)", "姓名");
  sheets_assert (f, "string(//x:data/x:who)", "7");
}

static void
test_messages_name_the_workbook_and_its_row (Sheets *f, gconstpointer data)
{
  g_autofree char *path = write_workbook (f,
                                          SHEET "<row r='4'><c r='A4' t='str'><v>texd</v></c>"
                                                "<c r='B4' t='str'><v>who</v></c></row>" END);
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_xlsform_compile (path, NULL, f->messages, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_nonnull (strstr (f->messages->pdata[0], "visit.xlsx:survey:4:type: "));
}

static void
test_a_workbook_gives_the_form_its_name (Sheets *f, gconstpointer data)
{
  g_autofree char *path =
    write_workbook (f,
                    SHEET "<row r='2'><c r='A2' t='str'><v>text</v></c>"
                          "<c r='B2' t='str'><v>a</v></c><c r='C2' t='str'><v>A</v></c></row>" END);
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize length;

  f->form = ruhu_xlsform_compile (path, NULL, f->messages, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (f->form, &length);
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "<visit id=\"data\">"));
}

static void
test_what_is_no_workbook_is_refused (Sheets *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "visit.xlsx", NULL);
  g_autoptr (GError) error = NULL;

  put (f, "visit.xlsx", "not a zip", -1);
  g_assert_null (ruhu_xlsform_compile (path, NULL, f->messages, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
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
  SHEETS_TEST ("/xlsform/xlsx/workbooks-are-read", test_workbooks_are_read);
  SHEETS_TEST ("/xlsform/xlsx/messages-name-the-workbook-and-its-row",
               test_messages_name_the_workbook_and_its_row);
  SHEETS_TEST ("/xlsform/xlsx/a-workbook-gives-the-form-its-name",
               test_a_workbook_gives_the_form_its_name);
  SHEETS_TEST ("/xlsform/xlsx/what-is-no-workbook-is-refused", test_what_is_no_workbook_is_refused);

  return g_test_run ();
}
