/* ruhu-xlsform-survey.c: the survey sheet → a tree of groups, repeats and questions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-question-private.h"

#include <string.h>

#define MOST_LEVELS 60
#define MOST_COPIES 30000 /* questions that a loop may write */

/* A group that is open while its rows are read. */
typedef struct {
  RuhuXlsNode *node;
  const char *word;   /* group, repeat or loop */
  const char *list;   /* a loop's choices */
  gboolean table;     /* appearance table-list: a table of selects that share one list */
  const char *shared; /* the list of its first select, NULL before that was met */
} Open;

typedef struct {
  RuhuXlsForm *form;
  GArray *stack; /* Open; the survey itself is the first */
} Reader;

static Open *
top (Reader *self)
{
  return &g_array_index (self->stack, Open, self->stack->len - 1);
}

/* "over LIST" or "LIST", which only a loop has a use for. */
static gboolean
parse_list (const char *rest, char **list)
{
  if (g_str_has_prefix (rest, "over ")) {
    rest += strlen ("over ");
    rest += strspn (rest, " ");
  }
  if (*rest == '\0' || strchr (rest, ' ') != NULL)
    return FALSE;
  *list = g_strdup (rest);
  return TRUE;
}

/* "begin group", "begin_repeat", "end loop" … FALSE where @type is none of these. */
static gboolean
parse_bracket (const char *type, gboolean *begins, const char **word, char **list)
{
  static const struct {
    const char *written, *word;
  } words[] = { { "group", "group" },
                { "repeat", "repeat" },
                { "loop", "loop" },
                { "lgroup", "repeat" },
                { "looped group", "repeat" } };
  gboolean ends = g_ascii_strncasecmp (type, "end", 3) == 0;
  gsize from = ends ? 3 : 5;

  if ((!ends && g_ascii_strncasecmp (type, "begin", 5) != 0) ||
      (type[from] != ' ' && type[from] != '_'))
    return FALSE;
  type += from;
  type += strspn (type, " _");
  *begins = !ends;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i].written);
    const char *rest = type + length;

    if (g_ascii_strncasecmp (type, words[i].written, length) != 0)
      continue;
    *word = words[i].word;
    if (*rest == '\0')
      return TRUE;
    if (!ends && *rest == ' ')
      return parse_list (rest + strspn (rest, " "), list);
  }
  return FALSE;
}

/* What a table of selects shows above itself: the group's label, and the choices once. */
static void
open_table (Reader *self, RuhuXlsNode *node, const RuhuXlsRow *row)
{
  RuhuXlsForm *form = self->form;
  GString *kept = g_string_new (NULL);
  RuhuXlsNode *note;

  for (guint i = 0; i < node->controls->len; i++) {
    RuhuXlsAttribute *attribute = &g_array_index (node->controls, RuhuXlsAttribute, i);

    if (g_str_equal (attribute->name, "appearance")) {
      g_auto (GStrv) words = g_strsplit (attribute->value, " ", -1);

      g_string_assign (kept, "field-list");
      for (guint w = 0; words[w] != NULL; w++)
        if (*words[w] != '\0' && !g_str_equal (words[w], "table-list"))
          g_string_append_printf (kept, " %s", words[w]);
      attribute->value = ruhu_xls_keep (form, g_strdup (kept->str));
    }
  }
  g_string_free (kept, TRUE);
  if (node->texts->len == 0)
    return;
  note = ruhu_xls_node_new (
    RUHU_XLS_QUESTION,
    ruhu_xls_type_get ("note"),
    ruhu_xls_keep (form, g_strdup_printf ("generated_table_list_label_%u", row->number)));
  ruhu_xls_attribute_add (note->binds, "readonly", "true()", "type");
  g_ptr_array_extend_and_steal (note->texts, g_steal_pointer (&node->texts));
  node->texts = g_ptr_array_new_with_free_func (g_free);
  ruhu_xls_node_add (node, note);
}

