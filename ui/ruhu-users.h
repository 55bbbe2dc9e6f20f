/* ruhu-users.h: who works with this tablet, while it is open: another PIN, one more worker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_USERS (ruhu_users_get_type ())
G_DECLARE_FINAL_TYPE (RuhuUsers, ruhu_users, RUHU, USERS, GObject)

RuhuUsers *ruhu_users_new (RuhuWindow *window, RuhuSession *session);

G_END_DECLS
