/* ruhu-object-store.h: what HQ has confirmed, and how far it was read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_OBJECT_STORE (ruhu_object_store_get_type ())
G_DECLARE_FINAL_TYPE (RuhuObjectStore, ruhu_object_store, RUHU, OBJECT_STORE, GObject)

RuhuObjectStore *ruhu_object_store_new (RuhuStore *store);
RuhuStore *ruhu_object_store_get_store (RuhuObjectStore *self);

/* One page from HQ going in. Only on the store thread, only within a RuhuObjectMergeFunc. */
typedef struct _RuhuObjectPage RuhuObjectPage;

gboolean
ruhu_object_page_get (RuhuObjectPage *page, const char *id, RuhuObject **object, GError **error);
gboolean ruhu_object_page_get_shown (RuhuObjectPage *page,
                                     const char *id,
                                     RuhuObject **object,
                                     GError **error);
gboolean ruhu_object_page_put (RuhuObjectPage *page, RuhuObject *object, GError **error);
gboolean ruhu_object_page_delete (RuhuObjectPage *page, const char *id, GError **error);
gboolean ruhu_object_page_delete_outside (RuhuObjectPage *page, const char *scope, GError **error);
gboolean ruhu_object_page_get_own (RuhuObjectPage *page,
                                   gint64 seq,
                                   const char *hash,
                                   GBytes **line,
                                   GError **error);
gboolean ruhu_object_page_confirm (RuhuObjectPage *page, gint64 seq, GError **error);

/**
 * RuhuObjectMergeFunc:
 * @page: reads and writes objects, and confirms own lines that came back
 * @data: what was given to ruhu_object_store_apply_async()
 * @error: set where %FALSE is returned
 *
 * Merges what came from HQ into what is there. Runs on the store thread, in the transaction that
 * also moves the cursor; may run twice where the disk failed in between, so it changes nothing of
 * @data.
 *
 * Returns: %FALSE to have none of the page
 */
typedef gboolean (*RuhuObjectMergeFunc) (RuhuObjectPage *page, gpointer data, GError **error);

void ruhu_object_store_apply_async (RuhuObjectStore *self,
                                    const char *stream,
                                    const char *from,
                                    const char *to,
                                    RuhuObjectMergeFunc merge,
                                    gpointer data,
                                    GDestroyNotify data_free,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
ruhu_object_store_apply_finish (RuhuObjectStore *self, GAsyncResult *result, GError **error);

void ruhu_object_store_gather_async (RuhuObjectStore *self,
                                     const char *stream,
                                     const char *from,
                                     const char *to,
                                     gboolean last,
                                     RuhuObjectMergeFunc merge,
                                     gpointer data,
                                     GDestroyNotify data_free,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void ruhu_object_store_get_incoming_async (RuhuObjectStore *self,
                                           const char *stream,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

void ruhu_object_store_get_cursor_async (RuhuObjectStore *self,
                                         const char *stream,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
char *
ruhu_object_store_get_cursor_finish (RuhuObjectStore *self, GAsyncResult *result, GError **error);

void ruhu_object_store_load_async (RuhuObjectStore *self,
                                   RuhuObjectKind kind,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *
ruhu_object_store_load_finish (RuhuObjectStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
