/* ruhu-hq-division-table.h: what divisions are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

gboolean
ruhu_hq_division_set_name (RuhuHqStore *store, const char *code, const char *name, GError **error);
char *ruhu_hq_division_get_name (RuhuHqStore *store, const char *code);

G_END_DECLS
