/* ruhu-pusher-private.h: the device's log to HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

/**
 * RuhuPushed:
 * @lines: how many lines HQ took
 * @damaged: a line cannot be read here, and went as it lies here for HQ
 * @restart: what was pulled has to be pulled anew
 */
typedef struct {
  guint lines;
  gboolean damaged;
  gboolean restart;
} RuhuPushed;

void ruhu_pusher_run_async (RuhuHqClient *client,
                            RuhuStore *store,
                            gboolean again,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ruhu_pusher_run_finish (GAsyncResult *result, RuhuPushed *pushed, GError **error);

G_END_DECLS
