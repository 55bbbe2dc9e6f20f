/* ruhu-form-body.c: <body> → the tree of controls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

static const struct {
  const char *name;
  RuhuControlKind kind;
} kinds[] = {
  { "input", RUHU_CONTROL_INPUT },     { "secret", RUHU_CONTROL_INPUT },
  { "select1", RUHU_CONTROL_SELECT1 }, { "select", RUHU_CONTROL_SELECT },
  { "rank", RUHU_CONTROL_RANK },       { "range", RUHU_CONTROL_RANGE },
  { "upload", RUHU_CONTROL_UPLOAD },   { "trigger", RUHU_CONTROL_TRIGGER },
  { "group", RUHU_CONTROL_GROUP },     { "repeat", RUHU_CONTROL_REPEAT },
};

static void
free_item (gpointer data)
{
  RuhuItem *item = data;

  g_clear_pointer (&item->label, ruhu_text_free);
  g_free (item->value);
  g_free (item);
}

static void
free_itemset (RuhuItemset *itemset)
{
  g_clear_pointer (&itemset->nodeset, ruhu_xpath_expr_free);
  g_clear_pointer (&itemset->value, ruhu_xpath_expr_free);
  g_clear_pointer (&itemset->label, ruhu_xpath_expr_free);
  g_free (itemset);
}

void
ruhu_control_free (RuhuControl *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->itemset, free_itemset);
  g_clear_pointer (&self->label, ruhu_text_free);
  g_clear_pointer (&self->hint, ruhu_text_free);
  g_clear_pointer (&self->count, ruhu_xpath_expr_free);
  g_clear_pointer (&self->search, ruhu_xpath_expr_free);
  g_strfreev (self->appearance);
  g_free (self);
}

static RuhuControl *
new_control (RuhuForm *form, RuhuControl *parent, RuhuControlKind kind, xmlNodePtr node)
{
  RuhuControl *self = g_new0 (RuhuControl, 1);

  self->kind = kind;
  self->form = form;
  self->parent = parent;
  self->xml = node;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_control_free);
  if (parent != NULL)
    g_ptr_array_add (parent->children, self);

  return self;
}

/* Tokens are divided by blanks, but not within the parentheses of search('f', 'matches'). */
static char **
split_appearance (const char *text)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new ();
  const char *start = NULL;
  guint depth = 0;

  for (const char *c = text;; c++) {
    gboolean blank = *c == '\0' || (depth == 0 && g_ascii_isspace (*c));

    if (!blank && start == NULL)
      start = c;
    if (blank && start != NULL) {
      g_ptr_array_add (tokens, g_strndup (start, c - start));
      start = NULL;
    }
    if (*c == '\0')
      break;
    if (*c == '(')
      depth++;
    else if (*c == ')' && depth > 0)
      depth--;
  }

  g_ptr_array_add (tokens, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&tokens), FALSE);
}

static RuhuSchema *
get_context (const RuhuControl *self)
{
  while (self != NULL && self->schema == NULL)
    self = self->parent;

  return self != NULL ? self->schema : NULL;
}

static gboolean
bind_to_node (RuhuForm *form, RuhuControl *self, GError **error)
{
  const char *nodeset = ruhu_xml_get (self->xml, "nodeset");
  const char *ref = ruhu_form_get_ref (form, self->xml);
  g_autoptr (RuhuXPathExpr) expr = NULL;

  if (nodeset != NULL && (ref == NULL || self->kind == RUHU_CONTROL_REPEAT))
    ref = nodeset;
  if (ref == NULL && self->kind == RUHU_CONTROL_GROUP)
    return TRUE;
  if (ref == NULL)
    return ruhu_form_fail (form, self->xml, error, "<%s> without ref", self->xml->name);

  expr = ruhu_form_parse_expr (form, self->xml, ref, error);
  if (expr == NULL)
    return FALSE;

  self->schema = ruhu_form_find_schema (form, expr, get_context (self->parent));
  if (self->schema == NULL)
    return ruhu_form_fail (form,
                           self->xml,
                           error,
                           "<%s> refers to “%s”, which is not in the instance",
                           self->xml->name,
                           ref);
  if (self->kind == RUHU_CONTROL_REPEAT && !self->schema->is_repeat)
    return ruhu_form_fail (form, self->xml, error, "<repeat> of “%s”, which cannot repeat", ref);
  if (self->schema->control == NULL || self->kind == RUHU_CONTROL_REPEAT)
    self->schema->control = self;

  return TRUE;
}

