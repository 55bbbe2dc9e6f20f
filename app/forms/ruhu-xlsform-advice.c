/* ruhu-xlsform-advice.c: what compiles, but hardly as its author meant it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static const char *
header (const RuhuXlsForm *form, RuhuXlsSheetKind sheet, const char *key)
{
  return ruhu_xls_header (form->book->sheets[sheet], key);
}

static void
advise (RuhuXlsForm *form, const RuhuXlsNode *node, const char *key, const char *text)
{
  ruhu_xls_warn (form, RUHU_XLS_SURVEY, node->row, header (form, RUHU_XLS_SURVEY, key), "%s", text);
}

/* What a device would show as unanswered, though something stands there. */
static void
check_default (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const RuhuXlsList *list = node->list == NULL ? NULL : ruhu_xls_list_find (form, node->list);
  g_auto (GStrv) values = NULL;

  if (node->default_value == NULL || list == NULL || node->searches ||
      ruhu_xls_is_dynamic (node->default_value, node->type->bind))
    return;
  values = g_strsplit (node->default_value, " ", g_str_equal (node->type->name, "select_one"));
  for (guint i = 0; values[i] != NULL; i++)
    if (*values[i] != '\0' && !g_hash_table_contains (list->by_name, values[i]))
      ruhu_xls_warn (form,
                     RUHU_XLS_SURVEY,
                     node->row,
                     header (form, RUHU_XLS_SURVEY, "default"),
                     "'%s' is no choice of list '%s': write what stands under 'name' there",
                     values[i],
                     list->name);
}

static void
check_node (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *type = node->type == NULL ? "" : node->type->name;

  if (node->kind == RUHU_XLS_REPEAT && !ruhu_xls_node_is_labelled (node))
    advise (form, node, "label", "the repeat has no label: say what each of its rows is about");
  if (g_str_equal (type, "image") && !g_hash_table_contains (node->parameters, "max-pixels"))
    advise (
      form,
      node,
      "parameters",
      "photos are sent as large as the camera makes them: max-pixels=1024 makes them smaller");
  if (g_str_equal (type, "select_one_external") && node->choice_filter == NULL)
    advise (form,
            node,
            "choice_filter",
            "an external list is for choices that a filter narrows down: give a choice_filter, or "
            "use select_one with the choices sheet");
  if (g_str_equal (type, "date") && node->default_value != NULL &&
      strpbrk (node->default_value, "(${") == NULL &&
      !g_regex_match_simple ("^\\d{4}-\\d{2}-\\d{2}", node->default_value, 0, 0))
    advise (form, node, "default", "this is no date: a day is written as 2026-03-05");
  if (node->type != NULL && node->type->old)
    advise (form, node, "type", "today's devices do not tell this: the answer will be empty");
  check_default (form, node);
}

static void
check_choices (RuhuXlsForm *form)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_CHOICES];

  for (guint i = 0; i < form->lists->len; i++) {
    const RuhuXlsList *list = form->lists->pdata[i];

    for (guint c = 0; c < list->choices->len; c++) {
      const RuhuXlsChoice *choice = list->choices->pdata[c];

      if (choice->texts->len == 0)
        ruhu_xls_warn (form,
                       RUHU_XLS_CHOICES,
                       choice->row,
                       ruhu_xls_header (sheet, "label"),
                       "choice '%s' has no label: say what people read",
                       choice->name);
    }
  }
  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];

    if (*column->header != '\0' && column->language == NULL && column->name == NULL &&
        !g_str_equal (column->key, "list_name") && !ruhu_xls_is_name (column->header))
      ruhu_xls_warn (form,
                     RUHU_XLS_CHOICES,
                     1,
                     column->header,
                     "no filter can use a column of this name, so it is left out: name it with a "
                     "letter or _ first, then letters, digits, - . or _");
  }
}

