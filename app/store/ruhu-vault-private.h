/* ruhu-vault-private.h: opening and closing the one connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

/** RuhuLentStmt: a statement that goes back where it is kept when it goes out of scope */
typedef sqlite3_stmt RuhuLentStmt;

RuhuLentStmt *
ruhu_vault_lend (RuhuVault *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ruhu_vault_give_back (RuhuLentStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuLentStmt, ruhu_vault_give_back)

gboolean ruhu_vault_open (RuhuVault *self, const char *name, GError **error);
gboolean ruhu_vault_open_locked (RuhuVault *self, GError **error);
gboolean ruhu_vault_reopen (RuhuVault *self, GError **error);
void ruhu_vault_close (RuhuVault *self);
void ruhu_vault_checkpoint (RuhuVault *self);
gboolean ruhu_vault_truncate_wal (RuhuVault *self, GError **error);

G_END_DECLS
