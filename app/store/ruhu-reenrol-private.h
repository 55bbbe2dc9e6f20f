/* ruhu-reenrol-private.h: a store goes on under another device id
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

gboolean ruhu_reenrol_settle (RuhuVault *vault, gboolean *settled, GError **error);
gboolean ruhu_reenrol (RuhuVault *vault, RuhuDevice *device, RuhuDeviceKeys *keys, GError **error);

G_END_DECLS
