/* ruhu-visits.h: what a worker does with responses: begins, opens, reads, undoes and corrects them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_VISITS (ruhu_visits_get_type ())
G_DECLARE_FINAL_TYPE (RuhuVisits, ruhu_visits, RUHU, VISITS, GObject)

RuhuVisits *ruhu_visits_new (RuhuWindow *window, RuhuSession *session);

void ruhu_visits_refresh (RuhuVisits *self);
void ruhu_visits_drop_undo (RuhuVisits *self);

G_END_DECLS
