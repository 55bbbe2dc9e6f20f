/* ruhu-xlsform-mention.c: every ${question} is a question, whatever column it stands in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

#define LAST_SAVED "last-saved#"

/* Where a cell stands. */
typedef struct {
  RuhuXlsForm *form;
  RuhuXlsSheetKind sheet;
  guint row;
  const char *header;
} Place;

/* Checks the reference that begins at @at; returns where it ends, NULL where it never does. */
static const char *
check_reference (const Place *place, const char *at)
{
  const char *close = strchr (at, '}');
  g_autofree char *whole = close == NULL ? NULL : g_strndup (at, (gsize) (close + 1 - at));
  g_autofree char *name = close == NULL ? NULL : g_strndup (at + 2, (gsize) (close - at - 2));
  const char *bare;

  if (close == NULL) {
    ruhu_xls_error (place->form,
                    place->sheet,
                    place->row,
                    place->header,
                    "a reference is not closed: write ${question}");
    return NULL;
  }
  bare = g_str_has_prefix (name, LAST_SAVED) ? name + strlen (LAST_SAVED) : name;
  if (ruhu_xls_is_name (bare))
    ruhu_xls_resolve (place->form, bare, place->sheet, place->row, place->header);
  else
    ruhu_xls_error (place->form,
                    place->sheet,
                    place->row,
                    place->header,
                    "'%s' is no reference: write ${question}, nothing but the question's name "
                    "between the braces",
                    whole);
  return close + 1;
}

/* Names, types and triggers are checked where they are read; of the choices sheet only texts are
 * looked into, for filters read the author's own columns as they stand. */
static gboolean
is_checked (RuhuXlsSheetKind kind, const RuhuXlsColumn *column)
{
  static const char *const apart[] = { "type", "name", "trigger", "list_name", NULL };
  RuhuXlsTextKind text;

  if (kind == RUHU_XLS_CHOICES)
    return ruhu_xls_text_kind (column, &text);
  return kind == RUHU_XLS_SETTINGS || !g_strv_contains (apart, column->key);
}

static void
check_sheet (RuhuXlsForm *form, RuhuXlsSheetKind kind)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];

  for (guint r = 0; sheet != NULL && r < sheet->rows->len; r++) {
    const RuhuXlsRow *row = sheet->rows->pdata[r];

    if (kind == RUHU_XLS_SURVEY && ruhu_xls_says_yes (ruhu_xls_cell (sheet, row, "disabled")))
      continue;
    for (guint c = 0; c < sheet->columns->len; c++) {
      const RuhuXlsColumn *column = sheet->columns->pdata[c];
      const Place place = { form, kind, row->number, column->header };
      const char *cell = is_checked (kind, column) ? row->cells->pdata[c] : NULL;
      const char *at = cell == NULL ? NULL : strstr (cell, "${");

      while (at != NULL) {
        at = check_reference (&place, at);
        at = at == NULL ? NULL : strstr (at, "${");
      }
    }
  }
}

/**
 * ruhu_xls_check_mentions:
 * @form: the form being compiled, its tree read
 *
 * Says of each ${name} in the sheets that is no question's name, or more than one's, where it is.
 */
void
ruhu_xls_check_mentions (RuhuXlsForm *form)
{
  check_sheet (form, RUHU_XLS_SETTINGS);
  check_sheet (form, RUHU_XLS_ENTITIES);
  check_sheet (form, RUHU_XLS_SURVEY);
  check_sheet (form, RUHU_XLS_CHOICES);
}
