/* ruhu-changes.c: what a correction changes
 *
 * The answers of the response that it replaces beside those that it has now, in paper order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-changes.h"

#include "form/ruhu-answer.h"

#include <string.h>

typedef struct {
  RuhuInstance *instance;
  GHashTable *before; /* storage key → answer */
  GHashTable *seen;   /* of keys */
  GPtrArray *changes;
} Changes;

static void
free_change (gpointer data)
{
  RuhuAnswerChange *change = data;

  g_free (change->key);
  g_free (change->label);
  g_free (change->was);
  g_free (change->now);
  g_free (change);
}

static char *
describe (Changes *self, const RuhuControl *control, RuhuNode *within, const char *value)
{
  return *value != '\0' ? ruhu_answer_describe (self->instance, control, within, value)
                        : g_strdup ("");
}

static void
add (Changes *self,
     const RuhuControl *control,
     RuhuNode *within,
     const char *key,
     const char *was,
     const char *now)
{
  RuhuAnswerChange *change = g_new0 (RuhuAnswerChange, 1);

  change->key = g_strdup (key);
  change->label = ruhu_answer_label (self->instance, control, within);
  change->was = describe (self, control, within, was);
  change->now = describe (self, control, within, now);
  g_ptr_array_add (self->changes, change);
}

static void
look_at (Changes *self, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (self->instance, control, within);
  g_autofree char *key = node != NULL ? ruhu_node_get_key (node) : NULL;
  const char *was = key != NULL ? g_hash_table_lookup (self->before, key) : NULL;
  const char *now = node != NULL && ruhu_instance_is_relevant (self->instance, node)
                      ? ruhu_instance_get_value (self->instance, node)
                      : "";

  if (key == NULL)
    return;
  if (strcmp (was != NULL ? was : "", now) != 0)
    add (self, control, within, key, was != NULL ? was : "", now);
  g_hash_table_add (self->seen, g_steal_pointer (&key));
}

static void
walk (Changes *self, const RuhuControl *parent, RuhuNode *within)
{
  guint i, k;

  for (i = 0; i < ruhu_control_get_n_children (parent); i++) {
    const RuhuControl *child = ruhu_control_get_child (parent, i);

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_REPEAT) {
      g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (self->instance, child, within);

      for (k = 0; k < rows->len; k++)
        walk (self, child, rows->pdata[k]);
    } else if (ruhu_control_get_kind (child) == RUHU_CONTROL_GROUP)
      walk (self, child, within);
    else
      look_at (self, child, within);
  }
}

/* Answers of rows that there are no more. */
static void
add_gone (Changes *self)
{
  RuhuForm *form = ruhu_instance_get_form (self->instance);
  RuhuNode *root = ruhu_instance_get_root (self->instance);
  g_autoptr (GList) keys =
    g_list_sort (g_hash_table_get_keys (self->before), (GCompareFunc) strcmp);
  GList *l;

  for (l = keys; l != NULL; l = l->next) {
    g_autofree char *path = ruhu_answer_path (l->data);
    const RuhuControl *control = ruhu_form_find_control (form, path);

    if (control != NULL && ruhu_control_is_question (control) &&
        !g_hash_table_contains (self->seen, l->data))
      add (self, control, root, NULL, g_hash_table_lookup (self->before, l->data), "");
  }
}

/**
 * ruhu_changes_list:
 * @instance: a correction, in the middle of being made
 * @before: (element-type utf8 utf8): the answers of what it replaces, ruhu_answers_to_keys()
 *
 * Returns: (transfer full) (element-type RuhuAnswerChange): what differs, in paper order; what
 *   nobody is asked for is left out
 */
GPtrArray *
ruhu_changes_list (RuhuInstance *instance, GHashTable *before)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Changes self = { instance, before, seen, g_ptr_array_new_with_free_func (free_change) };

  walk (&self,
        ruhu_form_get_body (ruhu_instance_get_form (instance)),
        ruhu_instance_get_root (instance));
  add_gone (&self);
  return self.changes;
}
