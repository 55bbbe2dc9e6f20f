/* ruhu-xlsform-xlsx.c: sheets out of an .xlsx file (ECMA-376, part 1, section 18)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-sheet-private.h"

#include "base/ruhu-error.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>
#include <zip.h>

#define MAX_PART (64 * 1024 * 1024)
#define MAX_COLUMNS 1024
#define MAX_ROWS 200000

typedef struct zip Zip;
typedef xmlDoc XmlDoc;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Zip, zip_discard)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmlDoc, xmlFreeDoc)

static gboolean
is (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_str_equal ((const char *) node->name, name);
}

static char *
attribute (const xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetProp (node, BAD_CAST name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

/* The part @name of the archive as a document; NULL without an error where there is no such part.
 */
static xmlDoc *
read_part (struct zip *archive, const char *name, GError **error)
{
  zip_stat_t stat;
  zip_file_t *file;
  g_autofree char *text = NULL;
  zip_int64_t got;
  xmlDoc *doc;

  if (zip_stat (archive, name, ZIP_FL_NOCASE, &stat) != 0)
    return NULL;
  if (stat.size > MAX_PART) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s is too large for a form", name);
    return NULL;
  }
  file = zip_fopen (archive, name, ZIP_FL_NOCASE);
  text = g_malloc (stat.size + 1);
  got = file == NULL ? -1 : zip_fread (file, text, stat.size);
  g_clear_pointer (&file, zip_fclose);
  doc = got != (zip_int64_t) stat.size
          ? NULL
          : xmlReadMemory (text, (int) got, name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
  if (doc == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s cannot be read; save it again", name);
  return doc;
}

/* Text of <si> or <is>: runs joined; phonetic readings (rPh) are not part of it. */
static void
append_text (GString *out, const xmlNode *node)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next) {
    if (is (child, "t")) {
      xmlChar *content = xmlNodeGetContent (child);

      g_string_append (out, (const char *) content);
      xmlFree (content);
    } else if (is (child, "r"))
      append_text (out, child);
  }
}

static GPtrArray *
read_strings (struct zip *archive, GError **error)
{
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (XmlDoc) doc = read_part (archive, "xl/sharedStrings.xml", error);

  if (doc == NULL)
    return strings;
  for (xmlNode *item = xmlDocGetRootElement (doc)->children; item != NULL; item = item->next)
    if (is (item, "si")) {
      GString *text = g_string_new (NULL);

      append_text (text, item);
      g_ptr_array_add (strings, g_string_free (text, FALSE));
    }
  return strings;
}

/* "BC12" → column 54, row 12, both from 0 and 1; FALSE for what is no such place. */
static gboolean
parse_place (const char *place, guint *column, guint *row)
{
  guint n = 0;

  for (; g_ascii_isupper (*place) && n < MAX_COLUMNS; place++)
    n = n * 26 + (guint) (*place - 'A') + 1;
  if (n == 0 || n > MAX_COLUMNS || !g_ascii_isdigit (*place))
    return FALSE;
  *column = n - 1;
  *row = (guint) g_ascii_strtoull (place, NULL, 10);
  return *row > 0 && *row <= MAX_ROWS;
}

/* A number as an author sees it in a cell of format General: 1.0 is "1". */
static char *
show_number (const char *raw)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double number = g_ascii_strtod (raw, NULL);

  if (number == (double) (gint64) number)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number);
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", number));
}

static char *
read_value (const xmlNode *cell, const GPtrArray *strings)
{
  g_autofree char *type = attribute (cell, "t");
  GString *text = g_string_new (NULL);

  for (const xmlNode *child = cell->children; child != NULL; child = child->next) {
    xmlChar *content = is (child, "v") ? xmlNodeGetContent (child) : NULL;
    const char *raw = (const char *) content;

    if (is (child, "is"))
      append_text (text, child);
    else if (raw != NULL && g_strcmp0 (type, "s") == 0) {
      guint64 i = g_ascii_strtoull (raw, NULL, 10);

      g_string_append (text, i < strings->len ? g_ptr_array_index (strings, (guint) i) : "");
    } else if (raw != NULL && g_strcmp0 (type, "b") == 0)
      g_string_append (text, *raw == '1' ? "TRUE" : "FALSE");
    else if (raw != NULL && (type == NULL || g_str_equal (type, "n"))) {
      g_autofree char *shown = show_number (raw);

      g_string_append (text, shown);
    } else if (raw != NULL)
      g_string_append (text, raw);
    xmlFree (content);
  }
  return g_string_free (text, FALSE);
}

