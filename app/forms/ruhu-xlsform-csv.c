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

/* Reads the cell at @at into @cell; returns where it ends: at a comma, a line's end or the end. */
static const char *
read_cell (const char *at, const char *end, GString *cell, gboolean *open)
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
    } else if (!quoted && (*at == ',' || *at == '\n' || *at == '\r'))
      break;
    g_string_append_c (cell, *at++);
  }
  return at;
}

/**
 * ruhu_xls_csv_parse:
 * @text: UTF-8, with or without a byte order mark
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the rows, the header among them; %NULL with %RUHU_ERROR_INVALID where
 *   it is no UTF-8 or a quote is never closed (RFC 4180, section 2)
 */
RuhuXlsTable *
ruhu_xls_csv_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) table = ruhu_xls_table_new ();
  const char *end = text + length;
  GPtrArray *row = NULL;

  if (!g_utf8_validate (text, (gssize) length, NULL)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "save the sheet as UTF-8");
    return NULL;
  }
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  while (text < end) {
    g_autoptr (GString) cell = g_string_new (NULL);
    gboolean open;

    if (row == NULL)
      row = ruhu_xls_table_add (table);
    text = read_cell (text, end, cell, &open);
    if (open) {
      g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "row %u: close the quote", table->len);
      return NULL;
    }
    g_ptr_array_add (row, g_strdup (cell->str));
    if (text < end && *text == ',') {
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
