/* test-xlsform-xlsx.c: reading workbooks, also those no spreadsheet would write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include "base/ruhu-error.h"

#include <string.h>
#include <zip.h>

#define MAIN "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SHEET(rows) "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"
#define HEAD \
  "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>" \
  "<c r='C1' t='s'><v>2</v></c><c r='E1' t='inlineStr'><is><t>default</t></is></c></row>"
#define ROW(cell) \
  "<row r='2'><c r='A2' t='str'><v>text</v></c><c r='B2' t='str'><v>a</v></c>" \
  "<c r='C2' t='str'><v>A</v></c>" cell "</row>"

/* A workbook; NULL takes the usual part. */
typedef struct {
  const char *book, *strings, *styles, *sheet;
} Parts;

static void
add (zip_t *archive, const char *name, const char *text)
{
  zip_source_t *source = zip_source_buffer (archive, text, strlen (text), 0);

  g_assert_cmpint (zip_file_add (archive, name, source, ZIP_FL_ENC_UTF_8), >=, 0);
}

static char *
write_parts (Sheets *f, Parts parts)
{
  char *path = g_build_filename (f->folder, "visit.xlsx", NULL);
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  add (archive,
       "xl/workbook.xml",
       parts.book != NULL ? parts.book
                          : "<workbook " MAIN " xmlns:r='" OFFICE "'><sheets>"
                            "<sheet name='Notes' sheetId='1' r:id='r9'/>"
                            "<sheet name='Survey' sheetId='2' r:id='r1'/></sheets></workbook>");
  add (archive,
       "xl/_rels/workbook.xml.rels",
       "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
       "<Relationship Id='r1' Type='" OFFICE "/worksheet' Target='worksheets/sheet2.xml'/>"
       "</Relationships>");
  add (archive,
       "xl/sharedStrings.xml",
       parts.strings != NULL
         ? parts.strings
         : "<sst " MAIN "><si><t>type</t></si><si><t>name</t></si>"
           "<si><r><t>la</t></r><r><t>bel</t></r></si>"
           "<si><t>姓名</t><rPh sb='0' eb='2'><t>xingming</t></rPh></si></sst>");
  if (parts.styles != NULL)
    add (archive, "xl/styles.xml", parts.styles);
  add (archive, "xl/worksheets/sheet2.xml", parts.sheet);
  g_assert_cmpint (zip_close (archive), ==, 0);
  return path;
}

/* Compiles the workbook, which has to be right. */
static void
compile (Sheets *f, Parts parts)
{
  g_autofree char *path = write_parts (f, parts);
  g_autofree char *folder = g_steal_pointer (&f->folder);

  f->folder = path;
  sheets_compile (f, NULL);
  f->folder = g_steal_pointer (&folder);
}

