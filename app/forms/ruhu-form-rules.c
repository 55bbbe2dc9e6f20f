/* ruhu-form-rules.c: rows of the rules sheet: what the form language cannot say
 *
 * They stand in the model under Ruhu's own namespace, which other engines ignore.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

gboolean
ruhu_form_parse_rule (RuhuForm *form, xmlNodePtr node, GError **error)
{
  RuhuFormRule *self = g_new0 (RuhuFormRule, 1);
  const char *when = ruhu_xml_get (node, "when");
  const char *message = ruhu_xml_get (node, "message");

  g_ptr_array_add (form->rules, self);
  self->columns = g_hash_table_new (g_str_hash, g_str_equal);
  for (xmlAttrPtr attr = node->properties; attr != NULL; attr = attr->next)
    g_hash_table_insert (self->columns,
                         (gpointer) attr->name,
                         (gpointer) ruhu_xml_get (node, (const char *) attr->name));

  if (when != NULL && *when != '\0') {
    self->when = ruhu_form_parse_expr (form, node, when, error);
    if (self->when == NULL)
      return FALSE;
  }
  if (message != NULL) {
    self->message = ruhu_text_parse_message (form, node, message, error);
    if (self->message == NULL)
      return FALSE;
  }

  return TRUE;
}

void
ruhu_form_rule_free (RuhuFormRule *self)
{
  g_clear_pointer (&self->when, ruhu_xpath_expr_free);
  g_clear_pointer (&self->message, ruhu_text_free);
  g_hash_table_unref (self->columns);
  g_free (self);
}

/**
 * ruhu_form_rule_get_id:
 * @self: a rule
 *
 * Returns: (nullable): its id
 */
const char *
ruhu_form_rule_get_id (const RuhuFormRule *self)
{
  return ruhu_form_rule_get_value (self, "id");
}

/**
 * ruhu_form_rule_get_value:
 * @self: a rule
 * @column: “severity”, “raises” or another column of the rules sheet
 *
 * Returns: (nullable): what stands there
 */
const char *
ruhu_form_rule_get_value (const RuhuFormRule *self, const char *column)
{
  return g_hash_table_lookup (self->columns, column);
}

/**
 * ruhu_form_rule_get_parameter:
 * @self: a rule
 * @name: “visit”, of “visit=/data/visit”
 *
 * Returns: (transfer full) (nullable): what stands there; %NULL where the rule has no such
 *   parameter
 */
char *
ruhu_form_rule_get_parameter (const RuhuFormRule *self, const char *name)
{
  const char *parameters = ruhu_form_rule_get_value (self, "parameters");
  g_auto (GStrv) parts = g_strsplit (parameters != NULL ? parameters : "", " ", -1);
  gsize length = strlen (name);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strncmp (parts[i], name, length) == 0 && parts[i][length] == '=')
      return g_strdup (parts[i] + length + 1);

  return NULL;
}
