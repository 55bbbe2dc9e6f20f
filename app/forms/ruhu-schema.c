/* ruhu-schema.c: the primary instance with the rows of each repeat folded into one node
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

#define MOST_CELLS 4000000 /* of a filling when it begins */

#define MANY_CHILDREN 16

static void
free_schema (gpointer data)
{
  RuhuSchema *self = data;

  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->readers, g_array_unref);
  g_clear_pointer (&self->watchers, g_array_unref);
  g_clear_pointer (&self->triggers, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

/* Interned names never stand next to each other: behind each is its end. */
static gpointer
get_key (const char *local_name, gboolean attribute)
{
  return (gpointer) (local_name + (attribute ? 1 : 0));
}

/* @local_name: interned */
RuhuSchema *
ruhu_schema_find_child (RuhuSchema *self, const char *local_name, gboolean attribute)
{
  if (self->by_name != NULL)
    return g_hash_table_lookup (self->by_name, get_key (local_name, attribute));

  for (guint i = 0; self->children != NULL && i < self->children->len; i++) {
    RuhuSchema *child = self->children->pdata[i];

    if (child->name == local_name && child->is_attribute == attribute)
      return child;
  }

  return NULL;
}

gboolean
ruhu_schema_is_within (const RuhuSchema *self, const RuhuSchema *ancestor)
{
  while (self != NULL && self != ancestor)
    self = self->parent;

  return self != NULL;
}

RuhuTrigger *
ruhu_schema_find_trigger (const RuhuSchema *self, RuhuTriggerKind kind)
{
  for (guint i = 0; self->triggers != NULL && i < self->triggers->len; i++) {
    RuhuTrigger *trigger = self->triggers->pdata[i];

    if (trigger->kind == kind)
      return trigger;
  }

  return NULL;
}

static void
add_child (RuhuSchema *self, RuhuSchema *child)
{
  if (self->children == NULL)
    self->children = g_ptr_array_new ();
  g_ptr_array_add (self->children, child);
  if (self->children->len == MANY_CHILDREN) {
    self->by_name = g_hash_table_new (NULL, NULL);
    for (guint i = 0; i + 1 < self->children->len; i++) {
      RuhuSchema *other = self->children->pdata[i];

      g_hash_table_insert (self->by_name, get_key (other->name, other->is_attribute), other);
    }
  }
  if (self->by_name != NULL)
    g_hash_table_insert (self->by_name, get_key (child->name, child->is_attribute), child);
}

static RuhuSchema *
new_schema (RuhuForm *form, RuhuSchema *parent, const char *name, gboolean attribute)
{
  RuhuSchema *self = g_new0 (RuhuSchema, 1);

  self->name = g_intern_string (name);
  self->parent = parent;
  self->is_attribute = attribute;
  self->depth = parent != NULL ? parent->depth + 1 : 0;
  self->path =
    g_strdup_printf ("%s/%s%s", parent != NULL ? parent->path : "", attribute ? "@" : "", name);
  g_ptr_array_add (form->schemas, self);
  g_hash_table_insert (form->by_path, self->path, self);

  if (parent != NULL)
    add_child (parent, self);

  return self;
}

static gboolean
is_template (xmlNodePtr node)
{
  return ruhu_xml_get_ns (node, "template", RUHU_NS_JR) != NULL;
}

/* Attributes that steer the engine are no data. */
static gboolean
is_data_attribute (RuhuSchema *self, xmlAttrPtr attr)
{
  if (attr->ns != NULL && strcmp ((const char *) attr->ns->href, RUHU_NS_JR) == 0)
    return FALSE;

  return self->parent != NULL || attr->ns != NULL;
}

static gboolean add_element (RuhuForm *form, RuhuSchema *parent, xmlNodePtr node, GError **error);

static gboolean
add_content (RuhuForm *form, RuhuSchema *self, xmlNodePtr node, GError **error)
{
  node->_private = self;

  for (xmlAttrPtr attr = node->properties; attr != NULL; attr = attr->next) {
    const char *name = g_intern_string ((const char *) attr->name);
    RuhuSchema *child;

    if (!is_data_attribute (self, attr))
      continue;
    child = ruhu_schema_find_child (self, name, TRUE);
    if (child == NULL) {
      child = new_schema (form, self, name, TRUE);
      child->xml = (xmlNodePtr) attr;
    }
    attr->_private = child;
  }

  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && !add_element (form, self, child, error))
      return FALSE;

  return TRUE;
}

/* Elements of one name beside each other are rows, even where the body has no repeat for them. */
static gboolean
add_element (RuhuForm *form, RuhuSchema *parent, xmlNodePtr node, GError **error)
{
  const char *name = g_intern_string ((const char *) node->name);
  RuhuSchema *self = ruhu_schema_find_child (parent, name, FALSE);

  if (parent->depth >= 100)
    return ruhu_form_fail (form, node, error, "elements are nested too deep");

  if (self == NULL) {
    self = new_schema (form, parent, name, FALSE);
    self->xml = node;
  } else if (self->last_parent == node->parent) {
    self->is_repeat = TRUE;
  }
  self->last_parent = node->parent;
  if (is_template (node) && !self->has_template) {
    self->has_template = TRUE;
    self->is_repeat = TRUE;
    self->xml = node;
  }

  return add_content (form, self, node, error);
}

