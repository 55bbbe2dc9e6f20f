/* ruhu-navigation.h: which page each action opens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_NAVIGATION (ruhu_navigation_get_type ())
G_DECLARE_FINAL_TYPE (RuhuNavigation, ruhu_navigation, RUHU, NAVIGATION, GObject)

RuhuNavigation *ruhu_navigation_new (RuhuWindow *window, RuhuSession *session);

G_END_DECLS
