/* ruhu-bundle-export.h: what waits for HQ into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

/**
 * RuhuBundleProgressFunc:
 * @done: bytes written
 * @total: of so many
 *
 * In the main context that asked.
 */
typedef void (*RuhuBundleProgressFunc) (guint64 done, guint64 total, gpointer data);

/**
 * RuhuBundleExported:
 * @lines: lines of any kind in it
 * @responses: of these, responses
 * @attachments: attachments in it
 * @left_out: attachments that had no room, and go with another bundle
 * @upto: the last line; 0 where there is none
 * @at: when it was made, ms since 1970 UTC
 * @bytes: how large it is
 */
typedef struct {
  guint lines;
  guint responses;
  guint attachments;
  guint left_out;
  gint64 upto;
  gint64 at;
  guint64 bytes;
} RuhuBundleExported;

void ruhu_bundle_export_async (RuhuObjectStore *objects,
                               const char *path,
                               RuhuBundleProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean
ruhu_bundle_export_finish (GAsyncResult *result, RuhuBundleExported *exported, GError **error);

G_END_DECLS
