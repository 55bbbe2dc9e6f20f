/* ruhu-inbox-private.h: what HQ answered while nobody could take it in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "store/ruhu-outbox.h"

G_BEGIN_DECLS

gboolean ruhu_inbox_save (RuhuStore *store, RuhuPushAnswer *answer, GError **error);
gboolean
ruhu_inbox_save_receipt (RuhuStore *store, RuhuReceipt *receipt, guint64 safe, GError **error);
GPtrArray *ruhu_inbox_list (RuhuStore *store);
GPtrArray *ruhu_inbox_list_bundles (RuhuStore *store);
RuhuPushAnswer *ruhu_inbox_get_newest (GPtrArray *answers);
void ruhu_inbox_add_to_counts (GPtrArray *answers, RuhuOutboxCounts *counts);
void ruhu_inbox_remove (RuhuPushAnswer *answer);

void ruhu_inbox_take_async (RuhuStore *store,
                            RuhuPushAnswer *answer,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

G_END_DECLS
