/* ruhu-media-store.h: files of published forms, by their content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store.h"

G_BEGIN_DECLS

void ruhu_media_store_count_async (RuhuStore *store,
                                   const char *const *hashes,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GArray *ruhu_media_store_count_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_media_store_add_async (RuhuStore *store,
                                 const char *hash,
                                 guint64 size,
                                 guint64 offset,
                                 GBytes *piece,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ruhu_media_store_add_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_media_store_read_async (RuhuStore *store,
                                  const char *const *hashes,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GHashTable *ruhu_media_store_read_finish (RuhuStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
