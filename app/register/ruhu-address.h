/* ruhu-address.h: village groups in addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ruhu_address_get_group (const char *address, guint *number);
char *ruhu_address_to_plain (const char *address);

G_END_DECLS
