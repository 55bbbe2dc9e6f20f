/* ruhu-response-entities.h: what the responses of this device make and change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-entity.h"
#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

void ruhu_response_store_list_entities_async (RuhuResponseStore *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
GPtrArray *ruhu_response_store_list_entities_finish (RuhuResponseStore *self,
                                                     GAsyncResult *result,
                                                     GError **error);

G_END_DECLS
