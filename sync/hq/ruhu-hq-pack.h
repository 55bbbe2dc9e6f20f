/* ruhu-hq-pack.h: bodies, packed for the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *ruhu_hq_pack (GBytes *bytes);
GBytes *ruhu_hq_unpack (GBytes *packed);

G_END_DECLS