static RuhuXlsTable *
read_table (const xmlDoc *doc, const GPtrArray *strings)
{
  RuhuXlsTable *table = ruhu_xls_table_new ();
  xmlNode *data = xmlDocGetRootElement (doc)->children;

  while (data != NULL && !is (data, "sheetData"))
    data = data->next;
  for (xmlNode *row = data == NULL ? NULL : data->children; row != NULL; row = row->next)
    for (xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
      g_autofree char *place = is (cell, "c") ? attribute (cell, "r") : NULL;
      guint column, number;
      GPtrArray *cells;

      if (place == NULL || !parse_place (place, &column, &number))
        continue;
      while (table->len < number)
        ruhu_xls_table_add (table);
      cells = g_ptr_array_index (table, number - 1);
      while (cells->len <= column)
        g_ptr_array_add (cells, g_strdup (""));
      g_free (cells->pdata[column]);
      cells->pdata[column] = read_value (cell, strings);
    }
  return table;
}

/* Where the relation @id of the workbook points; NULL where nowhere. */
static char *
find_target (const xmlDoc *relations, const char *id)
{
  for (xmlNode *node = xmlDocGetRootElement (relations)->children; node != NULL;
       node = node->next) {
    g_autofree char *its = node->type == XML_ELEMENT_NODE ? attribute (node, "Id") : NULL;
    g_autofree char *target = node->type == XML_ELEMENT_NODE ? attribute (node, "Target") : NULL;

    if (g_strcmp0 (its, id) == 0 && target != NULL)
      return *target == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);
  }
  return NULL;
}

static gboolean
read_sheet (RuhuXlsBook *book,
            struct zip *archive,
            const xmlDoc *relations,
            const xmlNode *tab,
            const GPtrArray *strings,
            GError **error)
{
  g_autofree char *name = attribute (tab, "name");
  g_autofree char *id = attribute (tab, "id");
  g_autofree char *part = id == NULL ? NULL : find_target (relations, id);
  g_autoptr (XmlDoc) doc = NULL;
  g_autoptr (GPtrArray) table = NULL;
  g_autoptr (GError) why = NULL;
  RuhuXlsSheetKind kind;

  if (name == NULL || part == NULL)
    return TRUE;
  if (!ruhu_xls_sheet_kind (name, &kind)) {
    g_ptr_array_add (book->strangers, g_steal_pointer (&name));
    return TRUE;
  }
  doc = read_part (archive, part, &why);
  if (why != NULL) {
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  if (doc == NULL)
    return TRUE;
  table = read_table (doc, strings);
  ruhu_xls_book_take (book, kind, book->source, table);
  return TRUE;
}

/**
 * ruhu_xls_book_read_xlsx:
 * @book: where the sheets go
 * @path: an .xlsx file
 * @error: return location for a #GError
 *
 * Returns: %FALSE with %RUHU_ERROR_NOT_FOUND or %RUHU_ERROR_INVALID where @path is no workbook
 */
gboolean
ruhu_xls_book_read_xlsx (RuhuXlsBook *book, const char *path, GError **error)
{
  g_autoptr (Zip) archive = zip_open (path, ZIP_RDONLY, NULL);
  g_autoptr (XmlDoc) workbook = NULL;
  g_autoptr (XmlDoc) relations = NULL;
  g_autoptr (GPtrArray) strings = NULL;
  g_autoptr (GError) why = NULL;

  if (archive != NULL)
    workbook = read_part (archive, "xl/workbook.xml", &why);
  if (workbook != NULL)
    relations = read_part (archive, "xl/_rels/workbook.xml.rels", &why);
  if (relations != NULL)
    strings = read_strings (archive, &why);
  if (strings == NULL || why != NULL) {
    gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);

    g_set_error (error,
                 RUHU_ERROR,
                 there ? RUHU_ERROR_INVALID : RUHU_ERROR_NOT_FOUND,
                 "%s: %s",
                 path,
                 why != NULL ? why->message
                 : there     ? "neither a folder of .csv files nor an .xlsx workbook"
                             : "no such file or folder");
    return FALSE;
  }
  for (xmlNode *node = xmlDocGetRootElement (workbook)->children; node != NULL; node = node->next)
    for (xmlNode *tab = is (node, "sheets") ? node->children : NULL; tab != NULL; tab = tab->next)
      if (is (tab, "sheet") && !read_sheet (book, archive, relations, tab, strings, error))
        return FALSE;
  return TRUE;
}
