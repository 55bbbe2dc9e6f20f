/* ruhu-form-parser.c: XForms XML → RuhuForm: the document and the model (ODK XForms)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "forms/ruhu-lists-private.h"

#include <libxml/parser.h>

#include <string.h>

#define ENTITIES_YEAR 2025 /* the newest entities specification that this reads */

/* Forms written by hand have relevant="/data/age < 5", which ODK Collect reads. Returns the text
 * with every “<” within an attribute's quotes as XML wants it, and in @line where the first was; 0:
 * none. */
static GString *
escape_in_attributes (const char *data, gsize length, int *line)
{
  int at = 1;

  GString *text = g_string_sized_new (length + 64);
  gboolean in_tag = FALSE;
  char quote = '\0';

  for (const char *c = data; c < data + length; c++) {
    at += *c == '\n';
    if (quote != '\0' && *c == '<') {
      *line = *line == 0 ? at : *line;
      g_string_append (text, "&lt;");
      continue;
    }
    if (quote != '\0')
      quote = *c == quote ? '\0' : quote;
    else if (in_tag && (*c == '"' || *c == '\''))
      quote = *c;
    else if (*c == '<')
      in_tag = c + 1 < data + length && c[1] != '!' && c[1] != '?';
    else if (*c == '>')
      in_tag = FALSE;
    g_string_append_c (text, *c);
  }

  return text;
}

static xmlDocPtr
parse_text (xmlParserCtxtPtr parser, const char *data, gsize length)
{
  return length > G_MAXINT
           ? NULL
           : xmlCtxtReadMemory (parser,
                                data,
                                (int) length,
                                NULL,
                                NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                  XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
}

static xmlDocPtr
parse_again (RuhuForm *form, xmlParserCtxtPtr parser)
{
  gsize length;
  const char *data = ruhu_file_get_data (form->bytes, &length);
  int line = 0;
  g_autoptr (GString) text = escape_in_attributes (data, length, &line);
  xmlDocPtr doc = line > 0 ? parse_text (parser, text->str, text->len) : NULL;

  if (doc != NULL)
    g_ptr_array_add (form->warnings,
                     g_strdup_printf ("%s:%d: warning: “<” in an attribute is written &lt;",
                                      form->name,
                                      line));
  return doc;
}

/* The tree of the form without its lists, which go straight into columns. Returns NULL where it is
 * no XML, or a list is of another shape. */
static xmlDocPtr
read_with_lists (RuhuForm *form, const char *data, gsize length)
{
  xmlParserCtxtPtr parser = xmlNewParserCtxt ();
  RuhuListCatcher *catcher = ruhu_list_catcher_new (parser, length);
  xmlDocPtr doc = parse_text (parser, data, length);

  xmlFreeParserCtxt (parser);
  if (doc != NULL && ruhu_list_catcher_fits (catcher)) {
    form->catcher = catcher;
    return doc;
  }
  ruhu_list_catcher_free (catcher);
  xmlFreeDoc (doc);

  return NULL;
}

static xmlDocPtr
read_document (RuhuForm *form, GError **error)
{
  gsize length;
  const char *data = ruhu_file_get_data (form->bytes, &length);
  xmlParserCtxtPtr parser = xmlNewParserCtxt ();
  gboolean is_wide = ruhu_xml_is_wide (data, length);
  xmlDocPtr doc = is_wide ? NULL : read_with_lists (form, data, length);

  if (doc == NULL && !is_wide)
    doc = parse_text (parser, data, length);
  if (doc == NULL && !is_wide)
    doc = parse_again (form, parser);
  if (doc == NULL || xmlDocGetRootElement (doc) == NULL) {
    const xmlError *reason = xmlCtxtGetLastError (parser);
    g_autofree char *text = g_strdup (is_wide ? "an element with too many attributes"
                                      : reason != NULL && reason->message != NULL ? reason->message
                                                                                  : "empty");

    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s:%d: not XML: %s",
                 form->name,
                 reason != NULL ? MAX (reason->line, 1) : 1,
                 g_strchomp (text));
    g_clear_pointer (&doc, xmlFreeDoc);
  }
  xmlFreeParserCtxt (parser);
  if (doc != NULL && ruhu_xml_has_entities (doc)) {
    ruhu_form_fail (form,
                    xmlDocGetRootElement (doc),
                    error,
                    "<!ENTITY> is not for forms: write what it stands for in its place");
    g_clear_pointer (&doc, xmlFreeDoc);
  }

  return doc;
}

