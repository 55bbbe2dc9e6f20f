/* ruhu-hq-pull.h: what is new for a device, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

gboolean ruhu_hq_pull_has_cursor (RuhuHqDir *dir, RuhuHqDevice *device, const char *cursor);
GBytes *ruhu_hq_pull_make_page (RuhuHqDir *dir,
                                RuhuHqDevice *device,
                                const char *cursor,
                                gint64 now,
                                char **next,
                                gboolean *more,
                                GError **error);

G_END_DECLS
