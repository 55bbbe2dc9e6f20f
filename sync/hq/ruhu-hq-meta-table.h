/* ruhu-hq-meta-table.h: what HQ knows about itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

char *ruhu_hq_meta_get (RuhuHqStore *store, const char *key, GError **error);
gboolean ruhu_hq_meta_set (RuhuHqStore *store, const char *key, const char *value, GError **error);

G_END_DECLS
