/* ruhu-xlsform-xlsx.c: sheets out of an .xlsx file (ECMA-376, part 1, section 18)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-xlsx-private.h"

#include "base/ruhu-error.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

/* A form of 100,000 choices unpacks to about 30 MiB. */
#define MOST_UNPACKED (64 * 1024 * 1024)

typedef struct zip Zip;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Zip, zip_discard)

/* One line of a .rels part. */
typedef struct {
  char *id, *type, *target;
} Relation;

static void
free_relation (gpointer data)
{
  Relation *relation = data;

  g_free (relation->id);
  g_free (relation->type);
  g_free (relation->target);
  g_free (relation);
}

/* Where @target leads, seen from the part @base: "worksheets/a.xml" from "xl/workbook.xml" is
 * "xl/worksheets/a.xml". */
static char *
resolve (const char *base, const char *target)
{
  g_autofree char *folder = g_path_get_dirname (base);
  g_autofree char *from = g_strconcat ("/", g_str_equal (folder, ".") ? "" : folder, NULL);
  g_autofree char *path = g_canonicalize_filename (target, from);

  return g_strdup (path + 1);
}

static GPtrArray *
read_relations (RuhuXlsWorkbook *workbook, const char *base, GError **error)
{
  g_autoptr (GPtrArray) relations = g_ptr_array_new_with_free_func (free_relation);
  g_autofree char *folder = g_path_get_dirname (base);
  g_autofree char *file = g_path_get_basename (base);
  g_autofree char *name =
    *base == '\0' ? g_strdup ("_rels/.rels") : g_strdup_printf ("%s/_rels/%s.rels", folder, file);
  g_auto (RuhuXlsPart) part = { NULL };
  g_autoptr (GError) why = NULL;

  if (!ruhu_xls_part_open (&part, workbook, name, error))
    return NULL;
  while (ruhu_xls_part_read (&part, &why))
    if (ruhu_xls_part_begins (&part, "Relationship")) {
      Relation *relation = g_new0 (Relation, 1);
      g_autofree char *target = ruhu_xls_part_attribute (&part, "Target");

      relation->id = ruhu_xls_part_attribute (&part, "Id");
      relation->type = ruhu_xls_part_attribute (&part, "Type");
      relation->target = target == NULL ? NULL : resolve (base, target);
      g_ptr_array_add (relations, relation);
    }
  if (why == NULL)
    return g_steal_pointer (&relations);
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

/* The part of that type, such as "/styles"; @usual where no relation says. */
static const char *
find_part (const GPtrArray *relations, const char *type, const char *usual)
{
  for (guint i = 0; i < relations->len; i++) {
    const Relation *relation = relations->pdata[i];

    if (relation->type != NULL && relation->target != NULL &&
        g_str_has_suffix (relation->type, type))
      return relation->target;
  }
  return usual;
}

static const char *
find_target (const GPtrArray *relations, const char *id)
{
  for (guint i = 0; i < relations->len; i++) {
    const Relation *relation = relations->pdata[i];

    if (g_strcmp0 (relation->id, id) == 0)
      return relation->target;
  }
  return NULL;
}

static gboolean
read_sheet (RuhuXlsBook *book,
            RuhuXlsWorkbook *workbook,
            const RuhuXlsPart *tab,
            const GPtrArray *relations,
            GError **error)
{
  g_autofree char *name = ruhu_xls_part_attribute (tab, "name");
  g_autofree char *id = ruhu_xls_part_related (tab);
  const char *part = id == NULL ? NULL : find_target (relations, id);
  g_autoptr (GPtrArray) table = NULL;
  g_autofree char *merged = NULL;
  RuhuXlsSheetKind kind;

  if (name == NULL)
    return TRUE;
  if (!ruhu_xls_sheet_kind (name, &kind)) {
    g_ptr_array_add (book->strangers, g_steal_pointer (&name));
    return TRUE;
  }
  if (part == NULL)
    return TRUE;
  table = ruhu_xls_read_cells (workbook, part, &merged, error);
  if (table == NULL || !ruhu_xls_book_take (book, kind, book->source, table, error))
    return FALSE;
  book->sheets[kind]->merged = g_steal_pointer (&merged);
  return TRUE;
}

static gboolean
read_workbook (RuhuXlsBook *book, RuhuXlsWorkbook *workbook, GError **error)
{
  g_autoptr (GPtrArray) top = read_relations (workbook, "", error);
  g_autoptr (GPtrArray) relations = NULL;
  g_auto (RuhuXlsPart) part = { NULL };
  g_autoptr (GError) why = NULL;
  const char *name;

  if (top == NULL)
    return FALSE;
  name = find_part (top, "/officeDocument", "xl/workbook.xml");
  relations = read_relations (workbook, name, error);
  if (relations == NULL || !ruhu_xls_part_open (&part, workbook, name, error))
    return FALSE;
  if (part.reader == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "it holds no sheets; save it as .xlsx");
    return FALSE;
  }
  if (!ruhu_xls_read_strings (workbook,
                              find_part (relations, "/sharedStrings", "xl/sharedStrings.xml"),
                              error) ||
      !ruhu_xls_read_styles (workbook, find_part (relations, "/styles", "xl/styles.xml"), error))
    return FALSE;
  while (ruhu_xls_part_read (&part, &why)) {
    if (ruhu_xls_part_begins (&part, "workbookPr")) {
      g_autofree char *old = ruhu_xls_part_attribute (&part, "date1904");

      workbook->from_1904 = g_strcmp0 (old, "1") == 0 || g_strcmp0 (old, "true") == 0;
    }
    if (ruhu_xls_part_begins (&part, "sheet") &&
        !read_sheet (book, workbook, &part, relations, &why))
      break;
  }
  if (why == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* Why a file that is no zip archive is none. */
static const char *
explain (const char *path)
{
  static const char old[] = { '\xd0', '\xcf', '\x11', '\xe0' };
  char start[sizeof old] = { 0 };
  FILE *file = fopen (path, "rb");
  gsize got = file == NULL ? 0 : fread (start, 1, sizeof start, file);

  g_clear_pointer (&file, fclose);
  if (got == sizeof old && memcmp (start, old, sizeof old) == 0)
    return "an .xls workbook, or one with a password: save it as .xlsx, without a password";
  return "neither a folder of .csv files nor an .xlsx workbook";
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
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) formats = g_array_new (FALSE, FALSE, sizeof (RuhuXlsFormat));
  RuhuXlsWorkbook workbook = { archive, MOST_UNPACKED, strings, formats, FALSE };

  if (archive == NULL) {
    gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);

    g_set_error (error,
                 RUHU_ERROR,
                 there ? RUHU_ERROR_INVALID : RUHU_ERROR_NOT_FOUND,
                 "%s: %s",
                 path,
                 there ? explain (path) : "no such file or folder");
    return FALSE;
  }
  if (read_workbook (book, &workbook, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}
