/* xpath-document.c: a host for expressions over an XML document, for tests
 *
 * Plain XPath 1.0 over the tree; names match without their prefixes. In an XForm, "/" is the
 * primary instance.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xpath-document.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "base/ruhu-error.h"

/* Predicates within predicates may ask for ever; so may two sets that are compared. */
#define WORK 200000

struct _XPathDocument {
  xmlDoc *doc;
  xmlNode *top; /* what "/" is */
  xmlNode *context;
  char *language;
  GHashTable *texts; /* xmlNode → its text */
  gint64 work_left;
};

static gboolean resolve_from (RuhuXPathContext *context,
                              RuhuXPathPath *path,
                              RuhuXPathNodes *nodes,
                              GError **error);

static void
add (RuhuXPathNodes *nodes, void *node)
{
  for (guint i = 0; i < nodes->n; i++)
    if (ruhu_xpath_nodes_get (nodes, i)->a == node)
      return;
  ruhu_xpath_nodes_add (nodes, (RuhuXPathNode){ node, NULL });
}

static gboolean
is_named (const xmlNode *node, const RuhuXPathStep *step)
{
  return step->name == NULL || strcmp (step->local_name, "*") == 0 ||
         strcmp ((const char *) node->name, step->local_name) == 0;
}

static void
add_children (xmlNode *node, const RuhuXPathStep *step, gboolean deep, RuhuXPathNodes *nodes)
{
  if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE)
    return;
  for (xmlNode *child = node->children; child != NULL; child = child->next) {
    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (is_named (child, step))
      add (nodes, child);
    if (deep)
      add_children (child, step, deep, nodes);
  }
}

static void
add_candidates (xmlNode *node, const RuhuXPathStep *step, RuhuXPathNodes *nodes)
{
  switch (step->axis) {
  case RUHU_XPATH_CHILD:
  case RUHU_XPATH_DESCENDANT:
    add_children (node, step, step->axis == RUHU_XPATH_DESCENDANT, nodes);
    break;
  case RUHU_XPATH_SELF:
    if (is_named (node, step))
      add (nodes, node);
    break;
  case RUHU_XPATH_PARENT:
    if (node->parent != NULL && is_named (node->parent, step))
      add (nodes, node->parent);
    break;
  case RUHU_XPATH_ATTRIBUTE:
  default:
    if (node->type != XML_ELEMENT_NODE)
      return;
    for (xmlAttr *attr = node->properties; attr != NULL; attr = attr->next)
      if (is_named ((xmlNode *) attr, step))
        add (nodes, attr);
    break;
  }
}

static gboolean
spend (RuhuXPathContext *context, guint64 work, GError **error)
{
  XPathDocument *self = context->data;

  self->work_left -= (gint64) MIN (work, WORK);
  if (self->work_left > 0)
    return TRUE;

  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "too much to look at");
  return FALSE;
}

static gboolean
filter (RuhuXPathContext *context, GPtrArray *predicates, RuhuXPathNodes *nodes, GError **error)
{
  for (guint p = 0; predicates != NULL && p < predicates->len; p++) {
    RuhuXPathContext inner = *context;
    guint kept = 0;

    inner.size = nodes->n;
    for (guint i = 0; i < nodes->n; i++) {
      gboolean holds;

      inner.node = *ruhu_xpath_nodes_get (nodes, i);
      inner.position = i + 1;
      if (!ruhu_xpath_eval_predicate (predicates->pdata[p], &inner, &holds, error))
        return FALSE;
      if (holds)
        *ruhu_xpath_nodes_get (nodes, kept++) = inner.node;
    }
    nodes->n = kept;
  }
  return TRUE;
}

