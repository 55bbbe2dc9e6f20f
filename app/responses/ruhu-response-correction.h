/* ruhu-response-correction.h: a final response corrected by another one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

void ruhu_response_store_correct_async (RuhuResponseStore *self,
                                        RuhuResponse *correction,
                                        GHashTable *answers,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
char *
ruhu_response_store_correct_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
