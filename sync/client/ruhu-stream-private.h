/* ruhu-stream-private.h: HQ's log for this device into the store, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-pull.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

/* The name of that log in the object store. */
#define RUHU_STREAM_HQ "hq"

typedef struct _RuhuStream RuhuStream;

RuhuStream *ruhu_stream_new (RuhuObjectStore *objects);
void ruhu_stream_free (RuhuStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuStream, ruhu_stream_free)

RuhuStore *ruhu_stream_get_store (RuhuStream *self);
const char *ruhu_stream_get_shown (RuhuStream *self);
const char *ruhu_stream_get_cursor (RuhuStream *self);
gboolean ruhu_stream_get_more (RuhuStream *self);
guint ruhu_stream_get_n_lines (RuhuStream *self);

void ruhu_stream_open_async (RuhuStream *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void ruhu_stream_restart_async (RuhuStream *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void ruhu_stream_take_async (RuhuStream *self,
                             RuhuPullPage *page,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void ruhu_stream_close_async (RuhuStream *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ruhu_stream_finish (GAsyncResult *result, GError **error);

G_END_DECLS
