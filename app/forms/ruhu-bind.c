/* ruhu-bind.c: <bind>: a node's type, and the expressions that say when it counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

static RuhuDataType
parse_type (const char *type)
{
  static const struct {
    const char *name;
    RuhuDataType type;
  } types[] = {
    { "int", RUHU_DATA_INT },
    { "integer", RUHU_DATA_INT },
    { "decimal", RUHU_DATA_DECIMAL },
    { "boolean", RUHU_DATA_BOOLEAN },
    { "date", RUHU_DATA_DATE },
    { "time", RUHU_DATA_TIME },
    { "dateTime", RUHU_DATA_DATE_TIME },
    { "geopoint", RUHU_DATA_GEOPOINT },
    { "geotrace", RUHU_DATA_GEOTRACE },
    { "geoshape", RUHU_DATA_GEOSHAPE },
    { "binary", RUHU_DATA_BINARY },
    { "barcode", RUHU_DATA_BARCODE },
    { "intent", RUHU_DATA_INTENT },
  };
  const char *colon;

  if (type == NULL)
    return RUHU_DATA_STRING;

  colon = strchr (type, ':');
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, colon != NULL ? colon + 1 : type) == 0)
      return types[i].type;

  return RUHU_DATA_STRING;
}

static gboolean
parse_expr (RuhuForm *form, xmlNodePtr node, const char *name, RuhuXPathExpr **expr, GError **error)
{
  const char *text = ruhu_xml_get (node, name);

  if (text == NULL || *text == '\0')
    return TRUE;
  if (*expr != NULL) {
    ruhu_form_warn (form, node, "a second %s for one node; the last one counts", name);
    g_clear_pointer (expr, ruhu_xpath_expr_free);
  }

  *expr = ruhu_form_parse_expr (form, node, text, error);
  return *expr != NULL;
}

static gboolean
parse_message (RuhuForm *form,
               xmlNodePtr node,
               const char *name,
               RuhuText **message,
               GError **error)
{
  const char *text = ruhu_xml_get_ns (node, name, RUHU_NS_JR);

  if (text == NULL || *message != NULL)
    return TRUE;

  *message = ruhu_text_parse_message (form, node, text, error);
  return *message != NULL;
}

static RuhuBind *
ensure_bind (RuhuForm *form, RuhuSchema *schema, xmlNodePtr node)
{
  if (schema->bind == NULL) {
    schema->bind = g_new0 (RuhuBind, 1);
    schema->bind->schema = schema;
    schema->bind->xml = node;
    schema->bind->line = xmlGetLineNo (node);
    g_ptr_array_add (form->binds, schema->bind);
  }

  return schema->bind;
}

gboolean
ruhu_form_parse_bind (RuhuForm *form, xmlNodePtr node, GError **error)
{
  const char *nodeset = ruhu_xml_get (node, "nodeset");
  g_autoptr (RuhuXPathExpr) ref = NULL;
  RuhuSchema *schema;
  const char *id;
  RuhuBind *self;

  if (nodeset == NULL)
    nodeset = ruhu_xml_get (node, "ref");
  if (nodeset == NULL)
    return ruhu_form_fail (form, node, error, "<bind> without nodeset");

  ref = ruhu_form_parse_expr (form, node, nodeset, error);
  if (ref == NULL)
    return FALSE;

  schema = ruhu_form_find_schema (form, ref, form->root);
  if (schema == NULL) {
    ruhu_form_warn (form, node, "no node “%s” for this bind", nodeset);
    return TRUE;
  }

  self = ensure_bind (form, schema, node);
  id = ruhu_xml_get (node, "id");
  if (id != NULL)
    g_hash_table_insert (form->by_bind_id, (gpointer) id, schema->path);
  if (ruhu_xml_get (node, "type") != NULL)
    self->type = parse_type (ruhu_xml_get (node, "type"));
  if (self->preload == NULL) {
    self->preload = ruhu_xml_get_ns (node, "preload", RUHU_NS_JR);
    self->preload_params = ruhu_xml_get_ns (node, "preloadParams", RUHU_NS_JR);
  }
  if (self->save_to == NULL)
    self->save_to = ruhu_xml_get_ns (node, "saveto", RUHU_NS_ENTITIES);

  return parse_expr (form, node, "relevant", &self->relevant, error) &&
         parse_expr (form, node, "required", &self->required, error) &&
         parse_expr (form, node, "readonly", &self->readonly, error) &&
         parse_expr (form, node, "calculate", &self->calculate, error) &&
         parse_expr (form, node, "constraint", &self->constraint, error) &&
         parse_message (form, node, "requiredMsg", &self->required_message, error) &&
         parse_message (form, node, "constraintMsg", &self->constraint_message, error);
}

void
ruhu_bind_free (RuhuBind *self)
{
  g_clear_pointer (&self->relevant, ruhu_xpath_expr_free);
  g_clear_pointer (&self->required, ruhu_xpath_expr_free);
  g_clear_pointer (&self->readonly, ruhu_xpath_expr_free);
  g_clear_pointer (&self->calculate, ruhu_xpath_expr_free);
  g_clear_pointer (&self->constraint, ruhu_xpath_expr_free);
  g_clear_pointer (&self->required_message, ruhu_text_free);
  g_clear_pointer (&self->constraint_message, ruhu_text_free);
  g_free (self);
}
