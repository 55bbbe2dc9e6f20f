/* ruhu-hq-csv.c: tables out of CSV, with the place of every cell
 *
 * RFC 4180 in UTF-8, with or without a byte order mark. The first row names the columns, and every
 * row has as many cells. Messages say FILE:ROW:COLUMN, rows counted as a spreadsheet does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-csv.h"

#include "base/ruhu-error.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"

struct _RuhuHqCsv {
  char *name;
  GPtrArray *rows; /* of GPtrArray of text; the first is the header */
};

typedef struct {
  const char *at;
  const char *end;
  RuhuHqCsv *csv;
} Reader;

static gboolean
fail_at (RuhuHqCsv *self, guint row, guint column, GError **error, const char *message)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s:%u:%u: %s",
               self->name,
               row,
               column,
               message);
  return FALSE;
}

static gboolean
read_quoted (Reader *reader, GString *cell)
{
  for (reader->at++; reader->at < reader->end; reader->at++) {
    if (*reader->at != '"') {
      g_string_append_c (cell, *reader->at);
      continue;
    }
    reader->at++;
    if (reader->at == reader->end || *reader->at != '"')
      return reader->at == reader->end || strchr (",\r\n", *reader->at) != NULL;
    g_string_append_c (cell, '"');
  }
  return FALSE;
}

static gboolean
read_plain (Reader *reader, GString *cell)
{
  for (; reader->at < reader->end && strchr (",\r\n", *reader->at) == NULL; reader->at++) {
    if (*reader->at == '"')
      return FALSE;
    g_string_append_c (cell, *reader->at);
  }
  return TRUE;
}

static gboolean
read_row (Reader *reader, GError **error)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (reader->csv->rows, row);
  for (;;) {
    g_autoptr (GString) cell = g_string_new (NULL);
    gboolean quoted = reader->at < reader->end && *reader->at == '"';

    if (!(quoted ? read_quoted (reader, cell) : read_plain (reader, cell)))
      return fail_at (reader->csv,
                      reader->csv->rows->len,
                      row->len + 1,
                      error,
                      "a quotation mark is where none may be, or one is missing");

    g_ptr_array_add (row, g_string_free (g_steal_pointer (&cell), FALSE));
    if (reader->at < reader->end && *reader->at == ',') {
      reader->at++;
      continue;
    }
    if (reader->at < reader->end && *reader->at == '\r')
      reader->at++;
    if (reader->at < reader->end && *reader->at == '\n')
      reader->at++;
    return TRUE;
  }
}

static gboolean
check_width (RuhuHqCsv *self, GError **error)
{
  guint i;

  if (self->rows->len == 0)
    return fail_at (self, 1, 1, error, "the file is empty");

  for (i = 1; i < self->rows->len; i++) {
    GPtrArray *header = g_ptr_array_index (self->rows, 0);
    GPtrArray *row = g_ptr_array_index (self->rows, i);

    if (row->len != header->len)
      return fail_at (self,
                      i + 1,
                      MIN (row->len, header->len) + 1,
                      error,
                      "the row has not as many cells as the header");
  }
  return TRUE;
}

static void
free_row (gpointer row)
{
  g_ptr_array_unref (row);
}

/**
 * ruhu_hq_csv_parse:
 * @name: the file's name, for messages
 *
 * Returns: (transfer full) (nullable): the table; %NULL with %RUHU_ERROR_INVALID, whose message
 *   begins with the place
 */
RuhuHqCsv *
ruhu_hq_csv_parse (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (RuhuHqCsv) self = g_new0 (RuhuHqCsv, 1);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  Reader reader = { text, text + length, self };

  self->name = g_strdup (name);
  self->rows = g_ptr_array_new_with_free_func (free_row);
  if (!g_utf8_validate_len (text, length, NULL)) {
    fail_at (self, 1, 1, error, "the file is not UTF-8; save it as CSV UTF-8");
    return NULL;
  }

  if (length >= strlen (BOM) && memcmp (text, BOM, strlen (BOM)) == 0)
    reader.at += strlen (BOM);
  while (reader.at < reader.end) {
    if (!read_row (&reader, error))
      return NULL;
  }
  return check_width (self, error) ? g_steal_pointer (&self) : NULL;
}

void
ruhu_hq_csv_free (RuhuHqCsv *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

guint
ruhu_hq_csv_get_n_columns (RuhuHqCsv *self)
{
  return ((GPtrArray *) g_ptr_array_index (self->rows, 0))->len;
}

/** ruhu_hq_csv_get_column: Returns: its name in the header */
const char *
ruhu_hq_csv_get_column (RuhuHqCsv *self, guint column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (self->rows, 0), column);
}

/** ruhu_hq_csv_get_n_rows: Returns: rows without the header */
guint
ruhu_hq_csv_get_n_rows (RuhuHqCsv *self)
{
  return self->rows->len - 1;
}

/** ruhu_hq_csv_get_cell: @row: counted from 0, the header not among them */
const char *
ruhu_hq_csv_get_cell (RuhuHqCsv *self, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (self->rows, row + 1), column);
}

static guint
find_column (RuhuHqCsv *self, const char *name)
{
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_columns (self); i++) {
    if (g_str_equal (ruhu_hq_csv_get_column (self, i), name))
      break;
  }
  return i;
}

/** ruhu_hq_csv_get: Returns: the cell in the column of that name, "" where there is no such column
 */
const char *
ruhu_hq_csv_get (RuhuHqCsv *self, guint row, const char *column)
{
  guint i = find_column (self, column);

  return i < ruhu_hq_csv_get_n_columns (self) ? ruhu_hq_csv_get_cell (self, row, i) : "";
}

/**
 * ruhu_hq_csv_fail:
 * @row: counted from 0, the header not among them
 * @column: where in it
 * @message: what is wrong there; no value of the cell
 *
 * Returns: %FALSE, with @error set to `FILE:ROW:COLUMN: message`
 */
gboolean
ruhu_hq_csv_fail (RuhuHqCsv *self,
                  guint row,
                  const char *column,
                  GError **error,
                  const char *message)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", column, message);

  return fail_at (self, row + 2, find_column (self, column) + 1, error, text);
}
