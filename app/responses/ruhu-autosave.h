/* ruhu-autosave.h: brings what changes in a filling to disk, by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"
#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

/**
 * RuhuAutosaveState:
 * @RUHU_AUTOSAVE_IDLE: nothing has changed yet
 * @RUHU_AUTOSAVE_SAVING: something is not on disk yet, or is still being typed
 * @RUHU_AUTOSAVE_SAVED: all of it is on disk
 * @RUHU_AUTOSAVE_FAILED: the last try failed; what is not on disk is kept and tried again
 */
typedef enum {
  RUHU_AUTOSAVE_IDLE,
  RUHU_AUTOSAVE_SAVING,
  RUHU_AUTOSAVE_SAVED,
  RUHU_AUTOSAVE_FAILED,
} RuhuAutosaveState;

#define RUHU_TYPE_AUTOSAVE (ruhu_autosave_get_type ())
G_DECLARE_FINAL_TYPE (RuhuAutosave, ruhu_autosave, RUHU, AUTOSAVE, GObject)

RuhuAutosave *
ruhu_autosave_new (RuhuResponseStore *responses, const char *id, RuhuInstance *instance);

RuhuAutosaveState ruhu_autosave_get_state (RuhuAutosave *self);
gint64 ruhu_autosave_get_saved_at (RuhuAutosave *self);
const GError *ruhu_autosave_get_error (RuhuAutosave *self);

void ruhu_autosave_put (RuhuAutosave *self, const char *key, const char *value);
void ruhu_autosave_put_missing (RuhuAutosave *self, guint missing);
void ruhu_autosave_hold (RuhuAutosave *self);
void ruhu_autosave_release (RuhuAutosave *self);
void ruhu_autosave_expect (RuhuAutosave *self);
void ruhu_autosave_arrive (RuhuAutosave *self);
void ruhu_autosave_retry (RuhuAutosave *self);
void ruhu_autosave_flush_async (RuhuAutosave *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ruhu_autosave_flush_finish (RuhuAutosave *self, GAsyncResult *result, GError **error);

G_END_DECLS
