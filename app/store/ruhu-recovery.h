/* ruhu-recovery.h: the root key on its way back to a device whose PIN was forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_RECOVERY_KEY_SIZE 32
/* What is in the box for HQ's recovery key: the root key, and behind it the device's public signing
 * key, by which HQ knows whose it is. */
#define RUHU_RECOVERY_ESCROW_SIZE (2 * RUHU_RECOVERY_KEY_SIZE)

GBytes *ruhu_recovery_seal (GBytes *root, const char *code, GBytes *key);
GBytes *ruhu_recovery_open (GBytes *sealed,
                            const char *code,
                            const guint8 public_key[RUHU_RECOVERY_KEY_SIZE],
                            const guint8 secret_key[RUHU_RECOVERY_KEY_SIZE]);

G_END_DECLS
