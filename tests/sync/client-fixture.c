/* client-fixture.c: a real HQ, a link that can be cut, and a tablet behind it
 *
 * The link passes bytes on in pieces, and breaks once its budget of pieces is used up, whichever
 * way they went: so a test can stop the talk at each step of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include "base/ruhu-error.h"

#include "responses/ruhu-response-correction.h"

#include <string.h>

#define PIECE 2048

struct _Link {
  GSocketService *service;
  GPtrArray *ends; /* of GIOStream, both of each connection */
  guint16 target;
  char *url;
  int budget;
  gsize bytes;
};

typedef struct {
  Link *link;
  GIOStream *from;
  GIOStream *to;
  guint8 piece[PIECE];
} Way;

static void read_piece (Way *way);

static void
end_way (Way *way)
{
  g_io_stream_close (way->from, NULL, NULL);
  g_io_stream_close (way->to, NULL, NULL);
  g_object_unref (way->from);
  g_object_unref (way->to);
  g_free (way);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    read_piece (way);
  else
    end_way (way);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Way *way = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0 || way->link->budget == 0) {
    end_way (way);
    return;
  }

  way->link->bytes += n;
  if (way->link->budget > 0)
    way->link->budget--;
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
begin_way (Link *link, GIOStream *from, GIOStream *to)
{
  Way *way = g_new0 (Way, 1);

  way->link = link;
  way->from = g_object_ref (from);
  way->to = g_object_ref (to);
  read_piece (way);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *near, GObject *source, gpointer user_data)
{
  Link *link = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) far = NULL;

  /* The kernel takes the connection before HQ does, so this does not wait for our own loop. */
  if (link->budget != 0)
    far = g_socket_client_connect_to_host (client, "127.0.0.1", link->target, NULL, NULL);
  if (far == NULL) {
    g_io_stream_close (G_IO_STREAM (near), NULL, NULL);
    return TRUE;
  }

  g_ptr_array_add (link->ends, g_object_ref (near));
  g_ptr_array_add (link->ends, g_object_ref (far));
  begin_way (link, G_IO_STREAM (near), G_IO_STREAM (far));
  begin_way (link, G_IO_STREAM (far), G_IO_STREAM (near));
  return TRUE;
}

