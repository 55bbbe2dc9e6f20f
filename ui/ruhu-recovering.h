/* ruhu-recovering.h: from a forgotten PIN to a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-start-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_RECOVERING (ruhu_recovering_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRecovering, ruhu_recovering, RUHU, RECOVERING, GObject)

RuhuRecovering *ruhu_recovering_new (RuhuSession *session);

RuhuStartPage *ruhu_recovering_make_page (RuhuRecovering *self, const char *user);
void ruhu_recovering_stop (RuhuRecovering *self);

G_END_DECLS
