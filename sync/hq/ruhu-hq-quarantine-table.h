/* ruhu-hq-quarantine-table.h: the lines that are held, as HQ's people look at them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-log-table.h"

G_BEGIN_DECLS

GPtrArray *
ruhu_hq_quarantine_list (RuhuHqStore *store, const char *scope, const char *code, GError **error);
RuhuHqChange *
ruhu_hq_quarantine_load (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error);
gboolean
ruhu_hq_quarantine_close (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error);

G_END_DECLS
