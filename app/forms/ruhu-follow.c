/* ruhu-follow.c: which questions are asked because of another's answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-private.h"

static void
follow (const RuhuSchema *schema, GHashTable *seen, GPtrArray *followers)
{
  for (guint i = 0; schema->readers != NULL && i < schema->readers->len; i++) {
    const RuhuTrigger *trigger = g_array_index (schema->readers, RuhuEdge, i).trigger;
    RuhuSchema *target = trigger->target;

    if (trigger->kind != RUHU_TRIGGER_RELEVANT && trigger->kind != RUHU_TRIGGER_CALCULATE)
      continue;
    if (!g_hash_table_add (seen, target))
      continue;
    if (target->control == NULL && trigger->kind == RUHU_TRIGGER_CALCULATE)
      follow (target, seen, followers);
    else if (trigger->kind == RUHU_TRIGGER_RELEVANT && target->control != NULL &&
             ruhu_control_is_question (target->control))
      g_ptr_array_add (followers, target->control);
    else
      g_hash_table_remove (seen, target);
  }
}

/**
 * ruhu_control_list_followers:
 * @self: a question
 *
 * Returns: (transfer container) (element-type RuhuControl): the questions whose relevance reads its
 *   answer, be it through calculations that nobody sees; in no particular order
 */
GPtrArray *
ruhu_control_list_followers (const RuhuControl *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *followers = g_ptr_array_new ();

  if (self->schema != NULL)
    follow (self->schema, seen, followers);
  return followers;
}
