/* ruhu-form-actions.c: what a form does by itself when something happens (ODK XForms, actions)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

gboolean
ruhu_form_is_action (xmlNodePtr node)
{
  return ruhu_xml_is (node, "setvalue") || ruhu_xml_is (node, "setgeopoint") ||
         ruhu_xml_is (node, "recordaudio");
}

static gboolean
parse_event (RuhuForm *form, xmlNodePtr node, const char *name, RuhuEvent *event, GError **error)
{
  if (strcmp (name, "odk-instance-first-load") == 0 || strcmp (name, "xforms-ready") == 0)
    *event |= RUHU_EVENT_FIRST_LOAD;
  else if (strcmp (name, "odk-instance-load") == 0)
    *event |= RUHU_EVENT_LOAD;
  else if (strcmp (name, "odk-new-repeat") == 0 || strcmp (name, "jr-insert") == 0)
    *event |= RUHU_EVENT_NEW_REPEAT;
  else if (strcmp (name, "xforms-value-changed") == 0)
    *event |= RUHU_EVENT_VALUE_CHANGED;
  else
    return ruhu_form_fail (form, node, error, "unknown event “%s”", name);

  return TRUE;
}

static gboolean
parse_events (RuhuForm *form, xmlNodePtr node, gboolean in_body, RuhuEvent *events, GError **error)
{
  const char *text = ruhu_xml_get (node, "event");
  g_auto (GStrv) names = NULL;

  if (text == NULL)
    text = ruhu_xml_get_ns (node, "event", "http://www.w3.org/2001/xml-events");
  if (text == NULL)
    return ruhu_form_fail (form, node, error, "<%s> without event", node->name);

  names = g_strsplit_set (text, " \t\r\n", -1);
  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0' && !parse_event (form, node, names[i], events, error))
      return FALSE;

  if (*events & (RUHU_EVENT_NEW_REPEAT | RUHU_EVENT_VALUE_CHANGED) && !in_body)
    return ruhu_form_fail (form,
                           node,
                           error,
                           "“%s” happens to a question or repeat; move it into the body",
                           text);

  return TRUE;
}

/* A node is named by ref, or by the id of its bind. Returns the path as written, or NULL. */
const char *
ruhu_form_get_ref (RuhuForm *form, xmlNodePtr node)
{
  const char *ref = ruhu_xml_get (node, "ref");
  const char *id = ruhu_xml_get (node, "bind");

  return ref == NULL && id != NULL ? g_hash_table_lookup (form->by_bind_id, id) : ref;
}

static gboolean
parse_setvalue (RuhuForm *form, xmlNodePtr node, RuhuAction *self, GError **error)
{
  const char *value = ruhu_xml_get (node, "value");

  self->text = ruhu_xml_get_text (node);
  if (value == NULL || *value == '\0')
    return TRUE;

  self->value = ruhu_form_parse_expr (form, node, value, error);
  return self->value != NULL;
}

/* @control: the element it is nested in; NULL in the model */
gboolean
ruhu_form_parse_action (RuhuForm *form, xmlNodePtr node, RuhuControl *control, GError **error)
{
  const char *ref = ruhu_form_get_ref (form, node);
  RuhuAction *self;

  if (!ruhu_xml_is (node, "setvalue") &&
      !ruhu_xml_is_ns (node, (const char *) node->name, RUHU_NS_ODK))
    return ruhu_form_fail (form,
                           node,
                           error,
                           "<%s> is not in the namespace " RUHU_NS_ODK,
                           node->name);
  if (ref == NULL)
    return ruhu_form_fail (form, node, error, "<%s> without ref", node->name);

  self = g_new0 (RuhuAction, 1);
  g_ptr_array_add (form->actions, self);
  self->xml = node;
  self->control = control;
  self->context = control != NULL && control->schema != NULL ? control->schema : form->root;
  self->text = "";
  self->ref = ruhu_form_parse_expr (form, node, ref, error);
  if (self->ref == NULL || !parse_events (form, node, control != NULL, &self->events, error))
    return FALSE;

  self->target = ruhu_form_find_schema (form, self->ref, self->context);
  if (self->target == NULL)
    return ruhu_form_fail (form,
                           node,
                           error,
                           "<%s> sets “%s”, which is not there",
                           node->name,
                           ref);

  self->is_setvalue = ruhu_xml_is (node, "setvalue");
  return !self->is_setvalue || parse_setvalue (form, node, self, error);
}

void
ruhu_action_free (RuhuAction *self)
{
  g_clear_pointer (&self->ref, ruhu_xpath_expr_free);
  g_clear_pointer (&self->value, ruhu_xpath_expr_free);
  g_free (self);
}
