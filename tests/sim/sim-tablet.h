/* sim-tablet.h: one tablet: the programs' store and client, and what is done with them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-clock.h"

#include "responses/ruhu-response-store.h"
#include "ruhu-hq-client.h"
#include "store/ruhu-object-store.h"
#include "store/ruhu-outbox.h"

G_BEGIN_DECLS

#define SIM_PIN "1234567890"

typedef struct {
  guint process;
  char *dir;
  char *user;
  char *dev;
  char *first_dev;   /* as each schedule finds it, */
  GPtrArray *former; /* and what it was called before @dev */
  char *scope;       /* as enrolled */
  GMainContext *context;

  RuhuStore *store;   /* NULL while the program does not run */
  gboolean ran;       /* in this schedule */
  gboolean looked_at; /* since it was started: what it stopped in */
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuHqClient *client;
  RuhuDevice *client_device;
  gboolean syncing;
  gboolean synced; /* the last sync came to its end */
  gboolean moved;  /* and HQ has given it another area since */
  GError *sync_error;
  gboolean forked;  /* HQ does not go on with its log, */
  gboolean unknown; /* for it has never heard of it */
} SimTablet;

/** SimOutcome: what became of something that was asked of a tablet */
typedef enum {
  SIM_DONE,    /* it said that it is done */
  SIM_REFUSED, /* it said no */
  SIM_STOPPED, /* it stopped before it said anything */
} SimOutcome;

void sim_tablet_init (SimTablet *self, guint process, const char *dir);
void sim_tablet_start (SimTablet *self);
void sim_tablet_kill (SimTablet *self);
SimOutcome sim_tablet_enrol (SimTablet *self, const char *code);
SimOutcome sim_tablet_reenrol (SimTablet *self, const char *code);
void sim_tablet_be (SimTablet *self, const char *dev);
gboolean sim_tablet_was (SimTablet *self, const char *dev);

SimOutcome sim_tablet_unlock (SimTablet *self);
SimOutcome sim_tablet_lock (SimTablet *self);
gboolean sim_tablet_is_unlocked (SimTablet *self);
gboolean sim_tablet_is_erased (SimTablet *self);

SimOutcome sim_tablet_create (SimTablet *self,
                              const char *id,
                              const char *version,
                              const char *division,
                              const char *person,
                              const char *replaces);
SimOutcome sim_tablet_put (SimTablet *self, const char *id, const char *key, const char *value);
SimOutcome sim_tablet_attach (SimTablet *self, const char *id, GBytes *content, char **name);
SimOutcome sim_tablet_finish (SimTablet *self, const char *id, const char *ans);
SimOutcome sim_tablet_undo (SimTablet *self, const char *id);
SimOutcome sim_tablet_cut (SimTablet *self, gboolean all);
SimOutcome sim_tablet_append (SimTablet *self,
                              const char *kind,
                              const char *id,
                              const char *division,
                              const char *members);

SimOutcome sim_tablet_export (SimTablet *self, const char *path);
SimOutcome sim_tablet_import (SimTablet *self, const char *path);
gboolean sim_tablet_push_ahead (SimTablet *self);
void sim_tablet_begin_sync (SimTablet *self);
void sim_tablet_wait (SimTablet *self);
void sim_tablet_run (SimTablet *self);

GHashTable *sim_tablet_load_answers (SimTablet *self, const char *id);
GBytes *sim_tablet_read_photo (SimTablet *self, const char *name);
GPtrArray *sim_tablet_list_responses (SimTablet *self);
GPtrArray *sim_tablet_load_objects (SimTablet *self, RuhuObjectKind kind);
GPtrArray *sim_tablet_read_lines (SimTablet *self);
RuhuOutboxCounts *sim_tablet_count (SimTablet *self);

G_END_DECLS
