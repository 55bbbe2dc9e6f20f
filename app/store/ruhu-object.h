/* ruhu-object.h: one thing HQ has confirmed: a person, a household, a need, a task …
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** RuhuObjectKind: what an object is; the numbers are stored and never change */
typedef enum {
  RUHU_OBJECT_PERSON = 1,
  RUHU_OBJECT_HOUSEHOLD = 2,
  RUHU_OBJECT_NEED = 3,
  RUHU_OBJECT_TASK = 4,
  RUHU_OBJECT_DECISION = 5,
  RUHU_OBJECT_RESPONSE = 6,
  RUHU_OBJECT_TRANSFER = 7,
  RUHU_OBJECT_CONFLICT = 8,
  RUHU_OBJECT_COUNTY = 9,
} RuhuObjectKind;

const char *ruhu_object_kind_to_string (RuhuObjectKind kind);
gboolean ruhu_object_kind_from_string (const char *name, RuhuObjectKind *kind);

/**
 * RuhuObject:
 * @id: its UUID
 * @kind: what it is
 * @state: what the state table of its kind says; clear on disk
 * @division: where it belongs; clear on disk
 * @parent: (nullable): the UUID of what it is part of; clear on disk
 * @due: when it is due, ms since 1970 UTC, 0 for never; clear on disk
 * @eff: the effective clock of its newest write; clear on disk
 * @body: everything else, one JSON object with the field clocks in it; sealed on disk
 *
 * Not changed once others hold it.
 */
typedef struct {
  char *id;
  RuhuObjectKind kind;
  int state;
  char *division;
  char *parent;
  gint64 due;
  guint64 eff;
  char *body;
} RuhuObject;

#define RUHU_TYPE_OBJECT (ruhu_object_get_type ())
GType ruhu_object_get_type (void);
RuhuObject *ruhu_object_new (const char *id, RuhuObjectKind kind, const char *division);
RuhuObject *ruhu_object_ref (RuhuObject *self);
void ruhu_object_unref (RuhuObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuObject, ruhu_object_unref)

G_END_DECLS
