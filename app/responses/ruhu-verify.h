/* ruhu-verify.h: is all that is stored here what was stored?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store.h"

G_BEGIN_DECLS

/**
 * RuhuVerified: what was looked at
 * @faults: (element-type utf8): one sentence for each thing that is wrong; names nobody
 */
typedef struct {
  guint drafts;
  guint lines;
  guint attachments;
  guint objects;
  guint receipts;
  GPtrArray *faults;
} RuhuVerified;

void ruhu_verified_free (RuhuVerified *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuVerified, ruhu_verified_free)

void ruhu_verify_async (RuhuStore *store,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
RuhuVerified *ruhu_verify_finish (RuhuStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
