/* fuzz-heads.c: any bytes as a request to HQ, and as HQ's answer
 *
 * Over real sockets to the real server and the real client, without TLS, which is not ours to try.
 * The first byte chooses the side, the second what it finds there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "heads.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* The clock on the wall: what takes so long on a busy machine has no end. */
#define LONGEST (30 * G_USEC_PER_SEC)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

/* Whatever is refused is said; that is not what is looked for here. */
static GLogWriterOutput
say_nothing (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0) {
    g_log_writer_standard_streams (level, fields, n, data);
    g_abort ();
  }
  return G_LOG_WRITER_HANDLED;
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autofree char *ca = NULL;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_log_set_writer_func (say_nothing, NULL, NULL);
  heads_hq_init ();
  ca = heads_hq_get_ca ();
  heads_tablet_init (ca);
  return 0;
}

/* Returns: when this must have ended */
gint64
heads_deadline (void)
{
  return g_get_monotonic_time () + LONGEST;
}

/* Returns: a socket that waits for nothing, connected; closed, it is forgotten at once */
int
heads_connect (guint16 port)
{
  const struct linger at_once = { 1, 0 };
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (port),
                                 .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert (fd >= 0);
  g_assert (connect (fd, (struct sockaddr *) &address, sizeof address) == 0);
  g_assert (setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
  return fd;
}

/* All of it at once, as it fits into the socket; the other side may have left. */
void
heads_send (int fd, const char *data, gsize size)
{
  gssize n G_GNUC_UNUSED = send (fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 2)
    return 0;

  if (data[0] % 2 == 0)
    heads_hq_read (data[1], data[0] % 4 == 2, (const char *) data + 2, size - 2);
  else
    heads_tablet_read (data[1], (const char *) data + 2, size - 2);
  return 0;
}
