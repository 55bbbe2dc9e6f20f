/* ruhu-household.h: a household of the register, and who belongs to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-person-list.h"

G_BEGIN_DECLS

#define RUHU_TYPE_HOUSEHOLD (ruhu_household_get_type ())
G_DECLARE_FINAL_TYPE (RuhuHousehold, ruhu_household, RUHU, HOUSEHOLD, GObject)

RuhuHousehold *ruhu_household_new (const char *id, RuhuFields *fields, RuhuPersonList *members);

const char *ruhu_household_get_id (RuhuHousehold *self);
const char *ruhu_household_get_field (RuhuHousehold *self, const char *name);
RuhuPersonList *ruhu_household_get_members (RuhuHousehold *self);

G_END_DECLS