/* The sheet nobody reads that is named almost like @name, or the same in Chinese; NULL: none */
const char *
ruhu_xls_find_stranger (const RuhuXlsForm *form, const char *name)
{
  for (guint i = 0; i < form->book->strangers->len; i++)
    if (g_strcmp0 (ruhu_xls_translate (form->book->strangers->pdata[i]), name) == 0)
      return form->book->strangers->pdata[i];
  if (form->book->strangers->len == 1 && g_str_equal (name, "survey"))
    return form->book->strangers->pdata[0];
  return ruhu_xls_find_near (name, form->book->strangers, 2);
}

/* A sheet nobody reads that is named almost like one that is missing. */
static void
check_sheets (RuhuXlsForm *form)
{
  static const RuhuXlsSheetKind kinds[] = {
    RUHU_XLS_CHOICES,          RUHU_XLS_SETTINGS, RUHU_XLS_ENTITIES,
    RUHU_XLS_EXTERNAL_CHOICES, RUHU_XLS_RULES,
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const char *near = form->book->sheets[kinds[i]] != NULL
                         ? NULL
                         : ruhu_xls_find_stranger (form, ruhu_xls_sheet_name (kinds[i]));

    if (near != NULL && *near != '_')
      ruhu_xls_warn (form,
                     kinds[i],
                     0,
                     "-",
                     "the sheet '%s' is not read: name it '%s' if it is that, or '_%s' if not",
                     near,
                     ruhu_xls_sheet_name (kinds[i]),
                     near);
  }
}

static void
check_settings (RuhuXlsForm *form)
{
  static const char *const switches[] = { "allow_choice_duplicates",
                                          "omit_instanceid",
                                          "clean_text_values",
                                          "client_editable" };

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++) {
    const char *value = ruhu_xls_setting (form, switches[i]);

    if (value != NULL && !ruhu_xls_says_yes (value) && !ruhu_xls_says_no (value))
      ruhu_xls_warn (form,
                     RUHU_XLS_SETTINGS,
                     2,
                     header (form, RUHU_XLS_SETTINGS, switches[i]),
                     "'%s' is neither yes nor no, so it is as if the cell were empty",
                     value);
  }
  if (ruhu_xls_setting (form, "form_id") != NULL && ruhu_xls_setting (form, "id_string") != NULL)
    ruhu_xls_warn (form,
                   RUHU_XLS_SETTINGS,
                   1,
                   header (form, RUHU_XLS_SETTINGS, "id_string"),
                   "form_id says the same and counts here: take this column away");
}

static void
check_merges (RuhuXlsForm *form)
{
  for (guint i = 0; i < RUHU_XLS_N_SHEETS; i++) {
    const RuhuXlsSheet *sheet = form->book->sheets[i];

    if (sheet != NULL && sheet->merged != NULL)
      ruhu_xls_warn (form,
                     i,
                     0,
                     "-",
                     "the cells %s are merged: only the first row has what stands there; part them "
                     "and fill in each",
                     sheet->merged);
  }
}

/* An attribute whose prefix nobody declares is left out. */
static void
check_prefixes (RuhuXlsForm *form, RuhuXlsSheetKind kind)
{
  static const char *const known[] = {
    "jr", "orx", "odk", "entities", "xsd", "ev", "h", "xml", NULL
  };
  const RuhuXlsSheet *sheet = form->book->sheets[kind];
  const char *more = ruhu_xls_setting (form, "namespaces");

  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    const char *colon = column->name == NULL ? NULL : strchr (column->name, ':');
    g_autofree char *prefix =
      colon == NULL ? NULL : g_strndup (column->name, (gsize) (colon - column->name));
    g_autofree char *declared = prefix == NULL ? NULL : g_strconcat (prefix, "=", NULL);

    if (prefix == NULL || g_strv_contains (known, prefix) ||
        (more != NULL && strstr (more, declared) != NULL))
      continue;
    ruhu_xls_warn (form,
                   kind,
                   1,
                   column->header,
                   "nobody knows what '%s:' is, so the column is left out: declare it under "
                   "'namespaces' on the settings sheet, as in %s=\"http://example.org/%s\"",
                   prefix,
                   prefix,
                   prefix);
  }
}

