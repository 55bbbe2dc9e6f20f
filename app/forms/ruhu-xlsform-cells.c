/* ruhu-xlsform-cells.c: the cells of one sheet of a workbook (ECMA-376, part 1, 18.3 and 18.4)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-xlsx-private.h"

#include "base/ruhu-error.h"

#include <string.h>

/* Where the next cell goes, for those that do not say. */
typedef struct {
  RuhuXlsTable *table;
  guint row, column; /* from 1 and 0 */
  guint slots;
} Place;

/* "BC12" → column 54, row 12, from 0 and 1; FALSE for what is no such place. */
static gboolean
parse_place (const char *text, guint *column, guint *row)
{
  guint n = 0;

  for (; g_ascii_isupper (*text) && n <= RUHU_XLS_MAX_COLUMNS; text++)
    n = n * 26 + (guint) (*text - 'A') + 1;
  if (n == 0 || !g_ascii_isdigit (*text))
    return FALSE;
  *column = n - 1;
  *row = (guint) MIN (g_ascii_strtoull (text, NULL, 10), G_MAXUINT);
  return *row > 0;
}

/* "_x000D_" stands for a character that XML could not hold (ECMA-376, part 1, 22.9.2.19). */
static void
append_unescaped (GString *out, const char *text)
{
  const char *from = text;

  for (const char *at = strstr (text, "_x"); at != NULL; at = strstr (at + 1, "_x")) {
    gboolean code = strlen (at) >= 7 && at[6] == '_';

    for (guint i = 2; code && i < 6; i++)
      code = g_ascii_isxdigit (at[i]);
    if (code) {
      gunichar c = (gunichar) g_ascii_strtoull (at + 2, NULL, 16);

      g_string_append_len (out, from, at - from);
      if (c != '\r' && c != 0 && g_unichar_validate (c))
        g_string_append_unichar (out, c);
      from = at + 7;
      at += 6;
    }
  }
  g_string_append (out, from);
}

/* Text of <si> or <is>: runs joined; phonetic readings (rPh) are no part of it. Reads to its end.
 */
static gboolean
read_rich (RuhuXlsPart *part, const char *element, GString *out, GError **error)
{
  gboolean text = FALSE, reading = FALSE;

  while (!ruhu_xls_part_ends (part, element)) {
    if (!ruhu_xls_part_read (part, error))
      return FALSE;
    if (ruhu_xls_part_begins (part, "t"))
      text = TRUE;
    if (ruhu_xls_part_begins (part, "rPh"))
      reading = TRUE;
    if (ruhu_xls_part_ends (part, "t"))
      text = FALSE;
    if (ruhu_xls_part_ends (part, "rPh"))
      reading = FALSE;
    if (text && !reading && xmlTextReaderHasValue (part->reader))
      append_unescaped (out, (const char *) xmlTextReaderConstValue (part->reader));
  }
  return TRUE;
}

