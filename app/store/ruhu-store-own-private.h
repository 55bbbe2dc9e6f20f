/* ruhu-store-own-private.h: what the files that make up RuhuStore share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-job-private.h"
#include "store/ruhu-throttle-private.h"
#include "store/ruhu-unlock-private.h"

G_BEGIN_DECLS

struct _RuhuStore {
  GObject parent_instance;

  RuhuVault *vault;    /* the store thread's alone */
  GThreadPool *thread; /* exactly one */

  char *dir;
  RuhuStoreState state;
  RuhuDevice *device;
  RuhuKeys *keys;
  char *user;
  gint64 wait_until;
  guint lockout;
  guint64 kdf_operations;
  gsize kdf_memory;
  guint idle_source;
};

void ruhu_store_set_state (RuhuStore *self, RuhuStoreState state);
void ruhu_store_settle_unlock (RuhuStore *self, RuhuJob *job);
void ruhu_store_take_throttle (RuhuStore *self, const RuhuThrottle *throttle);
RuhuUnlockRequest *ruhu_store_make_request (RuhuStore *self, const char *user, const char *pin);
GTask *ruhu_store_make_task (RuhuStore *self,
                             gpointer tag,
                             gpointer data,
                             GDestroyNotify data_free,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void ruhu_store_run_settling (RuhuStore *self,
                              GTask *task,
                              RuhuStoreFunc func,
                              void (*settle) (RuhuStore *self, RuhuJob *job));

G_END_DECLS
