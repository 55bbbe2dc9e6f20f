/* ruhu-entity.c: what a response says about persons and needs (ODK XForms, entities)
 *
 * An <entity> stands in the meta block of the root or of a row. It gets the answers whose bind has
 * entities:saveto and that lie in the same group, but not in a deeper one with an entity of its
 * own. An answer that was declined is not among them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-entity.h"

#include "forms/ruhu-instance-private.h"

#include <string.h>

static void
free_entity (gpointer data)
{
  RuhuEntity *entity = data;

  g_free (entity->dataset);
  g_free (entity->id);
  g_free (entity->label);
  g_free (entity->trunk_version);
  g_free (entity->branch_id);
  g_hash_table_unref (entity->values);
  g_free (entity);
}

static RuhuSchema *
find_entity (RuhuSchema *group)
{
  RuhuSchema *meta = ruhu_schema_find_child (group, g_intern_static_string ("meta"), FALSE);
  RuhuSchema *entity =
    meta != NULL ? ruhu_schema_find_child (meta, g_intern_static_string ("entity"), FALSE) : NULL;

  return entity != NULL && !entity->is_repeat ? entity : NULL;
}

static const char *
get_part (RuhuNode *node, const char *name, gboolean attribute)
{
  RuhuSchema *child = ruhu_schema_find_child (node->schema, g_intern_string (name), attribute);
  RuhuNode *cell = child != NULL && !child->is_repeat ? &node->row->cells[child->slot] : NULL;

  return cell != NULL && !(cell->flags & RUHU_NODE_NOT_RELEVANT) ? ruhu_node_get_text (cell) : NULL;
}

/* create and update are conditions that were computed; only these two words mean yes. */
static gboolean
is_said (RuhuNode *entity, const char *name)
{
  const char *text = get_part (entity, name, TRUE);

  return text != NULL && (strcmp (text, "1") == 0 || strcmp (text, "true") == 0);
}

/* A declined answer says nothing: whoever keeps the list keeps what it knows. */
static gboolean
is_declined (const RuhuNode *node)
{
  const RuhuControl *control = node->schema->control;
  const RuhuNode *holder = node;

  if (control == NULL || !ruhu_control_is_question (control) || !ruhu_control_may_decline (control))
    return FALSE;
  if (control->decliner != NULL)
    holder = &node->row->cells[control->decliner->schema->slot];

  return holder->text != NULL && !(holder->flags & RUHU_NODE_NOT_RELEVANT) &&
         (strcmp (holder->text, "-88") == 0 || strcmp (holder->text, "-99") == 0);
}

static void collect (GPtrArray *entities, RuhuNode *node, RuhuEntity *around);

static void
collect_children (GPtrArray *entities, RuhuNode *node, RuhuEntity *around)
{
  GPtrArray *children = node->schema->children;

  for (guint i = 0; children != NULL && i < children->len; i++) {
    RuhuSchema *child = children->pdata[i];
    GPtrArray *rows;

    if (!child->is_repeat) {
      collect (entities, &node->row->cells[child->slot], around);
      continue;
    }
    rows = ruhu_row_get_series (node->row, child)->rows;
    for (guint j = 0; j < rows->len; j++)
      collect (entities, ((RuhuRow *) rows->pdata[j])->cells, around);
  }
}

/* Whatever is no positive whole number is 0 (ODK XForms, entities). */
static guint64
read_version (const char *text)
{
  guint64 version;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &version, NULL)
           ? version
           : 0;
}

static RuhuEntity *
read_entity (RuhuNode *node)
{
  RuhuEntity *entity = g_new0 (RuhuEntity, 1);

  entity->dataset = g_strdup (get_part (node, "dataset", TRUE));
  entity->id = g_strdup (get_part (node, "id", TRUE));
  entity->label = g_strdup (get_part (node, "label", FALSE));
  entity->creates = is_said (node, "create");
  entity->updates = is_said (node, "update");
  entity->base_version = read_version (get_part (node, "baseVersion", TRUE));
  entity->trunk_version = g_strdup (get_part (node, "trunkVersion", TRUE));
  entity->branch_id = g_strdup (get_part (node, "branchId", TRUE));
  entity->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return entity;
}

static void
collect (GPtrArray *entities, RuhuNode *node, RuhuEntity *around)
{
  RuhuBind *bind = node->schema->bind;
  RuhuSchema *own = find_entity (node->schema);
  const char *text = node->schema->is_leaf ? ruhu_node_get_text (node) : NULL;

  if (node->flags & RUHU_NODE_NOT_RELEVANT)
    return;

  if (own != NULL) {
    around = read_entity (&node->row->cells[own->slot]);
    g_ptr_array_add (entities, around);
  }
  if (around != NULL && bind != NULL && bind->save_to != NULL && node->schema->is_leaf &&
      !is_declined (node))
    g_hash_table_replace (around->values,
                          g_strdup (bind->save_to),
                          g_strdup (text != NULL ? text : ""));
  collect_children (entities, node, around);
}

/**
 * ruhu_instance_list_entities:
 * @self: a filling that was started
 *
 * Returns: (transfer full) (element-type RuhuEntity): what the answers as they are would make or
 *   change, in the order of the form; those that do neither, or lack an id or list, are left out
 */
GPtrArray *
ruhu_instance_list_entities (RuhuInstance *self)
{
  GPtrArray *entities = g_ptr_array_new_with_free_func (free_entity);

  collect (entities, self->root->cells, NULL);
  for (guint i = entities->len; i > 0; i--) {
    RuhuEntity *entity = entities->pdata[i - 1];

    if (entity->dataset == NULL || entity->id == NULL || !(entity->creates || entity->updates))
      g_ptr_array_remove_index (entities, i - 1);
  }

  return entities;
}
