/* ruhu-case-list.h: all tasks, or all needs, that the store holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-need.h"
#include "cases/ruhu-task.h"
#include "forms/ruhu-list.h"
#include "register/ruhu-register.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CASE_LIST (ruhu_case_list_get_type ())
G_DECLARE_FINAL_TYPE (RuhuCaseList, ruhu_case_list, RUHU, CASE_LIST, GObject)

RuhuCaseList *ruhu_case_list_new (RuhuObjectStore *objects, RuhuObjectKind kind);

void ruhu_case_list_set_entities (RuhuCaseList *self, GPtrArray *entities);
void ruhu_case_list_load_async (RuhuCaseList *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ruhu_case_list_load_finish (RuhuCaseList *self, GAsyncResult *result, GError **error);
void ruhu_case_list_take (RuhuCaseList *self, GPtrArray *items);

RuhuTask *ruhu_case_list_find_task (RuhuCaseList *self, const char *id);
RuhuNeed *ruhu_case_list_find_need (RuhuCaseList *self, const char *id);
GPtrArray *ruhu_case_list_get_of_person (RuhuCaseList *self, const char *person_id);
RuhuList *ruhu_case_list_to_list (RuhuCaseList *self, RuhuRegister *persons);

G_END_DECLS
