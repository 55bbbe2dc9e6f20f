/* ruhu-dump-private.h: all that is on this device, for whoever has its PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"

#include <stdio.h>

G_BEGIN_DECLS

gboolean ruhu_dump_write (RuhuResponseStore *responses, FILE *where, GError **error);

G_END_DECLS