static xmlNode *
find_instance (xmlNode *node, const char *id)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next) {
    xmlNode *found;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (strcmp ((const char *) child->name, "instance") == 0) {
      g_autofree char *own = (char *) xmlGetProp (child, (const xmlChar *) "id");

      if (id == NULL || g_strcmp0 (own, id) == 0)
        return child;
      continue;
    }
    found = find_instance (child, id);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
find_start (RuhuXPathContext *context, RuhuXPathPath *path, RuhuXPathNodes *nodes, GError **error)
{
  XPathDocument *self = context->data;
  g_auto (RuhuXPathValue) value = { 0 };
  void *instance;

  switch (path->start) {
  case RUHU_XPATH_ABSOLUTE:
    add (nodes, self->top);
    return TRUE;
  case RUHU_XPATH_RELATIVE:
    add (nodes, context->node.a);
    return TRUE;
  case RUHU_XPATH_CURRENT:
    add (nodes, context->current.a);
    return TRUE;
  case RUHU_XPATH_INSTANCE:
    instance = find_instance ((xmlNode *) self->doc, path->instance);
    if (instance != NULL)
      add (nodes, instance);
    return TRUE;
  case RUHU_XPATH_FROM:
  default:
    if (!ruhu_xpath_eval (path->from, context, &value, error))
      return FALSE;
    for (guint i = 0; i < value.nodes.n; i++)
      add (nodes, ruhu_xpath_nodes_get (&value.nodes, i)->a);
    return TRUE;
  }
}

static gboolean
resolve_from (RuhuXPathContext *context, RuhuXPathPath *path, RuhuXPathNodes *nodes, GError **error)
{
  if (!find_start (context, path, nodes, error) ||
      !filter (context, path->from_predicates, nodes, error))
    return FALSE;

  for (guint s = 0; s < path->steps->len; s++) {
    const RuhuXPathStep *step = ruhu_xpath_path_get_step (path, s);
    g_auto (RuhuXPathNodes) next = { 0 };

    for (guint i = 0; i < nodes->n; i++) {
      g_auto (RuhuXPathNodes) candidates = { 0 };

      add_candidates (ruhu_xpath_nodes_get (nodes, i)->a, step, &candidates);
      if (!spend (context, candidates.n + 1, error) ||
          !filter (context, step->predicates, &candidates, error))
        return FALSE;
      for (guint j = 0; j < candidates.n; j++)
        add (&next, ruhu_xpath_nodes_get (&candidates, j)->a);
    }
    ruhu_xpath_nodes_clear (nodes);
    for (guint i = 0; i < next.n; i++)
      add (nodes, ruhu_xpath_nodes_get (&next, i)->a);
  }
  return TRUE;
}

static gboolean
resolve (RuhuXPathContext *context, RuhuXPathExpr *path, RuhuXPathNodes *nodes, GError **error)
{
  return resolve_from (context, &path->path, nodes, error);
}

static const char *
get_string (RuhuXPathContext *context, RuhuXPathNode node)
{
  XPathDocument *self = context->data;
  char *text = g_hash_table_lookup (self->texts, node.a);

  if (text == NULL) {
    text = (char *) xmlNodeGetContent (node.a);
    if (text == NULL)
      text = (char *) xmlStrdup ((const xmlChar *) "");
    g_hash_table_insert (self->texts, node.a, text);
  }
  return text;
}

static guint
get_position (RuhuXPathContext *context, RuhuXPathNode node)
{
  const xmlNode *self = node.a;
  guint position = 1;

  for (const xmlNode *at = self->prev; at != NULL; at = at->prev)
    if (at->type == self->type && strcmp ((const char *) at->name, (const char *) self->name) == 0)
      position++;
  return position;
}

static const char *
get_name (RuhuXPathContext *context, RuhuXPathNode node)
{
  const xmlNode *self = node.a;
  g_autofree char *qualified = NULL;

  if (self->name == NULL || self->ns == NULL || self->ns->prefix == NULL)
    return (const char *) self->name;
  qualified = g_strdup_printf ("%s:%s", self->ns->prefix, self->name);
  return g_intern_string (qualified);
}

static gboolean
is_below (const xmlNode *node, const xmlNode *above)
{
  while (node != NULL && node != above)
    node = node->parent;
  return node != NULL;
}

/* Those of the path that are below @above, unless that is NULL. */
static gboolean
resolve_below (RuhuXPathContext *context,
               RuhuXPathExpr *path,
               const xmlNode *above,
               RuhuXPathNodes *nodes,
               GError **error)
{
  guint kept = 0;

  if (!resolve_from (context, &path->path, nodes, error))
    return FALSE;
  for (guint i = 0; i < nodes->n; i++) {
    RuhuXPathNode node = *ruhu_xpath_nodes_get (nodes, i);

    if (above == NULL || is_below (node.a, above))
      *ruhu_xpath_nodes_get (nodes, kept++) = node;
  }
  nodes->n = kept;
  return TRUE;
}

static gboolean
resolve_indexed (RuhuXPathContext *context,
                 RuhuXPathExpr *call,
                 RuhuXPathExpr *target,
                 RuhuXPathExpr *const *repeats,
                 const guint *rows,
                 guint n_repeats,
                 RuhuXPathNodes *nodes,
                 GError **error)
{
  const xmlNode *row = NULL;

  for (guint i = 0; i < n_repeats; i++) {
    g_auto (RuhuXPathNodes) all = { 0 };

    if (!resolve_below (context, repeats[i], row, &all, error))
      return FALSE;
    if (rows[i] < 1 || rows[i] > all.n)
      return TRUE;
    row = ruhu_xpath_nodes_get (&all, rows[i] - 1)->a;
  }
  return resolve_below (context, target, row, nodes, error);
}

static char *
lookup (RuhuXPathContext *context,
        RuhuXPathExpr *call,
        const char *instance,
        const char *column,
        const char *key_column,
        const char *key,
        GError **error)
{
  g_autofree char *text =
    g_strdup_printf ("instance('%s')/root/item[%s = '%s']/%s", instance, key_column, key, column);
  g_autoptr (RuhuXPathExpr) path = ruhu_xpath_parse (text, error);

  return path != NULL ? ruhu_xpath_eval_string (path, context, error) : NULL;
}

static char *
get_prop (xmlNode *node, const char *name)
{
  return (char *) xmlGetProp (node, (const xmlChar *) name);
}

static xmlNode *
find_translation (XPathDocument *self, xmlNode *node)
{
  xmlNode *chosen = NULL;
  RuhuXPathStep step = { .axis = RUHU_XPATH_DESCENDANT, .local_name = "translation", .name = "t" };
  g_auto (RuhuXPathNodes) all = { 0 };

  add_children (node, &step, TRUE, &all);
  for (guint i = 0; i < all.n; i++) {
    xmlNode *at = ruhu_xpath_nodes_get (&all, i)->a;
    g_autofree char *language = get_prop (at, "lang");
    g_autofree char *is_default = get_prop (at, "default");

    if (self->language != NULL ? g_strcmp0 (language, self->language) == 0
                               : chosen == NULL || is_default != NULL)
      chosen = at;
  }
  return chosen;
}

static char *
get_itext (RuhuXPathContext *context, const char *id)
{
  XPathDocument *self = context->data;
  xmlNode *translation = find_translation (self, (xmlNode *) self->doc);

  if (translation == NULL)
    return NULL;
  for (xmlNode *text = translation->children; text != NULL; text = text->next) {
    g_autofree char *own = text->type == XML_ELEMENT_NODE ? get_prop (text, "id") : NULL;

    if (g_strcmp0 (own, id) != 0)
      continue;
    for (xmlNode *value = text->children; value != NULL; value = value->next)
      if (value->type == XML_ELEMENT_NODE && value->properties == NULL)
        return g_strdup (get_string (context, (RuhuXPathNode){ value, NULL }));
  }
  return NULL;
}

static char *
get_choice_name (RuhuXPathContext *context,
                 RuhuXPathExpr *call,
                 const char *value,
                 const char *path,
                 GError **error)
{
  return g_strdup_printf ("%s of %s", value, path);
}

static const char *
get_language (RuhuXPathContext *context)
{
  XPathDocument *self = context->data;

  return self->language;
}

static char *
get_property (RuhuXPathContext *context, const char *name)
{
  return strcmp (name, "deviceid") == 0 ? g_strdup ("tablet-7") : NULL;
}

static const char *
get_version (RuhuXPathContext *context)
{
  return "2026";
}

static const RuhuXPathHost host = {
  .resolve = resolve,
  .get_string = get_string,
  .get_position = get_position,
  .get_name = get_name,
  .resolve_indexed = resolve_indexed,
  .lookup = lookup,
  .get_itext = get_itext,
  .get_choice_name = get_choice_name,
  .get_language = get_language,
  .get_property = get_property,
  .get_version = get_version,
  .spend = spend,
};

/**
 * xpath_document_new:
 * @xml: a document
 * @context: path of the context node, from the document
 *
 * Returns: (transfer full): the document, with the primary instance as "/" if it has one
 */
XPathDocument *
xpath_document_new (const char *xml, const char *context)
{
  XPathDocument *self = g_new0 (XPathDocument, 1);
  g_autoptr (RuhuXPathExpr) path = ruhu_xpath_parse (context, NULL);
  g_auto (RuhuXPathNodes) nodes = { 0 };
  RuhuXPathContext start;

  xml += strspn (xml, " \t\r\n");
  self->doc = xmlReadMemory (xml, strlen (xml), "case.xml", NULL, XML_PARSE_NONET);
  g_assert_nonnull (self->doc);
  self->texts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) xmlFree);
  self->top = (xmlNode *) self->doc;

  start = xpath_document_get_context (self);
  g_assert_true (resolve (&start, path, &nodes, NULL));
  g_assert_cmpuint (nodes.n, ==, 1);
  self->context = ruhu_xpath_nodes_get (&nodes, 0)->a;
  if (find_instance ((xmlNode *) self->doc, NULL) != NULL)
    self->top = find_instance ((xmlNode *) self->doc, NULL);
  return self;
}