/* What other programs once read, and nobody's device knows. */
static void
check_leftovers (RuhuXlsForm *form, RuhuXlsSheetKind kind, const RuhuXlsColumn *column)
{
  static const struct {
    RuhuXlsSheetKind kind;
    const char *key, *advice;
  } leftovers[] = {
    { RUHU_XLS_SURVEY,
      "disabled",
      "this column is from an old XLSForm: put false() under 'relevant' instead" },
    { RUHU_XLS_SETTINGS,
      "flat",
      "this setting was for ODK Tables and changes nothing: answers keep the groups they stand in" },
    { RUHU_XLS_SETTINGS,
      "add_none_option",
      "no choice 'none' is added: write it into the list, and under 'constraint' "
      "not(selected(., 'none')) or count-selected(.) = 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (leftovers); i++)
    if (kind == leftovers[i].kind && g_str_equal (column->key, leftovers[i].key) &&
        (kind != RUHU_XLS_SETTINGS || ruhu_xls_says_yes (ruhu_xls_setting (form, column->key))))
      ruhu_xls_warn (form,
                     kind,
                     kind == RUHU_XLS_SETTINGS ? 2 : 1,
                     column->header,
                     "%s",
                     leftovers[i].advice);
}

/* A column that is named almost like one of @known, which the sheet lacks. */
static void
check_columns (RuhuXlsForm *form, RuhuXlsSheetKind kind, GPtrArray *known)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];

  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    const char *near;

    check_leftovers (form, kind, column);
    if (*column->key == '\0' || column->name != NULL ||
        g_ptr_array_find_with_equal_func (known, column->key, g_str_equal, NULL))
      continue;
    near = ruhu_xls_translate (column->key);
    if (near == NULL)
      near = ruhu_xls_find_near (column->key, known, strlen (column->key) > 4 ? 2 : 1);
    if (near != NULL && !ruhu_xls_sheet_has (sheet, near))
      ruhu_xls_warn (form,
                     kind,
                     1,
                     column->header,
                     "this column is not read; did you mean '%s'?",
                     near);
  }
}

/* What a broken formula shows. */
static void
check_cells (RuhuXlsForm *form)
{
  static const char *const errors[] = { "#REF!",   "#N/A",   "#NAME?", "#VALUE!",
                                        "#DIV/0!", "#NULL!", "#NUM!",  NULL };

  for (guint kind = 0; kind < RUHU_XLS_N_SHEETS; kind++) {
    const RuhuXlsSheet *sheet = form->book->sheets[kind];

    for (guint r = 0; sheet != NULL && r < sheet->rows->len; r++) {
      const RuhuXlsRow *row = sheet->rows->pdata[r];

      for (guint c = 0; c < row->cells->len; c++)
        if (row->cells->pdata[c] != NULL && g_strv_contains (errors, row->cells->pdata[c]))
          ruhu_xls_warn (form,
                         kind,
                         row->number,
                         ((RuhuXlsColumn *) sheet->columns->pdata[c])->header,
                         "the formula of this cell fails, and %s is what people would read: mend "
                         "it, or write the text itself",
                         (char *) row->cells->pdata[c]);
    }
  }
}

/* For each column the first one of the same kind: “label::中文 (zh)” and “label::English (en)”. */
static guint *
find_kinds (const RuhuXlsSheet *sheet)
{
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint *kinds = g_new0 (guint, sheet->columns->len + 1);

  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    char *kind = g_strconcat (column->key, "::", column->name != NULL ? column->name : "", NULL);

    kinds[i] = g_hash_table_contains (first, kind)
                 ? GPOINTER_TO_UINT (g_hash_table_lookup (first, kind))
                 : i;
    g_hash_table_insert (first, kind, GUINT_TO_POINTER (kinds[i]));
  }
  return kinds;
}

