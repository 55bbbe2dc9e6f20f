/* ruhu-due-list.h: what is to be done, in the order to do it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-case-list.h"
#include "cases/ruhu-due-item.h"

G_BEGIN_DECLS

#define RUHU_TYPE_DUE_LIST (ruhu_due_list_get_type ())
G_DECLARE_FINAL_TYPE (RuhuDueList, ruhu_due_list, RUHU, DUE_LIST, GObject)

RuhuDueList *ruhu_due_list_new (RuhuRegister *persons, RuhuCaseList *tasks, GListModel *responses);
void ruhu_due_list_refresh (RuhuDueList *self);
RuhuDueItem *ruhu_due_list_get (RuhuDueList *self, guint position);
RuhuRegister *ruhu_due_list_get_register (RuhuDueList *self);
GListModel *ruhu_due_list_get_responses (RuhuDueList *self);

G_END_DECLS
