/* ruhu-home-page.h: how many today, what came back, and whether the records are safe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"
#include "ruhu-truth.h"

G_BEGIN_DECLS

#define RUHU_TYPE_HOME_PAGE (ruhu_home_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuHomePage, ruhu_home_page, RUHU, HOME_PAGE, RuhuPage)

RuhuHomePage *ruhu_home_page_new (void);

void
ruhu_home_page_set_day (RuhuHomePage *self, const RuhuDay *day, gint64 next_try, GDateTime *now);
void ruhu_home_page_set_empty (RuhuHomePage *self, gboolean empty);
void ruhu_home_page_set_choice (RuhuHomePage *self, gboolean choice);

G_END_DECLS
