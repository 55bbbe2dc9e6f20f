/* ruhu-mender-private.h: what is damaged here, from HQ's copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"

G_BEGIN_DECLS

void ruhu_mender_run_async (RuhuHqClient *client,
                            RuhuStore *store,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ruhu_mender_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
