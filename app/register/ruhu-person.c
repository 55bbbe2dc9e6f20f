/* ruhu-person.c: a person of the register
 *
 * A picture of one moment: what changes makes a new one. Unknown fields (of a newer HQ) are kept
 * and given to the forms as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-person.h"

#include "register/ruhu-address.h"

#include <string.h>

#define ADULT 18

struct _RuhuPerson {
  GObject parent_instance;

  char *id;
  char *division;
  RuhuFields *fields;
  char *group;
  guint group_number;
};

G_DEFINE_FINAL_TYPE (RuhuPerson, ruhu_person, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_PHONE,
  PROP_ADDRESS,
  PROP_GROUP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The register's fields, in the order of its files; `name`, `label` and `__version` of an entity
 * list are made from them. */
static const char *const columns[] = {
  "person_id",
  "person_name",
  "resident_id",
  "birth_date",
  "sex",
  "ethnic_code",
  "phone",
  "division_code",
  "address",
  "house_point",
  "household_id",
  "hh_size",
  "hh_disabled",
  "elder_carer",
  "living_with",
  "guardian_name",
  "guardian_relation",
  "guardian_phone",
  "marital",
  "hukou",
  "cert_no",
  "cert_status",
  "cert_category",
  "cert_grade",
  "multi_cat",
  "cert_valid_until",
  "hardship",
  "poverty_history",
  "monitor_type",
  "monitor_risk",
  "housing_type",
  "housing_safety",
  "inc_per_capita_last",
  "pension_ins",
  "medical_ins",
  "dibao_status",
  "living_subsidy",
  "nursing_subsidy",
  "accident_ins",
  "fuel_subsidy",
  "self_care",
  "helper_type",
  "tuoyang_now",
  "tuoyang_type",
  "family_doctor",
  "rehab_received",
  "child_rehab_status",
  "child_rehab_type",
  "child_rehab_org",
  "device_owned",
  "edu_level",
  "school_status",
  "school_placement",
  "edu_plan",
  "employed",
  "job_form",
  "job_trade",
  "job_start_date",
  "mod_status",
  "mod_year",
  "attempts_this_period",
  "last_visit_date",
  "matter_open",
  "interview_lang",
  "screen_date",
  "age",
  NULL,
};

static void
ruhu_person_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  RuhuPerson *self = RUHU_PERSON (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, ruhu_person_get_name (self));
    break;
  case PROP_PHONE:
    g_value_set_string (value, ruhu_person_get_phone (self));
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, ruhu_person_get_address (self));
    break;
  case PROP_GROUP:
    g_value_set_string (value, self->group);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
ruhu_person_finalize (GObject *object)
{
  RuhuPerson *self = RUHU_PERSON (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->division, g_free);
  g_clear_pointer (&self->fields, ruhu_fields_unref);
  g_clear_pointer (&self->group, g_free);

  G_OBJECT_CLASS (ruhu_person_parent_class)->finalize (object);
}

