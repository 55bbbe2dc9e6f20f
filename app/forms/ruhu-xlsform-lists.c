/* ruhu-xlsform-lists.c: the choices sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-lists-private.h"

#include <string.h>

static void
free_choice (gpointer data)
{
  RuhuXlsChoice *choice = data;

  g_ptr_array_unref (choice->texts);
  g_array_unref (choice->extra);
  g_free (choice);
}

void
ruhu_xls_list_free (RuhuXlsList *list)
{
  g_ptr_array_unref (list->choices);
  g_hash_table_unref (list->by_name);
  g_free (list);
}

static GHashTable *
group (const RuhuXlsSheet *sheet)
{
  GHashTable *groups =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < sheet->rows->len; i++) {
    const char *list = ruhu_xls_cell (sheet, sheet->rows->pdata[i], "list_name");
    GPtrArray *rows = list == NULL ? NULL : g_hash_table_lookup (groups, list);

    if (list == NULL)
      continue;
    if (rows == NULL) {
      rows = g_ptr_array_new ();
      g_hash_table_insert (groups, (gpointer) list, rows);
    }
    g_ptr_array_add (rows, sheet->rows->pdata[i]);
  }
  return groups;
}

/* (element-type RuhuXlsRow): what the sheet says of @list; NULL where nothing. */
const GPtrArray *
ruhu_xls_rows (RuhuXlsForm *form, RuhuXlsSheetKind kind, const char *list)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];

  if (sheet == NULL || list == NULL)
    return NULL;
  if (form->rows[kind] == NULL)
    form->rows[kind] = group (sheet);
  return g_hash_table_lookup (form->rows[kind], list);
}

/* The list of that name on the choices sheet, or NULL. */
RuhuXlsList *
ruhu_xls_list_find (RuhuXlsForm *form, const char *name)
{
  return g_hash_table_lookup (form->lists_by_name, name);
}

static RuhuXlsList *
ensure_list (RuhuXlsForm *form, const char *name)
{
  RuhuXlsList *list = ruhu_xls_list_find (form, name);

  if (list == NULL) {
    list = g_new0 (RuhuXlsList, 1);
    list->name = name;
    list->choices = g_ptr_array_new_with_free_func (free_choice);
    list->by_name = g_hash_table_new (g_str_hash, g_str_equal);
    g_ptr_array_add (form->lists, list);
    g_hash_table_insert (form->lists_by_name, (gpointer) name, list);
  }
  return list;
}

static RuhuXlsChoice *
new_choice (const char *name, guint row)
{
  RuhuXlsChoice *choice = g_new0 (RuhuXlsChoice, 1);

  choice->name = name;
  choice->row = row;
  choice->texts = g_ptr_array_new_with_free_func (g_free);
  choice->extra = g_array_new (FALSE, FALSE, sizeof (RuhuXlsAttribute));
  return choice;
}

static void
add_choice (RuhuXlsList *list, RuhuXlsChoice *choice)
{
  g_ptr_array_add (list->choices, choice);
  if (!g_hash_table_contains (list->by_name, choice->name))
    g_hash_table_insert (list->by_name, (gpointer) choice->name, choice);
}

/* Texts and the author's own columns, which choice filters read. */
static void
read_columns (RuhuXlsForm *form, RuhuXlsChoice *choice, const RuhuXlsRow *row)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_CHOICES];

  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    const char *cell = row->cells->pdata[i];
    RuhuXlsTextKind kind;

    if (cell == NULL || g_str_equal (column->key, "name") || g_str_equal (column->key, "list_name"))
      continue;
    if (ruhu_xls_text_kind (column, &kind))
      ruhu_xls_text_add (choice->texts, kind, column->language, cell, column->header);
    else if (ruhu_xls_is_name (column->header))
      ruhu_xls_attribute_add (choice->extra, column->header, cell, column->header);
  }
}

