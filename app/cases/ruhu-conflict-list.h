/* ruhu-conflict-list.h: what people are asked about on this device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-conflict.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CONFLICT_LIST (ruhu_conflict_list_get_type ())
G_DECLARE_FINAL_TYPE (RuhuConflictList, ruhu_conflict_list, RUHU, CONFLICT_LIST, GObject)

RuhuConflictList *ruhu_conflict_list_new (RuhuObjectStore *objects);

void ruhu_conflict_list_load_async (RuhuConflictList *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
ruhu_conflict_list_load_finish (RuhuConflictList *self, GAsyncResult *result, GError **error);
void ruhu_conflict_list_clear (RuhuConflictList *self);

void ruhu_conflict_list_choose_async (RuhuConflictList *self,
                                      RuhuConflict *conflict,
                                      guint value,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
ruhu_conflict_list_choose_finish (RuhuConflictList *self, GAsyncResult *result, GError **error);

G_END_DECLS
