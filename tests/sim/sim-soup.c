/* sim-soup.c: libsoup without sockets, the tablet's end
 *
 * What libsoup would send waits here until the schedule says what becomes of it. A tablet has one
 * request under way at a time, as its session has one connection.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-soup.h"

#include "sim-clock.h"

/* What hangs on a SoupMessage here. */
typedef struct {
  GBytes *body; /* that it sends */
  guint status;
  SoupMessageHeaders *headers; /* of the answer */
} Extra;

typedef struct {
  SimRequest *request;
  SoupMessage *message;
  GTask *task;
} Pending;

static Pending pending[SIM_PROCESSES];
static gboolean is_refused[SIM_PROCESSES];

SimRequest *
sim_request_ref (SimRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
sim_request_unref (SimRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->method);
  g_free (self->uri);
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

void
sim_reply_free (SimReply *self)
{
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

/* Returns: (transfer full): the body without its coding, as far as it goes */
GBytes *
sim_reply_inflate (SimReply *self)
{
  g_autoptr (GConverter) inflater = NULL;
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (GOutputStream) out = NULL;

  if (g_strcmp0 (g_hash_table_lookup (self->headers, "Content-Encoding"), "gzip") != 0)
    return g_bytes_ref (self->body);

  inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  packed = g_memory_input_stream_new_from_bytes (self->body);
  in = g_converter_input_stream_new (packed, inflater);
  out = g_memory_output_stream_new_resizable ();
  g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static void
extra_free (gpointer data)
{
  Extra *extra = data;

  g_clear_pointer (&extra->body, g_bytes_unref);
  soup_message_headers_unref (extra->headers);
  g_free (extra);
}

static Extra *
get_extra (SoupMessage *message)
{
  Extra *extra = g_object_get_data (G_OBJECT (message), "sim");

  if (extra == NULL) {
    extra = g_new0 (Extra, 1);
    extra->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
    g_object_set_data_full (G_OBJECT (message), "sim", extra, extra_free);
  }
  return extra;
}

SoupSession *
soup_session_new_with_options (const char *first, ...)
{
  static SoupSession *session;

  if (session == NULL)
    session = g_object_new (SOUP_TYPE_SESSION, NULL);
  return g_object_ref (session);
}

void
soup_session_set_tls_database (SoupSession *session, GTlsDatabase *database)
{
}

void
soup_session_abort (SoupSession *session)
{
}

void
soup_message_set_request_body_from_bytes (SoupMessage *message, const char *type, GBytes *bytes)
{
  get_extra (message)->body = g_bytes_ref (bytes);
}

SoupStatus
soup_message_get_status (SoupMessage *message)
{
  return get_extra (message)->status;
}

SoupMessageHeaders *
soup_message_get_response_headers (SoupMessage *message)
{
  return get_extra (message)->headers;
}

static void
copy_header (const char *name, const char *value, gpointer headers)
{
  g_hash_table_replace (headers, g_strdup (name), g_strdup (value));
}

static SimRequest *
make_request (SoupMessage *message)
{
  SimRequest *request = g_new0 (SimRequest, 1);
  GBytes *body = get_extra (message)->body;

  g_atomic_ref_count_init (&request->refs);
  request->process = sim_clock_who ();
  request->method = g_strdup (soup_message_get_method (message));
  request->uri = g_uri_to_string (soup_message_get_uri (message));
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_foreach (soup_message_get_request_headers (message),
                                copy_header,
                                request->headers);
  request->body = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  return request;
}

void
soup_session_send_async (SoupSession *session,
                         SoupMessage *message,
                         int priority,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Pending *slot = &pending[sim_clock_who ()];
  GTask *task = g_task_new (session, NULL, callback, user_data);

  if (is_refused[sim_clock_who ()]) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "the process ends");
    g_object_unref (task);
    return;
  }

  g_assert (slot->task == NULL);
  slot->request = make_request (message);
  slot->message = g_object_ref (message);
  slot->task = task;
}

GInputStream *
soup_session_send_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer none) (nullable): what @process has asked and not been answered */
SimRequest *
sim_soup_get_request (guint process)
{
  return pending[process].request;
}

static GTask *
clear (guint process)
{
  Pending *slot = &pending[process];

  g_clear_pointer (&slot->request, sim_request_unref);
  g_clear_object (&slot->message);
  return g_steal_pointer (&slot->task);
}

/* The answer has come. */
void
sim_soup_answer (guint process, SimReply *reply)
{
  Extra *extra = get_extra (pending[process].message);
  g_autoptr (GBytes) body = sim_reply_inflate (reply);
  g_autoptr (GTask) task = NULL;
  GHashTableIter iter;
  gpointer name, value;

  extra->status = reply->status;
  g_hash_table_iter_init (&iter, reply->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (extra->headers, name, value);
  task = clear (process);
  g_task_return_pointer (task, g_memory_input_stream_new_from_bytes (body), g_object_unref);
}

/* The connection breaks. */
void
sim_soup_break (guint process)
{
  g_autoptr (GTask) task = clear (process);

  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "the link broke");
}

/* Whether @process gets no connection any more. */
void
sim_soup_refuse (guint process, gboolean refuse)
{
  is_refused[process] = refuse;
}
