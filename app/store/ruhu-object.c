/* ruhu-object.c: one thing HQ has confirmed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-object.h"

G_DEFINE_BOXED_TYPE (RuhuObject, ruhu_object, ruhu_object_ref, ruhu_object_unref)

static const char *const names[] = {
  [RUHU_OBJECT_PERSON] = "person",     [RUHU_OBJECT_HOUSEHOLD] = "household",
  [RUHU_OBJECT_NEED] = "need",         [RUHU_OBJECT_TASK] = "task",
  [RUHU_OBJECT_DECISION] = "decision", [RUHU_OBJECT_RESPONSE] = "response",
  [RUHU_OBJECT_TRANSFER] = "transfer", [RUHU_OBJECT_CONFLICT] = "conflict",
  [RUHU_OBJECT_COUNTY] = "county",
};

/** ruhu_object_kind_to_string: Returns: (nullable): the kind's name on the wire */
const char *
ruhu_object_kind_to_string (RuhuObjectKind kind)
{
  return (guint) kind < G_N_ELEMENTS (names) ? names[kind] : NULL;
}

/** ruhu_object_kind_from_string: @name: (nullable); @kind: (out): untouched where it names none */
gboolean
ruhu_object_kind_from_string (const char *name, RuhuObjectKind *kind)
{
  guint i;

  for (i = RUHU_OBJECT_PERSON; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (name, names[i]) == 0) {
      *kind = i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * ruhu_object_new:
 * @id: a UUID
 *
 * Returns: (transfer full): an object to be filled in and then left alone; its body is `{}`
 */
RuhuObject *
ruhu_object_new (const char *id, RuhuObjectKind kind, const char *division)
{
  RuhuObject *self = g_atomic_rc_box_new0 (RuhuObject);

  self->id = g_strdup (id);
  self->kind = kind;
  self->division = g_strdup (division);
  self->body = g_strdup ("{}");
  return self;
}

RuhuObject *
ruhu_object_ref (RuhuObject *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RuhuObject *self = data;

  g_free (self->id);
  g_free (self->division);
  g_free (self->parent);
  g_free (self->body);
}

void
ruhu_object_unref (RuhuObject *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
