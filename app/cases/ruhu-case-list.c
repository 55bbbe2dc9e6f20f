/* ruhu-case-list.c: all tasks, or all needs, that the store holds
 *
 * In the store's order; who shows them sorts them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-case-list-private.h"

struct _RuhuCaseList {
  GObject parent_instance;

  RuhuObjectStore *objects;
  RuhuObjectKind kind;
  GPtrArray *entities; /* of RuhuEntity, or NULL */
  GPtrArray *items;
  GHashTable *by_id;     /* id → item, both owned by items */
  GHashTable *by_person; /* person id, owned by items → GPtrArray of items */
};

static GType
get_item_type (GListModel *model)
{
  return RUHU_CASE_LIST (model)->kind == RUHU_OBJECT_TASK ? RUHU_TYPE_TASK : RUHU_TYPE_NEED;
}

static guint
get_n_items (GListModel *model)
{
  return RUHU_CASE_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuCaseList *self = RUHU_CASE_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuCaseList,
                               ruhu_case_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ruhu_case_list_dispose (GObject *object)
{
  RuhuCaseList *self = RUHU_CASE_LIST (object);

  g_clear_object (&self->objects);

  G_OBJECT_CLASS (ruhu_case_list_parent_class)->dispose (object);
}

static void
ruhu_case_list_finalize (GObject *object)
{
  RuhuCaseList *self = RUHU_CASE_LIST (object);

  g_clear_pointer (&self->entities, g_ptr_array_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->by_person, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (ruhu_case_list_parent_class)->finalize (object);
}

static void
ruhu_case_list_class_init (RuhuCaseListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_case_list_dispose;
  object_class->finalize = ruhu_case_list_finalize;
}

static void
ruhu_case_list_init (RuhuCaseList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_person =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_case_list_new:
 * @objects: (nullable): where ruhu_case_list_load_async() reads
 * @kind: %RUHU_OBJECT_TASK or %RUHU_OBJECT_NEED
 *
 * Returns: (transfer full): an empty list
 */
RuhuCaseList *
ruhu_case_list_new (RuhuObjectStore *objects, RuhuObjectKind kind)
{
  RuhuCaseList *self;

  g_return_val_if_fail (kind == RUHU_OBJECT_TASK || kind == RUHU_OBJECT_NEED, NULL);

  self = g_object_new (RUHU_TYPE_CASE_LIST, NULL);
  g_set_object (&self->objects, objects);
  self->kind = kind;
  return self;
}

RuhuObjectKind
ruhu_case_list_get_kind (RuhuCaseList *self)
{
  return self->kind;
}

RuhuObjectStore *
ruhu_case_list_get_objects (RuhuCaseList *self)
{
  return self->objects;
}

GPtrArray *
ruhu_case_list_get_entities (RuhuCaseList *self)
{
  return self->entities;
}

/**
 * ruhu_case_list_set_entities:
 * @entities: (nullable) (element-type RuhuEntity): what this device's responses say; shown from the
 *   next ruhu_case_list_load_async() on. Not changed afterwards
 */
void
ruhu_case_list_set_entities (RuhuCaseList *self, GPtrArray *entities)
{
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  if (entities != NULL)
    self->entities = g_ptr_array_ref (entities);
}

static void
add_item (RuhuCaseList *self, gpointer item)
{
  gboolean task = self->kind == RUHU_OBJECT_TASK;
  const char *id = task ? ruhu_task_get_id (item) : ruhu_need_get_id (item);
  const char *person = task ? ruhu_task_get_person_id (item) : ruhu_need_get_person_id (item);
  GPtrArray *of_person = g_hash_table_lookup (self->by_person, person);

  g_ptr_array_add (self->items, g_object_ref (item));
  g_hash_table_insert (self->by_id, (gpointer) id, item);
  if (of_person == NULL) {
    of_person = g_ptr_array_new ();
    g_hash_table_insert (self->by_person, (gpointer) person, of_person);
  }
  g_ptr_array_add (of_person, item);
}

/**
 * ruhu_case_list_take:
 * @items: (element-type GObject): tasks, or needs: what the list holds from now on
 *
 * For tests, and to empty the list when the tablet locks.
 */
void
ruhu_case_list_take (RuhuCaseList *self, GPtrArray *items)
{
  guint had = self->items->len;

  g_hash_table_remove_all (self->by_id);
  g_hash_table_remove_all (self->by_person);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < items->len; i++)
    add_item (self, g_ptr_array_index (items, i));

  g_list_model_items_changed (G_LIST_MODEL (self), 0, had, self->items->len);
}

/**
 * ruhu_case_list_find_task:
 *
 * Returns: (transfer none) (nullable): the task with that id
 */
RuhuTask *
ruhu_case_list_find_task (RuhuCaseList *self, const char *id)
{
  g_return_val_if_fail (self->kind == RUHU_OBJECT_TASK, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * ruhu_case_list_find_need:
 *
 * Returns: (transfer none) (nullable): the need with that id
 */
RuhuNeed *
ruhu_case_list_find_need (RuhuCaseList *self, const char *id)
{
  g_return_val_if_fail (self->kind == RUHU_OBJECT_NEED, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * ruhu_case_list_get_of_person:
 *
 * Returns: (transfer full) (element-type GObject): that person's tasks or needs, none as well as
 *   some
 */
GPtrArray *
ruhu_case_list_get_of_person (RuhuCaseList *self, const char *person_id)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *of_person = g_hash_table_lookup (self->by_person, person_id);

  for (guint i = 0; of_person != NULL && i < of_person->len; i++)
    g_ptr_array_add (found, g_object_ref (g_ptr_array_index (of_person, i)));

  return found;
}
