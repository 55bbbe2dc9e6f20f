/* ruhu-instance-choices.c: what a question offers now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-nodes-private.h"

#include <string.h>

void
ruhu_choice_free (RuhuChoice *choice)
{
  g_free (choice->value);
  g_free (choice->label);
  g_free (choice->image);
  g_free (choice->description);
  g_free (choice->audio);
  g_free (choice);
}

/* @value: with the items of the itemset at @node. Returns FALSE where the nodes cannot be told. */
static gboolean
find_items (RuhuInstance *self,
            const RuhuItemset *itemset,
            RuhuNode *node,
            RuhuXPathContext *context,
            RuhuXPathValue *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_init_context (self, node, context);
  if (!ruhu_xpath_eval (itemset->nodeset, context, value, &error)) {
    g_debug ("%s: no choices: %s", node->schema->path, error->message);
    return FALSE;
  }

  return value->kind == RUHU_XPATH_VALUE_NODES;
}

/* An item's value or label is mostly one column of a list: that is read without evaluating. The
 * column is looked up once for a list. */
typedef struct {
  RuhuXPathExpr *expr;
  const char *name;       /* the column; NULL where the expression is more than that */
  const char *translated; /* a column that goes before it where it has something; or NULL */
  RuhuList *list;
  int column;
  int translated_column;
} Reader;

static Reader
make_reader (RuhuXPathExpr *expr)
{
  Reader reader = { .expr = expr };
  const RuhuXPathStep *step;

  if (expr == NULL || expr->kind != RUHU_XPATH_PATH || expr->path.start != RUHU_XPATH_RELATIVE ||
      expr->path.steps->len != 1)
    return reader;

  step = ruhu_xpath_path_get_step (&expr->path, 0);
  if (step->axis == RUHU_XPATH_CHILD && (step->predicates == NULL || step->predicates->len == 0))
    reader.name = step->local_name;
  return reader;
}

/* Returns the text in the item's own memory; NULL where it has to be evaluated. */
static const char *
peek (Reader *reader, RuhuXPathNode item)
{
  if (reader->name == NULL || ruhu_nodes_kind (item) != RUHU_NODES_LIST ||
      ruhu_nodes_column (item) >= 0)
    return NULL;

  if (reader->list != item.a) {
    reader->list = item.a;
    reader->column = ruhu_list_find_column (reader->list, reader->name);
    reader->translated_column =
      reader->translated != NULL ? ruhu_list_find_column (reader->list, reader->translated) : -1;
  }
  if (reader->translated_column >= 0) {
    const char *text =
      ruhu_list_get_value (reader->list, ruhu_nodes_row (item), (guint) reader->translated_column);

    if (*text != '\0')
      return text;
  }
  return reader->column >= 0
           ? ruhu_list_get_value (reader->list, ruhu_nodes_row (item), (guint) reader->column)
           : "";
}

static char *
eval_in_item (RuhuXPathContext *context, RuhuXPathNode item, Reader *reader)
{
  RuhuXPathContext inner = *context;
  const char *found = peek (reader, item);
  RuhuXPathExpr *expr = reader->expr;
  char *text;

  if (found != NULL)
    return g_strdup (found);

  inner.node = item;
  text = ruhu_xpath_eval_string (expr, &inner, NULL);
  return text != NULL ? text : g_strdup ("");
}

static gboolean
is_itext (const RuhuXPathExpr *expr)
{
  return expr->kind == RUHU_XPATH_CALL && strcmp (expr->call.name, "jr:itext") == 0 &&
         expr->call.args->len == 1;
}

static char *
format_media (RuhuInstance *self, const char *id, RuhuNode *node, const char *form)
{
  return ruhu_instance_format_itext (self, id, node, (const char *[]){ form, NULL });
}

/* What goes with the text of @id. */
static void
add_media (RuhuInstance *self, RuhuChoice *choice, const char *id, RuhuNode *node)
{
  choice->image = format_media (self, id, node, "image");
  choice->description = format_media (self, id, node, "image-description");
  choice->audio = format_media (self, id, node, "audio");
}

/* What an itemset's items are read by. */
typedef struct {
  Reader value;
  Reader label; /* where @by_itext the text's id */
  gboolean by_itext;
} Readers;

