/* ruhu-hq-duplicate.h: two entries with the same resident number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-object-table.h"

G_BEGIN_DECLS

#define RUHU_HQ_DUPLICATE_PATH "duplicate"

gboolean ruhu_hq_duplicate_settle (RuhuHqStore *store,
                                   RuhuHqObject *before,
                                   RuhuHqObject *after,
                                   gint64 sseq,
                                   GError **error);

G_END_DECLS
