/* ruhu-form-files.h: what a form came with, for one filling of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

void ruhu_form_files_give_async (RuhuStore *store,
                                 RuhuInstance *instance,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ruhu_form_files_give_finish (RuhuStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
