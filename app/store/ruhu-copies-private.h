/* ruhu-copies-private.h: the small files of a profile, once more in the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

RuhuDevice *ruhu_copies_get_device (RuhuVault *vault, GError **error);
gboolean ruhu_copies_settle (RuhuVault *vault, GError **error);

G_END_DECLS
