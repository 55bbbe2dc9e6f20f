/* ruhu-register.h: who lives in this device's division, and how they are found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-entity.h"
#include "register/ruhu-household.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_REGISTER (ruhu_register_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRegister, ruhu_register, RUHU, REGISTER, GObject)

RuhuRegister *ruhu_register_new (RuhuObjectStore *objects);

void ruhu_register_set_entities (RuhuRegister *self, GPtrArray *entities);
void ruhu_register_load_async (RuhuRegister *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ruhu_register_load_finish (RuhuRegister *self, GAsyncResult *result, GError **error);

void ruhu_register_take (RuhuRegister *self, GPtrArray *persons);

RuhuPerson *ruhu_register_find (RuhuRegister *self, const char *id);
RuhuHousehold *ruhu_register_find_household (RuhuRegister *self, const char *id);
RuhuPersonList *ruhu_register_search (RuhuRegister *self, const char *query);
RuhuPersonList *ruhu_register_search_group (RuhuRegister *self, const char *division, guint number);
RuhuList *ruhu_register_to_list (RuhuRegister *self);
RuhuList *ruhu_register_households_to_list (RuhuRegister *self);

G_END_DECLS
