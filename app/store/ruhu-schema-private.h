/* ruhu-schema-private.h: numbered upgrades of the device's store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-sql-private.h"

G_BEGIN_DECLS

gboolean ruhu_schema_is_known (sqlite3 *db, GError **error);
gboolean ruhu_schema_upgrade (sqlite3 *db, const char *path, GError **error);
gboolean
ruhu_schema_upgrade_with (sqlite3 *db, const char *path, const char *const *steps, GError **error);

G_END_DECLS