/* The header of a column of labels: "label::中文 (zh)". */
static const char *
find_translated (RuhuInstance *self)
{
  const char *const *languages = ruhu_itext_get_languages (self->form->itext);
  g_autofree char *header = NULL;

  if (languages == NULL || self->language >= g_strv_length ((char **) languages))
    return NULL;
  header = g_strconcat ("label::", languages[self->language], NULL);
  return g_intern_string (header);
}

static Readers
make_readers (RuhuInstance *self, const RuhuItemset *itemset)
{
  Readers readers = { .value = make_reader (itemset->value) };

  readers.by_itext = itemset->label != NULL && is_itext (itemset->label);
  readers.label =
    make_reader (readers.by_itext ? itemset->label->call.args->pdata[0] : itemset->label);
  if (itemset->translates)
    readers.label.translated = find_translated (self);
  return readers;
}

static char *
format_label (RuhuInstance *self, const char *id, RuhuNode *node)
{
  return ruhu_instance_format_itext (self, id, node, (const char *[]){ "", "long", "short", NULL });
}

static char *
make_label (RuhuInstance *self,
            Readers *readers,
            RuhuXPathContext *context,
            RuhuXPathNode item,
            RuhuNode *node)
{
  g_autofree char *text = NULL;

  if (readers->label.expr == NULL)
    return NULL;
  text = eval_in_item (context, item, &readers->label);
  return readers->by_itext ? format_label (self, text, node) : g_steal_pointer (&text);
}

static RuhuChoice *
make_choice (RuhuInstance *self,
             Readers *readers,
             RuhuXPathContext *context,
             RuhuXPathNode item,
             RuhuNode *node)
{
  RuhuChoice *choice = g_new0 (RuhuChoice, 1);

  choice->value = eval_in_item (context, item, &readers->value);
  choice->label = make_label (self, readers, context, item, node);
  if (readers->by_itext) {
    g_autofree char *id = eval_in_item (context, item, &readers->label);

    add_media (self, choice, id, node);
  }
  if (choice->label == NULL)
    choice->label = g_strdup (choice->value);

  return choice;
}

RuhuChoice *
ruhu_instance_copy_item (RuhuInstance *self, const RuhuItem *item, RuhuNode *node)
{
  RuhuChoice *choice = g_new0 (RuhuChoice, 1);

  choice->value = g_strdup (item->value);
  choice->label = ruhu_instance_format_text (self, item->label, node);
  if (choice->label == NULL)
    choice->label = g_strdup (item->value);
  if (item->label != NULL && item->label->id != NULL)
    add_media (self, choice, item->label->id, node);

  return choice;
}

/**
 * ruhu_instance_get_choices:
 * @self: a filling that was started
 * @control: a question of its form that has choices
 * @within: (nullable): any node of the row that the question is shown for
 *
 * Returns: (transfer full) (element-type RuhuChoice): what can be chosen now, in the form's order;
 *   empty for other controls
 */
GPtrArray *
ruhu_instance_get_choices (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_choice_free);
  RuhuNode *node = ruhu_instance_node_of (self, control, within);
  g_auto (RuhuXPathValue) value = { 0 };
  RuhuXPathContext context;
  Readers readers;

  if (node == NULL)
    return choices;

  if (control->search != NULL) {
    ruhu_instance_search (self, control, node, choices);
    return choices;
  }
  for (guint i = 0; control->items != NULL && i < control->items->len; i++)
    g_ptr_array_add (choices, ruhu_instance_copy_item (self, control->items->pdata[i], node));
  if (control->itemset == NULL || !find_items (self, control->itemset, node, &context, &value))
    return choices;

  readers = make_readers (self, control->itemset);
  for (guint i = 0; i < value.nodes.n; i++)
    g_ptr_array_add (
      choices,
      make_choice (self, &readers, &context, *ruhu_xpath_nodes_get (&value.nodes, i), node));
  return choices;
}

