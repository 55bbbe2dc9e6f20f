/* ruhu-unlock-private.h: making, unlocking and locking a store, on the store thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"
#include "store/ruhu-throttle-private.h"

G_BEGIN_DECLS

/* What a request brings; @throttle is what it takes back, whether it worked or not. */
typedef struct {
  char *user;
  char *pin;
  char *new_pin;
  char *code;
  GBytes *sealed; /* HQ's answer where the PIN was forgotten */
  GBytes *root;   /* what was in it */
  RuhuDevice *device;
  RuhuDeviceKeys *device_keys;
  guint64 operations;
  gsize memory;
  RuhuThrottle throttle;
} RuhuUnlockRequest;

void ruhu_unlock_request_free (RuhuUnlockRequest *request);

gboolean ruhu_unlock_write_meta (RuhuVault *vault, GBytes *instance, GError **error);
gpointer ruhu_unlock_create (RuhuVault *vault, gpointer data, GError **error);
gpointer ruhu_unlock (RuhuVault *vault, gpointer data, GError **error);
gpointer ruhu_unlock_change_pin (RuhuVault *vault, gpointer data, GError **error);
gpointer ruhu_unlock_lock (RuhuVault *vault, gpointer data, GError **error);

G_END_DECLS
