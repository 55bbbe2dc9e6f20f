/* ruhu-hq-server.h: HQ on the network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

#define RUHU_TYPE_HQ_SERVER (ruhu_hq_server_get_type ())
G_DECLARE_FINAL_TYPE (RuhuHqServer, ruhu_hq_server, RUHU, HQ_SERVER, GObject)

RuhuHqServer *ruhu_hq_server_new (RuhuHqDir *dir, GError **error);
char *ruhu_hq_server_listen (RuhuHqServer *self, const char *address, GError **error);

G_END_DECLS
