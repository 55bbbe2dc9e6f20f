/* ruhu-last-saved.h: the record of a form that a worker saved last, as forms read it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

#include "forms/ruhu-form.h"

G_BEGIN_DECLS

void ruhu_last_saved_load_async (RuhuSession *session,
                                 RuhuForm *form,
                                 RuhuResponse *again,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *ruhu_last_saved_load_finish (RuhuSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
