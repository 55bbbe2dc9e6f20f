/* ruhu-store-private.h: what the *-store.c files may do with the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-keys-private.h"
#include "store/ruhu-sql-private.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

/**
 * RuhuVault:
 * @dir: the profile
 * @db: the connection
 * @lent: (nullable): what ruhu_vault_lend() keeps compiled: its text, a literal → sqlite3_stmt
 * @keys: (nullable): %NULL while locked
 * @device: who this device is
 * @user: (nullable): who unlocked it
 * @changes: what a job sets to have #RuhuStore::changed say it
 *
 * What a job on the store thread works with, for the length of the call.
 */
typedef struct {
  char *dir;
  sqlite3 *db;
  GHashTable *lent;
  RuhuKeys *keys;
  RuhuDevice *device;
  char *user;
  RuhuStoreChanges changes;
} RuhuVault;

/**
 * RuhuStoreFunc:
 * @data: the task data; nobody else uses it meanwhile
 * @error: set where %NULL is returned
 *
 * Work for the store thread. It sees no object that lives elsewhere. After a disk error it is run
 * a second time on a new connection, so it leaves @data as it was.
 *
 * Returns: (transfer full) (nullable): the task's result, never %NULL on success
 */
typedef gpointer (*RuhuStoreFunc) (RuhuVault *vault, gpointer data, GError **error);

void ruhu_store_run (RuhuStore *self, GTask *task, RuhuStoreFunc func, GDestroyNotify free_result);
void ruhu_store_run_locked (RuhuStore *self,
                            GTask *task,
                            RuhuStoreFunc func,
                            GDestroyNotify free_result);

G_END_DECLS
