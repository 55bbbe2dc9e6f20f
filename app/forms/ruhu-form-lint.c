/* ruhu-form-lint.c: what is odd about a form though it loads; for authors, asked by ruhu-form check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-instance-private.h"
#include "forms/ruhu-lists-private.h"
#include "forms/ruhu-path-private.h"
#include "forms/ruhu-xlsform-private.h"

#include <string.h>

#define MOST_COLUMNS 12 /* of a list, in a message */

#define MOST_LANGUAGES 10 /* that a message names */
#define MOST_TEXTS 500    /* that are told to be missing */

/* Where an expression stands. */
typedef struct {
  RuhuForm *form;
  RuhuSchema *context;
  xmlNodePtr xml;
} Place;

typedef struct {
  RuhuForm *form;
  const RuhuControl *control;
  RuhuList *list;
} Columns;

/* Those of ODK, of Enketo's and of Ruhu's own; what is not among them may be another program's. */
static const char *const appearances[] = {
  "acknowledge", "annotate",     "autocomplete", "bearing",       "bikram-sambat",
  "buddhist",    "columns",      "columns-pack", "compact",       "comment",
  "coptic",      "counter",      "dr",           "draw",          "ethiopian",
  "field-list",  "front",        "hidden",       "hidden-answer", "hide-input",
  "horizontal",  "image-map",    "islamic",      "label",         "likert",
  "list",        "list-nolabel", "maps",         "masked",        "minimal",
  "month-year",  "multiline",    "myanmar",      "new",           "new-front",
  "no-buttons",  "no-calendar",  "no-collapse",  "no-ticks",      "numbers",
  "own-page",    "persian",      "picker",       "placement-map", "printer",
  "quick",       "quickcompact", "randomized",   "rating",        "selfie",
  "signature",   "streets",      "table-list",   "tel",           "thousands-sep",
  "url",         "vertical",     "week-number",  "year",          "pages",
  "spring",      "time",         "text",         "compact-1",     "map",
  NULL,
};

static char *
print_path (const RuhuXPathPath *path)
{
  GString *text = g_string_new (path->start == RUHU_XPATH_CURRENT ? "current()" : NULL);

  for (guint i = 0; i < path->steps->len; i++) {
    RuhuXPathStep *step = ruhu_xpath_path_get_step (path, i);
    const char *name = step->axis == RUHU_XPATH_SELF     ? "."
                       : step->axis == RUHU_XPATH_PARENT ? ".."
                       : step->name != NULL              ? step->name
                                                         : "*";

    if (i > 0 || path->start != RUHU_XPATH_RELATIVE)
      g_string_append_c (text, '/');
    if (step->axis == RUHU_XPATH_ATTRIBUTE)
      g_string_append_c (text, '@');
    g_string_append (text, name);
  }

  return g_string_free (text, FALSE);
}

static void
look_at_path (RuhuXPathExpr *expr, gboolean in_predicate, Place *place)
{
  const RuhuXPathPath *path = &expr->path;
  g_autofree char *text = NULL;
  RuhuPathPlan plan;

  if (path->start == RUHU_XPATH_INSTANCE) {
    if (path->instance != NULL && ruhu_form_find_secondary (place->form, path->instance) == NULL &&
        ruhu_xml_get (place->xml, "query") == NULL) /* of a query: in itemsets.csv */
      ruhu_form_warn (place->form, place->xml, "there is no instance “%s”", path->instance);
    return;
  }
  if (path->start == RUHU_XPATH_FROM || (in_predicate && path->start == RUHU_XPATH_RELATIVE))
    return;

  ruhu_path_plan (path, place->form->root, place->context, &plan);
  if (plan.target != NULL)
    return;
  text = print_path (path);
  if (path->start == RUHU_XPATH_RELATIVE && path->steps->len == 1 && strchr (text, '.') == NULL)
    ruhu_form_warn (place->form,
                    place->xml,
                    "“%s” leads to no node of the form; a word to compare with is written '%s'",
                    text,
                    text);
  else
    ruhu_form_warn (place->form, place->xml, "“%s” leads to no node of the form", text);
}

