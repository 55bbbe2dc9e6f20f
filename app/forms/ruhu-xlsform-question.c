/* ruhu-xlsform-question.c: one row of the survey sheet → one node
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-question-private.h"

#include <string.h>

/* A cell of the survey sheet; runs of blanks are one blank unless the settings say otherwise. */
static const char *
tidy (RuhuXlsForm *form, const char *cell)
{
  GString *out;

  if (cell == NULL || !form->collapse || strstr (cell, "  ") == NULL)
    return cell;
  out = g_string_new (NULL);
  for (const char *at = cell; *at != '\0'; at++)
    if (*at != ' ' || out->len == 0 || out->str[out->len - 1] != ' ')
      g_string_append_c (out, *at);
  return ruhu_xls_keep (form, g_string_free (out, FALSE));
}

const char *
ruhu_xls_survey_cell (RuhuXlsForm *form, const RuhuXlsRow *row, const char *key)
{
  return tidy (form, ruhu_xls_cell (form->book->sheets[RUHU_XLS_SURVEY], row, key));
}

/* "yes" and "no" in a column of expressions. */
static const char *
as_expression (const char *text)
{
  static const char *const no[] = { "no", "false", "否", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (g_strv_contains (no, lower))
    return "false()";
  return !g_str_equal (lower, "1") && ruhu_xls_says_yes (lower) ? "true()" : text;
}

/* "y" or "must", which as an expression would be an element of that name. */
static gboolean
is_bare_word (const char *text)
{
  return ruhu_xls_is_name (text) && !ruhu_xls_says_yes (text) && !ruhu_xls_says_no (text);
}

static void
read_binds (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsRow *row)
{
  static const char *const keys[] = { "relevant", "required", "constraint", "readonly" };
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *cell = ruhu_xls_survey_cell (form, row, keys[i]);

    if (cell != NULL && is_bare_word (cell) && !g_str_equal (keys[i], "constraint"))
      ruhu_xls_warn (form,
                     RUHU_XLS_SURVEY,
                     row->number,
                     ruhu_xls_header (sheet, keys[i]),
                     "'%s' is neither yes nor no, nor an expression",
                     cell);
    if (cell != NULL)
      ruhu_xls_attribute_add (node->binds,
                              keys[i],
                              as_expression (cell),
                              ruhu_xls_header (sheet, keys[i]));
  }
  if (node->type != NULL && g_str_equal (node->type->name, "note") &&
      ruhu_xls_attribute_get (node->binds, "readonly") == NULL)
    ruhu_xls_attribute_add (node->binds, "readonly", "true()", "type");
  if (node->type != NULL && node->type->constraint != NULL &&
      ruhu_xls_attribute_get (node->binds, "constraint") == NULL)
    ruhu_xls_attribute_add (node->binds, "constraint", node->type->constraint, "type");
}

/* A cell of bind::x, body::x or instance::x. */
static void
read_attribute (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsColumn *column, const char *cell)
{
  GArray *into = g_str_equal (column->key, "bind")       ? node->binds
                 : g_str_equal (column->key, "body")     ? node->controls
                 : g_str_equal (column->key, "instance") ? node->attributes
                                                         : NULL;

  if (into == NULL)
    return;
  if (ruhu_xls_is_attribute (column->name))
    ruhu_xls_attribute_add (into, column->name, cell, column->header);
  else
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    1,
                    column->header,
                    "'%s' cannot be an attribute: begin with a letter or _, go on with letters, "
                    "digits, - . or _",
                    column->name);
}

/* A cell of media::x that is none of the kinds there are; "media" alone was never one. */
static void
read_strange_medium (RuhuXlsForm *form,
                     RuhuXlsNode *node,
                     const RuhuXlsColumn *column,
                     const char *cell)
{
  static const char kinds[] =
    "media::image, media::big-image, media::image-description, media::audio or media::video";

  if (column->name != NULL) {
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    1,
                    column->header,
                    "there is no medium '%s': write %s",
                    column->name,
                    kinds);
    return;
  }
  ruhu_xls_warn (form,
                 RUHU_XLS_SURVEY,
                 1,
                 column->header,
                 "this column is not read: say which medium it is, %s",
                 kinds);
  if (node->kind == RUHU_XLS_QUESTION)
    ruhu_xls_node_text (node, RUHU_XLS_LABEL, "");
}