/* Where each repeat of the body stands; a nodeset may be relative to the ref around it. */
static void
mark_repeats (RuhuForm *form, xmlNodePtr node, RuhuSchema *context)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    RuhuSchema *inner = context;
    const char *ref;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    ref = ruhu_xml_get (child, "nodeset");
    if (ref == NULL)
      ref = ruhu_xml_get (child, "ref");
    if (ref != NULL && (ruhu_xml_is (child, "group") || ruhu_xml_is (child, "repeat"))) {
      g_autoptr (RuhuXPathExpr) expr = ruhu_xpath_parse (ref, NULL);
      RuhuSchema *found = expr != NULL ? ruhu_form_find_schema (form, expr, context) : NULL;

      if (found != NULL)
        inner = found;
      if (found != NULL && found->parent != NULL && ruhu_xml_is (child, "repeat"))
        found->is_repeat = TRUE;
    }
    mark_repeats (form, child, inner);
  }
}

/* Parents come before their children, so one pass gives every node its row and cell. */
static void
place_in_rows (RuhuForm *form)
{
  for (guint i = 0; i < form->schemas->len; i++) {
    RuhuSchema *self = form->schemas->pdata[i];
    RuhuSchema *outer = self->parent != NULL ? self->parent->row : NULL;

    self->is_leaf = self->is_attribute || self->children == NULL;
    for (guint j = 0; self->children != NULL && j < self->children->len && !self->is_leaf; j++)
      if (!((RuhuSchema *) self->children->pdata[j])->is_attribute)
        break;
      else if (j + 1 == self->children->len)
        self->is_leaf = TRUE;

    if (outer == NULL || self->is_repeat) {
      self->row = self;
      self->slot = 0;
      self->cells = g_ptr_array_new ();
      g_ptr_array_add (self->cells, self);
      if (outer != NULL) {
        self->series_slot = outer->cells->len;
        g_ptr_array_add (outer->cells, self);
      }
    } else {
      self->row = outer;
      self->slot = outer->cells->len;
      g_ptr_array_add (outer->cells, self);
    }
  }
}

/* Each row has a cell for every node that any row of its kind has. Returns the first element at
 * which the rows of the definition are more than a filling can hold, or NULL. */
static xmlNodePtr
find_too_many_cells (xmlNodePtr node, guint *n_cells)
{
  RuhuSchema *schema = node->_private;

  if (schema != NULL && schema->is_repeat)
    *n_cells += schema->cells->len;
  if (*n_cells > MOST_CELLS)
    return node;
  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    xmlNodePtr found =
      child->type == XML_ELEMENT_NODE ? find_too_many_cells (child, n_cells) : NULL;

    if (found != NULL)
      return found;
  }

  return NULL;
}

/* @ref: a path without predicates that matter; relative ones begin at @context. Returns the schema
 * node, or NULL. */
RuhuSchema *
ruhu_form_find_schema (RuhuForm *form, RuhuXPathExpr *ref, RuhuSchema *context)
{
  RuhuSchema *self = context;
  guint i = 0;

  if (ref->kind != RUHU_XPATH_PATH)
    return NULL;
  if (ref->path.start == RUHU_XPATH_ABSOLUTE) {
    RuhuXPathStep *step;

    if (ref->path.steps->len == 0)
      return NULL;
    step = ruhu_xpath_path_get_step (&ref->path, 0);
    self =
      step->axis == RUHU_XPATH_CHILD && step->local_name == form->root->name ? form->root : NULL;
    i = 1;
  } else if (ref->path.start != RUHU_XPATH_RELATIVE && ref->path.start != RUHU_XPATH_CURRENT) {
    return NULL;
  }

  for (; self != NULL && i < ref->path.steps->len; i++) {
    RuhuXPathStep *step = ruhu_xpath_path_get_step (&ref->path, i);

    if (step->axis == RUHU_XPATH_PARENT)
      self = self->parent;
    else if (step->axis == RUHU_XPATH_CHILD || step->axis == RUHU_XPATH_ATTRIBUTE)
      self =
        step->local_name == NULL
          ? NULL
          : ruhu_schema_find_child (self, step->local_name, step->axis == RUHU_XPATH_ATTRIBUTE);
    else if (step->axis != RUHU_XPATH_SELF)
      self = NULL;
  }

  return self;
}

/* A record that replaces another one names it, though few forms have a place for that (ODK XForms,
 * deprecatedID). What is empty is not written. */
static void
ensure_deprecated_id (xmlNodePtr root)
{
  xmlNodePtr meta = ruhu_xml_find (root, "meta");
  xmlNodePtr id = meta != NULL ? ruhu_xml_find (meta, "instanceID") : NULL;

  if (id != NULL && ruhu_xml_find (meta, "deprecatedID") == NULL)
    xmlNewChild (meta, id->ns, (const xmlChar *) "deprecatedID", NULL);
}

gboolean
ruhu_form_parse_schema (RuhuForm *form, xmlNodePtr root, xmlNodePtr body, GError **error)
{
  guint n_cells = 0;
  xmlNodePtr crowded;

  form->schemas = g_ptr_array_new_with_free_func (free_schema);
  form->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  form->root = new_schema (form, NULL, (const char *) root->name, FALSE);
  form->root->xml = root;

  ensure_deprecated_id (root);
  if (!add_content (form, form->root, root, error))
    return FALSE;

  if (body != NULL)
    mark_repeats (form, body, form->root);
  place_in_rows (form);
  crowded = find_too_many_cells (root, &n_cells);

  return crowded == NULL ||
         ruhu_form_fail (form,
                         crowded,
                         error,
                         "the form begins with too many rows of too many nodes: a row of <%s> has "
                         "%u",
                         crowded->name,
                         ((RuhuSchema *) crowded->_private)->cells->len);
}
