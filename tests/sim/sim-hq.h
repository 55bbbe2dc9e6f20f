/* sim-hq.h: HQ: its folder, its server, and its log read back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"
#include "ruhu-hq-server.h"
#include "store/ruhu-object.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  char *path;
  RuhuHqDir *dir; /* NULL while the program does not run */
  RuhuHqServer *server;
} SimHq;

void sim_hq_make (SimHq *self, const char *path);
void sim_hq_start (SimHq *self);
void sim_hq_kill (SimHq *self);
char *sim_hq_run (SimHq *self, ...) G_GNUC_NULL_TERMINATED;
char *sim_hq_make_code (SimHq *self, const char *user, const char *scope);
gboolean sim_hq_write (SimHq *self,
                       const char *division,
                       RuhuObjectKind kind,
                       const char *id,
                       JsonObject *set,
                       JsonObject *replaced);

/** SimLogLine: a row of HQ's log or, with @sseq 0, of its quarantine */
typedef struct {
  gint64 sseq;
  char *division;
  char *dev;
  gint64 seq;
  guint64 eff;
  gint64 recv;
  char *hash;
  char *code;
  char *text;
  JsonObject *line; /* NULL where it is no JSON */
} SimLogLine;

GPtrArray *sim_hq_read_log (SimHq *self);
GHashTable *sim_hq_read_objects (SimHq *self);
GHashTable *sim_hq_read_conflicts (SimHq *self);
gint64 sim_hq_get_acked (SimHq *self, const char *dev);
char *sim_hq_get_scope (SimHq *self, const char *dev);
char *sim_hq_get_text (SimHq *self, const char *sql);

G_END_DECLS
