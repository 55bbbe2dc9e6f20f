/* ruhu-turn-private.h: when HQ says that things are not as we think
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

/**
 * RuhuTurned:
 * @from: HQ has no line from this one on; 0 where it does not say
 * @gen: (nullable): which life of HQ's store this is, where it is another
 */
typedef struct {
  gint64 from;
  char *gen;
} RuhuTurned;

gboolean ruhu_turn_is_needed (RuhuHqClient *client, RuhuStore *store);
void ruhu_turn_async (RuhuHqClient *client,
                      RuhuStore *store,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean ruhu_turn_finish (GAsyncResult *result, RuhuTurned *turned, GError **error);

G_END_DECLS
