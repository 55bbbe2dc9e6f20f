/* ruhu-lists-csv.c: a list from CSV (RFC 4180; comma, semicolon or tab; a byte order mark is
 * skipped)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "forms/ruhu-lists-private.h"

#include <string.h>

typedef struct {
  const char *at;
  const char *end;
  char delimiter;
  GString *field;
  const char *open; /* the quote that opens the last field and is never closed, or NULL */
} Reader;

/* Reads one field into @field. Returns TRUE if it ends its record. */
static gboolean
read_field (Reader *self)
{
  const char *begin = self->at;
  gboolean quoted = self->at < self->end && *self->at == '"';

  g_string_truncate (self->field, 0);
  if (quoted)
    self->at++;

  for (; self->at < self->end; self->at++) {
    char c = *self->at;

    if (quoted && c == '"') {
      if (self->at + 1 < self->end && self->at[1] == '"')
        self->at++;
      else {
        quoted = FALSE;
        continue;
      }
    } else if (!quoted && (c == self->delimiter || c == '\n' || c == '\r')) {
      break;
    }
    g_string_append_c (self->field, c);
  }
  if (quoted)
    self->open = begin;

  if (self->at < self->end && *self->at == self->delimiter) {
    self->at++;
    return FALSE;
  }
  if (self->at < self->end && *self->at == '\r')
    self->at++;
  if (self->at < self->end && *self->at == '\n')
    self->at++;

  return TRUE;
}

static char
find_delimiter (const char *data, const char *end)
{
  guint commas = 0, semicolons = 0, tabs = 0;

  for (const char *c = data; c < end && *c != '\n' && *c != '\r'; c++) {
    commas += *c == ',';
    semicolons += *c == ';';
    tabs += *c == '\t';
  }
  if (tabs > commas && tabs > semicolons)
    return '\t';

  return semicolons > commas ? ';' : ',';
}

static RuhuList *
read_header (Reader *reader)
{
  RuhuList *list = ruhu_list_new (NULL);
  gboolean last;

  do {
    last = read_field (reader);
    ruhu_list_add_column (list, g_strstrip (reader->field->str));
  } while (!last);

  return list;
}

static void
read_record (Reader *reader, RuhuList *list)
{
  guint n_columns = ruhu_list_get_n_columns (list);
  guint row;
  gboolean is_blank = *reader->at == '\n' || *reader->at == '\r';
  gboolean last = read_field (reader);

  if (is_blank)
    return;

  row = ruhu_list_add_row (list);
  for (guint i = 0;; i++) {
    if (i < n_columns)
      ruhu_list_set_value (list, row, i, reader->field->str, (gssize) reader->field->len);
    if (last)
      return;
    last = read_field (reader);
  }
}

/* On which line of the file @place stands, from 1. */
static guint
count_lines (const char *data, const char *place)
{
  guint line = 1;

  for (; data < place; data++)
    line += *data == '\n' || (*data == '\r' && data[1] != '\n');
  return line;
}

/* A file of a header only is a list without rows. Returns NULL with RUHU_ERROR_INVALID where it is
 * not UTF-8. */
RuhuList *
ruhu_list_new_from_csv (GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = ruhu_file_get_data (bytes, &length);
  g_autoptr (GString) field = g_string_new (NULL);
  Reader reader = { data, data + length, ',', field, NULL };
  RuhuList *list;

  if (!g_utf8_validate (data, (gssize) length, NULL)) {
    g_set_error_literal (error,
                         RUHU_ERROR,
                         RUHU_ERROR_INVALID,
                         "is not UTF-8 text: save it as “CSV UTF-8”");
    return NULL;
  }
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    reader.at += 3;

  reader.delimiter = find_delimiter (reader.at, reader.end);
  list = read_header (&reader);
  ruhu_list_set_source_size (list, length);
  while (reader.at < reader.end && !ruhu_list_is_too_wide (list))
    read_record (&reader, list);
  if (reader.open != NULL)
    ruhu_list_set_open_quote (list, count_lines (data, reader.open));
  if (!ruhu_list_is_too_wide (list))
    return list;

  ruhu_list_unref (list);
  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "has too many columns");
  return NULL;
}
