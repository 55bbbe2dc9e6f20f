/* ruhu-register.c: who lives in this device's division, and how they are found
 *
 * Read from the store at unlock and after each change, on a thread of its own; what is shown
 * changes in one step. Emptied when the store locks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-register.h"

#include "register/ruhu-register-private.h"

struct _RuhuRegister {
  GObject parent_instance;

  RuhuObjectStore *objects;
  GPtrArray *entities; /* of RuhuEntity, or NULL; never changed, only replaced */
  GPtrArray *persons;  /* sorted; never changed, only replaced */
  RuhuPersonIndex *index;
  GHashTable *by_id;            /* id → RuhuPerson, both owned by persons */
  GHashTable *household_fields; /* household id → RuhuFields */
  GHashTable *household_places; /* household id, owned by persons → GArray of guint32 */
};

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_PERSON;
}

static guint
get_n_items (GListModel *model)
{
  return RUHU_REGISTER (model)->persons->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuRegister *self = RUHU_REGISTER (model);

  return position < self->persons->len ? g_object_ref (g_ptr_array_index (self->persons, position))
                                       : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuRegister,
                               ruhu_register,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ruhu_register_dispose (GObject *object)
{
  RuhuRegister *self = RUHU_REGISTER (object);

  g_clear_object (&self->objects);

  G_OBJECT_CLASS (ruhu_register_parent_class)->dispose (object);
}

static void
ruhu_register_finalize (GObject *object)
{
  RuhuRegister *self = RUHU_REGISTER (object);

  g_clear_pointer (&self->entities, g_ptr_array_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->household_places, g_hash_table_unref);
  g_clear_pointer (&self->household_fields, g_hash_table_unref);
  g_clear_pointer (&self->index, ruhu_person_index_free);
  g_clear_pointer (&self->persons, g_ptr_array_unref);

  G_OBJECT_CLASS (ruhu_register_parent_class)->finalize (object);
}

static void
ruhu_register_class_init (RuhuRegisterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_register_dispose;
  object_class->finalize = ruhu_register_finalize;
}

static void
ruhu_register_init (RuhuRegister *self)
{
  self->persons = g_ptr_array_new_with_free_func (g_object_unref);
  self->index = ruhu_person_index_new (self->persons);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->household_fields = g_hash_table_new (g_str_hash, g_str_equal);
  self->household_places =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
}

/**
 * ruhu_register_content_new:
 * @persons: (element-type RuhuPerson): persons in any order
 *
 * Any thread; the costly part of loading.
 */
RuhuRegisterContent *
ruhu_register_content_new (GPtrArray *persons)
{
  RuhuRegisterContent *content = g_new0 (RuhuRegisterContent, 1);

  content->persons = ruhu_person_index_sort (persons);
  content->index = ruhu_person_index_new (content->persons);
  content->household_fields =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ruhu_fields_unref);
  return content;
}

void
ruhu_register_content_free (gpointer data)
{
  RuhuRegisterContent *content = data;

  g_clear_pointer (&content->persons, g_ptr_array_unref);
  g_clear_pointer (&content->index, ruhu_person_index_free);
  g_clear_pointer (&content->household_fields, g_hash_table_unref);
  g_free (content);
}

/**
 * ruhu_register_new:
 * @objects: (nullable): where ruhu_register_load_async() reads
 *
 * Returns: (transfer full): an empty register
 */
RuhuRegister *
ruhu_register_new (RuhuObjectStore *objects)
{
  RuhuRegister *self = g_object_new (RUHU_TYPE_REGISTER, NULL);

  g_set_object (&self->objects, objects);
  return self;
}

static GArray *
get_places (RuhuRegister *self, const char *household)
{
  GArray *places = g_hash_table_lookup (self->household_places, household);

  if (places == NULL) {
    places = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_hash_table_insert (self->household_places, (gpointer) household, places);
  }

  return places;
}

/**
 * ruhu_register_show:
 * @content: (transfer full): what is in the register from now on
 */
