/* bad-link.c: a slow link that loses segments, and at times is none
 *
 * What TCP makes of such a link, between two connections on the loopback, where the kernel cannot
 * do it. Segments leave one after the other at the link's rate and arrive after its delay, in
 * order: one that is lost goes again after a timeout that doubles with each loss, and all behind it
 * waits. In an outage nothing passes; half of them end a connection, which nobody hears of until it
 * was silent for a minute. All of it follows from a seed, and may run faster than the clock on the
 * wall.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-link.h"

#include "base/ruhu-clock.h"

#include <string.h>

#define SEGMENT 1400
#define OVERHEAD 52  /* heads of TCP and IP */
#define IN_FLIGHT 12 /* segments that a sender has out at most */
#define RETRANSMIT_MS 600
#define SILENCE_MS 60000 /* what a tablet waits for a byte */

struct _BadLink {
  GSocketService *service;
  BadLinkKind kind;
  GRand *rand;
  GPtrArray *connections;
  guint16 target;
  char *url;
  gint64 began; /* of the link, on the wall, µs */
  gint64 epoch; /* ms since 1970 that its clock began with */

  gint64 outage_from, outage_to; /* the next or present one, ms since it began */
  guint outages;
  gsize bytes;
};

typedef struct _Connection Connection;

/* One direction of a connection. */
typedef struct {
  Connection *connection;
  GIOStream *from;
  GIOStream *to;
  gint64 free_at;  /* when the link has sent what it was given */
  gint64 last;     /* when the last segment arrives */
  GQueue segments; /* of Segment, on their way */
  guint timer;
  gboolean reading;
  gboolean ended; /* the sender has closed */
  gboolean writing;
} Way;

typedef struct {
  GBytes *bytes;
  gint64 arrives;
} Segment;

struct _Connection {
  BadLink *link;
  Way ways[2];
  GCancellable *cancellable;
  guint silence; /* timer, once it is dead */
  gboolean dead;
  guint busy; /* callbacks that will still come */
  gboolean closed;
};

static void read_more (Way *way);
static void deliver (Way *way);

static gint64
get_elapsed (BadLink *link)
{
  return (g_get_monotonic_time () - link->began) * link->kind.scale / 1000;
}

/* The #RuhuClockFunc of the link's time. */
gint64
bad_link_now (gpointer link)
{
  BadLink *self = link;

  return self->epoch + get_elapsed (self);
}

static guint
to_wall (BadLink *link, gint64 ms)
{
  return MAX (ms, 0) / link->kind.scale;
}

static void
free_segment (gpointer data)
{
  Segment *segment = data;

  g_bytes_unref (segment->bytes);
  g_free (segment);
}

static void
free_connection (Connection *connection)
{
  guint i;

  for (i = 0; i < 2; i++) {
    g_queue_clear_full (&connection->ways[i].segments, free_segment);
    g_object_unref (connection->ways[i].from);
  }
  g_object_unref (connection->cancellable);
  g_free (connection);
}

static void
close_connection (Connection *connection)
{
  guint i;

  if (connection->closed)
    return;

  connection->closed = TRUE;
  g_cancellable_cancel (connection->cancellable);
  g_clear_handle_id (&connection->silence, g_source_remove);
  for (i = 0; i < 2; i++) {
    g_clear_handle_id (&connection->ways[i].timer, g_source_remove);
    g_io_stream_close (connection->ways[i].from, NULL, NULL);
  }
  g_ptr_array_remove (connection->link->connections, connection);
  if (connection->busy == 0)
    free_connection (connection);
}

/* Returns: whether the connection is still there for @way */
static gboolean
end_busy (Connection *connection)
{
  connection->busy--;
  if (!connection->closed)
    return TRUE;
  if (connection->busy == 0)
    free_connection (connection);
  return FALSE;
}

static gboolean
silent_cb (gpointer data)
{
  Connection *connection = data;

  connection->silence = 0;
  close_connection (connection);
  return G_SOURCE_REMOVE;
}

/* Nothing arrives any more; who waits for a byte gives up after a while. */
static void
die (Connection *connection)
{
  if (connection->dead)
    return;

  connection->dead = TRUE;
  connection->silence =
    g_timeout_add (to_wall (connection->link, SILENCE_MS), silent_cb, connection);
}

static void
plan_outage (BadLink *link, gint64 after)
{
  guint up = link->kind.up;

  link->outage_from = after + up / 2 + g_rand_int_range (link->rand, 0, up);
  link->outage_to = link->outage_from + link->kind.outage;
}

/* When what would arrive @at does: after an outage, whenever TCP tries again. */
static gint64
pass_outages (Connection *connection, gint64 at)
{
  BadLink *link = connection->link;

  if (link->kind.outage == 0)
    return at;
  while (at >= link->outage_to)
    plan_outage (link, link->outage_to);
  if (at < link->outage_from)
    return at;

  at = link->outage_to + g_rand_int_range (link->rand, 0, 3000);
  link->outages++;
  if (g_rand_boolean (link->rand))
    die (connection);
  plan_outage (link, link->outage_to);
  return at;
}

static gint64
send_segment (Way *way, gsize n)
{
  BadLink *link = way->connection->link;
  gint64 takes = (gint64) (n + OVERHEAD) * 8 * 1000 / link->kind.rate;
  gint64 timeout = RETRANSMIT_MS;
  gint64 arrives;

  way->free_at = MAX (way->free_at, get_elapsed (link)) + takes;
  arrives = way->free_at + link->kind.delay;
  if (link->kind.jitter > 0)
    arrives += g_rand_int_range (link->rand, 0, link->kind.jitter);
  while (g_rand_double (link->rand) < link->kind.loss) {
    way->free_at += takes;
    arrives += timeout + takes;
    timeout *= 2;
  }
  arrives = pass_outages (way->connection, MAX (arrives, way->last));
  way->last = arrives;
  link->bytes += n;
  return arrives;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  Connection *connection = way->connection;
  gboolean written =
    g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (!end_busy (connection))
    return;
  way->writing = FALSE;
  free_segment (g_queue_pop_head (&way->segments));
  if (!written)
    close_connection (connection);
  else {
    read_more (way);
    deliver (way);
  }
}

