/* ruhu-form-xml.c: small questions to libxml2's tree, and errors that name file and line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-xlsform-private.h"
#include "forms/xpath/ruhu-xpath-function-private.h"

#include <string.h>

#define MOST_ATTRIBUTES 1000
#define LONGEST_QUOTE 200

/* The content of an attribute or element that is one text node, without a copy; else a copy that
 * lives as long as the program, which happens only for texts that comments divide. */
static const char *
get_content (xmlNodePtr children, xmlNodePtr node)
{
  g_autofree char *owned = NULL;
  xmlChar *content;

  if (children == NULL)
    return "";
  if (children->next == NULL &&
      (children->type == XML_TEXT_NODE || children->type == XML_CDATA_SECTION_NODE))
    return (const char *) children->content;

  content = xmlNodeListGetString (node->doc, children, 1);
  if (content == NULL)
    return "";
  owned = g_strdup ((const char *) content);
  xmlFree (content);

  return g_intern_string (owned);
}

/* Returns the attribute without a namespace, or NULL. */
const char *
ruhu_xml_get (xmlNodePtr node, const char *name)
{
  for (xmlAttrPtr attr = node->properties; attr != NULL; attr = attr->next)
    if (attr->ns == NULL && strcmp ((const char *) attr->name, name) == 0)
      return get_content (attr->children, node);

  return NULL;
}

/* Forms of old spell the ODK namespace without www. */
static gboolean
is_same_ns (const char *a, const char *b)
{
  if (strcmp (a, b) == 0)
    return TRUE;

  return g_str_has_prefix (b, RUHU_NS_ODK) &&
         g_str_has_prefix (a, "http://opendatakit.org/xforms") &&
         strcmp (a + strlen ("http://"), b + strlen ("http://www.")) == 0;
}

/* Returns the attribute of that namespace, or NULL. */
const char *
ruhu_xml_get_ns (xmlNodePtr node, const char *name, const char *ns)
{
  for (xmlAttrPtr attr = node->properties; attr != NULL; attr = attr->next)
    if (attr->ns != NULL && strcmp ((const char *) attr->name, name) == 0 &&
        is_same_ns ((const char *) attr->ns->href, ns))
      return get_content (attr->children, node);

  return NULL;
}

/* Returns the text of an element without element children; its own text else. */
const char *
ruhu_xml_get_text (xmlNodePtr node)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return "";

  return get_content (node->children, node);
}

gboolean
ruhu_xml_is (xmlNodePtr node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

gboolean
ruhu_xml_is_ns (xmlNodePtr node, const char *name, const char *ns)
{
  return ruhu_xml_is (node, name) && node->ns != NULL &&
         is_same_ns ((const char *) node->ns->href, ns);
}

/* Returns the first child element of that name, or NULL. */
xmlNodePtr
ruhu_xml_find (xmlNodePtr parent, const char *name)
{
  for (xmlNodePtr child = parent->children; child != NULL; child = child->next)
    if (ruhu_xml_is (child, name))
      return child;

  return NULL;
}

/* libxml2 holds each attribute of an element against all before it: a megabyte of them in one
 * element takes it half a minute. Returns TRUE where an element has more than any of use. */
gboolean
ruhu_xml_is_wide (const char *data, gsize length)
{
  gboolean in_tag = FALSE;
  guint n_values = 0;
  char quote = '\0';

  for (const char *c = data; c < data + length; c++) {
    if (quote != '\0') {
      quote = *c == quote ? '\0' : quote;
    } else if (*c == '<') {
      in_tag = c + 1 < data + length && c[1] != '!' && c[1] != '?';
      n_values = 0;
    } else if (*c == '>') {
      in_tag = FALSE;
    } else if (in_tag && (*c == '"' || *c == '\'')) {
      quote = *c;
      if (++n_values > MOST_ATTRIBUTES)
        return TRUE;
    }
  }

  return FALSE;
}

/* Entities of a document's own can stand for more than any memory holds, or for a file of the
 * device; no form or list needs them. */
gboolean
ruhu_xml_has_entities (xmlDocPtr doc)
{
  xmlDtdPtr dtd = doc->intSubset;

  return dtd != NULL && (xmlHashSize (dtd->entities) > 0 || xmlHashSize (dtd->pentities) > 0);
}

/* Sets @error to “FILE:LINE: reason”. Returns FALSE. */
gboolean
ruhu_form_fail (RuhuForm *form, xmlNodePtr node, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s:%ld: %s",
               form->name,
               node != NULL ? xmlGetLineNo (node) : 1,
               reason);

  return FALSE;
}

/* Adds “FILE:LINE: warning: what is odd” to the form's warnings. */
void
ruhu_form_warn (RuhuForm *form, xmlNodePtr node, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (form->warnings,
                   g_strdup_printf ("%s:%ld: warning: %s", form->name, xmlGetLineNo (node), what));
}

static void
note_unknown (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  const char **name = data;

  if (*name == NULL && expr->kind == RUHU_XPATH_CALL &&
      ruhu_xpath_function_find (expr->call.name) == NULL)
    *name = expr->call.name;
}

static void
warn_of_unknown (RuhuForm *form, xmlNodePtr node, RuhuXPathExpr *expr, const char *text)
{
  g_autoptr (GPtrArray) known = ruhu_xpath_function_list_names ();
  const char *name = NULL, *near;

  ruhu_xpath_foreach (expr, note_unknown, &name);
  near = name != NULL ? ruhu_xls_find_near (name, known, strlen (name) > 5 ? 2 : 1) : NULL;
  ruhu_form_warn (form,
                  node,
                  "“%s” calls a function that Ruhu does not know: %s()%s%s%s",
                  text,
                  name,
                  near != NULL ? "; did you mean " : "",
                  near != NULL ? near : "",
                  near != NULL ? "()?" : "");
}

RuhuXPathExpr *
ruhu_form_parse_expr (RuhuForm *form, xmlNodePtr node, const char *text, GError **error)
{
  g_autoptr (GError) reason = NULL;
  RuhuXPathExpr *expr = ruhu_xpath_parse (text, &reason);

  if (expr == NULL)
    ruhu_form_fail (form,
                    node,
                    error,
                    "“%.*s%s”: %s",
                    g_utf8_strlen (text, -1) > LONGEST_QUOTE
                      ? (int) (g_utf8_offset_to_pointer (text, LONGEST_QUOTE) - text)
                      : (int) strlen (text),
                    text,
                    g_utf8_strlen (text, -1) > LONGEST_QUOTE ? "…" : "",
                    reason->message);
  else if (expr->flags & RUHU_XPATH_HAS_UNKNOWN)
    warn_of_unknown (form, node, expr, text);

  return expr;
}
