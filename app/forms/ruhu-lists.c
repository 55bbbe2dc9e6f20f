/* ruhu-lists.c: secondary instances (ODK XForms, secondary instances)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-lists-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "forms/ruhu-form-parser-private.h"

#include <libxml/parser.h>

#include <string.h>

#define MOST_ROW_NAMES 16

RuhuDataset *
ruhu_dataset_new (const char *root_name)
{
  RuhuDataset *self = g_new0 (RuhuDataset, 1);

  g_ref_count_init (&self->refs);
  self->root_name = g_intern_string (root_name);
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_list_unref);
  self->row_names = g_ptr_array_new ();

  return self;
}

RuhuDataset *
ruhu_dataset_ref (RuhuDataset *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
ruhu_dataset_unref (RuhuDataset *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->lists);
  g_ptr_array_unref (self->row_names);
  g_clear_pointer (&self->doc, xmlFreeDoc);
  g_free (self);
}

static RuhuList *
add_list (RuhuDataset *self, const char *row_name, RuhuList *list)
{
  g_ptr_array_add (self->lists, list);
  g_ptr_array_add (self->row_names, (gpointer) g_intern_string (row_name));
  return list;
}

/* What a table is to a form: root/item/column. */
RuhuDataset *
ruhu_dataset_new_from_list (RuhuList *list)
{
  RuhuDataset *self = ruhu_dataset_new ("root");

  add_list (self, "item", ruhu_list_ref (list));
  return self;
}

/* @row_name: interned. Returns NULL where no row has that name. */
RuhuList *
ruhu_dataset_find_list (RuhuDataset *self, const char *row_name)
{
  for (guint i = 0; i < self->row_names->len; i++)
    if (self->row_names->pdata[i] == row_name)
      return self->lists->pdata[i];

  return NULL;
}

/* @row_name: interned. Returns the list of its rows, a new one where there is none; NULL where
 * there are too many others. */
RuhuList *
ruhu_dataset_ensure_list (RuhuDataset *self, const char *row_name)
{
  RuhuList *list = ruhu_dataset_find_list (self, row_name);

  if (list != NULL || self->lists->len >= MOST_ROW_NAMES)
    return list;
  list = add_list (self, row_name, ruhu_list_new (NULL));
  ruhu_list_allow_gaps (list);
  return list;
}

static gboolean
has_element (xmlNodePtr node)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return TRUE;

  return FALSE;
}

/* Returns FALSE where the row does not fit into columns. */
static gboolean
add_row (RuhuList *list, xmlNodePtr node)
{
  guint row = ruhu_list_add_row (list);
  guint n = 0;

  for (xmlAttrPtr attr = node->properties; attr != NULL; attr = attr->next) {
    g_autofree char *name = g_strconcat ("@", (const char *) attr->name, NULL);

    ruhu_list_set_value (list,
                         row,
                         ruhu_list_ensure_column (list, name, n++),
                         ruhu_xml_get (node, (const char *) attr->name),
                         -1);
  }
  if (!has_element (node)) {
    const char *text = ruhu_xml_get_text (node);

    if (*text != '\0')
      ruhu_list_set_value (list, row, ruhu_list_ensure_column (list, ".", n), text, -1);
    return TRUE;
  }

  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    const char *text;
    guint column;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (child->properties != NULL || has_element (child))
      return FALSE;
    text = ruhu_xml_get_text (child);
    column = ruhu_list_ensure_column (list, (const char *) child->name, n++);
    if (ruhu_list_has_value (list, row, column))
      return FALSE;
    ruhu_list_set_value (list, row, column, text, -1);
  }

  return !ruhu_list_is_too_wide (list);
}

static gsize
measure (xmlNodePtr root)
{
  gsize n = 0;

  for (xmlNodePtr node = root->children; node != NULL; node = node->next)
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
      n++;
  return n;
}

static gboolean
read_rows (RuhuDataset *self, xmlNodePtr root)
{
  const char *name = NULL;
  RuhuList *list = NULL;

  if (root->properties != NULL)
    return FALSE;
  for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
    if (node->type != XML_ELEMENT_NODE)
      continue;
    if (name == NULL || strcmp (name, (const char *) node->name) != 0) {
      name = g_intern_string ((const char *) node->name);
      list = ruhu_dataset_find_list (self, name);
      if (list == NULL) {
        list = ruhu_dataset_ensure_list (self, name);
        if (list == NULL)
          return FALSE;
        ruhu_list_set_source_size (list, measure (root));
      }
    }
    if (!add_row (list, node))
      return FALSE;
  }

  return TRUE;
}

static RuhuDataset *
read_tree (xmlNodePtr root)
{
  RuhuDataset *self = ruhu_dataset_new ((const char *) root->name);

  if (!read_rows (self, root)) {
    g_ptr_array_set_size (self->lists, 0);
    g_ptr_array_set_size (self->row_names, 0);
    self->tree = root;
  }

  return self;
}

