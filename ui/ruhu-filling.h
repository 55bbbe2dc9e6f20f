/* ruhu-filling.h: a filling with all that its form reads, ready to be started
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

RuhuInstance *ruhu_filling_new (RuhuSession *session, RuhuForm *form);

void ruhu_filling_make_async (RuhuSession *session,
                              RuhuForm *form,
                              RuhuResponse *again,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
RuhuInstance *ruhu_filling_make_finish (RuhuSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