void
xpath_document_free (XPathDocument *self)
{
  g_hash_table_unref (self->texts);
  xmlFreeDoc (self->doc);
  g_free (self->language);
  g_free (self);
}

void
xpath_document_set_language (XPathDocument *self, const char *language)
{
  g_free (self->language);
  self->language = g_strdup (language);
}

RuhuXPathContext
xpath_document_get_context (XPathDocument *self)
{
  RuhuXPathNode node = { self->context, NULL };

  self->work_left = WORK;
  return (RuhuXPathContext){ .host = &host, .data = self, .node = node, .current = node };
}

/**
 * xpath_document_assert_gives:
 * @self: a document
 * @expr: an expression
 * @text: its result as text
 */
void
xpath_document_assert_gives (XPathDocument *self, const char *expr, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuXPathExpr) parsed = ruhu_xpath_parse (expr, &error);
  g_autofree char *got = NULL;
  RuhuXPathContext context = xpath_document_get_context (self);

  g_assert_no_error (error);
  got = ruhu_xpath_eval_string (parsed, &context, &error);
  if (error != NULL || strcmp (got, text) != 0)
    g_error ("%s: %s, not %s", expr, error != NULL ? error->message : got, text);
}

/**
 * xpath_document_assert_refuses:
 * @self: a document
 * @expr: an expression
 * @message: what its evaluation says
 */
void
xpath_document_assert_refuses (XPathDocument *self, const char *expr, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuXPathExpr) parsed = ruhu_xpath_parse (expr, &error);
  RuhuXPathContext context = xpath_document_get_context (self);

  g_assert_no_error (error);
  g_assert_null (ruhu_xpath_eval_string (parsed, &context, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message);
}
