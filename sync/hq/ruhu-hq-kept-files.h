/* ruhu-hq-kept-files.h: are the files beside HQ's store what they were?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

gboolean ruhu_hq_kept_files_learn (RuhuHqStore *store, const char *path, GError **error);
gboolean ruhu_hq_kept_files_check (RuhuHqStore *store,
                                   const char *path,
                                   gboolean keys_only,
                                   GPtrArray *faults,
                                   GError **error);
gboolean
ruhu_hq_kept_files_accept (RuhuHqStore *store, const char *path, const char *name, GError **error);

G_END_DECLS
