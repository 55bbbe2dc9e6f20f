/* ruhu-answers.c: the answers of a response as JSON and as XML
 *
 * JSON is what travels and is kept: groups as objects, repeats as arrays, values as text, an
 * attribute as a member “@name”, the own text of a question that has attributes as the member “”.
 * XML is made from it and the form, byte for byte the same each time: elements in the order of the
 * form, what is empty left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-answers.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-json.h"
#include "forms/ruhu-form-parser-private.h"

#include <libxml/parser.h>

#include <string.h>

/**
 * ruhu_answers_to_text:
 * @answers: answers of a response
 *
 * Returns: (transfer full): them in the one way that they are written: compact, in their order
 */
char *
ruhu_answers_to_text (JsonNode *answers)
{
  return ruhu_json_node_to_text (answers);
}

static void
append_escaped (GString *xml, const char *text, gboolean in_attribute)
{
  for (const char *c = text; *c != '\0'; c++)
    switch (*c) {
    case '&':
      g_string_append (xml, "&amp;");
      break;
    case '<':
      g_string_append (xml, "&lt;");
      break;
    case '>':
      g_string_append (xml, "&gt;");
      break;
    case '"':
      g_string_append (xml, in_attribute ? "&quot;" : "\"");
      break;
    case '\r':
      g_string_append (xml, "&#13;");
      break;
    case '\n':
    case '\t':
      if (in_attribute)
        g_string_append_printf (xml, "&#%d;", *c);
      else
        g_string_append_c (xml, *c);
      break;
    default:
      /* What XML cannot hold at all is left out. */
      if ((guchar) *c >= ' ')
        g_string_append_c (xml, *c);
      break;
    }
}

static void
append_attribute (GString *xml, const char *prefix, const char *name, const char *value)
{
  g_string_append_printf (xml, " %s%s%s=\"", prefix, *prefix != '\0' ? ":" : "", name);
  append_escaped (xml, value, TRUE);
  g_string_append_c (xml, '"');
}

static xmlNsPtr
get_ns (const RuhuSchema *schema)
{
  return schema->is_attribute ? ((xmlAttrPtr) schema->xml)->ns : schema->xml->ns;
}

static const char *
get_prefix (const RuhuSchema *schema)
{
  xmlNsPtr ns = get_ns (schema);

  return ns != NULL && ns->prefix != NULL ? (const char *) ns->prefix : "";
}