static void
check_loop (RuhuXlsForm *form, const RuhuXlsRow *row, const char *list)
{
  const char *column = ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "type");

  if (list == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    column,
                    "say which choices the loop goes through, as in 'begin loop over LIST'");
  else if (ruhu_xls_list_find (form, list) == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    column,
                    "there is no list '%s' on the choices sheet to loop over",
                    list);
}

static void
begin (Reader *self, const RuhuXlsRow *row, const char *word, const char *list)
{
  RuhuXlsForm *form = self->form;
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  const char *name = ruhu_xls_cell (sheet, row, "name");
  gboolean repeats = g_str_equal (word, "repeat");
  gboolean loops = g_str_equal (word, "loop");
  Open open = { NULL, word, loops ? list : NULL, FALSE, NULL };
  const char *appearance, *required;

  if (name == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "name"),
                    "the %s has no name: give it one, letters and digits without blanks",
                    word);
  open.node = ruhu_xls_node_new (repeats ? RUHU_XLS_REPEAT : RUHU_XLS_GROUP,
                                 NULL,
                                 name == NULL ? "unnamed" : name);
  ruhu_xls_node_read (form, open.node, row);
  ruhu_xls_read_parameters (form, open.node, ruhu_xls_survey_cell (form, row, "parameters"));
  required = ruhu_xls_attribute_get (open.node->binds, "required");
  if (required != NULL && !ruhu_xls_says_no (required))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "required"),
                    "a %s has no answer that could be required: move this to a question in it",
                    word);
  if (open.node->save_to != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "save_to"),
                    "a group or repeat cannot be saved to an entity: move this to a question");
  appearance = ruhu_xls_attribute_get (open.node->controls, "appearance");
  if (self->stack->len > MOST_LEVELS)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "type"),
                    "groups stand in groups more than %u deep: put them side by side",
                    MOST_LEVELS);
  open.table = appearance != NULL && strstr (appearance, "table-list") != NULL;
  if (open.table)
    open_table (self, open.node, row);
  if (loops)
    check_loop (form, row, list);
  ruhu_xls_node_add (top (self)->node, open.node);
  g_array_append_val (self->stack, open);
}

static const char *
find_label (const RuhuXlsChoice *choice, const char *language)
{
  const char *found = choice->name;

  for (guint i = 0; i < choice->texts->len; i++) {
    const RuhuXlsText *text = choice->texts->pdata[i];

    if (text->kind == RUHU_XLS_LABEL && g_strcmp0 (text->language, language) == 0)
      found = text->text;
  }
  return found;
}

/* "%(label)s" and "%(name)s" stand for the choice a loop is at. */
static void
fill_in (RuhuXlsForm *form, RuhuXlsNode *node, const RuhuXlsChoice *choice)
{
  for (guint i = 0; i < node->texts->len; i++) {
    RuhuXlsText *text = node->texts->pdata[i];
    g_auto (GStrv) labels = g_strsplit (text->text, "%(label)s", -1);
    g_autofree char *labelled = g_strjoinv (find_label (choice, text->language), labels);
    g_auto (GStrv) names = g_strsplit (labelled, "%(name)s", -1);

    text->text = ruhu_xls_keep (form, g_strjoinv (choice->name, names));
  }
  for (guint i = 0; i < node->children->len; i++)
    fill_in (form, node->children->pdata[i], choice);
}

static guint
count_nodes (const RuhuXlsNode *node)
{
  guint n = 1;

  for (guint i = 0; i < node->children->len; i++)
    n += count_nodes (node->children->pdata[i]);
  return n;
}

