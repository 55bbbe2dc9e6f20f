/* ruhu-vault-private.h: opening and closing the one connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

gboolean ruhu_vault_open (RuhuVault *self, const char *name, GError **error);
gboolean ruhu_vault_open_locked (RuhuVault *self, GError **error);
gboolean ruhu_vault_reopen (RuhuVault *self, GError **error);
void ruhu_vault_close (RuhuVault *self);
void ruhu_vault_checkpoint (RuhuVault *self);
gboolean ruhu_vault_truncate_wal (RuhuVault *self, GError **error);

G_END_DECLS