static xmlNodePtr
first_element (xmlNodePtr node)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return child;

  return NULL;
}

/* Returns NULL where the form has no such instance. */
RuhuSecondary *
ruhu_form_find_secondary (const RuhuForm *form, const char *id)
{
  return g_hash_table_lookup (form->by_instance, id);
}

static RuhuDataset *
take_rows (RuhuForm *form, xmlNodePtr instance)
{
  RuhuDataset *rows =
    form->catcher != NULL ? ruhu_list_catcher_take (form->catcher, instance) : NULL;

  return rows != NULL ? rows : ruhu_dataset_new_from_element (instance);
}

static gboolean
add_secondary (RuhuForm *form, xmlNodePtr node, GError **error)
{
  const char *id = ruhu_xml_get (node, "id");
  const char *source = ruhu_xml_get (node, "src");
  RuhuSecondary *secondary;

  if (id == NULL)
    return ruhu_form_fail (form, node, error, "a secondary <instance> without id");
  if (ruhu_form_find_secondary (form, id) != NULL)
    return ruhu_form_fail (form, node, error, "a second instance “%s”", id);

  secondary = g_new0 (RuhuSecondary, 1);
  secondary->id = g_strdup (id);
  secondary->source = g_strdup (source);
  secondary->xml = node;
  if (source == NULL)
    secondary->content = take_rows (form, node);
  g_ptr_array_add (form->secondaries, secondary);
  g_hash_table_insert (form->by_instance, secondary->id, secondary);

  return TRUE;
}

static gboolean
check_version (RuhuForm *form, xmlNodePtr model, GError **error)
{
  const char *version = ruhu_xml_get_ns (model, "xforms-version", RUHU_NS_ODK);
  const char *entities = ruhu_xml_get_ns (model, "entities-version", RUHU_NS_ENTITIES);
  char *dot = NULL;
  guint64 year = entities != NULL ? g_ascii_strtoull (entities, &dot, 10) : 0;

  if (version != NULL && g_ascii_strtoull (version, NULL, 10) > 1)
    return ruhu_form_fail (form, model, error, "made for XForms %s; Ruhu knows 1", version);
  if (year > ENTITIES_YEAR ||
      (year == ENTITIES_YEAR && *dot == '.' && g_ascii_strtoull (dot + 1, NULL, 10) > 1))
    return ruhu_form_fail (form,
                           model,
                           error,
                           "made for entities %s; Ruhu knows them up to %d.1",
                           entities,
                           ENTITIES_YEAR);

  form->entities_year = year;
  return TRUE;
}

/* Form id: the attribute, or the namespace of the element where there is none. */
static void
read_identity (RuhuForm *form, xmlNodePtr root)
{
  const char *id = ruhu_xml_get (root, "id");
  const char *version = ruhu_xml_get (root, "version");

  if (id == NULL && root->ns != NULL && strcmp ((const char *) root->ns->href, RUHU_NS_XFORMS) != 0)
    id = (const char *) root->ns->href;
  if (id == NULL) {
    ruhu_form_warn (form, root, "the form has no id: <%s id=\"…\">", root->name);
    id = (const char *) root->name;
  }
  if (version == NULL)
    version = ruhu_xml_get_ns (root, "version", RUHU_NS_ORX);

  form->id = g_strdup (id);
  form->version = g_strdup (version != NULL ? version : "");
}

