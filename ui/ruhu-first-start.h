/* ruhu-first-start.h: from a code to a store of one's own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-start-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_FIRST_START (ruhu_first_start_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFirstStart, ruhu_first_start, RUHU, FIRST_START, GObject)

RuhuFirstStart *ruhu_first_start_new (RuhuSession *session);

RuhuStartPage *ruhu_first_start_make_page (RuhuFirstStart *self);
void ruhu_first_start_ask_by_file (RuhuFirstStart *self, const char *code, GFile *file);
void ruhu_first_start_take_answer (RuhuFirstStart *self, GFile *file);
void ruhu_first_start_stop (RuhuFirstStart *self);

G_END_DECLS
