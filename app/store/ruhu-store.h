/* ruhu-store.h: the device's sealed store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"

G_BEGIN_DECLS

/**
 * RuhuStoreState:
 * @RUHU_STORE_ABSENT: the profile has no store; enrol and create one
 * @RUHU_STORE_LOCKED: closed and without keys; what is sealed to HQ can be read, nothing written
 * @RUHU_STORE_UNLOCKED: open
 * @RUHU_STORE_ERASED: HQ has revoked the device, and it has erased itself; it may be enrolled anew
 */
typedef enum {
  RUHU_STORE_ABSENT,
  RUHU_STORE_LOCKED,
  RUHU_STORE_UNLOCKED,
  RUHU_STORE_ERASED,
} RuhuStoreState;

/**
 * RuhuStoreChanges:
 * @RUHU_STORE_OBJECTS: base objects: persons, households, needs, tasks …
 * @RUHU_STORE_RESPONSES: a response's state or data
 * @RUHU_STORE_OUTBOX: what waits for HQ
 * @RUHU_STORE_ENTITIES: what this device's responses make and change
 * @RUHU_STORE_USERS: who may unlock it
 *
 * What the signal #RuhuStore::changed says; several at once.
 */
typedef enum {
  RUHU_STORE_OBJECTS = 1 << 0,
  RUHU_STORE_RESPONSES = 1 << 1,
  RUHU_STORE_OUTBOX = 1 << 2,
  RUHU_STORE_ENTITIES = 1 << 3,
  RUHU_STORE_USERS = 1 << 4,
} RuhuStoreChanges;

#define RUHU_TYPE_STORE (ruhu_store_get_type ())
G_DECLARE_FINAL_TYPE (RuhuStore, ruhu_store, RUHU, STORE, GObject)

RuhuStore *ruhu_store_new (const char *dir);
const char *ruhu_store_get_dir (RuhuStore *self);
RuhuStoreState ruhu_store_get_state (RuhuStore *self);
RuhuDevice *ruhu_store_get_device (RuhuStore *self);
const char *ruhu_store_get_user (RuhuStore *self);
gint64 ruhu_store_get_wait_until (RuhuStore *self);
guint ruhu_store_get_lockout (RuhuStore *self);
void ruhu_store_set_kdf_cost (RuhuStore *self, guint64 operations, gsize memory);
gboolean
ruhu_store_sum (RuhuStore *self, gconstpointer data, gsize n, guint8 sum[32], GError **error);
gboolean ruhu_store_sign (RuhuStore *self,
                          gconstpointer data,
                          gsize n,
                          guint8 signature[64],
                          GError **error);
GBytes *ruhu_store_open_box (RuhuStore *self, GBytes *sealed, GError **error);

void ruhu_store_create_async (RuhuStore *self,
                              RuhuDevice *device,
                              RuhuDeviceKeys *keys,
                              const char *user,
                              const char *pin,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ruhu_store_create_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_reenrol_async (RuhuStore *self,
                               RuhuDevice *device,
                               RuhuDeviceKeys *keys,
                               const char *user,
                               const char *pin,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ruhu_store_reenrol_finish (RuhuStore *self, GAsyncResult *result, GError **error);
gboolean ruhu_store_check_pin (const char *pin, gboolean phrase, GError **error);
void ruhu_store_unlock_async (RuhuStore *self,
                              const char *user,
                              const char *pin,
                              const char *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ruhu_store_unlock_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_lock_async (RuhuStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ruhu_store_lock_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_change_pin_async (RuhuStore *self,
                                  const char *user,
                                  const char *pin,
                                  const char *new_pin,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ruhu_store_change_pin_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_set_device_async (RuhuStore *self,
                                  RuhuDevice *device,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ruhu_store_set_device_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_list_users_async (RuhuStore *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char **ruhu_store_list_users_finish (RuhuStore *self, GAsyncResult *result, GError **error);

/**
 * RuhuStoreRecovery:
 * @escrow: the root key, in a box for HQ's recovery key
 * @key: what the answer is to be sealed to, X25519, 32 bytes
 *
 * What a device whose PIN was forgotten asks HQ with.
 */
typedef struct {
  GBytes *escrow;
  GBytes *key;
} RuhuStoreRecovery;

void ruhu_store_recovery_free (RuhuStoreRecovery *recovery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuStoreRecovery, ruhu_store_recovery_free)

void ruhu_store_begin_recovery_async (RuhuStore *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
RuhuStoreRecovery *
ruhu_store_begin_recovery_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_recover_async (RuhuStore *self,
                               const char *user,
                               const char *new_pin,
                               GBytes *sealed,
                               const char *code,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ruhu_store_recover_finish (RuhuStore *self, GAsyncResult *result, GError **error);

guint64 ruhu_store_get_order (RuhuStore *self);
gboolean ruhu_store_is_ordered (RuhuStore *self);
gboolean ruhu_store_is_told (RuhuStore *self);
gboolean ruhu_store_take_order (RuhuStore *self, guint64 n, GError **error);
char *ruhu_store_get_handed_over (RuhuStore *self);
void ruhu_store_erase_async (RuhuStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean ruhu_store_erase_finish (RuhuStore *self, GAsyncResult *result, GError **error);
gboolean ruhu_store_note_told (RuhuStore *self, GError **error);
RuhuDeviceKeys *ruhu_store_dup_device_keys (RuhuStore *self, GError **error);
void ruhu_store_add_user_async (RuhuStore *self,
                                const char *user,
                                const char *pin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ruhu_store_add_user_finish (RuhuStore *self, GAsyncResult *result, GError **error);
void ruhu_store_keep_users_async (RuhuStore *self,
                                  const char *const *users,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ruhu_store_keep_users_finish (RuhuStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
