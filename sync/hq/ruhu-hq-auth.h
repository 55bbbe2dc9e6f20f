/* ruhu-hq-auth.h: who is asking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-request.h"

G_BEGIN_DECLS

gboolean ruhu_hq_auth_check (RuhuHqRequest *request);
gboolean ruhu_hq_auth_begins (RuhuHqDir *dir,
                              SoupServerMessage *message,
                              RuhuHqDevice *device,
                              gboolean locked,
                              gint64 now);
JsonObject *ruhu_hq_auth_make_wipe (RuhuHqDir *dir, RuhuHqDevice *device);

G_END_DECLS
