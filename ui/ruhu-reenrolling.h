/* ruhu-reenrolling.h: a tablet that is a copy, or that HQ no longer knows, enrols anew
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_REENROLLING (ruhu_reenrolling_get_type ())
G_DECLARE_FINAL_TYPE (RuhuReenrolling, ruhu_reenrolling, RUHU, REENROLLING, GObject)

RuhuReenrolling *ruhu_reenrolling_new (RuhuWindow *window, RuhuSession *session);

G_END_DECLS