static gboolean
arrived_cb (gpointer data)
{
  Way *way = data;
  Segment *segment = g_queue_peek_head (&way->segments);
  gconstpointer bytes;
  gsize n;

  way->timer = 0;
  if (way->connection->dead)
    return G_SOURCE_REMOVE;

  bytes = g_bytes_get_data (segment->bytes, &n);
  if (n == 0) {
    close_connection (way->connection);
    return G_SOURCE_REMOVE;
  }
  way->writing = TRUE;
  way->connection->busy++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (way->to),
                                   bytes,
                                   n,
                                   G_PRIORITY_DEFAULT,
                                   way->connection->cancellable,
                                   written_cb,
                                   way);
  return G_SOURCE_REMOVE;
}

static void
deliver (Way *way)
{
  Segment *segment = g_queue_peek_head (&way->segments);
  BadLink *link = way->connection->link;

  if (segment != NULL && way->timer == 0 && !way->writing)
    way->timer =
      g_timeout_add (to_wall (link, segment->arrives - get_elapsed (link)), arrived_cb, way);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  Connection *connection = way->connection;
  g_autoptr (GBytes) bytes =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  Segment *segment;

  if (!end_busy (connection))
    return;

  way->reading = FALSE;
  segment = g_new0 (Segment, 1);
  segment->bytes = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
  way->ended = g_bytes_get_size (segment->bytes) == 0;
  segment->arrives = send_segment (way, g_bytes_get_size (segment->bytes));
  g_queue_push_tail (&way->segments, segment);
  deliver (way);
  read_more (way);
}

static void
read_more (Way *way)
{
  if (way->reading || way->ended || way->segments.length >= IN_FLIGHT)
    return;

  way->reading = TRUE;
  way->connection->busy++;
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (way->from),
                                   SEGMENT,
                                   G_PRIORITY_DEFAULT,
                                   way->connection->cancellable,
                                   read_cb,
                                   way);
}

static void
begin_way (Connection *connection, guint i, GIOStream *from, GIOStream *to, gint64 last)
{
  Way *way = &connection->ways[i];

  way->connection = connection;
  way->from = g_object_ref (from);
  way->to = to; /* the other way holds it */
  way->last = last;
  read_more (way);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *near, GObject *source, gpointer user_data)
{
  BadLink *link = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) far =
    g_socket_client_connect_to_host (client, "127.0.0.1", link->target, NULL, NULL);
  Connection *connection;
  gint64 opened;

  if (far == NULL) {
    g_io_stream_close (G_IO_STREAM (near), NULL, NULL);
    return TRUE;
  }

  connection = g_new0 (Connection, 1);
  connection->link = link;
  connection->cancellable = g_cancellable_new ();
  g_ptr_array_add (link->connections, connection);
  /* It opens with two segments of its own, which may be lost and meet outages as well. */
  opened = get_elapsed (link) + 2 * link->kind.delay;
  while (g_rand_double (link->rand) < link->kind.loss)
    opened += 1000;
  opened = pass_outages (connection, opened);
  begin_way (connection, 0, G_IO_STREAM (near), G_IO_STREAM (far), opened);
  begin_way (connection, 1, G_IO_STREAM (far), G_IO_STREAM (near), opened);
  return TRUE;
}

/* @hq: its URL */
BadLink *
bad_link_new (const char *hq, const BadLinkKind *kind, guint32 seed)
{
  BadLink *link = g_new0 (BadLink, 1);
  g_autoptr (GUri) uri = g_uri_parse (hq, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  link->kind = *kind;
  link->rand = g_rand_new_with_seed (seed);
  link->connections = g_ptr_array_new ();
  link->target = g_uri_get_port (uri);
  link->began = g_get_monotonic_time ();
  link->epoch = ruhu_clock_now ();
  plan_outage (link, 0);
  link->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (link->service),
                                 address,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &bound,
                                 &error);
  g_assert_no_error (error);
  link->url = g_strdup_printf ("https://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (link->service, "incoming", G_CALLBACK (incoming_cb), link);
  g_socket_service_start (link->service);
  return link;
}

void
bad_link_free (BadLink *link)
{
  g_socket_service_stop (link->service);
  g_socket_listener_close (G_SOCKET_LISTENER (link->service));
  while (link->connections->len > 0)
    close_connection (link->connections->pdata[0]);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (link->service);
  g_ptr_array_unref (link->connections);
  g_rand_free (link->rand);
  g_free (link->url);
  g_free (link);
}

const char *
bad_link_get_url (BadLink *link)
{
  return link->url;
}

static gboolean
waited_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until so much of the link's time has gone by. */
void
bad_link_wait (BadLink *link, gint64 ms)
{
  gboolean waited = FALSE;

  g_timeout_add (to_wall (link, ms) + 1, waited_cb, &waited);
  while (!waited)
    g_main_context_iteration (NULL, TRUE);
}

/* That either side sent, what was lost counted once. */
gsize
bad_link_get_bytes (BadLink *link)
{
  return link->bytes;
}

/* That something had to wait for. */
guint
bad_link_get_outages (BadLink *link)
{
  return link->outages;
}
