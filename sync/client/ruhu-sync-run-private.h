/* ruhu-sync-run-private.h: one meeting with HQ, from first line to last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"
#include "ruhu-hq-client.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

/** RuhuSyncStep: what a run does now */
typedef enum {
  RUHU_SYNC_STEP_PUSH,
  RUHU_SYNC_STEP_ATTACH,
  RUHU_SYNC_STEP_PULL,
  RUHU_SYNC_STEP_FILES,
} RuhuSyncStep;

/**
 * RuhuSyncStepFunc:
 * @step: what is done now; FILES once more after each piece of a form's file
 *
 * Returns: whether to go on with FILES; what is missing comes with the next run
 */
typedef gboolean (*RuhuSyncStepFunc) (RuhuSyncStep step, gpointer data);

/** RuhuSyncResult: what a run came to; counts also where it stopped half-way */
typedef struct {
  guint lines_sent;
  guint attachments_sent;
  guint lines_received;
  gboolean heard;      /* HQ answered at least once */
  RuhuRefusal refusal; /* why lines could not be sent, where the rest went on; else NONE */
} RuhuSyncResult;

void ruhu_sync_run_async (RuhuHqClient *client,
                          RuhuObjectStore *objects,
                          RuhuResponseStore *responses,
                          RuhuSyncStepFunc step,
                          gpointer step_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean ruhu_sync_run_finish (GAsyncResult *result, RuhuSyncResult *got, GError **error);

G_END_DECLS
