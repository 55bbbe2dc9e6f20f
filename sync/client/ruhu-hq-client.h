/* ruhu-hq-client.h: one method for one request to HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-pull.h"
#include "ruhu-push-answer.h"
#include "ruhu-refusal.h"
#include "store/ruhu-device.h"

#include <gio/gio.h>

#include "store/ruhu-store.h"

G_BEGIN_DECLS

/**
 * RuhuSignFunc:
 * @text: what to sign
 * @data: what was given to ruhu_hq_client_new()
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the device's signature over @text, in base64
 */
typedef char *(*RuhuSignFunc) (const char *text, gpointer data, GError **error);

#define RUHU_TYPE_HQ_CLIENT (ruhu_hq_client_get_type ())
G_DECLARE_FINAL_TYPE (RuhuHqClient, ruhu_hq_client, RUHU, HQ_CLIENT, GObject)

RuhuHqClient *
ruhu_hq_client_new (RuhuDevice *device, RuhuSignFunc sign, gpointer data, GError **error);

RuhuHqClient *ruhu_hq_client_new_for_store (RuhuStore *store, GError **error);

RuhuRefusal ruhu_hq_client_get_refusal (RuhuHqClient *self);
void ruhu_hq_client_note_fork (RuhuHqClient *self);
JsonObject *ruhu_hq_client_get_refusal_members (RuhuHqClient *self);
void ruhu_hq_client_set_gen (RuhuHqClient *self, const char *gen);
guint ruhu_hq_client_get_retry_after (RuhuHqClient *self);
JsonObject *ruhu_hq_client_get_order (RuhuHqClient *self);
gint64 ruhu_hq_client_get_handed_over (RuhuHqClient *self);
gint64 ruhu_hq_client_get_now (RuhuHqClient *self);

void ruhu_hq_client_push_async (RuhuHqClient *self,
                                GBytes *body,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
RuhuPushAnswer *
ruhu_hq_client_push_finish (RuhuHqClient *self, GAsyncResult *result, GError **error);

void ruhu_hq_client_pull_async (RuhuHqClient *self,
                                const char *cursor,
                                guint64 epoch,
                                gsize max,
                                gboolean own,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
RuhuPullPage *ruhu_hq_client_pull_finish (RuhuHqClient *self, GAsyncResult *result, GError **error);

void ruhu_hq_client_ask_attachment_async (RuhuHqClient *self,
                                          const char *hash,
                                          GBytes *sealed_key,
                                          guint64 length,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean ruhu_hq_client_ask_attachment_finish (RuhuHqClient *self,
                                               GAsyncResult *result,
                                               guint64 *offset,
                                               gboolean *complete,
                                               GError **error);

void ruhu_hq_client_send_attachment_async (RuhuHqClient *self,
                                           const char *hash,
                                           GBytes *sealed_key,
                                           guint64 offset,
                                           GBytes *content,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
RuhuReceipt *ruhu_hq_client_send_attachment_finish (RuhuHqClient *self,
                                                    GAsyncResult *result,
                                                    guint64 *safe,
                                                    GError **error);

void ruhu_hq_client_get_form_async (RuhuHqClient *self,
                                    const char *id,
                                    const char *version,
                                    const char *hash,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GBytes *ruhu_hq_client_get_form_finish (RuhuHqClient *self, GAsyncResult *result, GError **error);
void ruhu_hq_client_get_line_async (RuhuHqClient *self,
                                    gint64 seq,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GBytes *ruhu_hq_client_get_line_finish (RuhuHqClient *self, GAsyncResult *result, GError **error);
void ruhu_hq_client_get_media_async (RuhuHqClient *self,
                                     const char *hash,
                                     guint64 offset,
                                     guint64 max,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GBytes *ruhu_hq_client_get_media_finish (RuhuHqClient *self, GAsyncResult *result, GError **error);

void ruhu_hq_client_tell_async (RuhuHqClient *self,
                                const char *path,
                                JsonObject *said,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
JsonObject *ruhu_hq_client_tell_finish (RuhuHqClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