Link *
link_new (const char *url)
{
  Link *link = g_new0 (Link, 1);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  link->target = g_uri_get_port (uri);
  link->budget = -1;
  link->ends = g_ptr_array_new_with_free_func (g_object_unref);
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

static void
drop_all (Link *link)
{
  guint i;

  for (i = 0; i < link->ends->len; i++)
    g_io_stream_close (link->ends->pdata[i], NULL, NULL);
  g_ptr_array_set_size (link->ends, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

void
link_free (Link *link)
{
  g_socket_service_stop (link->service);
  g_socket_listener_close (G_SOCKET_LISTENER (link->service));
  drop_all (link);
  g_object_unref (link->service);
  g_ptr_array_unref (link->ends);
  g_free (link->url);
  g_free (link);
}

const char *
link_get_url (Link *link)
{
  return link->url;
}

/* How many pieces still pass, over all connections; -1 for no end. Breaks what is open. */
void
link_set_budget (Link *link, int pieces)
{
  drop_all (link);
  link->budget = pieces;
  link->bytes = 0;
}

/* From now on somebody else answers at this address. */
void
link_set_target (Link *link, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  drop_all (link);
  link->target = g_uri_get_port (uri);
}

/* How many bytes went over it, both ways, since the budget was set. */
gsize
link_get_bytes (Link *link)
{
  return link->bytes;
}

/* Enrols, but makes no store. */
RuhuDevice *
client_enrol (Client *c, const char *url, const char *code, RuhuDeviceKeys *keys, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_enrol_async (url, code, keys, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_clear_pointer (&c->user, g_free);
  return ruhu_enrol_finish (result, &c->user, error);
}

void
client_open (Client *c)
{
  c->store = ruhu_store_new (c->dir);
  ruhu_store_set_kdf_cost (c->store, 1, 8192);
  c->objects = ruhu_object_store_new (c->store);
  c->responses = ruhu_response_store_new (c->store);
  c->syncer = ruhu_syncer_new (c->objects, c->responses);
}

void
client_count (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_syncer_count_async (c->syncer, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_syncer_count_finish (c->syncer, result, &error);
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    return; /* a tablet that has erased itself counts nothing */
  g_assert_no_error (error);
}

void
client_close (Client *c)
{
  client_count (c); /* what the store's thread still does for the syncer is done before this */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&c->syncer));
  g_assert_finalize_object (g_steal_pointer (&c->responses));
  g_assert_finalize_object (g_steal_pointer (&c->objects));
  g_assert_finalize_object (g_steal_pointer (&c->store));
}

/* As after a kill: nothing is locked or flushed. */
void
client_reopen (Client *c)
{
  client_close (c);
  client_open (c);
}

static void
create_store (Client *c)
{
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device = client_enrol (c, link_get_url (c->link), code, keys, &error);
  g_assert_no_error (error);
  ruhu_store_create_async (c->store, device, keys, c->user, PIN, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_store_create_finish (c->store, result, &error);
  g_assert_no_error (error);
}

/* A tablet of the village, enrolled and unlocked; HQ knows the form it fills. */
void
client_set_up (Client *c, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("visit.xml");
  g_autofree char *published = NULL;

  hq_set_up (&c->hq, NULL);
  published = hq_do (&c->hq, "form", "publish", form, NULL);
  c->link = link_new (c->hq.url);
  c->dir = ruhu_test_make_dir ();
  client_open (c);
  create_store (c);
}

/* One more tablet of that village, at the HQ of @first. */
void
client_join (Client *c, Client *first)
{
  c->hq = first->hq;
  c->link = link_new (first->hq.url);
  c->dir = ruhu_test_make_dir ();
  client_open (c);
  create_store (c);
  memset (&c->hq, 0, sizeof c->hq); /* it is the other's to look after */
}

/* Before the HQ it joined goes away. */
void
client_leave (Client *c)
{
  client_close (c);
  link_free (c->link);
  ruhu_test_remove_dir (c->dir);
  g_free (c->dir);
  g_free (c->user);
}

/* Lines that the tablet still holds. */
guint
client_count_lines (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  ruhu_outbox_read_async (c->store, 1, 1000, G_MAXSIZE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  lines = ruhu_outbox_read_finish (c->store, result, &error);
  g_assert_no_error (error);
  return lines->len;
}

/* Files of attachments that it still holds. */
guint
client_count_files (Client *c)
{
  g_autofree char *path = g_build_filename (c->dir, "att", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

void
client_tear_down (Client *c, gconstpointer data)
{
  client_close (c);
  link_free (c->link);
  hq_tear_down (&c->hq, NULL);
  ruhu_test_remove_dir (c->dir);
  g_free (c->dir);
  g_free (c->user);
}

void
client_lock (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_lock_async (c->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_store_lock_finish (c->store, result, &error);
  g_assert_no_error (error);
}

void
client_unlock (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_unlock_async (c->store, c->user, PIN, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_store_unlock_finish (c->store, result, &error);
  g_assert_no_error (error);
}

static char *
attach (Client *c, const char *id, const char *photo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (photo, strlen (photo));
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *name;

  ruhu_response_store_add_attachment_async (c->responses,
                                            id,
                                            bytes,
                                            "image/jpeg",
                                            NULL,
                                            ruhu_test_got,
                                            &got);
  result = ruhu_test_wait (&got);
  name = ruhu_response_store_add_attachment_finish (c->responses, result, &error);
  g_assert_no_error (error);
  return name;
}

static void
finish (Client *c, const char *id, const char *ans)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_finish_async (c->responses,
                                    id,
                                    ans,
                                    NULL,
                                    "{\"visit\":12}",
                                    NULL,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_finish_finish (c->responses, result, &error);
  g_assert_no_error (error);
}

static RuhuResponse *
begin_response (Client *c)
{
  g_autoptr (GError) error = NULL;
  RuhuResponse *response = ruhu_response_new ("visit", "1", VILLAGE);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_create_async (c->responses, response, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_create_finish (c->responses, result, &error);
  g_assert_no_error (error);
  return response;
}

/* A correction that leaves everything as it was, finished. */
char *
client_correct (Client *c, const char *id)
{
  g_autoptr (RuhuResponse) correction = ruhu_response_new ("visit", "1", VILLAGE);
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *ans = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL, *also_got = NULL;
  g_autoptr (GAsyncResult) result = NULL, also = NULL;
  char *draft;

  ruhu_response_set_replaces (correction, id);
  ruhu_response_store_load_final_async (c->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ans = ruhu_response_store_load_final_finish (c->responses, result, &error);
  g_assert_no_error (error);
  ruhu_response_store_correct_async (c->responses,
                                     correction,
                                     answers,
                                     NULL,
                                     ruhu_test_got,
                                     &also_got);
  also = ruhu_test_wait (&also_got);
  draft = ruhu_response_store_correct_finish (c->responses, also, &error);
  g_assert_no_error (error);
  finish (c, draft, ans);
  return draft;
}

/* A response of these answers. */
void
client_finish (Client *c, const char *ans)
{
  g_autoptr (RuhuResponse) response = begin_response (c);

  finish (c, ruhu_response_get_id (response), ans);
}

/* A response with one photo, or none. Returns: (transfer full): its id */
char *
client_finish_response (Client *c, const char *photo)
{
  g_autoptr (RuhuResponse) response = begin_response (c);
  const char *id = ruhu_response_get_id (response);
  g_autofree char *name = photo != NULL ? attach (c, id, photo) : g_strdup ("");
  g_autofree char *ans = g_strdup_printf ("{\"visit\":{\"outcome\":\"1\",\"photo\":\"%s\"}}", name);

  finish (c, id, ans);
  return g_strdup (id);
}

gboolean
client_sync (Client *c, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_syncer_now_async (c->syncer, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_syncer_now_finish (c->syncer, result, error);
}
