/* ruhu-syncer.h: when a change is sent, and how things stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"
#include "ruhu-refusal.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

/**
 * RuhuSyncState:
 * @RUHU_SYNC_IDLE: nothing is going on; the last meeting with HQ, if there was one, was good
 * @RUHU_SYNC_SENDING: lines are sent
 * @RUHU_SYNC_ATTACHING: photos, signatures and sound are sent
 * @RUHU_SYNC_RECEIVING: HQ's lines come in
 * @RUHU_SYNC_OFFLINE: HQ could not be reached; everything is safe here, and tried again
 * @RUHU_SYNC_REFUSED: HQ said no, see #RuhuSyncer:refusal
 * @RUHU_SYNC_FAILED: something is wrong on this device, see #RuhuSyncer:message
 */
typedef enum {
  RUHU_SYNC_IDLE,
  RUHU_SYNC_SENDING,
  RUHU_SYNC_ATTACHING,
  RUHU_SYNC_RECEIVING,
  RUHU_SYNC_OFFLINE,
  RUHU_SYNC_REFUSED,
  RUHU_SYNC_FAILED,
} RuhuSyncState;

#define RUHU_TYPE_SYNCER (ruhu_syncer_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSyncer, ruhu_syncer, RUHU, SYNCER, GObject)

RuhuSyncer *ruhu_syncer_new (RuhuObjectStore *objects, RuhuResponseStore *responses);

RuhuObjectStore *ruhu_syncer_get_objects (RuhuSyncer *self);
RuhuSyncState ruhu_syncer_get_state (RuhuSyncer *self);
RuhuRefusal ruhu_syncer_get_refusal (RuhuSyncer *self);
const char *ruhu_syncer_get_message (RuhuSyncer *self);
guint ruhu_syncer_get_waiting_responses (RuhuSyncer *self);
guint ruhu_syncer_get_waiting_attachments (RuhuSyncer *self);
guint64 ruhu_syncer_get_waiting_bytes (RuhuSyncer *self);
guint ruhu_syncer_get_drafts (RuhuSyncer *self);
guint ruhu_syncer_get_quarantined (RuhuSyncer *self);
const char *ruhu_syncer_get_receipt (RuhuSyncer *self);
guint ruhu_syncer_get_covered (RuhuSyncer *self);
gint64 ruhu_syncer_get_last_contact (RuhuSyncer *self);
gint64 ruhu_syncer_get_next_try (RuhuSyncer *self);
gboolean ruhu_syncer_get_automatic (RuhuSyncer *self);
void ruhu_syncer_set_automatic (RuhuSyncer *self, gboolean automatic);

void ruhu_syncer_now_async (RuhuSyncer *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ruhu_syncer_now_finish (RuhuSyncer *self, GAsyncResult *result, GError **error);
void ruhu_syncer_stop (RuhuSyncer *self);

void ruhu_syncer_count_async (RuhuSyncer *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ruhu_syncer_count_finish (RuhuSyncer *self, GAsyncResult *result, GError **error);

G_END_DECLS