static void
read_row (RuhuXlsForm *form, const RuhuXlsRow *row, gboolean duplicates)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_CHOICES];
  const char *list_name = ruhu_xls_cell (sheet, row, "list_name");
  const char *name = ruhu_xls_cell (sheet, row, "name");
  const RuhuXlsChoice *same;
  RuhuXlsChoice *choice;
  RuhuXlsList *list;

  if (list_name == NULL) {
    if (name != NULL && ruhu_xls_sheet_has (sheet, "list_name"))
      ruhu_xls_warn (form,
                     RUHU_XLS_CHOICES,
                     row->number,
                     ruhu_xls_header (sheet, "list_name"),
                     "choice '%s' is in no list, so nobody can choose it: say in which",
                     name);
    return;
  }
  if (name == NULL) {
    ruhu_xls_error (form,
                    RUHU_XLS_CHOICES,
                    row->number,
                    ruhu_xls_header (sheet, "name"),
                    "the choice has no name: give it the value that is to be stored");
    return;
  }
  list = ensure_list (form, list_name);
  same = g_hash_table_lookup (list->by_name, name);
  if (same != NULL && !duplicates)
    ruhu_xls_error (form,
                    RUHU_XLS_CHOICES,
                    row->number,
                    ruhu_xls_header (sheet, "name"),
                    "list '%s' already has a choice '%s' (row %u): rename one, or set "
                    "allow_choice_duplicates to yes",
                    list_name,
                    name,
                    same->row);
  choice = new_choice (name, row->number);
  read_columns (form, choice, row);
  add_choice (list, choice);
}

/**
 * ruhu_xls_read_lists:
 * @form: the form being compiled
 *
 * Reads the choices sheet, where there is one.
 */
void
ruhu_xls_read_lists (RuhuXlsForm *form)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_CHOICES];
  const char *setting = ruhu_xls_setting (form, "allow_choice_duplicates");
  gboolean duplicates = ruhu_xls_says_yes (setting);

  if (sheet == NULL)
    return;
  if (sheet->rows->len > 0 && !ruhu_xls_sheet_has (sheet, "list_name"))
    ruhu_xls_warn (form,
                   RUHU_XLS_CHOICES,
                   1,
                   "list_name",
                   "the sheet has no column 'list_name', so its choices are in no list: add it");
  if (sheet->rows->len > 0 && !ruhu_xls_sheet_has (sheet, "name")) {
    ruhu_xls_error (form,
                    RUHU_XLS_CHOICES,
                    1,
                    "name",
                    "the sheet has no column 'name': add it for the values that are stored");
    return;
  }
  for (guint i = 0; i < sheet->rows->len; i++)
    read_row (form, sheet->rows->pdata[i], duplicates);
}

static void
add_label (RuhuXlsChoice *choice, const char *language)
{
  for (guint i = 0; i < choice->texts->len; i++)
    if (g_strcmp0 (((RuhuXlsText *) choice->texts->pdata[i])->language, language) == 0)
      return;
  ruhu_xls_text_add (choice->texts, RUHU_XLS_LABEL, language, "Other", "label");
}

/* The choice "other" at the end of @list, with a label in each language the list has. */
void
ruhu_xls_list_add_other (RuhuXlsForm *form, RuhuXlsList *list)
{
  RuhuXlsChoice *other;

  if (g_hash_table_contains (list->by_name, "other"))
    return;
  other = new_choice ("other", 0);
  for (guint c = 0; c < list->choices->len; c++) {
    const RuhuXlsChoice *choice = list->choices->pdata[c];

    for (guint i = 0; i < choice->texts->len; i++)
      if (((RuhuXlsText *) choice->texts->pdata[i])->kind == RUHU_XLS_LABEL)
        add_label (other, ((RuhuXlsText *) choice->texts->pdata[i])->language);
  }
  if (other->texts->len == 0)
    add_label (other, NULL);
  add_choice (list, other);
}
