/* ruhu-conflicts-page.h: what was written differently by two, and waits to be chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

#include "cases/ruhu-conflict-list.h"
#include "forms/ruhu-instance.h"
#include "register/ruhu-register.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CONFLICTS_PAGE (ruhu_conflicts_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuConflictsPage, ruhu_conflicts_page, RUHU, CONFLICTS_PAGE, RuhuPage)

RuhuConflictsPage *
ruhu_conflicts_page_new (RuhuConflictList *conflicts, RuhuRegister *persons, RuhuInstance *visit);

G_END_DECLS
