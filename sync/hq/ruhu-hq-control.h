/* ruhu-hq-control.h: commands to a running server, over a socket in its folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-command.h"

G_BEGIN_DECLS

GSocketService *ruhu_hq_control_listen (RuhuHqDir *dir, GError **error);
gboolean ruhu_hq_control_is_served (const char *path);
RuhuHqReply *ruhu_hq_control_ask (const char *path, RuhuHqCall *call, GError **error);

G_END_DECLS
