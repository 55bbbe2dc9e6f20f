/* ruhu-conflict.h: two values neither of which replaced the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_TYPE_CONFLICT (ruhu_conflict_get_type ())
G_DECLARE_FINAL_TYPE (RuhuConflict, ruhu_conflict, RUHU, CONFLICT, GObject)

/**
 * RuhuConflictValue:
 * @field: which field has it; of a set one of its options
 * @text: the value as it stands in the register; "" where somebody emptied the field
 * @user: (nullable): who wrote it
 * @at: when, ms since 1970 UTC, by the clock that HQ gave it
 */
typedef struct {
  char *field;
  char *text;
  char *user;
  gint64 at;
} RuhuConflictValue;

RuhuConflict *ruhu_conflict_new (RuhuObject *object);

const char *ruhu_conflict_get_id (RuhuConflict *self);
const char *ruhu_conflict_get_object_id (RuhuConflict *self);
RuhuObjectKind ruhu_conflict_get_kind (RuhuConflict *self);
const char *ruhu_conflict_get_division (RuhuConflict *self);
const char *ruhu_conflict_get_path (RuhuConflict *self);
const char *ruhu_conflict_get_body (RuhuConflict *self);
gboolean ruhu_conflict_is_delete (RuhuConflict *self);
guint ruhu_conflict_get_n_values (RuhuConflict *self);
const RuhuConflictValue *ruhu_conflict_get_value (RuhuConflict *self, guint i);
char *ruhu_conflict_choose (RuhuConflict *self, guint i);

G_END_DECLS
