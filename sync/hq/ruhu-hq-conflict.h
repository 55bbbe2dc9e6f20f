/* ruhu-hq-conflict.h: values neither of which replaced the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-object-table.h"
#include "ruhu-line.h"

G_BEGIN_DECLS

gboolean ruhu_hq_conflict_settle (RuhuHqStore *store,
                                  RuhuHqObject *before,
                                  RuhuHqObject *after,
                                  gint64 sseq,
                                  GError **error);

gboolean ruhu_hq_conflict_close_all (RuhuHqStore *store,
                                     const char *town,
                                     const char *object,
                                     gint64 sseq,
                                     GError **error);

G_END_DECLS
