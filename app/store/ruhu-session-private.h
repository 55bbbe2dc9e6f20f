/* ruhu-session-private.h: opening and closing the one connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

gboolean ruhu_session_open (RuhuSession *self, const char *name, GError **error);
gboolean ruhu_session_open_locked (RuhuSession *self, GError **error);
gboolean ruhu_session_reopen (RuhuSession *self, GError **error);
void ruhu_session_close (RuhuSession *self);
void ruhu_session_checkpoint (RuhuSession *self);
gboolean ruhu_session_truncate_wal (RuhuSession *self, GError **error);

G_END_DECLS
