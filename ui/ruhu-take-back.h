/* ruhu-take-back.h: what was done a moment ago, and can be taken back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_TAKE_BACK (ruhu_take_back_get_type ())
G_DECLARE_FINAL_TYPE (RuhuTakeBack, ruhu_take_back, RUHU, TAKE_BACK, GObject)

RuhuTakeBack *ruhu_take_back_new (RuhuWindow *window, RuhuSession *session);

void ruhu_take_back_offer_undo (RuhuTakeBack *self, const char *id);
void ruhu_take_back_offer_recovery (RuhuTakeBack *self, const char *id, gboolean corrects);
void ruhu_take_back_refresh (RuhuTakeBack *self);
void ruhu_take_back_drop (RuhuTakeBack *self);

G_END_DECLS
