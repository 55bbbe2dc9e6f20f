/* ruhu-keys-private.h: the keys of an unlocked store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"
#include "store/ruhu-seal-private.h"

G_BEGIN_DECLS

/* In guarded memory; RK opens the key slots' content, DK the rows, MK sums clear rows. */
typedef struct {
  gint ref_count;
  guint8 root[RUHU_SEAL_KEY_SIZE];
  guint8 data[RUHU_SEAL_KEY_SIZE];
  guint8 sum[RUHU_SEAL_KEY_SIZE]; /* derived from data */
  guint8 ed[RUHU_SEAL_SIGN_SECRET_SIZE];
  guint8 x[RUHU_SEAL_KEY_SIZE];
} RuhuKeys;

RuhuKeys *ruhu_keys_new (void);
RuhuKeys *ruhu_keys_ref (RuhuKeys *self);
void ruhu_keys_unref (RuhuKeys *self);
void ruhu_keys_derive (RuhuKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuKeys, ruhu_keys_unref)

struct _RuhuDeviceKeys {
  guint8 ed_public[RUHU_DEVICE_KEY_SIZE];
  guint8 x_public[RUHU_DEVICE_KEY_SIZE];
  guint8 lk_public[RUHU_DEVICE_KEY_SIZE];
  guint8 ed[RUHU_SEAL_SIGN_SECRET_SIZE];
  guint8 x[RUHU_SEAL_KEY_SIZE];
  guint8 lk[RUHU_SEAL_SIGN_SECRET_SIZE];
  guint8 unlock[RUHU_SEAL_KEY_SIZE];
  gatomicrefcount references;
};

void ruhu_keys_derive_public (RuhuDeviceKeys *self);

G_END_DECLS
