/* ruhu-recover.h: asking HQ to open a tablet whose PIN was forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store.h"

G_BEGIN_DECLS

void ruhu_recover_ask_async (RuhuStore *store,
                             const char *user,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GBytes *ruhu_recover_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