/* regex() matches the whole text here as in ODK Collect; in web forms it searches. With ^ and $
 * both do the same. */
static void
look_at_call (RuhuXPathExpr *expr, Place *place)
{
  GPtrArray *args = expr->call.args;
  RuhuXPathExpr *pattern = args->len == 2 ? args->pdata[1] : NULL;

  if (strcmp (expr->call.name, "regex") != 0 || pattern == NULL ||
      pattern->kind != RUHU_XPATH_LITERAL)
    return;
  if (!g_str_has_prefix (pattern->literal, "^") || !g_str_has_suffix (pattern->literal, "$"))
    ruhu_form_warn (place->form,
                    place->xml,
                    "the pattern “%s” is not within ^ and $: engines differ on what it matches",
                    pattern->literal);
}

static void
look_at_part (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  if (expr->kind == RUHU_XPATH_PATH)
    look_at_path (expr, outer != NULL, data);
  else if (expr->kind == RUHU_XPATH_CALL)
    look_at_call (expr, data);
}

static void
look_at (RuhuForm *form, RuhuSchema *context, xmlNodePtr xml, RuhuXPathExpr *expr)
{
  Place place = { form, context, xml };
  g_autoptr (GError) error = NULL;

  if (expr == NULL || context == NULL)
    return;
  ruhu_xpath_foreach (expr, look_at_part, &place);
  if (!(expr->flags & RUHU_XPATH_HAS_UNKNOWN) && !ruhu_xpath_check (expr, &error)) {
    const char *what = strstr (error->message, ": ");

    ruhu_form_warn (form, xml, "%s", what != NULL ? what + 2 : error->message);
  }
}

/* The columns of a list, for a message. */
static char *
print_columns (RuhuList *list)
{
  GString *text = g_string_new (NULL);
  guint n = ruhu_list_get_n_columns (list);

  for (guint i = 0; i < MIN (n, MOST_COLUMNS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", ruhu_list_get_column_name (list, i));
  if (n > MOST_COLUMNS)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static void
look_at_column (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  Columns *columns = data;
  const RuhuXPathPath *path = &expr->path;
  g_autofree char *known = NULL;
  const char *name;

  if (expr->kind != RUHU_XPATH_PATH || outer != NULL || path->start != RUHU_XPATH_RELATIVE ||
      path->steps->len != 1)
    return;
  name = ruhu_xpath_path_get_step (path, 0)->local_name;
  if (ruhu_xpath_path_get_step (path, 0)->axis != RUHU_XPATH_CHILD || name == NULL ||
      ruhu_list_find_column (columns->list, name) >= 0)
    return;
  known = print_columns (columns->list);
  ruhu_form_warn (columns->form,
                  columns->control->xml,
                  "the filter asks for “%s”, which no row of the list “%s” has; it has %s",
                  name,
                  columns->control->itemset->nodeset->path.instance,
                  known);
}

/* A predicate on a list within the form that asks for a column which no row of it has. */
static void
look_at_filter (RuhuForm *form, const RuhuControl *control)
{
  const RuhuXPathExpr *nodeset = control->itemset->nodeset;
  const RuhuXPathPath *path = &nodeset->path;
  const RuhuSecondary *secondary = NULL;
  RuhuXPathStep *step;
  Columns columns = { form, control, NULL };

  if (nodeset->kind != RUHU_XPATH_PATH || path->start != RUHU_XPATH_INSTANCE ||
      path->instance == NULL || path->steps->len != 2)
    return;
  step = ruhu_xpath_path_get_step (path, 1);
  secondary = ruhu_form_find_secondary (form, path->instance);
  if (secondary != NULL && secondary->content != NULL && step->local_name != NULL)
    columns.list = ruhu_dataset_find_list (secondary->content, step->local_name);
  for (guint i = 0; columns.list != NULL && step->predicates != NULL && i < step->predicates->len;
       i++)
    ruhu_xpath_foreach (step->predicates->pdata[i], look_at_column, &columns);
}

static void
look_at_appearance (RuhuForm *form, const RuhuControl *control)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (guint i = 0; appearances[i] != NULL; i++)
    g_ptr_array_add (known, (gpointer) appearances[i]);
  for (guint i = 0; control->appearance != NULL && control->appearance[i] != NULL; i++) {
    const char *token = control->appearance[i];
    const char *near = ruhu_xls_find_near (token, known, strlen (token) > 5 ? 2 : 1);

    if (near != NULL && strcmp (near, token) != 0 && strpbrk (token, "(:0123456789") == NULL)
      ruhu_form_warn (form,
                      control->xml,
                      "there is no appearance “%s”; did you mean “%s”?",
                      token,
                      near);
  }
}

/* Only the first of two choices with one value can be told from the answer. */
static void
look_at_twins (RuhuForm *form, const RuhuControl *control)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; control->items != NULL && i < control->items->len; i++) {
    const RuhuItem *item = control->items->pdata[i];

    if (!g_hash_table_add (seen, item->value) && *item->value != '\0') {
      ruhu_form_warn (form, control->xml, "the choice “%s” stands twice", item->value);
      return;
    }
  }
}

