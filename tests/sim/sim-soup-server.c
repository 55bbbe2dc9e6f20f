/* sim-soup-server.c: libsoup without sockets, HQ's end
 *
 * RuhuHqServer gives its handlers to a SoupServer as ever; that one hands them requests from the
 * simulated network.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-soup.h"

#include "sim-clock.h"

#define SIM_TYPE_MESSAGE (sim_message_get_type ())
G_DECLARE_FINAL_TYPE (SimMessage, sim_message, SIM, MESSAGE, GObject)

struct _SimMessage {
  GObject parent_instance;

  char *method;
  GUri *uri;
  guint status;
  SoupMessageHeaders *request_headers;
  SoupMessageHeaders *response_headers;
  SoupMessageBody *request_body;
  SoupMessageBody *response_body;
};

G_DEFINE_FINAL_TYPE (SimMessage, sim_message, G_TYPE_OBJECT)

static SoupServerCallback early;
static SoupServerCallback handler;
static gpointer handler_data;

static void
sim_message_finalize (GObject *object)
{
  SimMessage *self = SIM_MESSAGE (object);

  g_free (self->method);
  g_uri_unref (self->uri);
  soup_message_headers_unref (self->request_headers);
  soup_message_headers_unref (self->response_headers);
  soup_message_body_unref (self->request_body);
  soup_message_body_unref (self->response_body);

  G_OBJECT_CLASS (sim_message_parent_class)->finalize (object);
}

static void
sim_message_class_init (SimMessageClass *klass)
{
  static const char *const names[] = { "got-chunk", "got-body", "finished", "disconnected" };
  guint i;

  G_OBJECT_CLASS (klass)->finalize = sim_message_finalize;
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_new (names[i],
                  SIM_TYPE_MESSAGE,
                  G_SIGNAL_RUN_FIRST,
                  0,
                  NULL,
                  NULL,
                  NULL,
                  G_TYPE_NONE,
                  i == 0 ? 1 : 0,
                  G_TYPE_BYTES);
}

static void
sim_message_init (SimMessage *self)
{
  self->request_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  self->response_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->request_body = soup_message_body_new ();
  self->response_body = soup_message_body_new ();
}

static SimMessage *
get (SoupServerMessage *message)
{
  return (SimMessage *) message;
}

SoupServer *
soup_server_new (const char *first, ...)
{
  static SoupServer *server;

  if (server == NULL)
    server = g_object_new (SOUP_TYPE_SERVER, NULL);
  return g_object_ref (server);
}

void
soup_server_disconnect (SoupServer *server)
{
  early = handler = NULL;
}

void
soup_server_add_early_handler (SoupServer *server,
                               const char *path,
                               SoupServerCallback callback,
                               gpointer user_data,
                               GDestroyNotify destroy)
{
  early = callback;
  handler_data = user_data;
}

void
soup_server_add_handler (SoupServer *server,
                         const char *path,
                         SoupServerCallback callback,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  handler = callback;
  handler_data = user_data;
}

const char *
soup_server_message_get_method (SoupServerMessage *message)
{
  return get (message)->method;
}

GUri *
soup_server_message_get_uri (SoupServerMessage *message)
{
  return get (message)->uri;
}

SoupMessageHeaders *
soup_server_message_get_request_headers (SoupServerMessage *message)
{
  return get (message)->request_headers;
}

SoupMessageHeaders *
soup_server_message_get_response_headers (SoupServerMessage *message)
{
  return get (message)->response_headers;
}

SoupMessageBody *
soup_server_message_get_request_body (SoupServerMessage *message)
{
  return get (message)->request_body;
}

SoupMessageBody *
soup_server_message_get_response_body (SoupServerMessage *message)
{
  return get (message)->response_body;
}

GSocket *
soup_server_message_get_socket (SoupServerMessage *message)
{
  return NULL;
}

const char *
soup_server_message_get_remote_host (SoupServerMessage *message)
{
  return "127.0.0.1";
}

void
soup_server_message_set_status (SoupServerMessage *message, guint status, const char *reason)
{
  get (message)->status = status;
}

void
soup_server_message_set_response (SoupServerMessage *message,
                                  const char *type,
                                  SoupMemoryUse use,
                                  const char *data,
                                  gsize length)
{
  soup_message_body_append (get (message)->response_body, use, data, length);
}

static SimMessage *
make_message (SimRequest *request)
{
  SimMessage *message = g_object_new (SIM_TYPE_MESSAGE, NULL);
  GHashTableIter iter;
  gpointer name, value;

  message->method = g_strdup (request->method);
  message->uri = g_uri_parse (request->uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_hash_table_iter_init (&iter, request->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (message->request_headers, name, value);
  return message;
}

static void
copy_header (const char *name, const char *value, gpointer headers)
{
  g_hash_table_replace (headers, g_strdup (name), g_strdup (value));
}

static SimReply *
make_reply (SimMessage *message)
{
  SimReply *reply = g_new0 (SimReply, 1);

  reply->status = message->status;
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_foreach (message->response_headers, copy_header, reply->headers);
  reply->body = soup_message_body_flatten (message->response_body);
  return reply;
}

/* The connection breaks after @body, before the request is whole: nobody is answered. */
void
sim_soup_serve_beginning (SimRequest *request, GBytes *body)
{
  g_autoptr (SimMessage) message = make_message (request);
  guint before = sim_clock_enter (SIM_HQ);

  early (NULL, (SoupServerMessage *) message, g_uri_get_path (message->uri), NULL, handler_data);
  if (g_bytes_get_size (body) > 0)
    g_signal_emit_by_name (message, "got-chunk", body);
  sim_clock_leave (before);
}

/*
 * sim_soup_serve:
 * @body: what of the request's body arrives
 *
 * HQ handles a request.
 *
 * Returns: (transfer full): what it answers
 */
SimReply *
sim_soup_serve (SimRequest *request, GBytes *body)
{
  g_autoptr (SimMessage) message = make_message (request);
  SoupServerMessage *given = (SoupServerMessage *) message;
  const char *path = g_uri_get_path (message->uri);
  guint before = sim_clock_enter (SIM_HQ);

  g_assert (handler != NULL);
  early (NULL, given, path, NULL, handler_data);
  if (g_bytes_get_size (body) > 0) {
    g_signal_emit_by_name (message, "got-chunk", body);
    if (soup_message_body_get_accumulate (message->request_body))
      soup_message_body_append_bytes (message->request_body, body);
  }
  soup_message_body_complete (message->request_body);
  handler (NULL, given, path, NULL, handler_data);
  sim_clock_leave (before);
  return make_reply (message);
}
