/* ruhu-media-fetcher-private.h: the files of published forms, from HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

/** RuhuMediaFetcherFunc: Returns: whether to ask HQ for the next piece */
typedef gboolean (*RuhuMediaFetcherFunc) (gpointer data);

void ruhu_media_fetcher_run_async (RuhuHqClient *client,
                                   RuhuStore *store,
                                   RuhuMediaFetcherFunc go_on,
                                   gpointer go_on_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ruhu_media_fetcher_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
