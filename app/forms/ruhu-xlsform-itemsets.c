/* ruhu-xlsform-itemsets.c: the external_choices sheet as the file that goes with the form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

static void
append_cell (GString *csv, const char *text, gboolean first)
{
  g_string_append (csv, first ? "\"" : ",\"");
  for (; text != NULL && *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *text);
  }
  g_string_append_c (csv, '"');
}

/* The column of labels that those read who chose no language; -1 where nothing is translated. */
static int
find_label (const RuhuXlsForm *form, const RuhuXlsSheet *sheet)
{
  int found = -1;

  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];

    if (!g_str_equal (column->key, "label"))
      continue;
    if (column->language == NULL)
      return -1;
    if (found < 0 || g_strcmp0 (column->language, form->default_language) == 0)
      found = (int) i;
  }
  return found;
}

/**
 * ruhu_xls_print_itemsets:
 * @form: a form that was compiled
 *
 * Returns: (transfer full): itemsets.csv, the choices of select_one_external; %NULL where there is
 *   no such sheet
 */
char *
ruhu_xls_print_itemsets (const RuhuXlsForm *form)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_EXTERNAL_CHOICES];
  int label = sheet == NULL ? -1 : find_label (form, sheet);
  GString *csv;

  if (sheet == NULL || sheet->rows->len == 0)
    return NULL;
  csv = g_string_new (NULL);
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    gboolean plain = column->language == NULL &&
                     (g_str_equal (column->key, "list_name") || g_str_equal (column->key, "name") ||
                      g_str_equal (column->key, "label"));

    append_cell (csv, plain ? column->key : column->header, i == 0);
  }
  g_string_append (csv, label >= 0 ? ",\"label\"\n" : "\n");
  for (guint r = 0; r < sheet->rows->len; r++) {
    const RuhuXlsRow *row = sheet->rows->pdata[r];

    for (guint i = 0; i < sheet->columns->len; i++)
      append_cell (csv, row->cells->pdata[i], i == 0);
    if (label >= 0)
      append_cell (csv, row->cells->pdata[label], FALSE);
    g_string_append_c (csv, '\n');
  }
  return g_string_free (csv, FALSE);
}
