/* ruhu-sync-program-private.h: what the commands of ruhu-sync share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-syncer.h"

G_BEGIN_DECLS

/**
 * RuhuSyncProgram:
 * @args: what stands behind the command
 * @store, @objects, @responses, @syncer: %NULL until a command opens them
 */
typedef struct {
  char *profile;
  char *user;
  int pin_fd;
  int code_fd;
  gboolean json;
  gboolean write;
  gboolean check;
  gint64 last;
  gboolean version;
  char **args;
  RuhuStore *store;
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuSyncer *syncer;
} RuhuSyncProgram;

int ruhu_sync_program_complain (const GError *error);
int ruhu_sync_program_misuse (const char *why);
int ruhu_sync_program_print_answer (int code, const char *out, const char *complaint);

char *ruhu_sync_program_read_secret (int fd, const char *what, GError **error);
void ruhu_sync_program_free_secret (char *secret);

void ruhu_sync_program_open_stores (RuhuSyncProgram *self);
void ruhu_sync_program_close_stores (RuhuSyncProgram *self);
gboolean ruhu_sync_program_begin (RuhuSyncProgram *self, GError **error);
void ruhu_sync_program_lock (RuhuSyncProgram *self);
gboolean ruhu_sync_program_ask_app (RuhuSyncProgram *self, const char *command, int *code);

int ruhu_sync_run_enrol (RuhuSyncProgram *self);
int ruhu_sync_run_bundle (RuhuSyncProgram *self);
int ruhu_sync_ask_by_file (RuhuSyncProgram *self, const char *path);
gboolean ruhu_sync_take_answer (RuhuSyncProgram *self, const char *path, GError **error);

G_END_DECLS
