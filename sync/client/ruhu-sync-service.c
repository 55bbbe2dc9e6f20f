/* ruhu-sync-service.c: ruhu-sync asks the app that holds the store
 *
 * A socket in the profile, for its owner alone. A question is one line (`now`, `status`,
 * `status-json`, `bundle-export PATH`, `bundle-import PATH`, the path escaped as in a URL), the
 * answer one line of JSON: `{"code","out","err"}`. Where the app is locked it has closed the store
 * and says so with `{"locked":1}`: then the other side opens it itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-service.h"

#include "base/ruhu-error.h"
#include "ruhu-sync-report-private.h"
#include "ruhu-wire-json.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NAME "sync.sock"
#define ANSWER_TIME 600 /* seconds; a run over a slow line takes long */

struct _RuhuSyncService {
  GObject parent_instance;

  RuhuSyncer *syncer;
  RuhuStore *store;
  GSocketService *service;
  char *path;
};

G_DEFINE_FINAL_TYPE (RuhuSyncService, ruhu_sync_service, G_TYPE_OBJECT)

typedef struct {
  RuhuSyncService *self;
  GSocketConnection *connection;
  GDataInputStream *input;
  char *command;
} Call;

static void
call_free (Call *call)
{
  g_io_stream_close (G_IO_STREAM (call->connection), NULL, NULL);
  g_object_unref (call->input);
  g_object_unref (call->connection);
  g_object_unref (call->self);
  g_free (call->command);
  g_free (call);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  call_free (user_data);
}

/* Takes @call; @answer is freed with it. */
static void
send (Call *call, JsonObject *answer)
{
  g_autofree char *json = ruhu_json_to_text (answer);

  g_free (call->command);
  call->command = g_strconcat (json, "\n", NULL);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (call->connection)),
                                   call->command,
                                   strlen (call->command),
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   sent_cb,
                                   call);
}

static void
answer (Call *call, int code, const char *out, const char *complaint)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "code", code);
  json_object_set_string_member (object, "out", out);
  json_object_set_string_member (object, "err", complaint);
  send (call, object);
}

static void
complain (Call *call, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("ruhu-sync: %s\n", error->message);

  answer (call, RUHU_SYNC_EXIT_REFUSED, "", text);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RuhuSyncer *syncer = RUHU_SYNCER (source);
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_syncer_now_finish (syncer, result, &error);
  g_autofree char *text = ruhu_sync_report_make_outcome (syncer, error);

  answer (call, ruhu_sync_report_get_code (syncer, error), done ? text : "", done ? "" : text);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RuhuSyncer *syncer = RUHU_SYNCER (source);
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!ruhu_syncer_count_finish (syncer, result, &error)) {
    answer (call, RUHU_SYNC_EXIT_REFUSED, "", error->message);
    return;
  }
  if (g_str_equal (call->command, "status")) {
    text = ruhu_sync_report_make_status (syncer);
  } else {
    g_autofree char *json = ruhu_sync_report_make_json (syncer);

    text = g_strconcat (json, "\n", NULL);
  }

  answer (call, RUHU_SYNC_EXIT_DONE, text, "");
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!ruhu_bundle_export_finish (result, &exported, &error)) {
    complain (call, error);
    return;
  }

  text = ruhu_sync_report_make_exported (&exported);
  answer (call, RUHU_SYNC_EXIT_DONE, text, "");
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  if (ruhu_bundle_import_finish (result, &outcome, &error))
    answer (call, RUHU_SYNC_EXIT_DONE, ruhu_sync_report_make_imported (outcome), "");
  else
    complain (call, error);
}

/* Whether it was a question about a bundle. */
static gboolean
obey_bundle (Call *call)
{
  RuhuObjectStore *objects = ruhu_syncer_get_objects (call->self->syncer);
  const char *space = strchr (call->command, ' ');
  g_autofree char *path = space != NULL ? g_uri_unescape_string (space + 1, NULL) : NULL;

  if (path == NULL)
    return FALSE;

  if (g_str_has_prefix (call->command, "bundle-export "))
    ruhu_bundle_export_async (objects, path, NULL, NULL, NULL, exported_cb, call);
  else if (g_str_has_prefix (call->command, "bundle-import "))
    ruhu_bundle_import_async (objects, path, NULL, imported_cb, call);
  else
    return FALSE;
  return TRUE;
}

static void
obey (Call *call)
{
  RuhuSyncService *self = call->self;

  if (ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED) {
    g_autoptr (JsonObject) object = json_object_new ();

    json_object_set_int_member (object, "locked", 1);
    send (call, object);
  } else if (g_str_equal (call->command, "now")) {
    ruhu_syncer_now_async (self->syncer, NULL, ran_cb, call);
  } else if (g_str_equal (call->command, "status") || g_str_equal (call->command, "status-json")) {
    ruhu_syncer_count_async (self->syncer, NULL, counted_cb, call);
  } else if (!obey_bundle (call)) {
    answer (call, RUHU_SYNC_EXIT_USAGE, "", "no such question\n");
  }
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->command =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  if (call->command == NULL)
    call_free (call);
  else
    obey (call);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  RuhuSyncService *self = user_data;
  g_autoptr (GCredentials) who =
    g_socket_get_credentials (g_socket_connection_get_socket (connection), NULL);
  Call *call;

  if (who == NULL || g_credentials_get_unix_user (who, NULL) != getuid ())
    return TRUE;

  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->connection = g_object_ref (connection);
  call->input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_read_line_async (call->input, G_PRIORITY_DEFAULT, NULL, line_read_cb, call);
  return TRUE;
}

