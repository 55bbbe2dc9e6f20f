/* xlsform-workbook.c: sheets saved as CSV and as .xlsx, the ways spreadsheets do it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-workbook.h"

#include <string.h>
#include <zip.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

/* Writes one sheet of @rows, each a GPtrArray of char*, into @folder. */
void
workbook_save_csv (const char *folder, const char *name, GPtrArray *rows)
{
  g_autofree char *file = g_strconcat (name, ".csv", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint r = 0; r < rows->len; r++) {
    const GPtrArray *row = rows->pdata[r];

    for (guint c = 0; c < row->len; c++) {
      g_auto (GStrv) parts = g_strsplit (row->pdata[c], "\"", -1);
      g_autofree char *cell = g_strjoinv ("\"\"", parts);

      g_string_append_printf (text, "%s\"%s\"", c > 0 ? "," : "", cell);
    }
    g_string_append (text, "\r\n");
  }
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
}

static void
add_part (zip_t *archive, const char *name, const char *text)
{
  gsize length = strlen (text);
  zip_source_t *source = zip_source_buffer (archive, g_memdup2 (text, length), length, 1);

  g_assert_cmpint (zip_file_add (archive, name, source, ZIP_FL_ENC_UTF_8), >=, 0);
}

static void
append_place (GString *out, guint row, guint column)
{
  if (column >= 26)
    g_string_append_c (out, (char) ('A' + column / 26 - 1));
  g_string_append_printf (out, "%c%u", 'A' + column % 26, row);
}

static void
append_text (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (out, "<t xml:space=\"preserve\">%s</t>", escaped);
}

static gboolean
is_number (const char *text)
{
  return g_regex_match_simple ("^(0|[1-9][0-9]{0,14})$", text, 0, 0);
}

/* The same text in each of the ways a workbook can hold it, by turns. */
static void
append_cell (GString *out, GString *strings, guint *n, const char *text, guint row, guint column)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  const char *half = g_utf8_offset_to_pointer (text, g_utf8_strlen (text, -1) / 2);
  g_autofree char *start = g_strndup (text, (gsize) (half - text));

  g_string_append (out, "<c r=\"");
  append_place (out, row, column);
  if (is_number (text))
    g_string_append_printf (out, "\"><v>%s.0</v></c>", text);
  else if ((row + column) % 4 == 0) {
    g_string_append (out, "\" t=\"inlineStr\"><is>");
    append_text (out, text);
    g_string_append (out, "</is></c>");
  } else if ((row + column) % 4 == 1)
    g_string_append_printf (out, "\" t=\"str\"><f>A1&amp;\"\"</f><v>%s</v></c>", escaped);
  else {
    g_string_append_printf (out, "\" t=\"s\" s=\"0\"><v>%u</v></c>", (*n)++);
    g_string_append (strings, "<si>");
    if ((row + column) % 4 == 2)
      append_text (strings, text);
    else {
      g_string_append (strings, "<r><rPr><b/></rPr>");
      append_text (strings, start);
      g_string_append (strings, "</r><r>");
      append_text (strings, half);
      g_string_append (strings, "</r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh>");
    }
    g_string_append (strings, "</si>");
  }
}

static char *
write_sheet (GPtrArray *rows, GString *strings, guint *n)
{
  GString *out = g_string_new ("<worksheet xmlns=\"" MAIN "\"><sheetData>");

  for (guint r = 0; r < rows->len; r++) {
    const GPtrArray *row = rows->pdata[r];

    g_string_append_printf (out, "<row r=\"%u\" spans=\"1:%u\">", r + 1, row->len);
    for (guint c = 0; c < row->len; c++)
      if (*(const char *) row->pdata[c] != '\0')
        append_cell (out, strings, n, row->pdata[c], r + 1, c);
    g_string_append (out, "</row>");
  }
  g_string_append_printf (out, "<row r=\"%u\"><c r=\"A%u\" s=\"0\"/></row>", 9999, 9999);
  g_string_append (out, "</sheetData></worksheet>");
  return g_string_free (out, FALSE);
}

/**
 * workbook_save_xlsx:
 * @path: where the workbook goes
 * @names: (element-type utf8): the sheets' names
 * @tables: for each of them its rows, as for workbook_save_csv()
 */
void
workbook_save_xlsx (const char *path, GPtrArray *names, GPtrArray *tables)
{
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  g_autoptr (GString) strings = g_string_new ("<sst xmlns=\"" MAIN "\">");
  g_autoptr (GString) book =
    g_string_new ("<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets>");
  g_autoptr (GString) relations = g_string_new ("<Relationships xmlns=\"" PACKAGE "\">");
  guint n = 0;

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_strdup_printf ("xl/worksheets/sheet%u.xml", i + 1);
    g_autofree char *sheet = write_sheet (tables->pdata[i], strings, &n);

    add_part (archive, name, sheet);
    g_string_append_printf (book,
                            "<sheet name=\"%s\" sheetId=\"%u\" state=\"hidden\" r:id=\"rId%u\"/>",
                            (char *) names->pdata[i],
                            i + 1,
                            i + 1);
    g_string_append_printf (relations,
                            "<Relationship Id=\"rId%u\" Type=\"" OFFICE
                            "/worksheet\" Target=\"worksheets/sheet%u.xml\"/>",
                            i + 1,
                            i + 1);
  }
  g_string_append (relations,
                   "<Relationship Id=\"s\" Type=\"" OFFICE
                   "/sharedStrings\" Target=\"/xl/texts.xml\"/></Relationships>");
  g_string_append (book, "</sheets></workbook>");
  g_string_append (strings, "</sst>");
  add_part (archive,
            "_rels/.rels",
            "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"a\" Type=\"" OFFICE
            "/officeDocument\" Target=\"xl/book.xml\"/></Relationships>");
  add_part (archive, "xl/book.xml", book->str);
  add_part (archive, "xl/_rels/book.xml.rels", relations->str);
  add_part (archive, "xl/texts.xml", strings->str);
  g_assert_cmpint (zip_close (archive), ==, 0);
}