static const char *
get_string (JsonNode *node)
{
  const char *text =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

static void append_node (GString *xml, RuhuSchema *schema, JsonNode *node);

static void
append_attributes (GString *xml, RuhuSchema *schema, JsonObject *object)
{
  for (guint i = 0; schema->children != NULL && i < schema->children->len; i++) {
    RuhuSchema *child = schema->children->pdata[i];
    g_autofree char *member = NULL;
    const char *value;

    if (!child->is_attribute)
      continue;
    member = g_strconcat ("@", child->name, NULL);
    value = get_string (json_object_get_member (object, member));
    if (value != NULL)
      append_attribute (xml, get_prefix (child), child->name, value);
  }
}

static void
append_children (GString *xml, RuhuSchema *schema, JsonObject *object)
{
  for (guint i = 0; schema->children != NULL && i < schema->children->len; i++) {
    RuhuSchema *child = schema->children->pdata[i];
    JsonNode *member = child->is_attribute ? NULL : json_object_get_member (object, child->name);

    if (member == NULL)
      continue;
    if (!JSON_NODE_HOLDS_ARRAY (member)) {
      append_node (xml, child, member);
      continue;
    }
    for (guint j = 0; j < json_array_get_length (json_node_get_array (member)); j++)
      append_node (xml, child, json_array_get_element (json_node_get_array (member), j));
  }
}

static void
append_node (GString *xml, RuhuSchema *schema, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *prefix = get_prefix (schema);
  const char *colon = *prefix != '\0' ? ":" : "";
  const char *text = get_string (object != NULL ? json_object_get_member (object, "") : node);
  gsize start;

  g_string_append_printf (xml, "<%s%s%s", prefix, colon, schema->name);
  if (object != NULL)
    append_attributes (xml, schema, object);
  start = xml->len;
  g_string_append_c (xml, '>');
  if (text != NULL)
    append_escaped (xml, text, FALSE);
  if (object != NULL)
    append_children (xml, schema, object);

  if (xml->len == start + 1) {
    g_string_truncate (xml, start);
    g_string_append (xml, "/>");
  } else {
    g_string_append_printf (xml, "</%s%s%s>", prefix, colon, schema->name);
  }
}

/* Every prefix of the form's instance, once, in the order of the form. */
static void
append_namespaces (GString *xml, RuhuForm *form)
{
  g_autoptr (GPtrArray) prefixes = g_ptr_array_new ();
  xmlNsPtr own = form->root->xml->ns;

  if (own != NULL && own->prefix == NULL && strcmp ((const char *) own->href, RUHU_NS_XFORMS) != 0)
    append_attribute (xml, "", "xmlns", (const char *) own->href);
  for (guint i = 0; i < form->schemas->len; i++) {
    RuhuSchema *schema = form->schemas->pdata[i];
    const char *prefix = get_prefix (schema);

    if (*prefix == '\0' || g_ptr_array_find_with_equal_func (prefixes, prefix, g_str_equal, NULL))
      continue;
    g_ptr_array_add (prefixes, (gpointer) prefix);
    append_attribute (xml, "xmlns", prefix, (const char *) get_ns (schema)->href);
  }
}

/**
 * ruhu_answers_to_xml:
 * @form: the form
 * @answers: answers of a response to it, as ruhu_instance_to_json() gives them
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the record as ODK has it, UTF-8. %NULL with @error set to
 *   %RUHU_ERROR_INVALID where @answers is no object
 */
GBytes *
ruhu_answers_to_xml (RuhuForm *form, JsonNode *answers, GError **error)
{
  GString *xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  const char *prefix = get_prefix (form->root);
  const char *colon = *prefix != '\0' ? ":" : "";

  if (!JSON_NODE_HOLDS_OBJECT (answers)) {
    g_string_free (xml, TRUE);
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "answers are an object");
    return NULL;
  }

  g_string_append_printf (xml, "<%s%s%s", prefix, colon, form->root->name);
  append_namespaces (xml, form);
  for (xmlAttrPtr attr = form->root->xml->properties; attr != NULL; attr = attr->next)
    if (attr->ns == NULL)
      append_attribute (xml,
                        "",
                        (const char *) attr->name,
                        ruhu_xml_get (form->root->xml, (const char *) attr->name));
  append_attributes (xml, form->root, json_node_get_object (answers));
  g_string_append_c (xml, '>');
  append_children (xml, form->root, json_node_get_object (answers));
  g_string_append_printf (xml, "</%s%s%s>\n", prefix, colon, form->root->name);

  return g_string_free_to_bytes (xml);
}

static JsonNode *read_element (RuhuSchema *schema, xmlNodePtr element);

static void
read_attributes (JsonObject *object, RuhuSchema *schema, xmlNodePtr element)
{
  for (guint i = 0; schema->children != NULL && i < schema->children->len; i++) {
    RuhuSchema *child = schema->children->pdata[i];
    g_autofree char *member = NULL;
    const char *value;

    if (!child->is_attribute)
      continue;
    member = g_strconcat ("@", child->name, NULL);
    value = ruhu_xml_get (element, child->name);
    if (value == NULL && get_ns (child) != NULL)
      value = ruhu_xml_get_ns (element, child->name, (const char *) get_ns (child)->href);
    if (value != NULL && *value != '\0')
      json_object_set_string_member (object, member, value);
  }
}