/* @instance: the <instance> element of a form, which outlives the result */
RuhuDataset *
ruhu_dataset_new_from_element (xmlNodePtr instance)
{
  for (xmlNodePtr child = instance->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return read_tree (child);

  return ruhu_dataset_new ("root");
}

static xmlDocPtr
parse_doc (GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = ruhu_file_get_data (bytes, &length);
  xmlDocPtr doc = length > G_MAXINT || ruhu_xml_is_wide (data, length)
                    ? NULL
                    : xmlReadMemory (data,
                                     (int) length,
                                     NULL,
                                     NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                       XML_PARSE_COMPACT);

  if (doc != NULL && ruhu_xml_has_entities (doc)) {
    g_set_error_literal (error,
                         RUHU_ERROR,
                         RUHU_ERROR_INVALID,
                         "has an <!ENTITY>, which is not for lists");
    g_clear_pointer (&doc, xmlFreeDoc);
  } else if (doc == NULL || xmlDocGetRootElement (doc) == NULL) {
    const xmlError *reason = xmlGetLastError ();

    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "is not XML: line %d",
                 reason != NULL ? reason->line : 0);
    g_clear_pointer (&doc, xmlFreeDoc);
  }

  return doc;
}

/* An XML file as it is, however it is shaped: what last-saved gives. */
RuhuDataset *
ruhu_dataset_new_from_tree (GBytes *bytes, GError **error)
{
  xmlDocPtr doc = parse_doc (bytes, error);
  RuhuDataset *self;

  if (doc == NULL)
    return NULL;

  self = ruhu_dataset_new ((const char *) xmlDocGetRootElement (doc)->name);
  self->doc = doc;
  self->tree = xmlDocGetRootElement (doc);

  return self;
}

static RuhuDataset *
read_xml (GBytes *bytes, GError **error)
{
  RuhuDataset *self = ruhu_dataset_new_from_rows (bytes);
  xmlDocPtr doc = self == NULL ? parse_doc (bytes, error) : NULL;

  if (doc == NULL)
    return self;

  self = read_tree (xmlDocGetRootElement (doc));
  if (self->tree != NULL)
    self->doc = doc;
  else
    xmlFreeDoc (doc);

  return self;
}

/* @uri: tells by its ending what the bytes are */
RuhuDataset *
ruhu_dataset_new_from_file (const char *uri, GBytes *bytes, GError **error)
{
  g_autoptr (RuhuList) list = NULL;

  if (g_str_has_suffix (uri, ".xml"))
    return read_xml (bytes, error);

  list = g_str_has_suffix (uri, ".geojson") ? ruhu_list_new_from_geojson (bytes, error)
                                            : ruhu_list_new_from_csv (bytes, error);
  return list != NULL ? ruhu_dataset_new_from_list (list) : NULL;
}

/* Whether a list within the form can offer @value at all, filters aside. */
gboolean
ruhu_lists_itemset_offers (RuhuForm *form, const RuhuItemset *itemset, const char *value)
{
  const RuhuXPathPath *nodeset = &itemset->nodeset->path;
  const RuhuXPathPath *path = &itemset->value->path;
  RuhuSecondary *secondary;
  RuhuList *list = NULL;
  int column;

  if (itemset->nodeset->kind != RUHU_XPATH_PATH || nodeset->start != RUHU_XPATH_INSTANCE ||
      nodeset->instance == NULL || nodeset->steps->len != 2 ||
      itemset->value->kind != RUHU_XPATH_PATH || path->steps->len != 1)
    return FALSE;

  secondary = ruhu_form_find_secondary (form, nodeset->instance);
  if (secondary != NULL && secondary->content != NULL)
    list = ruhu_dataset_find_list (secondary->content,
                                   ruhu_xpath_path_get_step (nodeset, 1)->local_name);
  if (list == NULL)
    return FALSE;

  column = ruhu_list_find_column (list, ruhu_xpath_path_get_step (path, 0)->local_name);
  return column >= 0 && ruhu_list_find_row (list, (guint) column, value) >= 0;
}

static char *
look_up_in_list (RuhuList *list, const char *column, const char *key_column, const char *key)
{
  int wanted = ruhu_list_find_column (list, column);
  int by = ruhu_list_find_column (list, key_column);
  int row = wanted >= 0 && by >= 0 ? ruhu_list_find_row (list, (guint) by, key) : -1;

  while (row >= 0 && !ruhu_list_has_value (list, (guint) row, (guint) by))
    row = ruhu_list_find_next_row (list, (guint) by, (guint) row);

  return g_strdup (row >= 0 ? ruhu_list_get_value (list, (guint) row, (guint) wanted) : "");
}

/* Returns what the first child of that name says, NULL where there is none. */
static const char *
find_child_text (xmlNodePtr element, const char *name)
{
  if (*name == '@')
    return ruhu_xml_get (element, name + 1);
  for (xmlNodePtr child = element->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && strcmp ((const char *) child->name, name) == 0)
      return ruhu_xml_get_text (child);

  return NULL;
}

static char *
look_up_in_tree (xmlNodePtr root, const char *column, const char *key_column, const char *key)
{
  for (xmlNodePtr item = root->children; item != NULL; item = item->next)
    if (item->type == XML_ELEMENT_NODE &&
        g_strcmp0 (find_child_text (item, key_column), key) == 0) {
      const char *found = find_child_text (item, column);

      return g_strdup (found != NULL ? found : "");
    }

  return g_strdup ("");
}

/* Returns @column of the first row whose @key_column is @key, "" where there is none (pulldata). */
char *
ruhu_dataset_look_up (RuhuDataset *self,
                      const char *column,
                      const char *key_column,
                      const char *key)
{
  if (self->tree != NULL)
    return look_up_in_tree (self->tree, column, key_column, key);
  if (self->lists->len == 0)
    return g_strdup ("");
  return look_up_in_list (self->lists->pdata[0], column, key_column, key);
}