static gboolean
parse_item (RuhuForm *form, RuhuControl *self, xmlNodePtr node, GError **error)
{
  xmlNodePtr label = ruhu_xml_find (node, "label");
  xmlNodePtr value = ruhu_xml_find (node, "value");
  RuhuItem *item;

  if (value == NULL)
    return ruhu_form_fail (form, node, error, "<item> without value");

  item = g_new0 (RuhuItem, 1);
  item->value = g_strstrip (g_strdup (ruhu_xml_get_text (value)));
  g_ptr_array_add (self->items, item);
  if (label != NULL)
    item->label = ruhu_text_parse (form, label, error);

  return label == NULL || item->label != NULL;
}

static gboolean
parse_item_path (RuhuForm *form,
                 xmlNodePtr itemset,
                 const char *name,
                 RuhuXPathExpr **expr,
                 GError **error)
{
  xmlNodePtr node = ruhu_xml_find (itemset, name);
  const char *ref = node != NULL ? ruhu_xml_get (node, "ref") : NULL;

  if (ref == NULL)
    return TRUE;

  *expr = ruhu_form_parse_expr (form, node, ref, error);
  return *expr != NULL;
}

static gboolean
parse_itemset (RuhuForm *form, RuhuControl *self, xmlNodePtr node, GError **error)
{
  const char *nodeset = ruhu_xml_get (node, "nodeset");

  if (nodeset == NULL)
    return ruhu_form_fail (form, node, error, "<itemset> without nodeset");
  if (self->itemset != NULL)
    return ruhu_form_fail (form, node, error, "a second <itemset>");

  self->itemset = g_new0 (RuhuItemset, 1);
  self->itemset->nodeset = ruhu_form_parse_expr (form, node, nodeset, error);
  if (self->itemset->nodeset == NULL ||
      !parse_item_path (form, node, "value", &self->itemset->value, error) ||
      !parse_item_path (form, node, "label", &self->itemset->label, error))
    return FALSE;

  if (self->itemset->value == NULL)
    return ruhu_form_fail (form, node, error, "<itemset> without <value ref>");
  return TRUE;
}

/* select_one_external of old: <input query="…">, its rows in itemsets.csv. */
static gboolean
parse_query (RuhuForm *form, RuhuControl *self, GError **error)
{
  const char *query = self->kind == RUHU_CONTROL_INPUT ? ruhu_xml_get (self->xml, "query") : NULL;

  if (query == NULL)
    return TRUE;

  self->kind = RUHU_CONTROL_SELECT1;
  self->itemset = g_new0 (RuhuItemset, 1);
  self->itemset->nodeset = ruhu_form_parse_expr (form, self->xml, query, error);
  self->itemset->value = ruhu_xpath_parse ("name", NULL);
  self->itemset->label = ruhu_xpath_parse ("label", NULL);
  self->itemset->translates = TRUE;

  return self->itemset->nodeset != NULL;
}

/* ODK Collect: the choices of a select whose appearance has search() come from a file. */
static void
parse_search (RuhuControl *self)
{
  for (guint i = 0; self->appearance != NULL && self->appearance[i] != NULL; i++)
    if (g_str_has_prefix (self->appearance[i], "search(") && self->search == NULL)
      self->search = ruhu_xpath_parse (self->appearance[i], NULL);
}

static gboolean
check_number (RuhuForm *form, RuhuControl *self, const char *name, gboolean needed, GError **error)
{
  const char *text = ruhu_xml_get (self->xml, name);
  char *end = NULL;

  if (text == NULL && !needed)
    return TRUE;
  if (text == NULL)
    return ruhu_form_fail (form, self->xml, error, "<range> without %s", name);

  g_ascii_strtod (text, &end);
  if (*text == '\0' || *end != '\0')
    return ruhu_form_fail (form, self->xml, error, "%s=\"%s\" is no number", name, text);

  return TRUE;
}

static gboolean
check_control (RuhuForm *form, RuhuControl *self, GError **error)
{
  gboolean chooses = self->kind == RUHU_CONTROL_SELECT1 || self->kind == RUHU_CONTROL_SELECT ||
                     self->kind == RUHU_CONTROL_RANK;

  if (chooses && self->itemset == NULL && self->items->len == 0)
    return ruhu_form_fail (form, self->xml, error, "<%s> without choices", self->xml->name);

  return self->kind != RUHU_CONTROL_RANGE || (check_number (form, self, "start", TRUE, error) &&
                                              check_number (form, self, "end", TRUE, error) &&
                                              check_number (form, self, "step", FALSE, error));
}

static gboolean parse_children (RuhuForm *form, RuhuControl *self, xmlNodePtr node, GError **error);

static gboolean
parse_part (RuhuForm *form, RuhuControl *self, xmlNodePtr node, GError **error)
{
  if (ruhu_form_is_action (node))
    return ruhu_form_parse_action (form, node, self, error);
  if (ruhu_xml_is (node, "label") && self->label == NULL)
    return (self->label = ruhu_text_parse (form, node, error)) != NULL;
  if (ruhu_xml_is (node, "hint") && self->hint == NULL)
    return (self->hint = ruhu_text_parse (form, node, error)) != NULL;
  if (ruhu_xml_is (node, "item"))
    return parse_item (form, self, node, error);
  if (ruhu_xml_is (node, "itemset"))
    return parse_itemset (form, self, node, error);

  return TRUE;
}

