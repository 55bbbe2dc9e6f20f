/* ruhu-syncer-private.h: what a syncer is made of, for ruhu-syncer.c and ruhu-syncer-properties.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"
#include "ruhu-sync-times-private.h"
#include "ruhu-syncer.h"
#include "store/ruhu-outbox.h"

G_BEGIN_DECLS

struct _RuhuSyncer {
  GObject parent_instance;

  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuStore *store;
  RuhuHqClient *client;
  RuhuDevice *client_device;
  GRand *rand;

  GPtrArray *running; /* of GTask: whom the run that is going on answers */
  GPtrArray *asking;  /* of GTask: whom the next one answers */
  GCancellable *cancellable;
  gboolean busy;

  RuhuSyncState state;
  RuhuRefusal refusal;
  RuhuRefusal stuck; /* why lines of this run could not be sent, though it went on */
  char *message;
  guint failures;
  RuhuSyncTimes times;
  RuhuOutboxCounts *counts;
  gboolean automatic;
  guint timer;
};

void ruhu_syncer_install_properties (GObjectClass *object_class);
void ruhu_syncer_set_state (RuhuSyncer *self, RuhuSyncState state);
void ruhu_syncer_set_next_try (RuhuSyncer *self, gint64 next_try);
void ruhu_syncer_note_contact (RuhuSyncer *self);
void ruhu_syncer_note_automatic (RuhuSyncer *self);
void ruhu_syncer_set_outcome (RuhuSyncer *self, RuhuRefusal refusal, const char *message);
void ruhu_syncer_set_counts (RuhuSyncer *self, RuhuOutboxCounts *counts);

G_END_DECLS