/* Returns the place of the item whose value is @wanted, or -1. */
static int
find_value (Reader *reader, RuhuXPathContext *context, RuhuXPathValue *items, const char *wanted)
{
  for (guint i = 0; i < items->nodes.n; i++) {
    RuhuXPathNode item = *ruhu_xpath_nodes_get (&items->nodes, i);
    g_auto (RuhuXPathValue) value = { 0 };
    RuhuXPathContext inner = *context;
    const char *text = peek (reader, item);

    inner.node = item;
    if (text == NULL && ruhu_xpath_eval (reader->expr, &inner, &value, NULL))
      text = ruhu_xpath_value_get_string (&value, &inner);
    if (text != NULL && strcmp (text, wanted) == 0)
      return (int) i;
  }

  return -1;
}

/* A list that did not come with the form says nothing about answers. */
static gboolean
is_missing (RuhuInstance *self, const RuhuItemset *itemset)
{
  const RuhuXPathExpr *nodeset = itemset->nodeset;
  RuhuDataset *dataset;

  if (nodeset->kind == RUHU_XPATH_CALL && nodeset->call.args->len > 0)
    nodeset = nodeset->call.args->pdata[0];
  if (nodeset->kind != RUHU_XPATH_PATH || nodeset->path.start != RUHU_XPATH_INSTANCE ||
      nodeset->path.instance == NULL)
    return FALSE;

  dataset = ruhu_instance_get_dataset (self, nodeset->path.instance);
  return dataset == NULL || dataset->is_missing;
}

static void
append_value (GString *values, const char *value)
{
  g_string_append_printf (values, "%s%s", values->len > 0 ? " " : "", value);
}

/* An order that somebody has made names all there is: what came into the list goes to its end. */
static void
append_rest (GString *kept, Reader *reader, RuhuXPathContext *context, RuhuXPathValue *items)
{
  g_auto (GStrv) ordered = g_strsplit (kept->str, " ", -1);

  for (guint i = 0; i < items->nodes.n; i++) {
    g_autofree char *value =
      eval_in_item (context, *ruhu_xpath_nodes_get (&items->nodes, i), reader);

    if (!g_strv_contains ((const char *const *) ordered, value))
      append_value (kept, value);
  }
}

/* Returns those values of @answer that the question offers, in the order of the answer. */
char *
ruhu_instance_keep_offered (RuhuInstance *self, RuhuNode *node, const char *answer)
{
  const RuhuControl *control = node->schema->control;
  g_auto (RuhuXPathValue) items = { 0 };
  RuhuXPathContext context;
  g_auto (GStrv) values = NULL;
  GString *kept;
  Reader reader;

  if (is_missing (self, control->itemset) ||
      !find_items (self, control->itemset, node, &context, &items))
    return g_strdup (answer);
  reader = make_reader (control->itemset->value);
  if (control->kind == RUHU_CONTROL_SELECT1)
    return g_strdup (find_value (&reader, &context, &items, answer) >= 0 ? answer : "");

  values = g_strsplit (answer, " ", -1);
  kept = g_string_new (NULL);
  for (guint i = 0; values[i] != NULL; i++)
    if (*values[i] != '\0' && find_value (&reader, &context, &items, values[i]) >= 0)
      append_value (kept, values[i]);
  if (control->kind == RUHU_CONTROL_RANK && kept->len > 0)
    append_rest (kept, &reader, &context, &items);

  return g_string_free (kept, FALSE);
}

static gboolean
has_itemset_only (const RuhuControl *control)
{
  return control->itemset != NULL && control->search == NULL &&
         (control->items == NULL || control->items->len == 0);
}

static char *
find_in_items (RuhuInstance *self, const RuhuControl *control, RuhuNode *node, const char *value)
{
  g_auto (RuhuXPathValue) items = { 0 };
  RuhuXPathContext context;
  Readers readers = make_readers (self, control->itemset);
  char *label;
  int place;

  if (!find_items (self, control->itemset, node, &context, &items))
    return NULL;
  place = find_value (&readers.value, &context, &items, value);
  if (place < 0)
    return NULL;

  label = make_label (self,
                      &readers,
                      &context,
                      *ruhu_xpath_nodes_get (&items.nodes, (guint) place),
                      node);
  return label != NULL ? label : g_strdup (value);
}

