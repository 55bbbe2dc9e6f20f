/* ruhu-record.h: a finished response as it can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

G_BEGIN_DECLS

/**
 * RuhuRecord:
 * @response: which, and how it stands
 * @responses: where its attachments are
 * @form_title: (nullable): what its form is called; %NULL where that version is not here any more
 * @lines: (element-type RuhuReadingLine): its answers in paper order
 * @has_replaced: whether the response that it corrects is on this tablet, to be opened
 */
typedef struct {
  RuhuResponse *response;
  RuhuResponseStore *responses;
  char *form_title;
  GPtrArray *lines;
  gboolean has_replaced;
} RuhuRecord;

void ruhu_record_read_async (RuhuSession *session,
                             RuhuResponse *response,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
RuhuRecord *ruhu_record_read_finish (RuhuSession *session, GAsyncResult *result, GError **error);
void ruhu_record_free (RuhuRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuRecord, ruhu_record_free)

G_END_DECLS