static void
ruhu_sync_service_dispose (GObject *object)
{
  RuhuSyncService *self = RUHU_SYNC_SERVICE (object);

  if (self->service != NULL) {
    g_socket_service_stop (self->service);
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    g_signal_handlers_disconnect_by_data (self->service, self);
    g_unlink (self->path);
  }
  g_clear_object (&self->service);
  g_clear_object (&self->syncer);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (ruhu_sync_service_parent_class)->dispose (object);
}

static void
ruhu_sync_service_finalize (GObject *object)
{
  RuhuSyncService *self = RUHU_SYNC_SERVICE (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (ruhu_sync_service_parent_class)->finalize (object);
}

static void
ruhu_sync_service_class_init (RuhuSyncServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_sync_service_dispose;
  object_class->finalize = ruhu_sync_service_finalize;
}

static void
ruhu_sync_service_init (RuhuSyncService *self)
{
}

/* A socket's path has 107 bytes at most; that of the open folder is always short. */
static GSocketAddress *
make_address (int folder)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d/" NAME, folder);

  return g_unix_socket_address_new (path);
}

static gboolean
listen (RuhuSyncService *self, GError **error)
{
  const char *dir = ruhu_store_get_dir (self->store);
  int folder = g_open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  g_autoptr (GSocketAddress) address = folder >= 0 ? make_address (folder) : NULL;
  g_autoptr (GError) foreign = NULL;
  gboolean done;

  /* What a killed app has left behind. */
  g_unlink (self->path);
  done = address != NULL && g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                                           address,
                                                           G_SOCKET_TYPE_STREAM,
                                                           G_SOCKET_PROTOCOL_DEFAULT,
                                                           NULL,
                                                           NULL,
                                                           &foreign);
  if (folder >= 0)
    close (folder);
  if (!done)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "ruhu-sync cannot ask this app");

  return done;
}

/**
 * ruhu_sync_service_new:
 * @syncer: answers
 * @store: its store; the profile's folder must be there
 * @error: %RUHU_ERROR_FAILED where no socket can be made
 *
 * Main thread. Listens until it is disposed of. The profile has one app (its lock is the store's);
 * so a socket that is there already is a dead app's.
 *
 * Returns: (transfer full) (nullable): a service
 */
RuhuSyncService *
ruhu_sync_service_new (RuhuSyncer *syncer, RuhuStore *store, GError **error)
{
  g_autoptr (RuhuSyncService) self = g_object_new (RUHU_TYPE_SYNC_SERVICE, NULL);

  self->syncer = g_object_ref (syncer);
  self->store = g_object_ref (store);
  self->path = g_build_filename (ruhu_store_get_dir (store), NAME, NULL);
  self->service = g_socket_service_new ();
  if (!listen (self, error))
    return NULL;

  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

static char *
exchange (GSocketConnection *connection, const char *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  g_autoptr (GDataInputStream) input =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                  line,
                                  strlen (line),
                                  NULL,
                                  NULL,
                                  NULL))
    return NULL;

  return g_data_input_stream_read_line (input, NULL, NULL, NULL);
}

/**
 * ruhu_sync_service_ask:
 * @dir: the profile
 * @command: a question, as at the top of this file
 * @code: (out): the exit code
 * @out: (out) (transfer full): for standard output
 * @complaint: (out) (transfer full): for standard error
 *
 * Waits for the answer; for programs without a main loop.
 *
 * Returns: %FALSE where no app runs on this profile, or it is locked
 */
gboolean
ruhu_sync_service_ask (const char *dir,
                       const char *command,
                       int *code,
                       char **out,
                       char **complaint)
{
  int folder = g_open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  g_autoptr (GSocketAddress) address = folder >= 0 ? make_address (folder) : NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *line = NULL;
  g_autoptr (JsonObject) answered = NULL;
  guint64 got;

  if (address == NULL)
    return FALSE;

  g_socket_client_set_timeout (client, ANSWER_TIME);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  close (folder);
  line = connection != NULL ? exchange (connection, command) : NULL;
  answered = line != NULL ? ruhu_wire_json_parse (line, strlen (line), NULL) : NULL;
  if (!ruhu_wire_json_get_uint (answered, "code", &got))
    return FALSE;

  *code = got;
  *out = g_strdup (ruhu_json_get_string (answered, "out"));
  *complaint = g_strdup (ruhu_json_get_string (answered, "err"));
  return TRUE;
}
