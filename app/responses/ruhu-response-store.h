/* ruhu-response-store.h: where an answer is saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

/* Among a draft's answers, how many are missing; a question's key begins with a slash. */
#define RUHU_ANSWER_MISSING "missing:"

/* The same, and the id of a rule: why the worker let its warning stand. */
#define RUHU_ANSWER_REASON "reason:"

#define RUHU_TYPE_RESPONSE_STORE (ruhu_response_store_get_type ())
G_DECLARE_FINAL_TYPE (RuhuResponseStore, ruhu_response_store, RUHU, RESPONSE_STORE, GObject)

RuhuResponseStore *ruhu_response_store_new (RuhuStore *store);
RuhuStore *ruhu_response_store_get_store (RuhuResponseStore *self);

void ruhu_response_store_create_async (RuhuResponseStore *self,
                                       RuhuResponse *response,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
ruhu_response_store_create_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);
void ruhu_response_store_put_async (RuhuResponseStore *self,
                                    const char *id,
                                    GHashTable *answers,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
ruhu_response_store_put_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);
void ruhu_response_store_load_answers_async (RuhuResponseStore *self,
                                             const char *id,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
GHashTable *ruhu_response_store_load_answers_finish (RuhuResponseStore *self,
                                                     GAsyncResult *result,
                                                     GError **error);
void ruhu_response_store_load_final_async (RuhuResponseStore *self,
                                           const char *id,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
char *ruhu_response_store_load_final_finish (RuhuResponseStore *self,
                                             GAsyncResult *result,
                                             GError **error);
void ruhu_response_store_finish_async (RuhuResponseStore *self,
                                       const char *id,
                                       const char *ans,
                                       const char *const *keep,
                                       const char *par,
                                       GPtrArray *entities,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
ruhu_response_store_finish_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);
void ruhu_response_store_undo_async (RuhuResponseStore *self,
                                     const char *id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
ruhu_response_store_undo_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);
void ruhu_response_store_cut_async (RuhuResponseStore *self,
                                    gboolean all,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
ruhu_response_store_cut_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);
void ruhu_response_store_list_async (RuhuResponseStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *
ruhu_response_store_list_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error);

char *ruhu_response_prune (const char *ans, const char *const *keep, GError **error);

G_END_DECLS