/* The questions of a loop, once for each choice of its list. */
static void
unroll (RuhuXlsForm *form, RuhuXlsNode *loop, RuhuXlsList *list)
{
  guint64 copies = (guint64) count_nodes (loop) * list->choices->len;
  g_autoptr (GPtrArray) rows = NULL;

  list->wanted = TRUE;
  if (copies > MOST_COPIES) {
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    loop->row,
                    ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "type"),
                    "the loop over %s would ask %" G_GUINT64_FORMAT " questions: use a repeat",
                    list->name,
                    copies);
    return;
  }
  rows = g_steal_pointer (&loop->children);
  loop->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_xls_node_free);
  for (guint c = 0; c < list->choices->len; c++) {
    const RuhuXlsChoice *choice = list->choices->pdata[c];
    RuhuXlsNode *group = ruhu_xls_node_new (RUHU_XLS_GROUP, NULL, choice->name);

    group->row = loop->row;
    for (guint i = 0; i < choice->texts->len; i++)
      g_ptr_array_add (group->texts, g_memdup2 (choice->texts->pdata[i], sizeof (RuhuXlsText)));
    for (guint i = 0; i < rows->len; i++) {
      RuhuXlsNode *copy = ruhu_xls_node_copy (rows->pdata[i]);

      fill_in (form, copy, choice);
      ruhu_xls_node_add (group, copy);
    }
    ruhu_xls_node_add (loop, group);
  }
}

static void
finish (Reader *self, const RuhuXlsRow *row, const char *word)
{
  RuhuXlsForm *form = self->form;
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  const char *name = ruhu_xls_cell (sheet, row, "name");
  const Open *open = top (self);

  if (ruhu_xls_cell (sheet, row, "save_to") != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "save_to"),
                    "a group or repeat cannot be saved to an entity: move this to a question");
  if (self->stack->len == 1 || !g_str_equal (open->word, word)) {
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "type"),
                    "this end_%s%s%s closes nothing: add a begin_%s above it, or take it away",
                    word,
                    name == NULL ? "" : " of ",
                    name == NULL ? "" : name,
                    word);
    return;
  }
  if (open->list != NULL && ruhu_xls_list_find (form, open->list) != NULL)
    unroll (form, open->node, ruhu_xls_list_find (form, open->list));
  g_array_set_size (self->stack, self->stack->len - 1);
}

/* The columns of a table of selects are the choices of one list. */
static void
check_table (RuhuXlsForm *form, const Open *open, const RuhuXlsNode *node)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];

  if (open->shared == NULL && node->choice_filter != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    ruhu_xls_header (sheet, "choice_filter"),
                    "in a table-list all questions show the same choices: take the filter away");
  if (open->shared != NULL && !g_str_equal (open->shared, node->list))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    ruhu_xls_header (sheet, "type"),
                    "the table-list began with the choices of '%s': use these, or end the group "
                    "before '%s'",
                    open->shared,
                    node->list);
}

/* In a table of selects the first one is preceded by a row of the choices' labels. */
static void
read_in_table (Reader *self, const RuhuXlsRow *row, const char *type)
{
  Open *open = top (self);
  RuhuXlsForm *form = self->form;
  guint before = open->node->children->len;
  RuhuXlsNode *node, *head;

  ruhu_xls_question_read (form, open->node, row, type);
  if (open->node->children->len == before)
    return;
  node = open->node->children->pdata[before];
  if (node->list == NULL)
    return;
  check_table (form, open, node);
  ruhu_xls_attribute_add (node->controls, "appearance", "list-nolabel", "appearance");
  if (open->shared != NULL)
    return;
  open->shared = node->list;
  head = ruhu_xls_node_new (
    RUHU_XLS_QUESTION,
    node->type,
    ruhu_xls_keep (form, g_strdup_printf ("reserved_name_for_field_list_labels_%u", row->number)));
  head->list = node->list;
  head->parent = open->node;
  ruhu_xls_attribute_add (head->controls, "appearance", "label", "appearance");
  ruhu_xls_node_text (head, RUHU_XLS_LABEL, " ");
  g_ptr_array_insert (open->node->children, (gint) before, head);
}

/* A row with a name or a label is a question that lacks something; any other is a remark. */
static void
complain_of_no_type (RuhuXlsForm *form, const RuhuXlsRow *row)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  gboolean question = ruhu_xls_cell (sheet, row, "name") != NULL;

  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];

    question = question || (row->cells->pdata[i] != NULL && g_str_equal (column->key, "label"));
  }
  if (question)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    row->number,
                    ruhu_xls_header (sheet, "type"),
                    "the question has no type: text, integer, select_one LIST …");
  else
    ruhu_xls_warn (form,
                   RUHU_XLS_SURVEY,
                   row->number,
                   ruhu_xls_header (sheet, "type"),
                   "the row has no type, name or label, so it is left out");
}

