/* ruhu-xlsform-csv.c: a sheet out of CSV (RFC 4180)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-sheet-private.h"

#include "base/ruhu-error.h"

#include <string.h>

static void
free_row (gpointer row)
{
  g_ptr_array_unref (row);
}

RuhuXlsTable *
ruhu_xls_table_new (void)
{
  return g_ptr_array_new_with_free_func (free_row);
}

/* A new last row of @table, for cells (taken) to be put in. */
GPtrArray *
ruhu_xls_table_add (RuhuXlsTable *table)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (table, row);
  return row;
}

/* What parts the cells: some spreadsheets write semicolons or tabs where the decimal mark is a
 * comma. No header of a form holds either. */
static char
find_mark (const char *text, const char *end)
{
  char mark = '\0';

  for (; text < end && *text != '\n' && *text != '\r'; text++) {
    if (*text == ',')
      return ',';
    if (mark == '\0' && (*text == ';' || *text == '\t'))
      mark = *text;
  }
  return mark == '\0' ? ',' : mark;
}

/* Reads the cell at @at into @cell; returns where it ends: at a mark, a line's end or the end. */
static const char *
read_cell (const char *at, const char *end, char mark, GString *cell, gboolean *open)
{
  gboolean quoted = at < end && *at == '"';

  *open = quoted;
  if (quoted)
    at++;
  while (at < end) {
    if (quoted && *at == '"' && at + 1 < end && at[1] == '"')
      at++;
    else if (quoted && *at == '"') {
      quoted = FALSE;
      *open = FALSE;
      at++;
      continue;
    } else if (!quoted && (*at == mark || *at == '\n' || *at == '\r'))
      break;
    g_string_append_c (cell, *at++);
  }
  return at;
}

/* The first character of @cell that XML 1.0 (section 2.2) has no place for; 0 where there is none.
 */
static gunichar
find_stranger (const char *cell)
{
  for (; *cell != '\0'; cell = g_utf8_next_char (cell)) {
    gunichar c = g_utf8_get_char (cell);

    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xfffe || c == 0xffff)
      return c;
  }
  return 0;
}

/**
 * ruhu_xls_csv_parse:
 * @text: UTF-8, with or without a byte order mark; cells parted by commas, semicolons or tabs
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the rows, the header among them; %NULL with %RUHU_ERROR_INVALID, its
 *   message "ROW:COLUMN: reason", where it is no UTF-8, a quote is never closed (RFC 4180,
 *   section 2) or a cell holds a control character
 */
RuhuXlsTable *
ruhu_xls_csv_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) table = ruhu_xls_table_new ();
  const char *end = text + length;
  GPtrArray *row = NULL;
  char mark;

  if (!g_utf8_validate (text, (gssize) length, NULL)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "0:-: the file is not in UTF-8: save the sheet as 'CSV UTF-8'");
    return NULL;
  }
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  mark = find_mark (text, end);
  while (text < end) {
    g_autoptr (GString) cell = g_string_new (NULL);
    gunichar stranger;
    gboolean open;

    if (row == NULL)
      row = ruhu_xls_table_add (table);
    text = read_cell (text, end, mark, cell, &open);
    if (open) {
      g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%u:-: close the quote", table->len);
      return NULL;
    }
    stranger = find_stranger (cell->str);
    if (stranger != 0) {
      g_set_error (error,
                   RUHU_ERROR,
                   RUHU_ERROR_INVALID,
                   "%u:-: cell %u holds a character that nobody sees (U+%04X); type the cell anew",
                   table->len,
                   row->len + 1,
                   stranger);
      return NULL;
    }
    g_ptr_array_add (row, g_strdup (cell->str));
    if (text < end && *text == mark) {
      text++;
      if (text == end)
        g_ptr_array_add (row, g_strdup (""));
      continue;
    }
    if (text < end && *text == '\r' && text + 1 < end && text[1] == '\n')
      text++;
    text++;
    row = NULL;
  }
  return g_steal_pointer (&table);
}
