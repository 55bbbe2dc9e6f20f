/* ruhu-hq-store-sqlite.h: HQ's store in one SQLite file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_HQ_STORE_SQLITE (ruhu_hq_store_sqlite_get_type ())
G_DECLARE_FINAL_TYPE (RuhuHqStoreSqlite, ruhu_hq_store_sqlite, RUHU, HQ_STORE_SQLITE, GObject)

RuhuHqStore *ruhu_hq_store_sqlite_new (const char *path, GError **error);

G_END_DECLS
