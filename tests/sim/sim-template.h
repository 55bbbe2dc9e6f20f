/* sim-template.h: connections to SQLite that were opened once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct _SimTemplate SimTemplate;

void sim_template_register (void);
void sim_template_begin (void);

SimTemplate *sim_template_open (const char *path, int flags);
sqlite3 *sim_template_get_db (SimTemplate *self);
SimTemplate *sim_template_find (sqlite3 *db);
gboolean sim_template_close (SimTemplate *self, GDestroyNotify finalize);

sqlite3_stmt *sim_template_take (SimTemplate *self, const char *sql);
gboolean sim_template_give_back (SimTemplate *self, sqlite3_stmt *stmt);

G_END_DECLS
