/* ruhu-attachment-sender-private.h: photos, signatures and sound to HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"
#include "ruhu-hq-client.h"

G_BEGIN_DECLS

void ruhu_attachment_sender_run_async (RuhuHqClient *client,
                                       RuhuResponseStore *responses,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ruhu_attachment_sender_run_finish (GAsyncResult *result, guint *sent, GError **error);

G_END_DECLS