static gboolean
parse_control (RuhuForm *form,
               RuhuControl *parent,
               xmlNodePtr node,
               RuhuControlKind kind,
               GError **error)
{
  RuhuControl *self = new_control (form, parent, kind, node);
  const char *appearance = ruhu_xml_get (node, "appearance");
  const char *count = ruhu_xml_get_ns (node, "count", RUHU_NS_JR);
  const char *fixed = ruhu_xml_get_ns (node, "noAddRemove", RUHU_NS_JR);

  if (!bind_to_node (form, self, error))
    return FALSE;
  if (kind == RUHU_CONTROL_REPEAT && self->schema->parent == NULL)
    return ruhu_form_fail (form, node, error, "the root cannot repeat");

  if (appearance != NULL)
    self->appearance = split_appearance (appearance);
  self->fixed_rows = fixed != NULL && g_str_has_prefix (fixed, "true");
  if (count != NULL && *count != '\0') {
    self->count = ruhu_form_parse_expr (form, node, count, error);
    if (self->count == NULL)
      return FALSE;
  }

  if (kind == RUHU_CONTROL_GROUP || kind == RUHU_CONTROL_REPEAT)
    return parse_children (form, self, node, error);

  parse_search (self);
  if (!parse_query (form, self, error))
    return FALSE;
  self->items = g_ptr_array_new_with_free_func (free_item);
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && !parse_part (form, self, child, error))
      return FALSE;

  return check_control (form, self, error);
}

/* A repeat stands in a group that is there for its label only: the two become one control. */
static void
merge_repeat (RuhuForm *form, RuhuControl **place)
{
  RuhuControl *group = *place;
  RuhuControl *self = group->children->len == 1 ? group->children->pdata[0] : NULL;

  if (group->kind != RUHU_CONTROL_GROUP || self == NULL || self->kind != RUHU_CONTROL_REPEAT ||
      (group->schema != NULL && group->schema != self->schema))
    return;

  if (self->label == NULL)
    self->label = g_steal_pointer (&group->label);
  if (self->hint == NULL)
    self->hint = g_steal_pointer (&group->hint);
  if (self->appearance == NULL)
    self->appearance = g_steal_pointer (&group->appearance);
  for (guint i = 0; i < form->actions->len; i++) {
    RuhuAction *action = form->actions->pdata[i];

    if (action->control == group)
      action->control = self;
  }

  self->parent = group->parent;
  g_ptr_array_steal_index (group->children, 0);
  ruhu_control_free (group);
  *place = self;
}

static gboolean
parse_children (RuhuForm *form, RuhuControl *self, xmlNodePtr node, GError **error)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    guint i = 0;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    while (i < G_N_ELEMENTS (kinds) && !ruhu_xml_is (child, kinds[i].name))
      i++;
    if (i < G_N_ELEMENTS (kinds)) {
      if (!parse_control (form, self, child, kinds[i].kind, error))
        return FALSE;
    } else if (!parse_part (form, self, child, error)) {
      return FALSE;
    }
  }

  for (guint i = 0; i < self->children->len; i++)
    merge_repeat (form, (RuhuControl **) &self->children->pdata[i]);

  return TRUE;
}

/* The question “x_na” beside a question “x” says that x was declined. */
static void
pair_decliners (RuhuControl *self)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name, found;

  for (guint i = 0; i < self->children->len; i++) {
    RuhuControl *child = self->children->pdata[i];

    pair_decliners (child);
    if (ruhu_control_is_question (child))
      g_hash_table_insert (by_name, (gpointer) child->schema->name, child);
  }

  g_hash_table_iter_init (&iter, by_name);
  while (g_hash_table_iter_next (&iter, &name, &found)) {
    g_autofree char *with_na = g_strconcat (name, "_na", NULL);
    RuhuControl *child = found;

    child->decliner = g_hash_table_lookup (by_name, with_na);
    if (child->decliner != NULL)
      child->decliner->declines = child;
  }
}

/* @body may be NULL: a form without questions */
gboolean
ruhu_form_parse_body (RuhuForm *form, xmlNodePtr body, GError **error)
{
  form->body = new_control (form, NULL, RUHU_CONTROL_GROUP, body);
  form->body->schema = form->root;
  form->root->control = form->body;
  if (body == NULL)
    return TRUE;

  if (!parse_children (form, form->body, body, error))
    return FALSE;

  pair_decliners (form->body);
  return TRUE;
}
