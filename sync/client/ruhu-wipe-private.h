/* ruhu-wipe-private.h: a revoked tablet hands over, erases itself and says so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

gboolean ruhu_wipe_take (RuhuStore *store, JsonObject *order, GError **error);
gboolean ruhu_wipe_is_due (RuhuStore *store);
void ruhu_wipe_run_async (RuhuHqClient *client,
                          RuhuObjectStore *objects,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean ruhu_wipe_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
