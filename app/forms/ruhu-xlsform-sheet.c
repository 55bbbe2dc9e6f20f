/* ruhu-xlsform-sheet.c: sheets out of a folder of CSV files or out of an .xlsx file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-sheet-private.h"

#include "base/ruhu-error.h"

#include <string.h>

static const char *const names[RUHU_XLS_N_SHEETS] = {
  [RUHU_XLS_SURVEY] = "survey",
  [RUHU_XLS_CHOICES] = "choices",
  [RUHU_XLS_SETTINGS] = "settings",
  [RUHU_XLS_ENTITIES] = "entities",
  [RUHU_XLS_EXTERNAL_CHOICES] = "external_choices",
  [RUHU_XLS_OSM] = "osm",
  [RUHU_XLS_RULES] = "rules",
};

const char *
ruhu_xls_sheet_name (RuhuXlsSheetKind kind)
{
  return names[kind];
}

/* Which sheet a tab or file of that name is; FALSE for one that means nothing to a form. */
gboolean
ruhu_xls_sheet_kind (const char *name, RuhuXlsSheetKind *kind)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));
  g_autofree char *lower = g_ascii_strdown (trimmed, -1);

  for (guint i = 0; i < RUHU_XLS_N_SHEETS; i++)
    if (g_str_equal (lower, names[i])) {
      *kind = i;
      return TRUE;
    }
  return FALSE;
}

static void
free_row (gpointer data)
{
  RuhuXlsRow *row = data;

  g_ptr_array_unref (row->cells);
  g_free (row);
}

static void
free_sheet (RuhuXlsSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_free (sheet->file);
  g_free (sheet->merged);
  g_ptr_array_unref (sheet->columns);
  g_ptr_array_unref (sheet->rows);
  g_free (sheet);
}

void
ruhu_xls_book_free (RuhuXlsBook *book)
{
  for (guint i = 0; i < RUHU_XLS_N_SHEETS; i++)
    free_sheet (book->sheets[i]);
  g_free (book->source);
  g_free (book->file);
  g_ptr_array_unref (book->strangers);
  g_free (book);
}

static void
replace (char **text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (*text, what, -1);

  if (g_strv_length (parts) < 2)
    return;
  g_free (*text);
  *text = g_strjoinv (with, parts);
}

/* A cell as the compiler wants it: no blanks around, straight quotes where a machine reads. */
static char *
clean (const RuhuXlsColumn *column, const char *raw)
{
  char *text = g_strdup (raw == NULL ? "" : raw);

  replace (&text, "\xc2\xa0", " ");
  g_strstrip (text);
  if (ruhu_xls_column_is_expression (column)) {
    replace (&text, "\u201c", "\"");
    replace (&text, "\u201d", "\"");
    replace (&text, "\u2018", "'");
    replace (&text, "\u2019", "'");
  }
  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* Whether there is nothing in @raw where the sheet has columns. */
static gboolean
is_blank (const RuhuXlsSheet *sheet, const GPtrArray *raw)
{
  for (guint i = 0; i < raw->len && i < sheet->columns->len; i++)
    if (raw->pdata[i] != NULL && *(const char *) raw->pdata[i] != '\0')
      return FALSE;
  return TRUE;
}

static gboolean
fault (const RuhuXlsSheet *sheet, guint row, const char *header, const char *what, GError **error)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s:%s:%u:%s: %s",
               sheet->file,
               ruhu_xls_sheet_name (sheet->kind),
               row,
               header,
               what);
  return FALSE;
}

static gboolean
add_row (RuhuXlsSheet *sheet, const GPtrArray *raw, guint number, GError **error)
{
  RuhuXlsRow *row;
  gboolean filled = FALSE;

  if (is_blank (sheet, raw))
    return TRUE;
  if (number > RUHU_XLS_MAX_ROWS || sheet->rows->len * sheet->columns->len > RUHU_XLS_MAX_CELLS)
    return fault (sheet, number, "-", "the sheet is too large for a form", error);
  row = g_new0 (RuhuXlsRow, 1);
  row->number = number;
  row->cells = g_ptr_array_new_full (sheet->columns->len, g_free);
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = g_ptr_array_index (sheet->columns, i);
    char *cell = i < raw->len ? clean (column, g_ptr_array_index (raw, i)) : NULL;

    filled = filled || cell != NULL;
    g_ptr_array_add (row->cells, cell);
    if (cell != NULL && strlen (cell) > RUHU_XLS_MAX_TEXT &&
        g_utf8_strlen (cell, -1) > (glong) RUHU_XLS_MAX_TEXT) {
      free_row (row);
      return fault (sheet, number, column->header, "no cell holds more than 32,767 letters", error);
    }
  }
  if (filled)
    g_ptr_array_add (sheet->rows, row);
  else
    free_row (row);
  return TRUE;
}

