/* ruhu-form.h: one form definition (ODK XForm), immutable once loaded
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-control.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define RUHU_TYPE_FORM (ruhu_form_get_type ())
G_DECLARE_FINAL_TYPE (RuhuForm, ruhu_form, RUHU, FORM, GObject)

/**
 * RuhuFormRule:
 *
 * One row of a form's rules sheet: what the form language cannot say. Belongs to its form.
 */
typedef struct _RuhuFormRule RuhuFormRule;

RuhuForm *ruhu_form_new_from_file (const char *path, GError **error);
RuhuForm *ruhu_form_new_from_bytes (GBytes *bytes, const char *name, GError **error);

const char *ruhu_form_get_id (RuhuForm *self);
const char *ruhu_form_get_version (RuhuForm *self);
const char *ruhu_form_get_title (RuhuForm *self);
const char *ruhu_form_get_root_name (RuhuForm *self);
GBytes *ruhu_form_get_bytes (RuhuForm *self);
gboolean ruhu_form_reads_last_saved (RuhuForm *self);
gboolean ruhu_form_has_offline_entities (RuhuForm *self);

const char *const *ruhu_form_get_languages (RuhuForm *self);
const char *ruhu_form_get_default_language (RuhuForm *self);

const RuhuControl *ruhu_form_get_body (RuhuForm *self);
const RuhuControl *ruhu_form_find_control (RuhuForm *self, const char *path);
gboolean ruhu_form_has_question (RuhuForm *self, const char *name);
GPtrArray *ruhu_form_get_rules (RuhuForm *self);
GPtrArray *ruhu_form_get_warnings (RuhuForm *self);

const char *ruhu_form_rule_get_id (const RuhuFormRule *self);
const char *ruhu_form_rule_get_value (const RuhuFormRule *self, const char *column);
char *ruhu_form_rule_get_parameter (const RuhuFormRule *self, const char *name);

G_END_DECLS
