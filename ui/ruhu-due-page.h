/* ruhu-due-page.h: who first, and the person beside the list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-attempts.h"
#include "ruhu-form-library.h"
#include "ruhu-page.h"

#include "cases/ruhu-due-list.h"

G_BEGIN_DECLS

#define RUHU_TYPE_DUE_PAGE (ruhu_due_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuDuePage, ruhu_due_page, RUHU, DUE_PAGE, RuhuPage)

RuhuDuePage *ruhu_due_page_new (RuhuDueList *due, GListModel *needs);

void ruhu_due_page_set_returned_only (RuhuDuePage *self, gboolean returned_only);

void ruhu_due_page_set_attempts (RuhuDuePage *self, RuhuAttempts *attempts);
void ruhu_due_page_set_library (RuhuDuePage *self, RuhuFormLibrary *library);

G_END_DECLS
