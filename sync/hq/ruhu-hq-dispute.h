/* ruhu-hq-dispute.h: two decided differently, and neither knew of the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-object-table.h"

G_BEGIN_DECLS

GPtrArray *ruhu_hq_dispute_list_decisions (RuhuHqStore *store,
                                           const char *town,
                                           const char *target,
                                           GError **error);
gboolean ruhu_hq_dispute_settle (RuhuHqStore *store,
                                 RuhuHqObject *target,
                                 GPtrArray *decisions,
                                 gint64 sseq,
                                 GError **error);

G_END_DECLS
