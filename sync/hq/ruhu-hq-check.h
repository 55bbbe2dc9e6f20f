/* ruhu-hq-check.h: may this line do that?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-line.h"

G_BEGIN_DECLS

gboolean ruhu_hq_check_line (RuhuHqStore *store,
                             RuhuHqDevice *device,
                             RuhuHqObject *old,
                             gboolean left,
                             RuhuLine *line,
                             GError **error);

G_END_DECLS
