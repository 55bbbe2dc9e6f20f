/* ruhu-hq-command.h: the commands of ruhu-hq
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define RUHU_HQ_DEFAULT_DIR "/var/lib/ruhu"

/** RuhuHqFile: a file that a command reads or leaves; @name as on the command line */
typedef struct {
  char *name;
  GBytes *bytes;
} RuhuHqFile;

/** RuhuHqCall: what was asked for; @options may have a value of "" */
typedef struct {
  const struct _RuhuHqCommand *command;
  GPtrArray *args;
  GHashTable *options;
  GPtrArray *files;
} RuhuHqCall;

/** RuhuHqReply: what to print and which files to write; @code is the exit code */
typedef struct {
  GString *out;
  GString *err;
  GPtrArray *files;
  int code;
} RuhuHqReply;

/**
 * RuhuHqCommand:
 * @name: one or two words
 * @usage: what follows it
 * @help: (nullable): one line; %NULL where it is only what another command asks for
 * @options: names of options that take a value, between spaces
 * @min_args: how many arguments there must be
 * @max_args: how many there may be
 * @read: (nullable): reads files, in the process that was asked
 * @run: (nullable): does it, in the process that holds the folder; %NULL where ruhu-hq-main.c does
 * @begin: (nullable): begins what takes long in a server, which goes on serving meanwhile,
 * @end: and says what came of it
 */
typedef struct _RuhuHqCommand {
  const char *name;
  const char *usage;
  const char *help;
  const char *options;
  guint min_args;
  guint max_args;
  gboolean (*read) (RuhuHqCall *call, GError **error);
  gboolean (*run) (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
  gboolean (*begin) (RuhuHqDir *dir,
                     RuhuHqCall *call,
                     GAsyncReadyCallback callback,
                     gpointer user_data,
                     GError **error);
  gboolean (*end) (RuhuHqDir *dir,
                   RuhuHqCall *call,
                   RuhuHqReply *reply,
                   GAsyncResult *result,
                   GError **error);
} RuhuHqCommand;

const RuhuHqCommand *ruhu_hq_command_get_all (guint *n);
RuhuHqCall *ruhu_hq_call_parse (const char *const *argv, GError **error);
const char *ruhu_hq_call_get_option (RuhuHqCall *call, const char *name);
const char *ruhu_hq_call_get_dir (RuhuHqCall *call);
const char *ruhu_hq_call_get_arg (RuhuHqCall *call, guint i);
void ruhu_hq_call_add_file (RuhuHqCall *call, const char *name, GBytes *bytes);
gboolean ruhu_hq_call_read_files (RuhuHqCall *call, GError **error);
RuhuHqFile *ruhu_hq_call_find_file (RuhuHqCall *call, const char *name);
gboolean ruhu_hq_call_read (RuhuHqCall *call, GError **error);
char *ruhu_hq_call_to_json (RuhuHqCall *call);
RuhuHqCall *ruhu_hq_call_from_json (const char *text, gsize length);
void ruhu_hq_call_free (RuhuHqCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqCall, ruhu_hq_call_free)

RuhuHqReply *ruhu_hq_command_run (RuhuHqDir *dir, RuhuHqCall *call);
void ruhu_hq_command_run_async (RuhuHqDir *dir,
                                RuhuHqCall *call,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
RuhuHqReply *ruhu_hq_command_run_finish (GAsyncResult *result);
void ruhu_hq_reply_add_file (RuhuHqReply *reply, const char *name, GBytes *bytes);
char *ruhu_hq_reply_to_json (RuhuHqReply *reply);
RuhuHqReply *ruhu_hq_reply_from_json (const char *text, gsize length);
void ruhu_hq_reply_free (RuhuHqReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqReply, ruhu_hq_reply_free)

G_END_DECLS