/* bind::x, body::x, instance::x and every text. */
static void
read_open_columns (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsRow *row)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];

  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    const char *cell = tidy (form, row->cells->pdata[i]);
    RuhuXlsTextKind kind;

    if (cell == NULL)
      continue;
    if (ruhu_xls_text_kind (column, &kind))
      ruhu_xls_text_add (node->texts, kind, column->language, cell, column->header);
    else if (g_str_equal (column->key, "media"))
      read_strange_medium (form, node, column, cell);
    else if (column->name != NULL)
      read_attribute (form, node, column, cell);
  }
}

static void
read_preload (RuhuXlsNode *node)
{
  if (node->type == NULL || node->type->preload == NULL)
    return;
  ruhu_xls_attribute_add (node->binds, "jr:preload", node->type->preload, "type");
  ruhu_xls_attribute_add (node->binds, "jr:preloadParams", node->type->preload_params, "type");
}

static void
read_appearance (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsRow *row)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  const char *appearance = ruhu_xls_survey_cell (form, row, "appearance");

  if (appearance == NULL)
    return;
  ruhu_xls_attribute_add (node->controls,
                          "appearance",
                          appearance,
                          ruhu_xls_header (sheet, "appearance"));
  if (g_str_equal (appearance, "label") && !ruhu_xls_text_has (node->texts, RUHU_XLS_LABEL))
    ruhu_xls_text_add (node->texts, RUHU_XLS_LABEL, NULL, " ", "label"); /* above a table */
  node->searches =
    strstr (appearance, "search(") != NULL || strstr (appearance, "search (") != NULL;
}

/**
 * ruhu_xls_node_read:
 * @form: the form being compiled
 * @node: a node of the right kind, type and name
 * @row: the row it stands in
 *
 * Takes over what the other columns say about it.
 */
void
ruhu_xls_node_read (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsRow *row)
{
  node->row = row->number;
  node->choice_filter = ruhu_xls_survey_cell (form, row, "choice_filter");
  node->default_value = ruhu_xls_survey_cell (form, row, "default");
  node->calculation = ruhu_xls_survey_cell (form, row, "calculation");
  node->trigger = ruhu_xls_survey_cell (form, row, "trigger");
  node->count = ruhu_xls_survey_cell (form, row, "repeat_count");
  node->save_to = ruhu_xls_survey_cell (form, row, "save_to");
  if (node->calculation != NULL)
    node->calculation = as_expression (node->calculation);
  read_preload (node);
  read_binds (form, node, row);
  read_open_columns (form, node, row);
  if (node->type != NULL && node->type->hint != NULL &&
      !ruhu_xls_text_has (node->texts, RUHU_XLS_HINT))
    ruhu_xls_text_add (node->texts, RUHU_XLS_HINT, NULL, node->type->hint, "type");
  read_appearance (form, node, row);
}

/* "selected(../q, 'other')" makes the question for what the list lacks. */
static RuhuXlsNode *
make_other (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  RuhuXlsNode *other =
    ruhu_xls_node_new (RUHU_XLS_QUESTION,
                       ruhu_xls_type_get ("text"),
                       ruhu_xls_keep (form, g_strconcat (node->name, "_other", NULL)));

  ruhu_xls_attribute_add (other->binds,
                          "relevant",
                          ruhu_xls_keep (form,
                                         g_strdup_printf ("selected(../%s, 'other')", node->name)),
                          "type");
  ruhu_xls_node_text (other, RUHU_XLS_LABEL, "Specify other.");
  return other;
}

