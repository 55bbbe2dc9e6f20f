/* ruhu-hq-erase-table.h: overwriting lines, and forgetting their attachments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-log-table.h"

G_BEGIN_DECLS

gboolean ruhu_hq_erase_lines (RuhuHqStore *store,
                              const char *town,
                              const char *uuid,
                              const char *with,
                              guint *lines,
                              GPtrArray *files,
                              GError **error);
gboolean ruhu_hq_erase_held (RuhuHqStore *store,
                             const char *dev,
                             gint64 dseq,
                             const char *with,
                             GError **error);
gboolean ruhu_hq_erase_foreach_held (RuhuHqStore *store,
                                     RuhuHqChangeFunc func,
                                     gpointer data,
                                     GError **error);

G_END_DECLS
