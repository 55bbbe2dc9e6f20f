/* heads-tablet.c: any bytes as what HQ answers a tablet
 *
 * The tablet asks one of the things that it asks, and each of its connections gets the same bytes.
 * It hears an answer or a reason; it believes no receipt, no order and no form that HQ has not
 * made; and it asks no more than a few times.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "heads.h"

#include "base/ruhu-error.h"
#include "ruhu-enrol.h"
#include "ruhu-hash.h"
#include "ruhu-hq-client.h"
#include "ruhu-test.h"
#include "ruhu-wire-json.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CODE "7KQ2M9XTRA01ABCDEFGH"
#define FORM "<h:html/>"
#define MOST 100
#define MOST_CONNECTIONS 4
#define DAY 86400

static RuhuDevice *device;
static char *form_hash;
static GBytes *content;
static RuhuDeviceKeys *keys;
static GSocket *waiting;

/* In front of libsoup's: the tablet's requests without TLS. */
SoupMessage *
soup_message_new (const char *method, const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) plain = NULL;

  if (uri == NULL)
    return NULL;
  plain = soup_uri_copy (uri, SOUP_URI_SCHEME, "http", SOUP_URI_NONE);
  return soup_message_new_from_uri (method, plain);
}

static char *
sign (const char *text, gpointer data, GError **error)
{
  return g_strdup ("c2lnbmF0dXJl");
}

/* @ca: HQ's certificate */
void
heads_tablet_init (const char *ca)
{
  const guint8 key[32] = { 9 };
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  waiting = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert (g_socket_bind (waiting, address, TRUE, NULL));
  g_assert (g_socket_listen (waiting, NULL));
  g_socket_set_blocking (waiting, FALSE);
  bound = g_socket_get_local_address (waiting, NULL);

  device = ruhu_device_new ();
  device->id = g_strdup ("d7k2");
  device->scope = g_strdup ("990101001001");
  device->role = g_strdup ("village");
  device->url = g_strdup_printf ("https://127.0.0.1:%u",
                                 g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  device->ca = g_strdup (ca);
  device->epoch = 1;
  device->hqs = g_bytes_new (key, sizeof key);
  device->hqx = g_bytes_new (key, sizeof key);
  device->hqe = g_bytes_new (key, sizeof key);
  form_hash = ruhu_hash_text (FORM, strlen (FORM));
  content = g_bytes_new_static (FORM, strlen (FORM));
  keys = ruhu_device_keys_new ();
}

/* One request: how it begins and how it ends. */
typedef struct {
  void (*begin) (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data);
  void (*end) (RuhuHqClient *client, GAsyncResult *result, GError **error);
} Request;

static void
begin_push (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_hq_client_push_async (client, content, NULL, callback, data);
}

static void
end_push (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  g_assert (ruhu_hq_client_push_finish (client, result, error) == NULL);
}

static void
begin_pull (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_hq_client_pull_async (client, "", 1, 65536, FALSE, NULL, callback, data);
}

static void
end_pull (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (RuhuPullPage) page = ruhu_hq_client_pull_finish (client, result, error);

  g_assert ((page == NULL) == (*error != NULL));
}

static void
begin_ask (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_hq_client_ask_attachment_async (client, form_hash, NULL, 9, NULL, callback, data);
}

static void
end_ask (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  guint64 offset = 0;
  gboolean complete = FALSE;
  gboolean good = ruhu_hq_client_ask_attachment_finish (client, result, &offset, &complete, error);

  g_assert (good == (*error == NULL));
  g_assert (!good || offset <= RUHU_WIRE_MAX_INTEGER);
  g_assert (!complete || offset == 0);
}

static void
begin_send (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_hq_client_send_attachment_async (client, form_hash, NULL, 4, content, NULL, callback, data);
}

static void
end_send (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  guint64 safe = 0;

  g_assert (ruhu_hq_client_send_attachment_finish (client, result, &safe, error) == NULL);
}

static void
begin_form (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_hq_client_get_form_async (client, "f", "1", form_hash, NULL, callback, data);
}

static void
end_form (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (GBytes) form = ruhu_hq_client_get_form_finish (client, result, error);

  g_assert ((form == NULL) == (*error != NULL));
  g_assert (form == NULL || g_bytes_equal (form, content));
}

static void
begin_media (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_hq_client_get_media_async (client, form_hash, 3, MOST, NULL, callback, data);
}

static void
end_media (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (GBytes) piece = ruhu_hq_client_get_media_finish (client, result, error);

  g_assert ((piece == NULL) == (*error != NULL));
  g_assert (piece == NULL || g_bytes_get_size (piece) <= MOST);
}

static void
begin_tell (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (JsonObject) said = json_object_new ();

  ruhu_hq_client_tell_async (client, "/v1/wiped", said, NULL, callback, data);
}

static void
end_tell (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonObject) answer = ruhu_hq_client_tell_finish (client, result, error);

  g_assert ((answer == NULL) == (*error != NULL));
}

static void
begin_enrol (RuhuHqClient *client, GAsyncReadyCallback callback, gpointer data)
{
  ruhu_enrol_async (device->url, CODE, keys, NULL, callback, data);
}

static void
end_enrol (RuhuHqClient *client, GAsyncResult *result, GError **error)
{
  g_autofree char *user = NULL;

  g_assert (ruhu_enrol_finish (result, &user, error) == NULL);
}

static const Request requests[] = {
  { begin_push, end_push }, { begin_pull, end_pull },   { begin_ask, end_ask },
  { begin_send, end_send }, { begin_form, end_form },   { begin_media, end_media },
  { begin_tell, end_tell }, { begin_enrol, end_enrol },
};

/* Somebody is there: gets the answer, once all of the request has come. */
static void
serve (GSocket *socket, const char *data, gsize size)
{
  int fd = g_socket_get_fd (socket);
  char heard[8192];
  gint64 deadline = heads_deadline ();

  while (recv (fd, heard, sizeof heard, MSG_DONTWAIT) <= 0) {
    g_main_context_iteration (NULL, FALSE);
    g_assert (g_get_monotonic_time () < deadline);
  }
  while (g_main_context_iteration (NULL, FALSE) || recv (fd, heard, sizeof heard, MSG_DONTWAIT) > 0)
    continue;
  heads_send (fd, data, size);
  shutdown (fd, SHUT_WR);
}

/* @request: which one the tablet makes */
void
heads_tablet_read (guint8 request, const char *data, gsize size)
{
  const Request *asked = &requests[request % G_N_ELEMENTS (requests)];
  g_autoptr (RuhuHqClient) client = ruhu_hq_client_new (device, sign, NULL, NULL);
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 deadline = heads_deadline ();

  asked->begin (client, ruhu_test_got, &got);
  while (got == NULL) {
    GSocket *socket = g_socket_accept (waiting, NULL, NULL);

    if (socket != NULL) {
      g_ptr_array_add (sockets, socket);
      serve (socket, data, size);
    }
    g_main_context_iteration (NULL, FALSE);
    g_assert (g_get_monotonic_time () < deadline);
  }
  result = got;
  asked->end (client, result, &error);
  g_assert (sockets->len <= MOST_CONNECTIONS);
  g_assert (error == NULL || error->domain == RUHU_ERROR);
  g_assert (ruhu_hq_client_get_retry_after (client) <= DAY);
  g_assert (ruhu_hq_client_get_now (client) >= 0);
  g_assert (ruhu_hq_client_get_refusal (client) == RUHU_REFUSAL_NONE || error != NULL);
}
