/* cut-link.c: a link to HQ that breaks behind a certain byte
 *
 * In two ways. Opened, it ends the tablet's TLS with HQ's own key and begins another towards HQ, so
 * that it sees what both say, breaks behind any byte of it, and counts what of which bodies has
 * come through. Closed, it passes TLS on as it is and breaks at, before or behind the end of any
 * record. Once it is broken nothing passes any more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cut-link.h"

#include <string.h>

#define PIECE 16384
#define RECORD_HEAD 5

/* One direction: what passed, over all connections, and where it ends. */
typedef struct {
  gsize bytes;
  gsize end; /* breaks behind so many bytes; G_MAXSIZE for never */
  guint records;
  guint end_record; /* breaks at the end of this record, counted from 1; 0 for never */
  int beside;       /* so many bytes behind it */
} Count;

/* The bodies of one kind: how many bytes of them came through, and how long the longest is. */
typedef struct {
  gsize bytes;
  gsize largest;
} Bodies;

struct _CutLink {
  GSocketService *service;
  GPtrArray *ends; /* of GSocketConnection */
  GTlsCertificate *certificate;
  guint16 target;
  char *url;
  gboolean closed;
  gboolean cut;
  Count counts[2];
  Bodies bodies[CUT_OTHER + 1];
};

/* One direction of one connection. */
typedef struct {
  CutLink *link;
  Count *count;
  GIOStream *from;
  GIOStream *to;
  guint8 piece[PIECE];
  guint8 head[RECORD_HEAD]; /* of the record under way */
  gsize headed;
  gsize left;     /* of that record, or of the body of that request */
  GString *lines; /* of the request's head, as far as they have come; NULL for what HQ says */
  CutKind kind;
} Way;

static void read_piece (Way *way);

/* As when a cable is pulled: without a word. */
static void
break_all (CutLink *link)
{
  guint i;

  for (i = 0; i < link->ends->len; i++)
    g_socket_close (g_socket_connection_get_socket (link->ends->pdata[i]), NULL);
}

static void
end_way (Way *way)
{
  g_io_stream_close (way->from, NULL, NULL);
  g_io_stream_close (way->to, NULL, NULL);
  g_object_unref (way->from);
  g_object_unref (way->to);
  if (way->lines != NULL)
    g_string_free (way->lines, TRUE);
  g_free (way);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  gboolean written =
    g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (way->count->bytes >= way->count->end && !way->link->cut) {
    way->link->cut = TRUE;
    break_all (way->link);
  }
  if (written && !way->link->cut)
    read_piece (way);
  else
    end_way (way);
}

/* Where a record ends in what comes now; @i: how far it was looked at. */
static void
follow_records (Way *way, gsize i)
{
  if (way->headed < RECORD_HEAD) {
    way->head[way->headed++] = way->piece[i];
    if (way->headed == RECORD_HEAD)
      way->left = way->head[3] << 8 | way->head[4];
    return;
  }

  if (--way->left == 0) {
    way->headed = 0;
    way->count->records++;
    if (way->count->records == way->count->end_record)
      way->count->end = way->count->bytes + i + 1 + way->count->beside;
  }
}

/* The head of a request is there: what comes behind it, and how much. */
static void
begin_body (Way *way)
{
  const char *head = way->lines->str;
  const char *length = strstr (head, "\r\nContent-Length: ");
  Bodies *bodies;

  way->left = length != NULL ? g_ascii_strtoull (strchr (length, ':') + 1, NULL, 10) : 0;
  way->kind = g_str_has_prefix (head, "POST /v1/push ")   ? CUT_LINES
              : g_str_has_prefix (head, "PATCH /v1/att/") ? CUT_PIECE
                                                          : CUT_OTHER;
  bodies = &way->link->bodies[way->kind];
  bodies->largest = MAX (bodies->largest, way->left);
  g_string_truncate (way->lines, 0);
}

/* One byte of what the tablet says, which passes. */
static void
follow_requests (Way *way, char byte)
{
  if (way->left > 0) {
    way->left--;
    way->link->bodies[way->kind].bytes++;
    return;
  }

  g_string_append_c (way->lines, byte);
  if (g_str_has_suffix (way->lines->str, "\r\n\r\n"))
    begin_body (way);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  gssize i;

  if (n <= 0 || way->link->cut) {
    end_way (way);
    return;
  }

  for (i = 0; way->link->closed && i < n; i++)
    follow_records (way, i);
  if (way->count->end != G_MAXSIZE && way->count->bytes + n > way->count->end)
    n = way->count->end > way->count->bytes ? way->count->end - way->count->bytes : 0;
  for (i = 0; way->lines != NULL && i < n; i++)
    follow_requests (way, way->piece[i]);
  way->count->bytes += n;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (way->to),
                                   way->piece,
                                   n,
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   written_cb,
                                   way);
}

