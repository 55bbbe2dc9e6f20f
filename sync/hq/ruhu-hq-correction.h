/* ruhu-hq-correction.h: which response of a chain of corrections counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-object-table.h"

G_BEGIN_DECLS

void ruhu_hq_correction_link (GHashTable *objects);
GPtrArray *
ruhu_hq_correction_load_chain (RuhuHqStore *store, RuhuHqObject *response, GError **error);
gboolean
ruhu_hq_correction_settle (RuhuHqStore *store, RuhuHqObject *response, gint64 sseq, GError **error);
gboolean ruhu_hq_correction_relink (RuhuHqStore *store, GError **error);

G_END_DECLS
