/* ruhu-person.h: a person of the register
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-certificate.h"
#include "register/ruhu-fields.h"
#include "store/ruhu-object.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define RUHU_TYPE_PERSON (ruhu_person_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPerson, ruhu_person, RUHU, PERSON, GObject)

RuhuPerson *ruhu_person_new (const char *id, const char *division, RuhuFields *fields);
RuhuPerson *ruhu_person_new_from_object (RuhuObject *object, GError **error);

const char *ruhu_person_get_id (RuhuPerson *self);
const char *ruhu_person_get_division (RuhuPerson *self);
RuhuFields *ruhu_person_get_fields (RuhuPerson *self);
const char *ruhu_person_get_field (RuhuPerson *self, const char *name);

const char *ruhu_person_get_name (RuhuPerson *self);
const char *ruhu_person_get_resident_id (RuhuPerson *self);
RuhuDate ruhu_person_get_birth_date (RuhuPerson *self);
RuhuSex ruhu_person_get_sex (RuhuPerson *self);
const char *ruhu_person_get_phone (RuhuPerson *self);
const char *ruhu_person_get_address (RuhuPerson *self);
const char *ruhu_person_get_group (RuhuPerson *self);
guint ruhu_person_get_group_number (RuhuPerson *self);
const char *ruhu_person_get_household_id (RuhuPerson *self);
RuhuCategory ruhu_person_get_category (RuhuPerson *self);
guint ruhu_person_get_grade (RuhuPerson *self);
RuhuDate ruhu_person_get_certificate_end (RuhuPerson *self);
gboolean ruhu_person_is_adult (RuhuPerson *self, RuhuDate day);

const char *const *ruhu_person_get_columns (void);
gboolean ruhu_person_has_column (const char *name);

G_END_DECLS
