/* ruhu-visit.h: from a task, a person or a draft to a form that can be filled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

#include "form/ruhu-survey.h"

G_BEGIN_DECLS

void ruhu_visit_begin_async (RuhuSession *session,
                             const char *form_id,
                             const char *target,
                             gboolean attempt,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void ruhu_visit_open_async (RuhuSession *session,
                            RuhuResponse *response,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void ruhu_visit_correct_async (RuhuSession *session,
                               RuhuResponse *response,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
RuhuSurvey *ruhu_visit_finish (RuhuSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
