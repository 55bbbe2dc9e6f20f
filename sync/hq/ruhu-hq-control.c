/* ruhu-hq-control.c: commands to a running server, over a socket in its folder
 *
 * One connection carries one call and one reply, both JSON; each side ends what it says by closing
 * its direction. Whoever may write into the folder may command: there is no other check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-control.h"

#include "base/ruhu-error.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "control.sock"

/* A socket's path has room for 107 bytes; by way of an open folder every path fits. */
static GSocketAddress *
make_address (const char *path, int *folder)
{
  g_autofree char *name = NULL;

  *folder = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  name = g_strdup_printf ("/proc/self/fd/%d/" NAME, *folder);
  return g_unix_socket_address_new (name);
}

typedef struct {
  RuhuHqDir *dir;
  GSocketConnection *connection;
  GOutputStream *heard;
  RuhuHqCall *call;
} Visit;

static void
free_visit (Visit *visit)
{
  g_object_unref (visit->dir);
  g_object_unref (visit->connection);
  g_object_unref (visit->heard);
  g_clear_pointer (&visit->call, ruhu_hq_call_free);
  g_free (visit);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  free_visit (visit);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  g_autoptr (RuhuHqReply) reply = ruhu_hq_command_run_finish (result);
  char *text = ruhu_hq_reply_to_json (reply);
  g_autoptr (GInputStream) answer =
    g_memory_input_stream_new_from_data (text, strlen (text), g_free);

  g_output_stream_splice_async (g_io_stream_get_output_stream (G_IO_STREAM (visit->connection)),
                                answer,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                G_PRIORITY_DEFAULT,
                                NULL,
                                answered_cb,
                                visit);
}

static void
heard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  g_autoptr (GBytes) asked = NULL;
  gsize length;
  const char *text;

  if (g_output_stream_splice_finish (visit->heard, result, NULL) < 0) {
    free_visit (visit);
    return;
  }

  asked = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (visit->heard));
  text = g_bytes_get_data (asked, &length);
  visit->call = ruhu_hq_call_from_json (text, length);
  if (visit->call == NULL) {
    g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
    free_visit (visit);
    return;
  }

  ruhu_hq_command_run_async (visit->dir, visit->call, run_cb, visit);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->dir = g_object_ref (RUHU_HQ_DIR (user_data));
  visit->connection = g_object_ref (connection);
  visit->heard = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (visit->heard,
                                g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT,
                                NULL,
                                heard_cb,
                                visit);
  return TRUE;
}

/**
 * ruhu_hq_control_listen:
 * @dir: a folder that this process holds, so that a socket found in it is nobody's
 *
 * Returns: (transfer full) (nullable): runs commands in the main loop until it is stopped
 */
GSocketService *
ruhu_hq_control_listen (RuhuHqDir *dir, GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autofree char *path = ruhu_hq_dir_build_path (dir, NAME);
  g_autoptr (GSocketAddress) address = NULL;
  int folder;
  mode_t mask;
  gboolean ok;

  g_unlink (path);
  address = make_address (ruhu_hq_dir_get_path (dir), &folder);
  mask = umask (0077);
  ok = g_socket_listener_add_address (G_SOCKET_LISTENER (service),
                                      address,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT,
                                      NULL,
                                      NULL,
                                      error);
  umask (mask);
  if (folder >= 0)
    close (folder);
  if (!ok)
    return NULL;

  g_signal_connect_data (service,
                         "incoming",
                         G_CALLBACK (incoming_cb),
                         g_object_ref (dir),
                         (GClosureNotify) (void (*) (void)) g_object_unref,
                         0);
  g_socket_service_start (service);
  return g_steal_pointer (&service);
}

static RuhuHqReply *
talk (GSocketConnection *connection, const char *text, GError **error)
{
  GIOStream *stream = G_IO_STREAM (connection);
  g_autoptr (GOutputStream) heard = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) answer = NULL;
  RuhuHqReply *reply;
  gsize length;

  if (!g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                                  text,
                                  strlen (text),
                                  NULL,
                                  NULL,
                                  error) ||
      !g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, error) ||
      g_output_stream_splice (heard,
                              g_io_stream_get_input_stream (stream),
                              G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                              NULL,
                              error) < 0)
    return NULL;

  answer = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (heard));
  reply = ruhu_hq_reply_from_json (g_bytes_get_data (answer, &length), g_bytes_get_size (answer));
  if (reply == NULL)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_FAILED,
                 "the server broke off; ask it again before you repeat the command");
  return reply;
}

static GSocketConnection *
connect_to (const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = NULL;
  GSocketConnection *connection;
  int folder;

  address = make_address (path, &folder);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  if (folder >= 0)
    close (folder);
  return connection;
}

/** ruhu_hq_control_is_served: Returns: whether a server runs in the folder @path */
gboolean
ruhu_hq_control_is_served (const char *path)
{
  g_autoptr (GSocketConnection) connection = connect_to (path);

  return connection != NULL;
}

/**
 * ruhu_hq_control_ask:
 * @path: HQ's folder
 *
 * Returns: (transfer full) (nullable): what the server there says; %NULL with %RUHU_ERROR_NOT_FOUND
 *   where none runs
 */
RuhuHqReply *
ruhu_hq_control_ask (const char *path, RuhuHqCall *call, GError **error)
{
  g_autoptr (GSocketConnection) connection = connect_to (path);
  g_autofree char *text = NULL;

  if (connection == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no server runs in %s", path);
    return NULL;
  }

  text = ruhu_hq_call_to_json (call);
  return talk (connection, text, error);
}
