/* ruhu-bundle-file-private.h: a bundle's file, whole or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-bundle-export.h"
#include "ruhu-bundle.h"

G_BEGIN_DECLS

/* What is written one after the other: bytes that are in memory, or a file. */
typedef struct _RuhuBundleFile RuhuBundleFile;

RuhuBundleFile *ruhu_bundle_file_new (const char *path, JsonObject *header);
void ruhu_bundle_file_add_bytes (RuhuBundleFile *self, const char *type, GBytes *content);
void ruhu_bundle_file_add_file (RuhuBundleFile *self,
                                const char *type,
                                const char *path,
                                guint64 size,
                                GBytes *key);
guint64 ruhu_bundle_file_get_size (RuhuBundleFile *self);
void ruhu_bundle_file_free (RuhuBundleFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuBundleFile, ruhu_bundle_file_free)

void ruhu_bundle_file_write_async (RuhuBundleFile *self,
                                   RuhuStore *store,
                                   RuhuBundleProgressFunc progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ruhu_bundle_file_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