/* Reads sharedStrings.xml, where there is one. */
gboolean
ruhu_xls_read_strings (RuhuXlsWorkbook *workbook, const char *name, GError **error)
{
  g_auto (RuhuXlsPart) part = { NULL };
  g_autoptr (GError) why = NULL;

  if (!ruhu_xls_part_open (&part, workbook, name, error))
    return FALSE;
  while (ruhu_xls_part_read (&part, &why))
    if (ruhu_xls_part_begins (&part, "si")) {
      g_autoptr (GString) text = g_string_new (NULL);

      if (!read_rich (&part, "si", text, &why))
        break;
      g_ptr_array_add (workbook->strings, g_strdup (text->str));
    }
  if (why == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* A cell's <v>, of the type @type; takes no notice of formulas, whose outcome it is. */
static char *
show_value (const RuhuXlsWorkbook *workbook, const char *type, const char *raw, guint format)
{
  if (type == NULL || g_str_equal (type, "n"))
    return ruhu_xls_show_number (workbook, raw, format);
  if (g_str_equal (type, "s")) {
    guint64 i = g_ascii_strtoull (raw, NULL, 10);

    return g_strdup (i < workbook->strings->len ? workbook->strings->pdata[i] : "");
  }
  if (g_str_equal (type, "b"))
    return g_strdup (*raw == '1' ? "TRUE" : "FALSE");
  if (g_str_equal (type, "d") && g_str_has_suffix (raw, "T00:00:00"))
    return g_strndup (raw, strlen (raw) - strlen ("T00:00:00"));
  if (g_str_equal (type, "str")) {
    GString *text = g_string_new (NULL);

    append_unescaped (text, raw);
    return g_string_free (text, FALSE);
  }
  return g_strdup (raw);
}

/* Reads from <c> to </c>. */
static char *
read_cell (const RuhuXlsWorkbook *workbook, RuhuXlsPart *part, GError **error)
{
  g_autofree char *type = ruhu_xls_part_attribute (part, "t");
  g_autofree char *style = ruhu_xls_part_attribute (part, "s");
  guint format = style == NULL ? 0 : (guint) g_ascii_strtoull (style, NULL, 10);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) raw = g_string_new (NULL);
  gboolean value = FALSE;

  while (!ruhu_xls_part_ends (part, "c")) {
    if (!ruhu_xls_part_read (part, error))
      return NULL;
    if (ruhu_xls_part_begins (part, "is") && !read_rich (part, "is", text, error))
      return NULL;
    if (ruhu_xls_part_begins (part, "v"))
      value = TRUE;
    if (ruhu_xls_part_ends (part, "v"))
      value = FALSE;
    if (value && xmlTextReaderHasValue (part->reader))
      g_string_append (raw, (const char *) xmlTextReaderConstValue (part->reader));
  }
  if (raw->len > 0) {
    g_autofree char *shown = show_value (workbook, type, raw->str, format);

    g_string_append (text, shown);
  }
  return g_strdup (text->str);
}

/* Takes @text. */
static gboolean
put (Place *place, char *text, GError **error)
{
  g_autofree char *taken = text;
  GPtrArray *cells;

  if (*taken == '\0')
    return TRUE;
  if (place->row > RUHU_XLS_MAX_ROWS || place->column >= RUHU_XLS_MAX_COLUMNS) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "a sheet has something in row %u, column %u: more than %u rows or %u columns are "
                 "no form",
                 place->row,
                 place->column + 1,
                 RUHU_XLS_MAX_ROWS,
                 RUHU_XLS_MAX_COLUMNS);
    return FALSE;
  }
  while (place->table->len < place->row)
    ruhu_xls_table_add (place->table);
  cells = g_ptr_array_index (place->table, place->row - 1);
  if (cells->len <= place->column) {
    place->slots += place->column + 1 - cells->len;
    g_ptr_array_set_size (cells, (gint) place->column + 1);
  }
  g_free (cells->pdata[place->column]);
  cells->pdata[place->column] = g_steal_pointer (&taken);
  if (place->slots <= RUHU_XLS_MAX_CELLS)
    return TRUE;
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "a sheet has more than %u cells",
               RUHU_XLS_MAX_CELLS);
  return FALSE;
}

/* The first merge of cells over several rows, such as "A2:A9". */
static void
note_merge (const RuhuXlsPart *part, char **merged)
{
  g_autofree char *range = ruhu_xls_part_attribute (part, "ref");
  g_auto (GStrv) ends = range == NULL ? NULL : g_strsplit (range, ":", 2);
  guint column, from, to;

  if (*merged == NULL && ends != NULL && g_strv_length (ends) == 2 &&
      parse_place (ends[0], &column, &from) && parse_place (ends[1], &column, &to) && from < to)
    *merged = g_steal_pointer (&range);
}

static gboolean
read_node (const RuhuXlsWorkbook *workbook,
           RuhuXlsPart *part,
           Place *place,
           char **merged,
           GError **error)
{
  g_autofree char *where = NULL;
  guint column, row;
  char *text;

  if (ruhu_xls_part_begins (part, "row")) {
    where = ruhu_xls_part_attribute (part, "r");
    place->row = where == NULL ? place->row + 1 : (guint) g_ascii_strtoull (where, NULL, 10);
    place->column = 0;
  } else if (ruhu_xls_part_begins (part, "mergeCell"))
    note_merge (part, merged);
  else if (ruhu_xls_part_begins (part, "c")) {
    where = ruhu_xls_part_attribute (part, "r");
    if (where != NULL && parse_place (where, &column, &row)) {
      place->column = column;
      place->row = row;
    }
    place->row = MAX (place->row, 1);
    if (!ruhu_xls_part_ends (part, "c")) {
      text = read_cell (workbook, part, error);
      if (text == NULL || !put (place, text, error))
        return FALSE;
    }
    place->column++;
  }
  return TRUE;
}

/**
 * ruhu_xls_read_cells:
 * @workbook: the workbook, its strings and styles read
 * @name: the sheet's path in the archive
 * @merged: (out): the first cells that are merged over several rows, %NULL where there are none
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the rows, the first one first; %NULL with %RUHU_ERROR_INVALID where the
 *   sheet is damaged or too large
 */
RuhuXlsTable *
ruhu_xls_read_cells (RuhuXlsWorkbook *workbook, const char *name, char **merged, GError **error)
{
  g_autoptr (GPtrArray) table = ruhu_xls_table_new ();
  g_auto (RuhuXlsPart) part = { NULL };
  g_autoptr (GError) why = NULL;
  Place place = { table, 0, 0, 0 };

  *merged = NULL;
  if (!ruhu_xls_part_open (&part, workbook, name, error))
    return NULL;
  while (ruhu_xls_part_read (&part, &why) && read_node (workbook, &part, &place, merged, &why))
    ;
  if (why == NULL)
    return g_steal_pointer (&table);
  g_clear_pointer (merged, g_free);
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}