static gboolean
parse_instances (RuhuForm *form, xmlNodePtr model, xmlNodePtr body, GError **error)
{
  xmlNodePtr primary = NULL;

  for (xmlNodePtr node = model->children; node != NULL; node = node->next) {
    if (!ruhu_xml_is (node, "instance"))
      continue;
    if (primary != NULL) {
      if (!add_secondary (form, node, error))
        return FALSE;
      continue;
    }
    primary = first_element (node);
    if (primary == NULL)
      return ruhu_form_fail (form, node, error, "the first <instance> is empty");
    read_identity (form, primary);
    if (!ruhu_form_parse_schema (form, primary, body, error))
      return FALSE;
  }

  return primary != NULL || ruhu_form_fail (form, model, error, "<model> without <instance>");
}

static gboolean
parse_model (RuhuForm *form, xmlNodePtr model, xmlNodePtr body, GError **error)
{
  if (!check_version (form, model, error))
    return FALSE;

  form->itext = ruhu_itext_parse (form, ruhu_xml_find (model, "itext"), error);
  if (form->itext == NULL || !parse_instances (form, model, body, error))
    return FALSE;

  for (xmlNodePtr node = model->children; node != NULL; node = node->next)
    if (ruhu_xml_is (node, "bind") && !ruhu_form_parse_bind (form, node, error))
      return FALSE;

  for (xmlNodePtr node = model->children; node != NULL; node = node->next) {
    if (ruhu_form_is_action (node) && !ruhu_form_parse_action (form, node, NULL, error))
      return FALSE;
    if (ruhu_xml_is_ns (node, "rule", RUHU_NS_RUHU) && !ruhu_form_parse_rule (form, node, error))
      return FALSE;
  }

  return TRUE;
}

/* Rows of the model that became columns are not needed as XML any more. */
static void
drop_read_rows (RuhuForm *form)
{
  for (guint i = 0; i < form->secondaries->len; i++) {
    RuhuSecondary *secondary = form->secondaries->pdata[i];
    RuhuDataset *dataset = secondary->content;

    if (dataset != NULL && dataset->tree == NULL) {
      xmlUnlinkNode (secondary->xml);
      xmlFreeNode (secondary->xml);
      secondary->xml = NULL;
    }
  }
}

static xmlNodePtr
find_head (RuhuForm *form, xmlNodePtr root, xmlNodePtr *body, GError **error)
{
  xmlNodePtr head = ruhu_xml_is (root, "html") ? ruhu_xml_find (root, "head") : NULL;

  *body = ruhu_xml_find (root, "body");
  if (head == NULL) {
    ruhu_form_fail (form, root, error, "no XForm: <h:html> with <h:head> is expected");
    return NULL;
  }
  for (xmlNodePtr node = root->children; node != head; node = node->next)
    if (node == *body) {
      ruhu_form_fail (form, node, error, "<body> before <head>");
      return NULL;
    }

  return head;
}

/* @form has its bytes and name. */
gboolean
ruhu_form_parse (RuhuForm *form, GError **error)
{
  xmlNodePtr head, model, title, body;

  form->doc = read_document (form, error);
  if (form->doc == NULL)
    return FALSE;
  head = find_head (form, xmlDocGetRootElement (form->doc), &body, error);
  if (head == NULL)
    return FALSE;

  model = ruhu_xml_find (head, "model");
  if (model == NULL)
    return ruhu_form_fail (form, head, error, "<head> without <model>");
  title = ruhu_xml_find (head, "title");
  form->title = g_strstrip (g_strdup (title != NULL ? ruhu_xml_get_text (title) : ""));

  if (!parse_model (form, model, body, error) || !ruhu_form_parse_body (form, body, error) ||
      !ruhu_form_build_graph (form, error))
    return FALSE;

  drop_read_rows (form);
  g_clear_pointer (&form->catcher, ruhu_list_catcher_free);
  return TRUE;
}