static void
look_at_control (RuhuForm *form, RuhuControl *control)
{
  look_at_appearance (form, control);
  look_at_twins (form, control);
  look_at (form, control->schema, control->xml, control->count);
  if (control->itemset != NULL) {
    look_at (form, control->schema, control->xml, control->itemset->nodeset);
    look_at_filter (form, control);
  }
  for (guint i = 0; control->items != NULL && i < control->items->len; i++) {
    RuhuItem *item = control->items->pdata[i];

    if (*item->value == '\0')
      ruhu_form_warn (form, control->xml, "a choice has no value");
    if (control->kind == RUHU_CONTROL_SELECT && strchr (item->value, ' ') != NULL)
      ruhu_form_warn (form,
                      control->xml,
                      "the choice “%s” has a blank, which divides the choices of an answer",
                      item->value);
  }
  for (guint i = 0; i < control->children->len; i++)
    look_at_control (form, control->children->pdata[i]);
}

/* What a list that is there lacks: rows, the column of the values, a value. */
static void
look_at_list (RuhuForm *form, RuhuInstance *instance, const RuhuControl *control)
{
  const RuhuXPathPath *nodeset = &control->itemset->nodeset->path;
  const RuhuXPathPath *value = &control->itemset->value->path;
  RuhuDataset *dataset = ruhu_instance_get_dataset (instance, nodeset->instance);
  const char *name =
    nodeset->steps->len == 2 ? ruhu_xpath_path_get_step (nodeset, 1)->local_name : NULL;
  RuhuList *list = name != NULL ? ruhu_dataset_find_list (dataset, name) : NULL;
  guint n_empty = 0;
  int column;

  if (dataset->is_missing || dataset->tree != NULL)
    return;
  if (list == NULL || ruhu_list_get_n_rows (list) == 0) {
    ruhu_form_warn (form, control->xml, "the list “%s” has no rows", nodeset->instance);
    return;
  }
  if (control->itemset->value->kind != RUHU_XPATH_PATH || value->steps->len != 1 ||
      ruhu_xpath_path_get_step (value, 0)->local_name == NULL)
    return;

  name = ruhu_xpath_path_get_step (value, 0)->local_name;
  column = ruhu_list_find_column (list, name);
  if (column < 0) {
    ruhu_form_warn (form,
                    control->xml,
                    "the list “%s” has no column “%s”, which gives the values",
                    nodeset->instance,
                    name);
    return;
  }
  for (guint row = 0; row < ruhu_list_get_n_rows (list); row++)
    n_empty += *ruhu_list_get_value (list, row, (guint) column) == '\0';
  if (n_empty > 0)
    ruhu_form_warn (form,
                    control->xml,
                    "%u rows of the list “%s” have no value in the column “%s”",
                    n_empty,
                    nodeset->instance,
                    name);
}

