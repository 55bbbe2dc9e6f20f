/* ruhu-fields.h: what is known of a person, household, need or task, by name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuFields RuhuFields;

/**
 * RuhuFieldsFunc:
 * @name: a field's name
 * @value: its value, not empty
 * @data: what was given to ruhu_fields_foreach()
 */
typedef void (*RuhuFieldsFunc) (const char *name, const char *value, gpointer data);

RuhuFields *ruhu_fields_new (const char *const *names_and_values);
RuhuFields *ruhu_fields_new_from_body (const char *body, GError **error);
RuhuFields *ruhu_fields_ref (RuhuFields *self);
void ruhu_fields_unref (RuhuFields *self);

const char *ruhu_fields_get (RuhuFields *self, const char *name);
gboolean ruhu_fields_has_option (RuhuFields *self, const char *name, const char *option);
gboolean ruhu_fields_is_proposed (RuhuFields *self, const char *name);
gboolean ruhu_fields_has_proposed (RuhuFields *self);
gboolean ruhu_fields_is_deleted (RuhuFields *self);
void ruhu_fields_foreach (RuhuFields *self, RuhuFieldsFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuFields, ruhu_fields_unref)

G_END_DECLS
