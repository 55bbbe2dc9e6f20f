/* ruhu-fields-private.h: putting fields together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-fields.h"

G_BEGIN_DECLS

typedef struct {
  GArray *fields;
  GString *words;
} RuhuFieldsBuilder;

RuhuFieldsBuilder *ruhu_fields_builder_new (void);
void ruhu_fields_builder_free (RuhuFieldsBuilder *builder);
void ruhu_fields_builder_add (RuhuFieldsBuilder *builder,
                              const char *path,
                              const char *value,
                              gboolean proposed);
RuhuFields *ruhu_fields_builder_make (RuhuFieldsBuilder *builder, gboolean deleted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuFieldsBuilder, ruhu_fields_builder_free)

RuhuFields *ruhu_fields_scan (const char *body);
RuhuFields *ruhu_fields_parse (const char *body, GError **error);

G_END_DECLS
