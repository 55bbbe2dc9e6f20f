/* ruhu-response-attachments.h: photos, signatures, sound and files of responses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

void ruhu_response_store_add_attachment_async (RuhuResponseStore *self,
                                               const char *id,
                                               GBytes *content,
                                               const char *type,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
char *ruhu_response_store_add_attachment_finish (RuhuResponseStore *self,
                                                 GAsyncResult *result,
                                                 GError **error);
void ruhu_response_store_read_attachment_async (RuhuResponseStore *self,
                                                const char *name,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);
GBytes *ruhu_response_store_read_attachment_finish (RuhuResponseStore *self,
                                                    GAsyncResult *result,
                                                    GError **error);

G_END_DECLS