void
ruhu_register_show (RuhuRegister *self, RuhuRegisterContent *content)
{
  guint had = self->persons->len;

  /* Their keys lie in the old persons, so the tables are emptied before these go. */
  g_hash_table_remove_all (self->by_id);
  g_hash_table_remove_all (self->household_places);
  g_ptr_array_unref (self->persons);
  self->persons = g_steal_pointer (&content->persons);
  ruhu_person_index_free (self->index);
  self->index = g_steal_pointer (&content->index);
  g_hash_table_unref (self->household_fields);
  self->household_fields = g_steal_pointer (&content->household_fields);

  for (guint32 i = 0; i < self->persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (self->persons, i);
    const char *household = ruhu_person_get_household_id (person);

    g_hash_table_insert (self->by_id, (gpointer) ruhu_person_get_id (person), person);
    if (*household != '\0')
      g_array_append_val (get_places (self, household), i);
  }

  ruhu_register_content_free (content);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, had, self->persons->len);
}

/**
 * ruhu_register_take:
 * @persons: (element-type RuhuPerson): who is in the register from now on, in any order
 *
 * For tests, for a program without a store, and to empty the register when the tablet locks.
 */
void
ruhu_register_take (RuhuRegister *self, GPtrArray *persons)
{
  ruhu_register_show (self, ruhu_register_content_new (persons));
}

/**
 * ruhu_register_get_objects:
 *
 * Returns: (transfer none) (nullable): where it reads
 */
RuhuObjectStore *
ruhu_register_get_objects (RuhuRegister *self)
{
  return self->objects;
}

/** ruhu_register_get_entities: Returns: (transfer none) (nullable): what is laid over it */
GPtrArray *
ruhu_register_get_entities (RuhuRegister *self)
{
  return self->entities;
}

/**
 * ruhu_register_get_household_fields:
 *
 * Returns: (transfer none) (element-type utf8 RuhuFields): what is known of each, by its id
 */
GHashTable *
ruhu_register_get_household_fields (RuhuRegister *self)
{
  return self->household_fields;
}

/**
 * ruhu_register_set_entities:
 * @entities: (nullable) (element-type RuhuEntity): what this device's responses say of persons and
 *   households; shown from the next ruhu_register_load_async() on. Not changed afterwards
 */
void
ruhu_register_set_entities (RuhuRegister *self, GPtrArray *entities)
{
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  if (entities != NULL)
    self->entities = g_ptr_array_ref (entities);
}

/**
 * ruhu_register_find:
 * @id: a UUID
 *
 * Returns: (transfer none) (nullable): that person
 */
RuhuPerson *
ruhu_register_find (RuhuRegister *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * ruhu_register_find_household:
 * @id: what the persons' `household_id` says
 *
 * Returns: (transfer full) (nullable): that household, %NULL where nobody belongs to it
 */
RuhuHousehold *
ruhu_register_find_household (RuhuRegister *self, const char *id)
{
  GArray *places = g_hash_table_lookup (self->household_places, id);
  g_autoptr (RuhuPersonList) members = NULL;

  if (places == NULL)
    return NULL;

  members = ruhu_person_list_new (self->persons, g_array_copy (places));
  return ruhu_household_new (id, g_hash_table_lookup (self->household_fields, id), members);
}

/**
 * ruhu_register_search:
 * @query: names, pinyin, initials, numbers, places; words with spaces between must all be met;
 *   nothing but spaces means everybody
 *
 * Fast enough for every key typed (`./dev bench search` says how fast).
 *
 * Returns: (transfer full): whom it means, best first
 */
RuhuPersonList *
ruhu_register_search (RuhuRegister *self, const char *query)
{
  return ruhu_person_list_new (self->persons, ruhu_person_index_search (self->index, query));
}

/**
 * ruhu_register_search_group:
 * @division: a division's code, or the beginning of one
 * @number: the number of a village group there, 0 for whoever lives in @division
 *
 * Returns: (transfer full): who lives there, in the register's order
 */
RuhuPersonList *
ruhu_register_search_group (RuhuRegister *self, const char *division, guint number)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < self->persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (self->persons, i);

    if (g_str_has_prefix (ruhu_person_get_division (person), division) &&
        (number == 0 || ruhu_person_get_group_number (person) == number))
      g_array_append_val (places, i);
  }

  return ruhu_person_list_new (self->persons, places);
}
