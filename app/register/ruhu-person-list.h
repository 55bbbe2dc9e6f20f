/* ruhu-person-list.h: some persons of the register, in an order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-person.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_TYPE_PERSON_LIST (ruhu_person_list_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPersonList, ruhu_person_list, RUHU, PERSON_LIST, GObject)

RuhuPersonList *ruhu_person_list_new (GPtrArray *persons, GArray *places);
RuhuPerson *ruhu_person_list_get (RuhuPersonList *self, guint position);
guint ruhu_person_list_get_length (RuhuPersonList *self);

G_END_DECLS
