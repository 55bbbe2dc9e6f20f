/* ruhu-hq-sockets.c: closes what the other side has left
 *
 * libsoup 3.2.3 (Debian 12) forgets the socket of a TLS connection that the client closes, which is
 * how tablets and browsers leave: a descriptor for each visit, until none is left. Sockets are
 * therefore noted with each request and looked at now and then; one that the other side closed two
 * looks ago, when every answer has long been written, is closed here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-sockets.h"

#include <sys/socket.h>

struct _RuhuHqSockets {
  GHashTable *left; /* GSocket → how many looks ago the other side had closed it */
};

/** ruhu_hq_sockets_new: Main thread only, as all of it */
RuhuHqSockets *
ruhu_hq_sockets_new (void)
{
  RuhuHqSockets *self = g_new0 (RuhuHqSockets, 1);

  self->left = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  return self;
}

void
ruhu_hq_sockets_free (RuhuHqSockets *self)
{
  g_hash_table_unref (self->left);
  g_free (self);
}

/**
 * ruhu_hq_sockets_note:
 * @socket: (nullable): the socket of a request
 */
void
ruhu_hq_sockets_note (RuhuHqSockets *self, GSocket *socket)
{
  if (socket != NULL && !g_hash_table_contains (self->left, socket))
    g_hash_table_insert (self->left, g_object_ref (socket), GUINT_TO_POINTER (0));
}

/* An end that can be read, and nothing before it. */
static gboolean
is_left (GSocket *socket)
{
  char byte;

  return recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/** ruhu_hq_sockets_sweep: looks once; call it every few seconds */
void
ruhu_hq_sockets_sweep (RuhuHqSockets *self)
{
  GHashTableIter iter;
  gpointer socket, looks;

  g_hash_table_iter_init (&iter, self->left);
  while (g_hash_table_iter_next (&iter, &socket, &looks)) {
    if (g_socket_is_closed (socket)) {
      g_hash_table_iter_remove (&iter);
    } else if (!is_left (socket)) {
      g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (0));
    } else if (GPOINTER_TO_UINT (looks) == 0) {
      g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (1));
    } else {
      g_socket_close (socket, NULL);
      g_hash_table_iter_remove (&iter);
    }
  }
}

/** ruhu_hq_sockets_count: Returns: how many sockets are noted and not known to be closed */
guint
ruhu_hq_sockets_count (RuhuHqSockets *self)
{
  return g_hash_table_size (self->left);
}
