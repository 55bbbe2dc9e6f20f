/* ruhu-test-sql.h: a store's file, opened by a test's own hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

sqlite3 *ruhu_test_sql_open (const char *dir, const char *name);
void ruhu_test_sql_execute (const char *dir, const char *name, const char *sql);

G_END_DECLS
