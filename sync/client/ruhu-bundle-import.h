/* ruhu-bundle-import.h: HQ's bundles into this tablet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

/**
 * RuhuBundleOutcome:
 * @RUHU_BUNDLE_RECEIVED: HQ's receipt is here
 * @RUHU_BUNDLE_NEWS: what HQ has for this tablet is here
 * @RUHU_BUNDLE_KNOWN: this tablet had all that it says; nothing changed
 * @RUHU_BUNDLE_ELSEWHERE: it goes on from where this tablet is not; nothing changed, and a bundle
 *   from here tells HQ where it is
 * @RUHU_BUNDLE_KEPT: the tablet is locked; it is taken in at the next unlock
 */
typedef enum {
  RUHU_BUNDLE_RECEIVED,
  RUHU_BUNDLE_NEWS,
  RUHU_BUNDLE_KNOWN,
  RUHU_BUNDLE_ELSEWHERE,
  RUHU_BUNDLE_KEPT,
} RuhuBundleOutcome;

void ruhu_bundle_import_async (RuhuObjectStore *objects,
                               const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean
ruhu_bundle_import_finish (GAsyncResult *result, RuhuBundleOutcome *outcome, GError **error);

G_END_DECLS
