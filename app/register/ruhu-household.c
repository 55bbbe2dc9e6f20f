/* ruhu-household.c: a household of the register, and who belongs to it
 *
 * Most counties know a household by nothing but the number that its members share; where HQ keeps
 * more of it (an object of its own), the fields are there too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-household.h"

struct _RuhuHousehold {
  GObject parent_instance;

  char *id;
  RuhuFields *fields;
  RuhuPersonList *members;
};

G_DEFINE_FINAL_TYPE (RuhuHousehold, ruhu_household, G_TYPE_OBJECT)

static void
ruhu_household_dispose (GObject *object)
{
  RuhuHousehold *self = RUHU_HOUSEHOLD (object);

  g_clear_object (&self->members);

  G_OBJECT_CLASS (ruhu_household_parent_class)->dispose (object);
}

static void
ruhu_household_finalize (GObject *object)
{
  RuhuHousehold *self = RUHU_HOUSEHOLD (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->fields, ruhu_fields_unref);

  G_OBJECT_CLASS (ruhu_household_parent_class)->finalize (object);
}

static void
ruhu_household_class_init (RuhuHouseholdClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_household_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_household_finalize;
}

static void
ruhu_household_init (RuhuHousehold *self)
{
}

/**
 * ruhu_household_new:
 * @id: the number its members share
 * @fields: (nullable): what else is known of it
 * @members: who belongs to it
 */
RuhuHousehold *
ruhu_household_new (const char *id, RuhuFields *fields, RuhuPersonList *members)
{
  RuhuHousehold *self = g_object_new (RUHU_TYPE_HOUSEHOLD, NULL);

  self->id = g_strdup (id);
  self->fields = fields != NULL ? ruhu_fields_ref (fields) : NULL;
  self->members = g_object_ref (members);
  return self;
}

const char *
ruhu_household_get_id (RuhuHousehold *self)
{
  return self->id;
}

/**
 * ruhu_household_get_field:
 *
 * Returns: a field of the household, else of its first member (the register repeats address,
 *   hardship and the like with each), else ""
 */
const char *
ruhu_household_get_field (RuhuHousehold *self, const char *name)
{
  const char *value = self->fields != NULL ? ruhu_fields_get (self->fields, name) : "";
  RuhuPerson *first = ruhu_person_list_get (self->members, 0);

  return *value == '\0' && first != NULL ? ruhu_person_get_field (first, name) : value;
}

RuhuPersonList *
ruhu_household_get_members (RuhuHousehold *self)
{
  return self->members;
}