/* What one language has in a row and another lacks, once for each column. */
static void
check_translations (RuhuXlsForm *form, RuhuXlsSheetKind kind)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];
  guint n = sheet != NULL ? sheet->columns->len : 0;
  g_autofree guint *kinds = sheet != NULL ? find_kinds (sheet) : NULL;
  g_autofree guint *last_row = g_new0 (guint, n + 1);
  g_autofree guint *first_empty = g_new0 (guint, n + 1);
  g_autofree guint *n_empty = g_new0 (guint, n + 1);

  for (guint r = 0; sheet != NULL && r < sheet->rows->len; r++) {
    const RuhuXlsRow *row = sheet->rows->pdata[r];

    for (guint c = 0; c < n; c++)
      if (row->cells->pdata[c] != NULL)
        last_row[kinds[c]] = row->number;
    for (guint c = 0; c < n; c++)
      if (((RuhuXlsColumn *) sheet->columns->pdata[c])->language != NULL &&
          row->cells->pdata[c] == NULL && last_row[kinds[c]] == row->number && n_empty[c]++ == 0)
        first_empty[c] = row->number;
  }
  for (guint c = 0; c < n; c++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[c];
    g_autofree char *more =
      n_empty[c] > 1 ? g_strdup_printf (", and in %u more rows", n_empty[c] - 1) : g_strdup ("");

    if (n_empty[c] > 0)
      ruhu_xls_warn (form,
                     kind,
                     first_empty[c],
                     column->header,
                     "who reads %s sees nothing here%s: translate it",
                     column->language,
                     more);
  }
}

/* Warns of texts that one language has and another lacks. */
void
ruhu_xls_check_translations (RuhuXlsForm *form)
{
  check_translations (form, RUHU_XLS_SURVEY);
  check_translations (form, RUHU_XLS_CHOICES);
}

static void
check_all_columns (RuhuXlsForm *form)
{
  static const char *const choices[] = { "list_name", "name", "label", "media", NULL };
  static const char *const settings[] = {
    "form_id",
    "title",
    "form_title",
    "version",
    "style",
    "name",
    "default_language",
    "instance_name",
    "public_key",
    "submission_url",
    "allow_choice_duplicates",
    "namespaces",
    NULL,
  };
  g_autoptr (GPtrArray) survey = ruhu_xls_survey_columns ();
  g_autoptr (GPtrArray) of_choices = g_ptr_array_new ();
  g_autoptr (GPtrArray) of_settings = g_ptr_array_new ();

  for (guint i = 0; choices[i] != NULL; i++)
    g_ptr_array_add (of_choices, (gpointer) choices[i]);
  for (guint i = 0; settings[i] != NULL; i++)
    g_ptr_array_add (of_settings, (gpointer) settings[i]);
  check_columns (form, RUHU_XLS_SURVEY, survey);
  check_columns (form, RUHU_XLS_CHOICES, of_choices);
  check_columns (form, RUHU_XLS_SETTINGS, of_settings);
}

/**
 * ruhu_xls_advise:
 * @form: the form being compiled, read and checked
 *
 * Warns of what is allowed, and seldom wanted.
 */
void
ruhu_xls_advise (RuhuXlsForm *form)
{
  check_sheets (form);
  check_settings (form);
  check_merges (form);
  check_cells (form);
  check_all_columns (form);
  check_prefixes (form, RUHU_XLS_SURVEY);
  check_prefixes (form, RUHU_XLS_SETTINGS);
  ruhu_xls_check_languages (form);
  check_choices (form);
  for (guint i = 1; i < form->nodes->len; i++)
    check_node (form, form->nodes->pdata[i]);
  if (form->other_row > 0 && ruhu_xls_has_translations (form))
    ruhu_xls_warn (form,
                   RUHU_XLS_SURVEY,
                   form->other_row,
                   header (form, RUHU_XLS_SURVEY, "type"),
                   "or_other says 'Other' and 'Specify other.' in English whatever the language: "
                   "add a choice 'other' and a text question of your own");
}