static void
check_list (RuhuXlsForm *form, RuhuXlsNode *node, gboolean other)
{
  RuhuXlsList *list = ruhu_xls_list_find (form, node->list);

  if (!other)
    return;
  if (form->other_row == 0)
    form->other_row = node->row;
  if (list == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "type"),
                    "or_other needs a list on the choices sheet; '%s' is none: add a question of "
                    "your own for what the list lacks",
                    node->list);
  if (node->choice_filter != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    "choice_filter",
                    "a filter cannot go with or_other: add an 'other' choice to the list and a "
                    "question of your own");
  if (list != NULL)
    ruhu_xls_list_add_other (form, list);
  ruhu_xls_node_add (node->parent, make_other (form, node));
}

static const char *
name_of (RuhuXlsForm *form, const RuhuXlsRow *row, const RuhuXlsType *type)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  const char *name = ruhu_xls_cell (sheet, row, "name");

  if (name == NULL && g_str_equal (type->name, "note"))
    return ruhu_xls_keep (form, g_strdup_printf ("generated_note_name_%u", row->number));
  if (g_str_equal (type->name, "audit")) {
    if (name != NULL && !g_str_equal (name, "audit"))
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      row->number,
                      ruhu_xls_header (sheet, "name"),
                      "the log of a filling is always named 'audit': leave the name empty");
    return "audit";
  }
  if (name == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "name"),
                    "the question has no name: give it one, letters and digits without blanks");
  return name;
}

static void
complain_of_type (RuhuXlsForm *form, const RuhuXlsRow *row, const char *text)
{
  const char *column = ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "type");
  g_autofree char *near = form->unsaid > 0 ? g_strdup ("") : ruhu_xls_type_near (text);
  const char *select = ruhu_xls_type_begins_select (text);

  if (select != NULL && strchr (text, ' ') == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    column,
                    "%s needs the name of a list behind it, as in '%s yes_no'",
                    select,
                    select);
  else if (select != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    column,
                    "'%s' says more than %s and the name of one list: write _ for a blank in a "
                    "list's name, here and on the choices sheet",
                    text,
                    select);
  else if (g_ascii_strncasecmp (text, "begin", 5) == 0 || g_ascii_strncasecmp (text, "end", 3) == 0)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    column,
                    "there is no question type '%s': groups are written begin_group … end_group, "
                    "repeats begin_repeat … end_repeat",
                    text);
  else
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    column,
                    "there is no question type '%s'%s",
                    text,
                    *near != '\0' ? near : ": write text, integer, select_one LIST or the like");
}

/**
 * ruhu_xls_question_read:
 * @form: the form being compiled
 * @parent: where the question goes
 * @row: its row
 * @text: its type as written
 */
void
ruhu_xls_question_read (RuhuXlsForm *form,
                        RuhuXlsNode *parent,
                        const RuhuXlsRow *row,
                        const char *text)
{
  const char *list = NULL, *name, *parameters;
  gboolean other = FALSE;
  const RuhuXlsType *type = ruhu_xls_type_find (text);
  RuhuXlsNode *node;

  if (type == NULL)
    type = ruhu_xls_type_select (text, &list, &other);
  if (list != NULL)
    ruhu_xls_keep (form, (char *) list);
  if (type == NULL) {
    complain_of_type (form, row, text);
    return;
  }
  name = name_of (form, row, type);
  if (name == NULL)
    return;
  node = ruhu_xls_node_new (RUHU_XLS_QUESTION, type, name);
  node->list = list;
  ruhu_xls_node_read (form, node, row);
  node->in_meta = g_str_equal (type->name, "audit");
  ruhu_xls_node_add (node->in_meta ? form->meta : parent, node);
  parameters = ruhu_xls_survey_cell (form, row, "parameters");
  if (parameters != NULL || g_str_equal (type->name, "range"))
    ruhu_xls_read_parameters (form, node, parameters);
  if (list != NULL)
    check_list (form, node, other);
}
