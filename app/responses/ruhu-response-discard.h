/* ruhu-response-discard.h: drafts that were begun by mistake
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

void ruhu_response_store_discard_async (RuhuResponseStore *self,
                                        const char *id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
ruhu_response_store_discard_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);
void ruhu_response_store_recover_async (RuhuResponseStore *self,
                                        const char *id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
ruhu_response_store_recover_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
