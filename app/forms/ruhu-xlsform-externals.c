/* ruhu-xlsform-externals.c: lists that come with the form as files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static RuhuXlsAttribute *
find (const RuhuXlsForm *form, const char *id)
{
  return g_hash_table_lookup (form->externals_by_id, id);
}

/* The URI of the list @id, NULL where no file serves it. */
const char *
ruhu_xls_external_find (const RuhuXlsForm *form, const char *id)
{
  const RuhuXlsAttribute *external = find (form, id);

  return external == NULL ? NULL : external->value;
}

/* Whether the author names the list @id in a row of its own, or chooses from it. */
gboolean
ruhu_xls_external_is_declared (const RuhuXlsForm *form, const char *id)
{
  const RuhuXlsAttribute *external = find (form, id);

  return external != NULL && external->header != NULL;
}

static void
add (RuhuXlsForm *form, const char *id, const char *uri, const char *declared)
{
  RuhuXlsAttribute *external = g_new0 (RuhuXlsAttribute, 1);

  external->name = ruhu_xls_keep (form, g_strdup (id));
  external->value = ruhu_xls_keep (form, g_strdup (uri));
  external->header = declared;
  g_ptr_array_add (form->externals, external);
  g_hash_table_insert (form->externals_by_id, (gpointer) external->name, external);
}

static void
conflict (RuhuXlsForm *form, guint row, const char *id)
{
  ruhu_xls_error (form,
                  RUHU_XLS_SURVEY,
                  row,
                  ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "type"),
                  "two lists would be called '%s': rename one of them",
                  id);
}

static void
declare (RuhuXlsForm *form, const RuhuXlsNode *node, const char *id, const char *uri)
{
  RuhuXlsAttribute *same = find (form, id);
  gboolean row = g_str_has_suffix (node->type->name, "-external");

  if (ruhu_xls_list_find (form, id) != NULL || g_str_equal (id, "__last-saved"))
    conflict (form, node->row, id);
  else if (same == NULL)
    add (form, id, uri, row ? "row" : "select");
  else if (!g_str_equal (same->value, uri) || (row && g_strcmp0 (same->header, "row") == 0))
    conflict (form, node->row, id);
  else if (row)
    same->header = "row";
}

static void
read_node (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  g_autofree char *id = NULL;
  g_autofree char *uri = NULL;

  if (node->type == NULL)
    return;
  if (g_str_equal (node->type->name, "xml-external"))
    uri = g_strdup_printf ("jr://file/%s.xml", node->name);
  else if (g_str_equal (node->type->name, "csv-external"))
    uri = g_strdup_printf ("jr://file-csv/%s.csv", node->name);
  else if (g_str_has_suffix (node->type->name, "_from_file") && strchr (node->list, '.') != NULL)
    uri = g_strdup_printf ("jr://file%s/%s",
                           g_str_has_suffix (node->list, ".csv") ? "-csv" : "",
                           node->list);
  if (uri == NULL)
    return;
  if (node->list == NULL)
    id = g_strdup (node->name);
  else
    id = g_strndup (node->list, strlen (node->list) - strlen (strrchr (node->list, '.')));
  declare (form, node, id, uri);
}

static void
declare_looked_up (RuhuXlsForm *form, RuhuXlsSheetKind sheet, guint row, const char *id)
{
  g_autofree char *uri = g_strdup_printf ("jr://file-csv/%s.csv", id);
  const RuhuXlsAttribute *same = find (form, id);

  if (ruhu_xls_list_find (form, id) != NULL || (same != NULL && !g_str_equal (same->value, uri)))
    conflict (form, sheet == RUHU_XLS_SURVEY ? row : 0, id);
  else if (same == NULL)
    add (form, id, uri, NULL);
}

/* pulldata('list', …) brings its list with it. */
static void
read_text (RuhuXlsForm *form, RuhuXlsSheetKind sheet, guint row, const char *text)
{
  const char *at = text;

  while (at != NULL && (at = strstr (at, "pulldata")) != NULL) {
    const char *close;

    at += strlen ("pulldata");
    at += strspn (at, " ");
    if (*at != '(')
      continue;
    at++;
    at += strspn (at, " ");
    close = *at == '\'' || *at == '"' ? strchr (at + 1, *at) : NULL;
    if (close != NULL) {
      g_autofree char *id = g_strndup (at + 1, (gsize) (close - at - 1));

      declare_looked_up (form, sheet, row, id);
    }
  }
}

static void
read_sheet (RuhuXlsForm *form, RuhuXlsSheetKind kind)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];

  for (guint r = 0; sheet != NULL && r < sheet->rows->len; r++) {
    const RuhuXlsRow *row = sheet->rows->pdata[r];

    for (guint c = 0; c < sheet->columns->len; c++) {
      const RuhuXlsColumn *column = sheet->columns->pdata[c];
      RuhuXlsTextKind text;

      if (!ruhu_xls_text_kind (column, &text) || kind == RUHU_XLS_ENTITIES)
        read_text (form, kind, row->number, row->cells->pdata[c]);
    }
  }
}

/**
 * ruhu_xls_find_externals:
 * @form: the form being compiled, its names checked
 *
 * Finds the files that the form's lists are read from.
 */
void
ruhu_xls_find_externals (RuhuXlsForm *form)
{
  for (guint i = 1; i < form->nodes->len; i++)
    read_node (form, form->nodes->pdata[i]);
  read_sheet (form, RUHU_XLS_SURVEY);
  read_sheet (form, RUHU_XLS_SETTINGS);
  read_sheet (form, RUHU_XLS_ENTITIES);
  read_sheet (form, RUHU_XLS_RULES);
}
