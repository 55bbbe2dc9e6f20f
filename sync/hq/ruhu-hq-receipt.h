/* ruhu-hq-receipt.h: a device's latest receipt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

gboolean ruhu_hq_receipt_renew (RuhuHqDir *dir, RuhuHqDevice *device, gint64 at, GError **error);

G_END_DECLS
