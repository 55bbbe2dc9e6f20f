/* ruhu-puller-private.h: what HQ has for this device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

void ruhu_puller_run_async (RuhuHqClient *client,
                            RuhuObjectStore *objects,
                            gboolean restart,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ruhu_puller_run_finish (GAsyncResult *result, guint *lines, GError **error);

G_END_DECLS
