/* ruhu-bundle-news-private.h: what HQ has for this device, out of a bundle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

/**
 * RuhuBundleNews:
 * @applied: something of it went into the store
 * @known: the device had read as far as the bundle leads
 */
typedef struct {
  gboolean applied;
  gboolean known;
} RuhuBundleNews;

void ruhu_bundle_news_take_async (RuhuObjectStore *objects,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ruhu_bundle_news_take_finish (GAsyncResult *result, RuhuBundleNews *news, GError **error);

G_END_DECLS