/* Adds to the form's warnings. @instance: a filling that was started with the lists there are */
void
ruhu_form_lint_lists (RuhuForm *form, RuhuInstance *instance, const RuhuControl *control)
{
  const RuhuXPathExpr *nodeset = control->itemset != NULL ? control->itemset->nodeset : NULL;
  const RuhuSecondary *secondary = NULL;

  if (nodeset != NULL && nodeset->kind == RUHU_XPATH_PATH &&
      nodeset->path.start == RUHU_XPATH_INSTANCE && nodeset->path.instance != NULL)
    secondary = ruhu_form_find_secondary (form, nodeset->path.instance);
  if (secondary != NULL && g_strcmp0 (secondary->source, RUHU_LAST_SAVED) != 0)
    look_at_list (form, instance, control);
  for (guint i = 0; i < control->children->len; i++)
    ruhu_form_lint_lists (form, instance, control->children->pdata[i]);
}

/* Returns the languages that have no text of that id, or NULL. */
static char *
list_missing (RuhuForm *form, const char *id)
{
  const char *const *languages = ruhu_form_get_languages (form);
  GString *missing = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; languages[i] != NULL && n <= MOST_LANGUAGES; i++)
    if (!ruhu_itext_is_translated (form->itext, id, i) && ++n <= MOST_LANGUAGES)
      g_string_append_printf (missing, "%s“%s”", n > 1 ? ", " : "", languages[i]);
  if (n > MOST_LANGUAGES)
    g_string_append (missing, " and more");

  return g_string_free (missing, n == 0);
}

/* A text that one language has and another lacks is shown in the default language, or not at all.
 */
static void
look_at_translations (RuhuForm *form, xmlNodePtr itext)
{
  const char *const *languages = ruhu_form_get_languages (form);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_said = 0;

  if (itext == NULL || g_strv_length ((char **) languages) < 2)
    return;
  for (xmlNodePtr node = itext->children; node != NULL; node = node->next)
    for (xmlNodePtr text = node->children; ruhu_xml_is (node, "translation") && text != NULL;
         text = text->next) {
      const char *id = ruhu_xml_is (text, "text") ? ruhu_xml_get (text, "id") : NULL;
      g_autofree char *missing = NULL;

      if (id == NULL || n_said > MOST_TEXTS || !g_hash_table_add (seen, (gpointer) id))
        continue;
      missing = list_missing (form, id);
      if (missing == NULL)
        continue;
      if (++n_said <= MOST_TEXTS)
        ruhu_form_warn (form, text, "the text “%s” is missing in %s", id, missing);
      else
        ruhu_form_warn (form, text, "and there are more texts that are missing in some language");
    }
}

/* Adds to the form's warnings. */
void
ruhu_form_lint (RuhuForm *form)
{
  xmlNodePtr head = ruhu_xml_find (xmlDocGetRootElement (form->doc), "head");

  for (guint i = 0; i < form->binds->len; i++) {
    RuhuBind *bind = form->binds->pdata[i];
    RuhuXPathExpr *exprs[] = {
      bind->relevant, bind->required, bind->readonly, bind->calculate, bind->constraint,
    };

    for (guint j = 0; j < G_N_ELEMENTS (exprs); j++)
      look_at (form, bind->schema, bind->xml, exprs[j]);
  }
  for (guint i = 0; i < form->actions->len; i++) {
    RuhuAction *action = form->actions->pdata[i];

    look_at (form, action->target, action->xml, action->value);
  }
  look_at_control (form, form->body);
  ruhu_form_lint_seen (form, form->body);
  ruhu_form_lint_entities (form);
  look_at_translations (form, ruhu_xml_find (ruhu_xml_find (head, "model"), "itext"));
}
