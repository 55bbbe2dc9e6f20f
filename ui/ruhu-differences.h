/* ruhu-differences.h: what two wrote differently, from the store to the pages that say so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-sending-page.h"
#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_DIFFERENCES (ruhu_differences_get_type ())
G_DECLARE_FINAL_TYPE (RuhuDifferences, ruhu_differences, RUHU, DIFFERENCES, GObject)

RuhuDifferences *ruhu_differences_new (RuhuWindow *window, RuhuSession *session);

void ruhu_differences_tell (RuhuDifferences *self, RuhuSendingPage *page);

G_END_DECLS
