/* ruhu-work.h: all that a worker has at hand while the device is unlocked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-due-list.h"
#include "forms/ruhu-instance.h"
#include "responses/ruhu-response-list.h"

G_BEGIN_DECLS

#define RUHU_TYPE_WORK (ruhu_work_get_type ())
G_DECLARE_FINAL_TYPE (RuhuWork, ruhu_work, RUHU, WORK, GObject)

RuhuWork *ruhu_work_new (RuhuResponseStore *responses);
RuhuWork *ruhu_work_new_without (RuhuResponseStore *responses, const char *response);

gboolean ruhu_work_get_loading (RuhuWork *self);
void ruhu_work_wait_async (RuhuWork *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean ruhu_work_wait_finish (RuhuWork *self, GAsyncResult *result, GError **error);
RuhuObjectStore *ruhu_work_get_objects (RuhuWork *self);
RuhuRegister *ruhu_work_get_register (RuhuWork *self);
RuhuCaseList *ruhu_work_get_tasks (RuhuWork *self);
RuhuCaseList *ruhu_work_get_needs (RuhuWork *self);
RuhuResponseList *ruhu_work_get_responses (RuhuWork *self);
RuhuDueList *ruhu_work_get_due (RuhuWork *self);

gboolean ruhu_work_gives_list (const char *id);
void ruhu_work_give_lists (RuhuWork *self, RuhuInstance *instance);
gboolean ruhu_work_wants_person (RuhuForm *form);
void
ruhu_work_preset (RuhuWork *self, RuhuInstance *instance, const char *person_id, RuhuTask *task);

G_END_DECLS
