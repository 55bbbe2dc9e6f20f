/* ruhu-due-item.h: one line of the due list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-task.h"
#include "register/ruhu-person.h"
#include "responses/ruhu-response.h"

G_BEGIN_DECLS

/**
 * RuhuDueKind:
 * @RUHU_DUE_DRAFT: begun and not finished
 * @RUHU_DUE_RETURNED: came back to be corrected
 * @RUHU_DUE_TASK: a visit to be made
 *
 * In the order of the list: what was begun or came back is done first.
 */
typedef enum {
  RUHU_DUE_DRAFT,
  RUHU_DUE_RETURNED,
  RUHU_DUE_TASK,
} RuhuDueKind;

#define RUHU_TYPE_DUE_ITEM (ruhu_due_item_get_type ())
G_DECLARE_FINAL_TYPE (RuhuDueItem, ruhu_due_item, RUHU, DUE_ITEM, GObject)

RuhuDueItem *ruhu_due_item_new (RuhuTask *task, RuhuResponse *response, RuhuPerson *person);

void ruhu_due_item_set_moved (RuhuDueItem *self, RuhuDate moved);

RuhuDueKind ruhu_due_item_get_kind (RuhuDueItem *self);
RuhuTask *ruhu_due_item_get_task (RuhuDueItem *self);
RuhuResponse *ruhu_due_item_get_response (RuhuDueItem *self);
RuhuPerson *ruhu_due_item_get_person (RuhuDueItem *self);
const char *ruhu_due_item_get_person_id (RuhuDueItem *self);
const char *ruhu_due_item_get_household (RuhuDueItem *self);
RuhuDate ruhu_due_item_get_day (RuhuDueItem *self);
gboolean ruhu_due_item_is_due (RuhuDueItem *self, RuhuDate day);
int ruhu_due_item_compare (RuhuDueItem *self, RuhuDueItem *other, RuhuDate today);

G_END_DECLS