static void
ruhu_person_class_init (RuhuPersonClass *klass)
{
  static const char *const names[] = { NULL, "id", "name", "phone", "address", "group" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ruhu_person_get_property;
  object_class->finalize = ruhu_person_finalize;

  for (guint i = PROP_ID; i < N_PROPS; i++)
    properties[i] =
      g_param_spec_string (names[i], NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ruhu_person_init (RuhuPerson *self)
{
}

/**
 * ruhu_person_new:
 * @id: a UUID
 * @division: the division's code, "" where not known
 * @fields: what is known, by the names of 3.0.2
 *
 * Any thread.
 */
RuhuPerson *
ruhu_person_new (const char *id, const char *division, RuhuFields *fields)
{
  RuhuPerson *self = g_object_new (RUHU_TYPE_PERSON, NULL);

  self->id = g_strdup (id);
  self->division = g_strdup (division != NULL ? division : "");
  self->fields = ruhu_fields_ref (fields);
  self->group = ruhu_address_get_group (ruhu_fields_get (fields, "address"), &self->group_number);

  return self;
}

/**
 * ruhu_person_new_from_object:
 * @object: a base object of kind person
 * @error: return location for a #GError
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the person, or %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuPerson *
ruhu_person_new_from_object (RuhuObject *object, GError **error)
{
  g_autoptr (RuhuFields) fields = ruhu_fields_new_from_body (object->body, error);

  return fields != NULL ? ruhu_person_new (object->id, object->division, fields) : NULL;
}

const char *
ruhu_person_get_id (RuhuPerson *self)
{
  return self->id;
}

const char *
ruhu_person_get_division (RuhuPerson *self)
{
  return self->division;
}

RuhuFields *
ruhu_person_get_fields (RuhuPerson *self)
{
  return self->fields;
}

/* Writes what follows from a number where the register has no field of its own for it. */
static const char *
get_derived (RuhuPerson *self, const char *name)
{
  static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

  if (g_str_equal (name, "person_id"))
    return self->id;
  if (g_str_equal (name, "division_code"))
    return self->division;
  if (g_str_equal (name, "sex") && ruhu_person_get_sex (self) != RUHU_SEX_UNKNOWN)
    return digits[ruhu_person_get_sex (self)];
  if (g_str_equal (name, "cert_category") && ruhu_person_get_category (self) != RUHU_CATEGORY_NONE)
    return digits[ruhu_person_get_category (self)];
  if (g_str_equal (name, "cert_grade") && ruhu_person_get_grade (self) != 0)
    return digits[ruhu_person_get_grade (self)];

  return "";
}

/**
 * ruhu_person_get_field:
 * @name: a column of 3.0.2, or any other field
 *
 * Returns: its value, else what follows from the identity or certificate number, else ""
 */
const char *
ruhu_person_get_field (RuhuPerson *self, const char *name)
{
  const char *value = ruhu_fields_get (self->fields, name);

  return *value != '\0' ? value : get_derived (self, name);
}

const char *
ruhu_person_get_name (RuhuPerson *self)
{
  return ruhu_fields_get (self->fields, "person_name");
}

const char *
ruhu_person_get_resident_id (RuhuPerson *self)
{
  return ruhu_fields_get (self->fields, "resident_id");
}

/**
 * ruhu_person_get_birth_date:
 *
 * Returns: the birth date of the register, else of the identity number; may be known in part or not
 *   at all
 */
RuhuDate
ruhu_person_get_birth_date (RuhuPerson *self)
{
  RuhuDate date;

  if (!ruhu_date_parse (ruhu_fields_get (self->fields, "birth_date"), &date))
    ruhu_id_number_get_birth_date (ruhu_person_get_resident_id (self), &date);

  return date;
}

/**
 * ruhu_person_get_sex:
 *
 * Returns: the sex of the register, else of the identity number
 */
RuhuSex
ruhu_person_get_sex (RuhuPerson *self)
{
  const char *sex = ruhu_fields_get (self->fields, "sex");

  if (g_str_equal (sex, "1"))
    return RUHU_SEX_MALE;
  if (g_str_equal (sex, "2"))
    return RUHU_SEX_FEMALE;
  if (g_str_equal (sex, "9"))
    return RUHU_SEX_UNSPECIFIED;

  return ruhu_id_number_get_sex (ruhu_person_get_resident_id (self));
}

const char *
ruhu_person_get_phone (RuhuPerson *self)
{
  return ruhu_fields_get (self->fields, "phone");
}

const char *
ruhu_person_get_address (RuhuPerson *self)
{
  return ruhu_fields_get (self->fields, "address");
}

/**
 * ruhu_person_get_group:
 *
 * Returns: the village group in the address's own words ("二组"), "" where it names none
 */
const char *
ruhu_person_get_group (RuhuPerson *self)
{
  return self->group;
}

guint
ruhu_person_get_group_number (RuhuPerson *self)
{
  return self->group_number;
}

const char *
ruhu_person_get_household_id (RuhuPerson *self)
{
  return ruhu_fields_get (self->fields, "household_id");
}

static guint
get_digit (RuhuPerson *self, const char *name, gsize place, guint most)
{
  const char *value = ruhu_fields_get (self->fields, name);
  const char *number = ruhu_fields_get (self->fields, "cert_no");

  if (*value == '\0' && strlen (number) > place)
    value = number + place;

  return *value >= '1' && *value <= (char) ('0' + most) ? (guint) (*value - '0') : 0;
}

/**
 * ruhu_person_get_category:
 *
 * Returns: the category of the register, else of the certificate's number
 */
RuhuCategory
ruhu_person_get_category (RuhuPerson *self)
{
  return (RuhuCategory) get_digit (self, "cert_category", RUHU_ID_NUMBER_DIGITS, 7);
}

/**
 * ruhu_person_get_grade:
 *
 * Returns: 1 to 4, of the register, else of the certificate's number; 0 where not known
 */
guint
ruhu_person_get_grade (RuhuPerson *self)
{
  return get_digit (self, "cert_grade", RUHU_ID_NUMBER_DIGITS + 1, 4);
}

/**
 * ruhu_person_get_certificate_end:
 *
 * Returns: the last day of the certificate; all 0 where not known
 */
RuhuDate
ruhu_person_get_certificate_end (RuhuPerson *self)
{
  RuhuDate date;

  ruhu_date_parse (ruhu_fields_get (self->fields, "cert_valid_until"), &date);
  return date;
}

/**
 * ruhu_person_is_adult:
 * @day: a whole date
 *
 * Returns: %FALSE for who may be under 18 on @day; then the guardian is asked for
 */
gboolean
ruhu_person_is_adult (RuhuPerson *self, RuhuDate day)
{
  guint least, most;

  return !ruhu_age_range (ruhu_person_get_birth_date (self), day, &least, &most) || least >= ADULT;
}

/**
 * ruhu_person_get_columns:
 *
 * Returns: (transfer none): the names of 3.0.2, %NULL at the end: what forms read, and what a
 *   register to be imported may hold
 */
const char *const *
ruhu_person_get_columns (void)
{
  return columns;
}

/**
 * ruhu_person_has_column:
 *
 * Returns: whether @name is one of ruhu_person_get_columns()
 */
gboolean
ruhu_person_has_column (const char *name)
{
  return g_strv_contains (columns, name);
}