/**
 * ruhu_instance_get_choice_label:
 * @self: a filling that was started
 * @control: a question of its form that has choices
 * @within: (nullable): any node of the row that the question is shown for
 * @value: one value, as it is stored
 *
 * Cheaper than all choices, however many there are.
 *
 * Returns: (transfer full) (nullable): what @value is called now; %NULL where it is not offered
 */
char *
ruhu_instance_get_choice_label (RuhuInstance *self,
                                const RuhuControl *control,
                                RuhuNode *within,
                                const char *value)
{
  RuhuNode *node = ruhu_instance_node_of (self, control, within);
  g_autoptr (GPtrArray) choices = NULL;

  if (node == NULL)
    return NULL;
  if (has_itemset_only (control))
    return find_in_items (self, control, node, value);

  choices = ruhu_instance_get_choices (self, control, within);
  for (guint i = 0; i < choices->len; i++) {
    RuhuChoice *choice = choices->pdata[i];

    if (strcmp (choice->value, value) == 0)
      return g_steal_pointer (&choice->label);
  }

  return NULL;
}

static guint64
mix (guint64 stamp, guint64 word)
{
  stamp = (stamp ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return stamp ^ stamp >> 29;
}

static guint64
mix_text (guint64 stamp, const char *text)
{
  return mix (stamp, text != NULL ? g_str_hash (text) : 0);
}

/* Rows of a list never change, and a list's texts in the language never do where they quote no
 * answers; that only short lists do. The rest is compared as it reads. */
#define LISTS_THAT_QUOTE 200

static gboolean
is_told_by_its_rows (Readers *readers, RuhuXPathValue *items)
{
  if (items->nodes.n == 0 || (readers->by_itext && items->nodes.n <= LISTS_THAT_QUOTE))
    return FALSE;
  return ruhu_nodes_kind (*ruhu_xpath_nodes_get (&items->nodes, 0)) != RUHU_NODES_CELL;
}

static guint64
stamp_rows (RuhuInstance *self, RuhuXPathValue *items, gboolean ordered)
{
  guint64 stamp = mix (self->language, items->nodes.n);

  for (guint i = 0; i < items->nodes.n; i++) {
    RuhuXPathNode *item = ruhu_xpath_nodes_get (&items->nodes, i);
    guint64 word = mix ((guintptr) item->a, (guintptr) item->b);

    stamp = ordered ? mix (stamp, word) : stamp + word;
  }

  return stamp;
}

/**
 * ruhu_instance_stamp_choices:
 * @self: a filling that was started
 * @control: a question of its form that has choices
 * @within: (nullable): any node of the row that the question is shown for
 * @n: (out) (optional): how many choices there are now
 *
 * Tells without making them whether the choices are still those that were asked for earlier. Where
 * the form shuffles them anew at each look, the order does not count: they do not move under a
 * finger.
 *
 * Returns: a number that is the same while ruhu_instance_get_choices() would give the same
 */
guint64
ruhu_instance_stamp_choices (RuhuInstance *self,
                             const RuhuControl *control,
                             RuhuNode *within,
                             guint *n)
{
  RuhuNode *node = ruhu_instance_node_of (self, control, within);
  gboolean is_itemset = has_itemset_only (control);
  gboolean ordered = !is_itemset || !(control->itemset->nodeset->flags & RUHU_XPATH_NEEDS_RANDOM);
  g_autoptr (GPtrArray) choices = NULL;
  guint64 stamp = self->language;

  if (node != NULL && is_itemset) {
    g_auto (RuhuXPathValue) items = { 0 };
    RuhuXPathContext context;
    Readers readers = make_readers (self, control->itemset);

    if (find_items (self, control->itemset, node, &context, &items) &&
        is_told_by_its_rows (&readers, &items)) {
      if (n != NULL)
        *n = items.nodes.n;
      return stamp_rows (self, &items, ordered);
    }
  }

  choices = ruhu_instance_get_choices (self, control, within);
  for (guint i = 0; i < choices->len; i++) {
    RuhuChoice *choice = choices->pdata[i];
    guint64 word = mix_text (mix_text (1, choice->value), choice->label);

    word = mix_text (word, choice->image);
    stamp = ordered ? mix (stamp, word) : stamp + word;
  }
  if (n != NULL)
    *n = choices->len;

  return mix (stamp, choices->len);
}
