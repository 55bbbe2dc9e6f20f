/* ruhu-form-parser-private.h: what the readers of a form's parts share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form-private.h"

G_BEGIN_DECLS

const char *ruhu_xml_get (xmlNodePtr node, const char *name);
const char *ruhu_xml_get_ns (xmlNodePtr node, const char *name, const char *ns);
const char *ruhu_xml_get_text (xmlNodePtr node);
gboolean ruhu_xml_is (xmlNodePtr node, const char *name);
gboolean ruhu_xml_is_ns (xmlNodePtr node, const char *name, const char *ns);
xmlNodePtr ruhu_xml_find (xmlNodePtr parent, const char *name);

gboolean ruhu_xml_is_wide (const char *data, gsize length);
gboolean ruhu_xml_has_entities (xmlDocPtr doc);

gboolean ruhu_form_fail (RuhuForm *form, xmlNodePtr node, GError **error, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
void ruhu_form_warn (RuhuForm *form, xmlNodePtr node, const char *format, ...) G_GNUC_PRINTF (3, 4);
RuhuXPathExpr *
ruhu_form_parse_expr (RuhuForm *form, xmlNodePtr node, const char *text, GError **error);
RuhuSchema *ruhu_form_find_schema (RuhuForm *form, RuhuXPathExpr *ref, RuhuSchema *context);

gboolean ruhu_form_parse (RuhuForm *form, GError **error);
gboolean ruhu_form_parse_schema (RuhuForm *form, xmlNodePtr root, xmlNodePtr body, GError **error);
gboolean ruhu_form_parse_bind (RuhuForm *form, xmlNodePtr node, GError **error);
gboolean ruhu_form_parse_body (RuhuForm *form, xmlNodePtr body, GError **error);
gboolean ruhu_form_parse_rule (RuhuForm *form, xmlNodePtr node, GError **error);
const char *ruhu_form_get_ref (RuhuForm *form, xmlNodePtr node);
gboolean ruhu_form_is_action (xmlNodePtr node);
gboolean
ruhu_form_parse_action (RuhuForm *form, xmlNodePtr node, RuhuControl *control, GError **error);
gboolean ruhu_form_build_graph (RuhuForm *form, GError **error);

void ruhu_bind_free (RuhuBind *self);
void ruhu_control_free (RuhuControl *self);
void ruhu_action_free (RuhuAction *self);
void ruhu_form_rule_free (RuhuFormRule *self);
void ruhu_trigger_free (RuhuTrigger *self);

G_END_DECLS