static void
read_piece (Way *way)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (way->from),
                             way->piece,
                             sizeof way->piece,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             read_cb,
                             way);
}

static void
begin_way (CutLink *link, CutWay direction, GIOStream *from, GIOStream *to)
{
  Way *way = g_new0 (Way, 1);

  way->link = link;
  way->count = &link->counts[direction];
  way->from = g_object_ref (from);
  way->to = g_object_ref (to);
  if (direction == CUT_UP && !link->closed)
    way->lines = g_string_new (NULL);
  read_piece (way);
}

static gboolean
accept_cb (GTlsConnection *connection, GTlsCertificate *peer, GTlsCertificateFlags errors)
{
  return TRUE;
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *near, GObject *source, gpointer user_data)
{
  CutLink *link = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) far = NULL;
  g_autoptr (GIOStream) near_end = NULL, far_end = NULL;

  if (!link->cut)
    far = g_socket_client_connect_to_host (client, "127.0.0.1", link->target, NULL, NULL);
  if (far == NULL) {
    g_io_stream_close (G_IO_STREAM (near), NULL, NULL);
    return TRUE;
  }

  g_ptr_array_add (link->ends, g_object_ref (near));
  g_ptr_array_add (link->ends, g_object_ref (far));
  if (link->closed) {
    near_end = G_IO_STREAM (g_object_ref (near));
    far_end = G_IO_STREAM (g_object_ref (far));
  } else {
    near_end = g_tls_server_connection_new (G_IO_STREAM (near), link->certificate, NULL);
    far_end = g_tls_client_connection_new (G_IO_STREAM (far), NULL, NULL);
    g_signal_connect (far_end, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  }
  begin_way (link, CUT_UP, near_end, far_end);
  begin_way (link, CUT_DOWN, far_end, near_end);
  return TRUE;
}

/* @hq: its URL; @hq_dir: its folder, whose key the link then has, or NULL for a closed link */
CutLink *
cut_link_new (const char *hq, const char *hq_dir)
{
  CutLink *link = g_new0 (CutLink, 1);
  g_autoptr (GUri) uri = g_uri_parse (hq, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  link->closed = hq_dir == NULL;
  if (hq_dir != NULL) {
    g_autofree char *cert = g_build_filename (hq_dir, "server.pem", NULL);
    g_autofree char *key = g_build_filename (hq_dir, "keys", "server.key", NULL);

    link->certificate = g_tls_certificate_new_from_files (cert, key, &error);
    g_assert_no_error (error);
  }
  link->target = g_uri_get_port (uri);
  link->ends = g_ptr_array_new_with_free_func (g_object_unref);
  cut_link_pass_all (link);
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
cut_link_free (CutLink *link)
{
  g_socket_service_stop (link->service);
  g_socket_listener_close (G_SOCKET_LISTENER (link->service));
  cut_link_pass_all (link);
  g_object_unref (link->service);
  g_ptr_array_unref (link->ends);
  g_clear_object (&link->certificate);
  g_free (link->url);
  g_free (link);
}

const char *
cut_link_get_url (CutLink *link)
{
  return link->url;
}

/* Breaks what is open, and counts anew; from now on all passes. */
void
cut_link_pass_all (CutLink *link)
{
  guint i;

  link->cut = TRUE;
  break_all (link);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_ptr_array_set_size (link->ends, 0);
  for (i = 0; i < G_N_ELEMENTS (link->counts); i++)
    link->counts[i] = (Count){ 0, G_MAXSIZE, 0, 0, 0 };
  memset (link->bodies, 0, sizeof link->bodies);
  link->cut = FALSE;
}

/* As cut_link_pass_all(), but that way it is broken once @byte bytes have passed. */
void
cut_link_at_byte (CutLink *link, CutWay way, gsize byte)
{
  cut_link_pass_all (link);
  link->counts[way].end = byte;
}

/* The same behind the end of TLS record @record, counted from 1, and @beside bytes. */
void
cut_link_at_record (CutLink *link, CutWay way, guint record, int beside)
{
  cut_link_pass_all (link);
  link->counts[way].end_record = record;
  link->counts[way].beside = beside;
}

/* What has passed since then. */
gsize
cut_link_get_bytes (CutLink *link, CutWay way)
{
  return link->counts[way].bytes;
}

/* How much of the bodies of this kind has passed since then; of an open link. */
gsize
cut_link_get_bodies (CutLink *link, CutKind kind)
{
  return link->bodies[kind].bytes;
}

/* How long the longest of them is, also where not all of it has passed. */
gsize
cut_link_get_largest (CutLink *link, CutKind kind)
{
  return link->bodies[kind].largest;
}

/* Whether it came to the place where it breaks. */
gboolean
cut_link_is_cut (CutLink *link)
{
  return link->cut;
}