static void
refuse (Sheets *f, Parts parts, const char *part)
{
  g_autofree char *path = write_parts (f, parts);
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_xlsform_compile (path, NULL, f->messages, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_workbooks_are_read (Sheets *f, gconstpointer data)
{
  compile (f,
           (Parts){ .sheet = SHEET (HEAD "<row r='2'><c r='A2' t='str'><v>text</v></c>"
                                         "<c r='B2' t='inlineStr'><is><t>who</t></is></c>"
                                         "<c r='C2' t='s'><v>3</v></c>"
                                         "<c r='E2'><v>7.0</v></c></row>") });
  sheets_assert (f, "string(//x:input[@ref='/data/who']/x:label)", "姓名");
  sheets_assert (f, "string(//x:data/x:who)", "7");
}

/* What a cell of the default column is in the form. */
static void
assert_shown (Sheets *f, const char *styles, const char *cell, const char *expected)
{
  g_autofree char *sheet = g_strdup_printf (SHEET (HEAD ROW ("%s")), cell);

  compile (f, (Parts){ .styles = styles, .sheet = sheet });
  sheets_assert (f, "string(//x:data/x:a)", expected);
}

static void
test_numbers_are_as_one_reads_them (Sheets *f, gconstpointer data)
{
  assert_shown (f, NULL, "<c r='E2'><v>1.0</v></c>", "1");
  assert_shown (f, NULL, "<c r='E2'><v>0.1</v></c>", "0.1");
  assert_shown (f, NULL, "<c r='E2'><v>0.30000000000000004</v></c>", "0.3");
  assert_shown (f, NULL, "<c r='E2'><v>13800138000</v></c>", "13800138000");
  assert_shown (f, NULL, "<c r='E2'><v>1E+16</v></c>", "10000000000000000");
  assert_shown (f, NULL, "<c r='E2'><v>1E-7</v></c>", "0.0000001");
  assert_shown (f, NULL, "<c r='E2'><v>1e999</v></c>", "1e999");
  assert_shown (f, NULL, "<c r='E2' t='b'><v>1</v></c>", "TRUE");
  assert_shown (f, NULL, "<c r='E2'><f>SUM(A9:A10)</f><v>12</v></c>", "12");
}

#define STYLES \
  "<styleSheet " MAIN "><numFmts><numFmt numFmtId='170' " \
  "formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@'/>" \
  "<numFmt numFmtId='171' formatCode='#,##0&quot;days&quot;'/></numFmts>" \
  "<cellStyleXfs><xf numFmtId='14' xfId='0'/></cellStyleXfs><cellXfs>" \
  "<xf numFmtId='0' xfId='0'/><xf numFmtId='14' xfId='2'/><xf numFmtId='22' xfId='1'/>" \
  "<xf numFmtId='20'/><xf numFmtId='170'/><xf numFmtId='171'/><xf numFmtId='57'/></cellXfs>" \
  "</styleSheet>"

static void
test_dates_are_dates (Sheets *f, gconstpointer data)
{
  assert_shown (f, STYLES, "<c r='E2' s='0'><v>46347</v></c>", "46347");
  assert_shown (f, STYLES, "<c r='E2' s='1'><v>46347</v></c>", "2026-11-21");
  assert_shown (f, STYLES, "<c r='E2' s='2'><v>46347.4375</v></c>", "2026-11-21T10:30:00");
  assert_shown (f, STYLES, "<c r='E2' s='3'><v>0.4375</v></c>", "10:30:00");
  assert_shown (f, STYLES, "<c r='E2' s='4'><v>46347</v></c>", "2026-11-21");
  assert_shown (f, STYLES, "<c r='E2' s='5'><v>46347</v></c>", "46347");
  assert_shown (f, STYLES, "<c r='E2' s='6'><v>60</v></c>", "1900-02-28");
  assert_shown (f, STYLES, "<c r='E2' s='1'><v>61</v></c>", "1900-03-01");
  assert_shown (f, STYLES, "<c r='E2' s='99'><v>61</v></c>", "61");
  assert_shown (f, STYLES, "<c r='E2' t='d'><v>2026-11-21T00:00:00</v></c>", "2026-11-21");
}

static void
test_days_may_count_from_1904 (Sheets *f, gconstpointer data)
{
  compile (f,
           (Parts){ .book = "<workbook " MAIN " xmlns:r='" OFFICE "'><workbookPr date1904='1'/>"
                            "<sheets><sheet name='survey' r:id='r1'/></sheets></workbook>",
                    .styles = STYLES,
                    .sheet = SHEET (HEAD ROW ("<c r='E2' s='1'><v>44885</v></c>")) });
  sheets_assert (f, "string(//x:data/x:a)", "2026-11-21");
}

static void
test_cells_need_not_say_where_they_are (Sheets *f, gconstpointer data)
{
  compile (f,
           (Parts){ .sheet = SHEET ("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c>"
                                    "<c t='s'><v>2</v></c></row><row/>"
                                    "<row><c t='str'><v>text</v></c><c t='str'><v>a</v></c>"
                                    "<c t='str'><v>A_x000D_&#10;_x4E2D_</v></c></row>") });
  sheets_assert (f, "normalize-space(//x:input[@ref='/data/a']/x:label)", "A 中");
}

static void
test_merged_cells_are_told (Sheets *f, gconstpointer data)
{
  compile (f,
           (Parts){ .sheet = "<worksheet " MAIN "><sheetData>" HEAD ROW (
                      "") "</sheetData><mergeCells><mergeCell ref='A1:C1'/>"
                          "<mergeCell ref='A2:A4'/></mergeCells></worksheet>" });
  g_assert_cmpuint (f->messages->len, ==, 1);
  sheets_assert_message (f, "survey:0:-", "A2:A4");
}

static void
test_messages_name_the_workbook_and_its_row (Sheets *f, gconstpointer data)
{
  g_autofree char *path =
    write_parts (f,
                 (Parts){ .sheet = SHEET (HEAD "<row r='4'><c r='A4' t='str'><v>texd</v></c>"
                                               "<c r='B4' t='str'><v>who</v></c></row>") });
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_xlsform_compile (path, NULL, f->messages, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_nonnull (strstr (f->messages->pdata[0], "visit.xlsx:survey:4:type: "));
}

static void
test_a_workbook_gives_the_form_its_name (Sheets *f, gconstpointer data)
{
  g_autofree char *path = write_parts (f, (Parts){ .sheet = SHEET (HEAD ROW ("")) });
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize length;

  f->form = ruhu_xlsform_compile (path, NULL, f->messages, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (f->form, &length);
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "<visit id=\"data\">"));
}

static void
test_two_sheets_of_one_name_are_refused (Sheets *f, gconstpointer data)
{
  refuse (f,
          (Parts){ .book = "<workbook " MAIN " xmlns:r='" OFFICE "'><sheets>"
                           "<sheet name='survey' r:id='r1'/><sheet name='Survey ' r:id='r1'/>"
                           "</sheets></workbook>",
                   .sheet = SHEET (HEAD ROW ("")) },
          "visit.xlsx:survey:0:-: two sheets have this name");
}

/* A document type could make a few bytes into gigabytes. */
static void
test_document_types_are_refused (Sheets *f, gconstpointer data)
{
  refuse (f,
          (Parts){ .strings = "<!DOCTYPE sst [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"
                              "<sst " MAIN "><si><t>&b;</t></si></sst>",
                   .sheet = SHEET (HEAD ROW ("")) },
          "xl/sharedStrings.xml cannot be read");
}

static void
test_what_is_cut_short_is_refused (Sheets *f, gconstpointer data)
{
  refuse (f, (Parts){ .sheet = "<worksheet><sheetData><row r='1'><c r='A1'>" }, "save it again");
}

/* 100 MB of nothing pack to 100 kB. */
static void
test_what_unpacks_to_too_much_is_refused (Sheets *f, gconstpointer data)
{
  g_autofree char *bomb = g_strnfill (100 * 1000 * 1000, ' ');

  refuse (f, (Parts){ .strings = bomb, .sheet = SHEET (HEAD) }, "too large for a form");
}

static void
test_cells_in_the_far_corner_are_refused (Sheets *f, gconstpointer data)
{
  refuse (f,
          (Parts){ .sheet = SHEET (HEAD "<row r='900000'><c r='A900000'><v>1</v></c></row>") },
          "row 900000");
  refuse (f,
          (Parts){ .sheet = SHEET (HEAD "<row r='2'><c r='XFD2'><v>1</v></c></row>") },
          "column 16384");
  compile (f,
           (Parts){ .sheet = SHEET (HEAD ROW ("") "<row r='1048576'><c r='XFD1048576' s='1'/>"
                                                  "</row>") });
  sheets_assert (f, "count(//x:input)", "1");
}

static void
test_what_is_no_workbook_is_refused (Sheets *f, gconstpointer data)
{
  static const struct {
    const char *bytes, *part;
  } files[] = { { "not a zip", "neither a folder" },
                { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx" } };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (f->folder, "visit.xlsx", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, files[i].bytes, -1, NULL));
    g_assert_null (ruhu_xlsform_compile (path, NULL, f->messages, &error));
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, files[i].part));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHEETS_TEST ("/xlsform/xlsx/workbooks-are-read", test_workbooks_are_read);
  SHEETS_TEST ("/xlsform/xlsx/numbers-are-as-one-reads-them", test_numbers_are_as_one_reads_them);
  SHEETS_TEST ("/xlsform/xlsx/dates-are-dates", test_dates_are_dates);
  SHEETS_TEST ("/xlsform/xlsx/days-may-count-from-1904", test_days_may_count_from_1904);
  SHEETS_TEST ("/xlsform/xlsx/cells-need-not-say-where-they-are",
               test_cells_need_not_say_where_they_are);
  SHEETS_TEST ("/xlsform/xlsx/merged-cells-are-told", test_merged_cells_are_told);
  SHEETS_TEST ("/xlsform/xlsx/messages-name-the-workbook-and-its-row",
               test_messages_name_the_workbook_and_its_row);
  SHEETS_TEST ("/xlsform/xlsx/a-workbook-gives-the-form-its-name",
               test_a_workbook_gives_the_form_its_name);
  SHEETS_TEST ("/xlsform/xlsx/two-sheets-of-one-name-are-refused",
               test_two_sheets_of_one_name_are_refused);
  SHEETS_TEST ("/xlsform/xlsx/document-types-are-refused", test_document_types_are_refused);
  SHEETS_TEST ("/xlsform/xlsx/what-is-cut-short-is-refused", test_what_is_cut_short_is_refused);
  SHEETS_TEST ("/xlsform/xlsx/what-unpacks-to-too-much-is-refused",
               test_what_unpacks_to_too_much_is_refused);
  SHEETS_TEST ("/xlsform/xlsx/cells-in-the-far-corner-are-refused",
               test_cells_in_the_far_corner_are_refused);
  SHEETS_TEST ("/xlsform/xlsx/what-is-no-workbook-is-refused", test_what_is_no_workbook_is_refused);

  return g_test_run ();
}
