/* ruhu-device.h: who this device is to HQ, and the keys it was enrolled with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_DEVICE_KEY_SIZE 32

/**
 * RuhuDevice:
 * @id: the device's id, as HQ gave it
 * @scope: the division code it may see
 * @role: village, township, county or city: the role of the user it was enrolled for
 * @url: where HQ is
 * @ca: HQ's CA certificate, PEM; the only one trusted
 * @epoch: number of the scope; grows when the device is moved
 * @phrase: whether HQ demands a phrase instead of a PIN
 * @hqs: HQ's Ed25519 key for receipts and orders, 32 bytes
 * @hqx: HQ's X25519 key for what is sealed to it, 32 bytes
 * @hqe: HQ's X25519 recovery key, 32 bytes
 *
 * What the enrolment said; `hq.json` in the profile. Nothing in it is secret. Nobody changes one
 * that others hold: make a copy.
 */
typedef struct {
  char *id;
  char *scope;
  char *role;
  char *url;
  char *ca;
  gint64 epoch;
  gboolean phrase;
  GBytes *hqs;
  GBytes *hqx;
  GBytes *hqe;
} RuhuDevice;

#define RUHU_TYPE_DEVICE (ruhu_device_get_type ())
GType ruhu_device_get_type (void);
RuhuDevice *ruhu_device_new (void);
RuhuDevice *ruhu_device_copy (RuhuDevice *self);
RuhuDevice *ruhu_device_ref (RuhuDevice *self);
void ruhu_device_unref (RuhuDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuDevice, ruhu_device_unref)

/**
 * RuhuDeviceKey:
 * @RUHU_DEVICE_KEY_ED: Ed25519, signs the log and the requests of an unlocked device (AK)
 * @RUHU_DEVICE_KEY_X: X25519, what HQ seals to this device opens with it
 * @RUHU_DEVICE_KEY_LK: Ed25519, signs the requests of a locked device (LK)
 */
typedef enum {
  RUHU_DEVICE_KEY_ED,
  RUHU_DEVICE_KEY_X,
  RUHU_DEVICE_KEY_LK,
} RuhuDeviceKey;

typedef struct _RuhuDeviceKeys RuhuDeviceKeys;

RuhuDeviceKeys *ruhu_device_keys_new (void);
RuhuDeviceKeys *ruhu_device_keys_ref (RuhuDeviceKeys *self);
void ruhu_device_keys_unref (RuhuDeviceKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuDeviceKeys, ruhu_device_keys_unref)

const guint8 *ruhu_device_keys_get_public (RuhuDeviceKeys *self, RuhuDeviceKey which);
gboolean ruhu_device_keys_set_unlock_secret (RuhuDeviceKeys *self, GBytes *sealed, GError **error);

char *ruhu_unlock_code (GBytes *secret, const char *device, guint lockout);

G_END_DECLS