static void
read_child (JsonObject *object, RuhuSchema *child, xmlNodePtr element)
{
  JsonArray *rows = child->is_repeat ? json_array_new () : NULL;

  for (xmlNodePtr node = element->children; node != NULL; node = node->next) {
    JsonNode *value;

    if (!ruhu_xml_is (node, child->name))
      continue;
    value = read_element (child, node);
    if (rows != NULL && value == NULL)
      json_array_add_object_element (rows, json_object_new ());
    else if (rows != NULL)
      json_array_add_element (rows, value);
    else if (value != NULL)
      json_object_set_member (object, child->name, value);
  }

  if (rows != NULL && json_array_get_length (rows) > 0)
    json_object_set_array_member (object, child->name, rows);
  else if (rows != NULL)
    json_array_unref (rows);
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/* Returns NULL for what is empty. */
static JsonNode *
read_element (RuhuSchema *schema, xmlNodePtr element)
{
  const char *text = schema->is_leaf ? ruhu_xml_get_text (element) : "";
  JsonObject *object;

  if (schema->children == NULL) {
    JsonNode *node = *text != '\0' ? json_node_new (JSON_NODE_VALUE) : NULL;

    if (node != NULL)
      json_node_set_string (node, text);
    return node;
  }

  object = json_object_new ();
  read_attributes (object, schema, element);
  for (guint i = 0; i < schema->children->len; i++)
    if (!((RuhuSchema *) schema->children->pdata[i])->is_attribute)
      read_child (object, schema->children->pdata[i], element);
  if (*text != '\0')
    json_object_set_string_member (object, "", text);
  if (json_object_get_size (object) > 0 || schema->parent == NULL)
    return take_object (object);

  json_object_unref (object);
  return NULL;
}

/**
 * ruhu_answers_from_xml:
 * @form: the form
 * @xml: a record of it
 * @error: return location for a #GError
 *
 * Elements that the form does not have are passed over.
 *
 * Returns: (transfer full): the answers. %NULL with @error set to %RUHU_ERROR_INVALID where @xml is
 *   no XML, or a record of another form
 */
JsonNode *
ruhu_answers_from_xml (RuhuForm *form, GBytes *xml, GError **error)
{
  gsize length;
  const char *data = ruhu_file_get_data (xml, &length);
  xmlDocPtr doc = length > G_MAXINT
                    ? NULL
                    : xmlReadMemory (data,
                                     (int) length,
                                     NULL,
                                     NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  xmlNodePtr root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  JsonNode *answers = NULL;

  if (root == NULL)
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the record is not XML");
  else if (!ruhu_xml_is (root, form->root->name))
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "the record's root is <%s>, not <%s>",
                 root->name,
                 form->root->name);
  else
    answers = read_element (form->root, root);
  if (doc != NULL)
    xmlFreeDoc (doc);

  return answers;
}

static void collect_keys (GHashTable *keys, RuhuSchema *schema, const char *key, JsonNode *node);

static void
collect_member (GHashTable *keys, RuhuSchema *child, const char *key, JsonNode *member)
{
  g_autofree char *path =
    g_strdup_printf ("%s/%s%s", key, child->is_attribute ? "@" : "", child->name);

  if (!child->is_repeat) {
    collect_keys (keys, child, path, member);
    return;
  }

  for (guint i = 0;
       JSON_NODE_HOLDS_ARRAY (member) && i < json_array_get_length (json_node_get_array (member));
       i++) {
    g_autofree char *row = g_strdup_printf ("%s#%u", path, i + 1);

    g_hash_table_insert (keys, g_strdup (row), g_strdup_printf ("%u", i + 1));
    collect_keys (keys, child, row, json_array_get_element (json_node_get_array (member), i));
  }
}

static void
collect_keys (GHashTable *keys, RuhuSchema *schema, const char *key, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *text = get_string (object != NULL ? json_object_get_member (object, "") : node);

  if (schema->is_leaf && text != NULL)
    g_hash_table_insert (keys, g_strdup (key), g_strdup (text));
  for (guint i = 0; object != NULL && schema->children != NULL && i < schema->children->len; i++) {
    RuhuSchema *child = schema->children->pdata[i];
    g_autofree char *name = g_strconcat (child->is_attribute ? "@" : "", child->name, NULL);
    JsonNode *member = json_object_get_member (object, name);

    if (member != NULL)
      collect_member (keys, child, key, member);
  }
}

/**
 * ruhu_answers_to_keys:
 * @form: the form
 * @answers: answers of a response to it
 *
 * Returns: (transfer full) (element-type utf8 utf8): what ruhu_instance_restore() takes, to look at
 *   a response again or to correct it
 */
GHashTable *
ruhu_answers_to_keys (RuhuForm *form, JsonNode *answers)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  collect_keys (keys, form->root, form->root->path, answers);
  return keys;
}