static void
read_row (Reader *self, const RuhuXlsRow *row)
{
  RuhuXlsForm *form = self->form;
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  const char *type = ruhu_xls_survey_cell (form, row, "type");
  const char *word;
  g_autofree char *list = NULL;
  gboolean begins;

  if (ruhu_xls_says_yes (ruhu_xls_cell (sheet, row, "disabled")))
    return;
  if (type == NULL)
    complain_of_no_type (form, row);
  else if (ruhu_xls_override_setting (form, type, ruhu_xls_survey_cell (form, row, "name")))
    return;
  else if (!parse_bracket (type, &begins, &word, &list))
    top (self)->table ? read_in_table (self, row, type)
                      : ruhu_xls_question_read (form, top (self)->node, row, type);
  else if (begins)
    begin (self, row, word, list == NULL ? NULL : ruhu_xls_keep (form, g_steal_pointer (&list)));
  else
    finish (self, row, word);
}

/* A repeat whose number is an expression counts in a hidden question before it. */
static void
count_repeats (RuhuXlsForm *form, RuhuXlsNode *parent)
{
  for (guint i = 0; i < parent->children->len; i++) {
    RuhuXlsNode *node = parent->children->pdata[i];
    RuhuXlsNode *count;

    count_repeats (form, node);
    if (node->kind != RUHU_XLS_REPEAT || node->count == NULL ||
        ruhu_xls_is_reference (node->count, NULL))
      continue;
    count = ruhu_xls_node_new (RUHU_XLS_QUESTION,
                               ruhu_xls_type_get ("calculate"),
                               ruhu_xls_keep (form, g_strconcat (node->name, "_count", NULL)));
    count->parent = parent;
    count->calculation = node->count;
    count->row = node->row;
    ruhu_xls_attribute_add (count->binds, "readonly", "true()", "repeat_count");
    node->count = ruhu_xls_keep (form, g_strdup_printf ("${%s}", count->name));
    g_ptr_array_insert (parent->children, (gint) i++, count);
  }
}

static void
name_paths (RuhuXlsForm *form, RuhuXlsNode *node)
{
  GPtrArray *same = g_hash_table_lookup (form->by_name, node->name);

  node->path = node->parent == NULL ? g_strconcat ("/", node->name, NULL)
                                    : g_strconcat (node->parent->path, "/", node->name, NULL);
  node->order = form->nodes->len;
  g_ptr_array_add (form->nodes, node);
  if (node->parent != NULL) {
    if (same == NULL) {
      same = g_ptr_array_new ();
      g_hash_table_insert (form->by_name, (gpointer) node->name, same);
    }
    g_ptr_array_add (same, node);
  }
  for (guint i = 0; i < node->children->len; i++)
    name_paths (form, node->children->pdata[i]);
}

/**
 * ruhu_xls_read_survey:
 * @form: the form being compiled; its lists are read
 *
 * Makes the tree, with every question a path.
 */
void
ruhu_xls_read_survey (RuhuXlsForm *form)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SURVEY];
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Open));
  Open survey = { form->root, "survey", NULL, FALSE, NULL };
  Reader reader = { form, stack };

  g_array_append_val (stack, survey);
  for (guint i = 0; i < sheet->rows->len && stack->len <= MOST_LEVELS + 1; i++)
    read_row (&reader, sheet->rows->pdata[i]);
  for (guint i = 1; i < stack->len; i++) {
    const Open *open = &g_array_index (stack, Open, i);

    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    open->node->row,
                    ruhu_xls_header (sheet, "type"),
                    "begin_%s %s is never closed: add an end_%s after its last question",
                    open->word,
                    open->node->name,
                    open->word);
  }
  ruhu_xls_add_meta (form);
  count_repeats (form, form->root);
  if (form->meta->children->len > 0)
    ruhu_xls_node_add (form->root, form->meta);
  name_paths (form, form->root);
}
