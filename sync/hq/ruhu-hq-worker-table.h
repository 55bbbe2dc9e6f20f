/* ruhu-hq-worker-table.h: who works with which tablet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

gboolean ruhu_hq_worker_add (RuhuHqStore *store,
                             const char *dev,
                             const char *worker,
                             gint64 now,
                             GError **error);
gboolean
ruhu_hq_worker_remove (RuhuHqStore *store, const char *dev, const char *worker, GError **error);
char **ruhu_hq_worker_list (RuhuHqStore *store, const char *dev, GError **error);

G_END_DECLS
