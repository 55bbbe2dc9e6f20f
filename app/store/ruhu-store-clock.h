/* ruhu-store-clock.h: the tablet's clock, as far as HQ has set it right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store.h"

G_BEGIN_DECLS

void ruhu_store_set_hq_time_async (RuhuStore *self,
                                   gint64 hq_now,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ruhu_store_set_hq_time_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_check_clock_async (RuhuStore *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ruhu_store_check_clock_finish (RuhuStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
