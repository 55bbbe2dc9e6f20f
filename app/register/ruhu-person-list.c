/* ruhu-person-list.c: some persons of the register, in an order
 *
 * What a search found, or who lives in a household. It never changes; it shares the array it was
 * found in, so that a first letter that means half the register costs nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-person-list.h"

struct _RuhuPersonList {
  GObject parent_instance;

  GPtrArray *persons;
  GArray *places; /* of guint32, into persons */
};

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_PERSON;
}

static guint
get_n_items (GListModel *model)
{
  return RUHU_PERSON_LIST (model)->places->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuPerson *person = ruhu_person_list_get (RUHU_PERSON_LIST (model), position);

  return person != NULL ? g_object_ref (person) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuPersonList,
                               ruhu_person_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ruhu_person_list_finalize (GObject *object)
{
  RuhuPersonList *self = RUHU_PERSON_LIST (object);

  g_clear_pointer (&self->persons, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_array_unref);

  G_OBJECT_CLASS (ruhu_person_list_parent_class)->finalize (object);
}

static void
ruhu_person_list_class_init (RuhuPersonListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_person_list_finalize;
}

static void
ruhu_person_list_init (RuhuPersonList *self)
{
}

/**
 * ruhu_person_list_new:
 * @persons: (element-type RuhuPerson): persons, never changed afterwards; a reference is taken
 * @places: (transfer full) (element-type guint32): which of them, in the list's order
 */
RuhuPersonList *
ruhu_person_list_new (GPtrArray *persons, GArray *places)
{
  RuhuPersonList *self = g_object_new (RUHU_TYPE_PERSON_LIST, NULL);

  self->persons = g_ptr_array_ref (persons);
  self->places = places;
  return self;
}

/**
 * ruhu_person_list_get:
 *
 * Returns: (transfer none) (nullable): the person at @position, %NULL beyond the end
 */
RuhuPerson *
ruhu_person_list_get (RuhuPersonList *self, guint position)
{
  if (position >= self->places->len)
    return NULL;

  return g_ptr_array_index (self->persons, g_array_index (self->places, guint32, position));
}

guint
ruhu_person_list_get_length (RuhuPersonList *self)
{
  return self->places->len;
}
