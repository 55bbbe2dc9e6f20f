/* ruhu-hq-sockets.c: closes what the other side has left
 *
 * libsoup 3.2.3 (Debian 12) forgets a connection that the client closes between two requests, which
 * is how tablets and browsers leave: a descriptor, and 27 kB of TLS, for each visit. Sockets are
 * therefore noted with each request and looked at now and then; one that the other side closed two
 * looks ago, when every answer has long been written, is closed here, and its connection is said to
 * be disconnected, as libsoup says itself where it notices. Then its server lets go of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-sockets.h"

#include <sys/socket.h>

#define CONNECTION "ruhu-connection"

struct _RuhuHqSockets {
  GHashTable *noted; /* GSocket → Noted */
};

typedef struct {
  GWeakRef connection; /* libsoup's; nothing where that is not known */
  guint looks;         /* how many ago the other side had closed it */
} Noted;

static void
noted_free (Noted *noted)
{
  g_weak_ref_clear (&noted->connection);
  g_free (noted);
}

static void
weak_ref_free (gpointer ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

/* A connection has made the message for a request: the only moment at which both are to be had. */
static gboolean
request_started_hook (GSignalInvocationHint *hint,
                      guint n_values,
                      const GValue *values,
                      gpointer data)
{
  GWeakRef *ref;

  if (n_values < 2 || !G_VALUE_HOLDS_OBJECT (&values[1]))
    return TRUE;

  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, g_value_get_object (&values[0]));
  g_object_set_data_full (g_value_get_object (&values[1]), CONNECTION, ref, weak_ref_free);
  return TRUE;
}

/* Returns: %FALSE where it was not listened for before this, or libsoup knows no such type */
static gboolean
listen_for_requests (gboolean *known)
{
  static gboolean listening;
  GType type = g_type_from_name ("SoupServerConnection");
  guint signal = type != 0 ? g_signal_lookup ("request-started", type) : 0;
  gboolean before = listening;

  *known = signal != 0;
  if (!listening && signal != 0) {
    g_signal_add_emission_hook (signal, 0, request_started_hook, NULL, NULL);
    listening = TRUE;
  }
  return before;
}

/** ruhu_hq_sockets_new: Main thread only, as all of it */
RuhuHqSockets *
ruhu_hq_sockets_new (void)
{
  RuhuHqSockets *self = g_new0 (RuhuHqSockets, 1);

  self->noted = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) noted_free);
  return self;
}

void
ruhu_hq_sockets_free (RuhuHqSockets *self)
{
  g_hash_table_unref (self->noted);
  g_free (self);
}

/**
 * ruhu_hq_sockets_note:
 * @socket: (nullable): the socket of a request
 * @connection: (nullable): what libsoup has on top of it
 */
void
ruhu_hq_sockets_note (RuhuHqSockets *self, GSocket *socket, GObject *connection)
{
  Noted *noted;

  if (socket == NULL || g_hash_table_contains (self->noted, socket))
    return;

  noted = g_new0 (Noted, 1);
  g_weak_ref_init (&noted->connection, connection);
  g_hash_table_insert (self->noted, g_object_ref (socket), noted);
}

/**
 * ruhu_hq_sockets_note_message:
 * @message: whose headers are there, and nothing is answered yet
 *
 * The type of connections exists once there has been one, so the very first cannot be known; it is
 * closed with its first answer, which libsoup does well.
 */
void
ruhu_hq_sockets_note_message (RuhuHqSockets *self, SoupServerMessage *message)
{
  GWeakRef *ref = g_object_get_data (G_OBJECT (message), CONNECTION);
  g_autoptr (GObject) connection = ref != NULL ? g_weak_ref_get (ref) : NULL;
  gboolean known;

  if (!listen_for_requests (&known) && known)
    soup_message_headers_append (soup_server_message_get_response_headers (message),
                                 "Connection",
                                 "close");
  ruhu_hq_sockets_note (self, soup_server_message_get_socket (message), connection);
}

/* An end that can be read, and nothing before it. */
static gboolean
is_left (GSocket *socket)
{
  char byte;

  return recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void
leave (GSocket *socket, Noted *noted)
{
  g_autoptr (GObject) connection = g_weak_ref_get (&noted->connection);

  if (connection != NULL)
    g_signal_emit_by_name (connection, "disconnected");
  g_clear_object (&connection);
  g_socket_close (socket, NULL);
}

/** ruhu_hq_sockets_sweep: looks once; call it every few seconds */
void
ruhu_hq_sockets_sweep (RuhuHqSockets *self)
{
  GHashTableIter iter;
  gpointer socket, value;

  g_hash_table_iter_init (&iter, self->noted);
  while (g_hash_table_iter_next (&iter, &socket, &value)) {
    Noted *noted = value;

    if (g_socket_is_closed (socket)) {
      g_hash_table_iter_remove (&iter);
    } else if (!is_left (socket)) {
      noted->looks = 0;
    } else if (noted->looks == 0) {
      noted->looks = 1;
    } else {
      leave (socket, noted);
      g_hash_table_iter_remove (&iter);
    }
  }
}

/** ruhu_hq_sockets_count: Returns: how many sockets are noted and not known to be closed */
guint
ruhu_hq_sockets_count (RuhuHqSockets *self)
{
  return g_hash_table_size (self->noted);
}