/* The columns, named by the first row; what stands beyond the last name is not the form's. */
static gboolean
add_columns (RuhuXlsSheet *sheet, const GPtrArray *header, GError **error)
{
  gboolean colons = FALSE;
  guint n = header->len;

  while (n > 0 && (header->pdata[n - 1] == NULL || *(const char *) header->pdata[n - 1] == '\0'))
    n--;
  if (n > RUHU_XLS_MAX_COLUMNS)
    return fault (sheet, 1, "-", "no form has more than 1,024 columns", error);
  for (guint i = 0; i < n; i++)
    colons = colons || (header->pdata[i] != NULL && strstr (header->pdata[i], "::") != NULL);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sheet->columns,
                     ruhu_xls_column_new (sheet->kind,
                                          header->pdata[i] ? header->pdata[i] : "",
                                          colons));
  return TRUE;
}

/**
 * ruhu_xls_book_take:
 * @book: where the sheet goes
 * @kind: which sheet it is
 * @file: the file it was read from, for messages
 * @table: (transfer none): its rows, the header first
 * @error: return location for a #GError
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where the book has such a sheet, or it is too large
 */
gboolean
ruhu_xls_book_take (RuhuXlsBook *book,
                    RuhuXlsSheetKind kind,
                    const char *file,
                    RuhuXlsTable *table,
                    GError **error)
{
  RuhuXlsSheet *sheet = g_new0 (RuhuXlsSheet, 1);

  sheet->kind = kind;
  sheet->file = g_strdup (file);
  sheet->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_xls_column_free);
  sheet->rows = g_ptr_array_new_with_free_func (free_row);
  if (book->sheets[kind] != NULL) {
    fault (sheet, 0, "-", "two sheets have this name: rename the one that is not read", error);
    free_sheet (sheet);
    return FALSE;
  }
  book->sheets[kind] = sheet;
  if (table->len > 0 && !add_columns (sheet, g_ptr_array_index (table, 0), error))
    return FALSE;
  for (guint i = 1; i < table->len; i++)
    if (!add_row (sheet, g_ptr_array_index (table, i), i + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_file (RuhuXlsBook *book, const char *folder, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *tab = g_strndup (file, strlen (file) - strlen (".csv"));
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) table = NULL;
  RuhuXlsSheetKind kind;
  gsize length;

  if (!ruhu_xls_sheet_kind (tab, &kind)) {
    g_ptr_array_add (book->strangers, g_steal_pointer (&tab));
    return TRUE;
  }
  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  table = ruhu_xls_csv_parse (text, length, error);
  if (table == NULL) {
    g_prefix_error (error, "%s:%s:", path, ruhu_xls_sheet_name (kind));
    return FALSE;
  }
  return ruhu_xls_book_take (book, kind, path, table, error);
}

static gboolean
is_csv (const char *file)
{
  gsize length = strlen (file), end = strlen (".csv");

  return length > end && g_ascii_strcasecmp (file + length - end, ".csv") == 0;
}

static gboolean
read_folder (RuhuXlsBook *book, const char *path, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, error);
  const char *file;

  if (folder == NULL)
    return FALSE;
  while ((file = g_dir_read_name (folder)) != NULL)
    if (is_csv (file) && !read_file (book, path, file, error))
      return FALSE;
  return TRUE;
}

/**
 * ruhu_xls_book_read:
 * @source: a folder of CSV files, or an .xlsx file
 * @error: return location for a #GError
 *
 * Returns: (transfer full): its sheets; %NULL where @source cannot be read
 */
RuhuXlsBook *
ruhu_xls_book_read (const char *source, GError **error)
{
  g_autoptr (RuhuXlsBook) book = g_new0 (RuhuXlsBook, 1);

  book->source = g_strdup (source);
  book->file = g_strdup (source);
  book->strangers = g_ptr_array_new_with_free_func (g_free);
  if (g_file_test (source, G_FILE_TEST_IS_DIR) ? !read_folder (book, source, error)
                                               : !ruhu_xls_book_read_xlsx (book, source, error))
    return NULL;
  return g_steal_pointer (&book);
}

static gint
find (const RuhuXlsSheet *sheet, const char *key)
{
  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = g_ptr_array_index (sheet->columns, i);

    if (column->language == NULL && column->name == NULL && g_str_equal (column->key, key))
      return (gint) i;
  }
  return -1;
}

gboolean
ruhu_xls_sheet_has (const RuhuXlsSheet *sheet, const char *key)
{
  return find (sheet, key) >= 0;
}

/* The cell of the untranslated column @key; NULL where it is empty or there is no such column. */
const char *
ruhu_xls_cell (const RuhuXlsSheet *sheet, const RuhuXlsRow *row, const char *key)
{
  gint i = find (sheet, key);

  return i < 0 ? NULL : g_ptr_array_index (row->cells, (guint) i);
}

/* How the author wrote the header of @key; @key itself where there is none. */
const char *
ruhu_xls_header (const RuhuXlsSheet *sheet, const char *key)
{
  gint i = find (sheet, key);

  return i < 0 ? key : ((RuhuXlsColumn *) g_ptr_array_index (sheet->columns, (guint) i))->header;
}
